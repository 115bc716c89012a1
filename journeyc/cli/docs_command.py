"""The options of `journeyc docs`."""

from enum import StrEnum
from typing import Annotated

import typer

from journeyc.cli.ending import guarded
from journeyc.cli.options import Paths


class DocsForm(StrEnum):
    """What documents are."""

    SITE = "site"
    MARKDOWN = "markdown"


def docs(
    paths: Paths = None,
    out: Annotated[
        str, typer.Option("--output", "-o", metavar="FOLDER", help="Where to: a folder, which is replaced.")
    ] = "",
    output_format: Annotated[
        DocsForm, typer.Option(help="A site that works from files, or Markdown for a wiki or GitHub.")
    ] = DocsForm.SITE,
    templates: Annotated[
        str,
        typer.Option(
            metavar="FOLDER", help="Templates of your own, which take the place of ours by their names."
        ),
    ] = "",
    list_templates: Annotated[
        bool, typer.Option("--list-templates", help="Say which templates there are, and what they are given.")
    ] = False,
) -> None:
    """Tell journeys in words, as a site or as Markdown.

    Each journey with its story, its map, its steps and messages, its rules, decisions and scenarios, and a
    glossary of what all of them share.
    """

    def work() -> int:
        if list_templates:
            from journeyc.documentation.listing import listing

            print(listing(output_format.value), end="")
            return 0
        from journeyc.cli.docs import DocsOptions, write_docs

        return write_docs(paths or [], DocsOptions(out, output_format.value, templates))

    raise typer.Exit(guarded(work))
