"""The command `journeyc diagram` and its options; what it does is imported when it is called."""

from collections.abc import Callable
from typing import Annotated, NoReturn

import typer

from journeyc.cli.ending import guarded
from journeyc.cli.options import Direction, JourneyName, PictureSchema, Theme


def diagram(  # noqa: PLR0913, PLR0917  # one parameter for each option
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH",
            help="A journey file, or - for standard input; pictures and folders to --check or --redraw.",
        ),
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
            metavar="RUN",
            help="Show where a run went: its id with --store, or the file that `journeyc runs show"
            " --output-format json` or `runs export` wrote, - for standard input.",
        ),
    ] = None,
    store: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="The store that keeps the run of --path: an SQLite file, or an address such as"
            " postgresql://host/name.",
        ),
    ] = None,
    scenario: Annotated[
        str | None,
        typer.Option(metavar="TITLE", help="Show where a scenario of the file goes, by words of its title."),
    ] = None,
    overlay: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Figures and findings that lie over it, as `journeyc runs flow` writes them, or - for"
            " standard input.",
        ),
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
    check: Annotated[
        bool, typer.Option("--check", help="Only say which pictures are stale, with no engine; 1 if any is.")
    ] = False,
    redraw: Annotated[
        bool, typer.Option("--redraw", help="Draw those anew that are stale, as each says of itself.")
    ] = False,
    schema: Annotated[
        PictureSchema | None, typer.Option(help="Print the JSON Schema of a form instead.")
    ] = None,
) -> None:
    """Draw the map of a journey, with faults in its ways marked."""
    from journeyc.cli.diagram import check_diagram
    from journeyc.cli.diagram import diagram as work
    from journeyc.cli.drawn_of import Request
    from journeyc.cli.laying import print_schema
    from journeyc.cli.pictures import check_pictures

    if schema is not None:
        _finish(lambda: print_schema(schema.value))
    options = {
        "lanes": lanes,
        "stages": stages,
        "stage": stage,
        "pages": pages,
        "path": way,
        "store": store,
        "scenario": scenario,
        "overlay": overlay,
        "direction": direction.value if direction else None,
        "theme": theme.value if theme is not Theme.AUTO else None,
    }
    if redraw and (check or out):
        raise typer.BadParameter("`--redraw` takes pictures and folders, without `--check` and `-o`")
    if (check or redraw) and out is None:
        if journey or any(options.values()):
            raise typer.BadParameter("pictures say themselves how they were drawn; options go with `-o`")
        _finish(lambda: check_pictures(paths or ["."], redraw=redraw, engine=engine))
    if len(paths or ()) != 1:
        raise typer.BadParameter("say which journey: one file, or `-`")
    if out is None:
        raise typer.BadParameter("say where to, with `-o`")
    if store and not way:
        raise typer.BadParameter("`--store` keeps the run of `--path`: say which run")
    request = Request((paths or [""])[0], out, journey, options, engine)
    _finish(lambda: check_diagram(request) if check else work(request))


def _finish(work: Callable[[], int]) -> NoReturn:
    raise typer.Exit(guarded(work))
