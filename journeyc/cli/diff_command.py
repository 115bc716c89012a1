"""The options of `journeyc diff`; what it does is imported when it is called."""

from enum import StrEnum
from typing import Annotated

import typer

from journeyc.cli.ending import guarded
from journeyc.cli.options import Output


class Told(StrEnum):
    """How a difference is given."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


def diff(  # noqa: PLR0913, PLR0917  # one parameter for each option
    old: Annotated[
        str | None,
        typer.Argument(
            metavar="OLD",
            help="A file, a folder, a compiled file; or of git REV:PATH, or REV alone for the path of NEW.",
        ),
    ] = None,
    new: Annotated[
        str | None, typer.Argument(metavar="NEW", help="The same; this folder, if only a REV is named.")
    ] = None,
    journey: Annotated[str | None, typer.Option(metavar="NAME", help="Only this journey.")] = None,
    store: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help="Count who is inside, in a store that is only read: a path or an address."
        ),
    ] = None,
    ignore: Annotated[
        str, typer.Option(metavar="KINDS", help="Not these kinds of breaking changes, with commas between.")
    ] = "",
    output_format: Annotated[
        Told, typer.Option(help="For people, for programs, or for a pull request.")
    ] = Told.TEXT,
    output: Output = "-",
    picture: Annotated[
        str,
        typer.Option(
            metavar="OUT",
            help="Also draw old and new in one map, such as difference.svg, in a form of `journeyc diagram`.",
        ),
    ] = "",
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of the JSON instead.")
    ] = False,
    kinds: Annotated[
        bool, typer.Option("--kinds", help="List the kinds of breaking changes instead.")
    ] = False,
) -> None:
    """Say what is different between two states of journeys.

    In what they do and say, for customers inside, and for programs that embed them. Layout, comments and
    scenarios are no difference. It exits with 2 where files have errors; else with 1 where programs that
    embed the journeys break, and with 0 whatever else is different. With one revision of git alone, this
    folder is compared with it; with one path alone, it is compared with what it was in the last commit.
    """
    from journeyc.cli.diff import DiffOptions, diff_sides, list_kinds, print_schema

    if schema or kinds:
        raise typer.Exit(guarded(print_schema if schema else list_kinds))
    if old is None:
        raise typer.BadParameter(
            "say what to compare: OLD and NEW, or a revision of git alone, such as `HEAD`"
        )
    options = DiffOptions(journey, store, ignore, output_format.value, output, picture)
    raise typer.Exit(guarded(lambda: diff_sides(old, new, options)))
