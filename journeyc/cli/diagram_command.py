"""The command `journeyc diagram` and its options; what it does is imported when it is called."""

from typing import Annotated

import typer

from journeyc.cli.ending import guarded
from journeyc.cli.options import Direction, JourneyName, Theme


def diagram(  # noqa: PLR0913, PLR0917  # one parameter for each option
    path: Annotated[str, typer.Argument(metavar="PATH", help="A journey file, or - for standard input.")],
    out: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="OUT",
            help="Where to: a file ending in .svg, .png, .pdf, .dot or .mmd.",
        ),
    ],
    journey: JourneyName = None,
    lanes: Annotated[
        bool,
        typer.Option("--lanes", help="In lanes by touchpoint, as declared, instead of a map."),
    ] = False,
    stages: Annotated[
        bool, typer.Option("--stages", help="From afar: one card for each stage, with counts.")
    ] = False,
    stage: Annotated[
        str | None, typer.Option(metavar="NAME", help="One stage alone, with its ways in and out.")
    ] = None,
    pages: Annotated[
        bool,
        typer.Option(
            "--pages",
            help="The stages from afar, and a file for each stage beside that, with links.",
        ),
    ] = False,
    way: Annotated[
        str | None,
        typer.Option(
            "--path",
            metavar="FILE",
            help="Show where a run went, from what `journeyc runs show --output-format json` or `runs export`"
            " wrote, or - for standard input.",
        ),
    ] = None,
    scenario: Annotated[
        str | None,
        typer.Option(metavar="TITLE", help="Show where a scenario of the file goes, by words of its title."),
    ] = None,
    direction: Annotated[
        Direction | None, typer.Option(help="Left to right or top to bottom; by its size if not given.")
    ] = None,
    theme: Annotated[
        Theme, typer.Option(help="An SVG serves both light and dark unless one is chosen.")
    ] = Theme.AUTO,
    engine: Annotated[
        str | None,
        typer.Option(
            metavar="ENGINE",
            help="Who draws: dot, pygraphviz, graphviz-pure or the path of a dot; the first that is there if"
            " not said.",
        ),
    ] = None,
) -> None:
    """Draw the map of a journey, with what lint found marked on it."""
    from journeyc.cli.diagram import DiagramOptions
    from journeyc.cli.diagram import diagram as work

    options = DiagramOptions(
        out,
        journey,
        lanes=lanes,
        stages=stages,
        stage=stage,
        pages=pages,
        way=way,
        scenario=scenario,
        direction=direction.value if direction else None,
        theme=theme.value,
        engine=engine,
    )
    raise typer.Exit(guarded(lambda: work(path, options)))
