"""`journeyc docs`: journeys told in words, as a site or as Markdown."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from journeyc.cli.checking import check_path, merged, require_correct, say_findings
from journeyc.cli.ending import ExitCode, Failure
from journeyc.cli.files import STANDARD, journeys_in
from journeyc.compiler import compile_package
from journeyc.documentation import DocumentError, FolderError, Form, documents, write_folder
from journeyc.documentation.collection import Source
from journeyc.documentation.folder import claim


class DocsOptions(NamedTuple):
    """Where documents go, in which form, and a folder with templates of one's own, if there is any."""

    folder: str
    form: Form = "site"
    templates: str = ""


def write_docs(paths: Sequence[str], options: DocsOptions) -> int:
    """Tell all journeys of files and folders, of this folder if none is named; nothing is written if one has
    errors.
    """
    if options.folder in {"", STANDARD}:
        raise Failure("documents go to a folder", "name it with `-o FOLDER`")
    folder = Path(options.folder)
    try:
        claim(folder)
        made = documents(
            _sources(paths), options.form, Path(options.templates) if options.templates else None
        )
        write_folder(folder, made.files)
    except (DocumentError, FolderError) as error:
        raise Failure(error.problem, error.help) from None
    for note in made.notes:
        print(note, file=sys.stderr)
    first = "index.html" if options.form == "site" else "README.md"
    print(folder / first)
    return ExitCode.CLEAN


def _sources(paths: Sequence[str]) -> list[Source]:
    """What the files are compiled to that hold a journey or import one."""
    checked = {file: check_path(file) for file in journeys_in(paths or ["."])}
    say_findings(merged(checked.values()))
    for file, found in checked.items():
        require_correct(found, file)
    sources = [Source(file, compile_package(found)) for file, found in checked.items() if found.flows]
    if not sources:
        raise Failure("there is no journey in these files")
    return sources
