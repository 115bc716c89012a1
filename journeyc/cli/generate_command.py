"""The options of `journeyc generate`; what it does is imported when it is called."""

from enum import StrEnum
from typing import Annotated

import typer

from journeyc.cli.ending import guarded


class Language(StrEnum):
    """What is generated."""

    PYTHON = "python"
    TYPESCRIPT = "typescript"
    JSONSCHEMA = "jsonschema"


def generate(
    language: Annotated[
        Language, typer.Argument(metavar="LANGUAGE", help="python, typescript or jsonschema.")
    ],
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATHS", help="Journey files, compiled ones, and folders of journey files."),
    ] = None,
    out: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="OUT",
            help="A file ending in .py, .ts or .json for all journeys together, or a folder with a file for "
            "each.",
        ),
    ] = "-",
    check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing, list the files that would change; exit with 1 if any."),
    ] = False,
) -> None:
    """Write the types of events, answers and services as code.

    For programs that embed journeys, so that what does not fit them is found before they run. Everything
    that the files and their imports declare is written.
    """
    from journeyc.cli.generate import generate_code

    raise typer.Exit(guarded(lambda: generate_code(language.value, paths or [], out, check=check)))
