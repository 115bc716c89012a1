"""The command `journeyc diagram` and its options; what it does is imported when it is called."""

from typing import Annotated

import typer

from journeyc.cli.ending import guarded
from journeyc.cli.options import Direction, JourneyName, PictureSchema, Theme


def diagram(  # noqa: PLR0913, PLR0917  # one parameter for each option
    path: Annotated[
        str | None, typer.Argument(metavar="PATH", help="A journey file, or - for standard input.")
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="OUT",
            help="Where to: a file ending in .svg, .png, .pdf, .dot, .mmd, .json or .html.",
        ),
    ] = None,
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
    overlay: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Figures and findings that lie over it, as `journeyc runs flow` writes them, or - for"
            " standard input.",
        ),
    ] = None,
    schema: Annotated[
        PictureSchema | None, typer.Option(help="Print the JSON Schema of a form instead.")
    ] = None,
) -> None:
    """Draw the map of a journey, with what lint found marked on it."""
    from journeyc.cli.diagram import DiagramOptions
    from journeyc.cli.diagram import diagram as work
    from journeyc.cli.laying import print_schema

    if schema is not None:
        raise typer.Exit(guarded(lambda: print_schema(schema.value)))
    if path is None:
        raise typer.BadParameter("say which journey: a file, or `-`")
    if out is None:
        raise typer.BadParameter("say where to, with `-o`")
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
        overlay=overlay,
    )
    raise typer.Exit(guarded(lambda: work(path, options)))
