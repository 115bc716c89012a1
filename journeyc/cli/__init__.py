"""The command `journeyc`: what people type, and how it ends."""

import sys
from collections.abc import Sequence

from journeyc import __version__
from journeyc.cli.ending import guarded

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            # Texts hold characters that an old terminal may not have.
            reconfigure(errors="backslashreplace")
    return guarded(lambda: _run(given))


def _run(given: list[str]) -> int:
    # Importing Typer takes longer than checking a file, so what is asked most often does without.
    if given in (["--version"], ["-V"]):
        print(f"journeyc {__version__}")
        return 0
    if given[:1] == ["lint"]:
        from journeyc.cli.lint import lint
        from journeyc.cli.quick import read_lint

        if asked := read_lint(given[1:]):
            return lint(*asked)
    if given[:1] == ["format"]:
        from journeyc.cli.format import FormatOptions, format_files
        from journeyc.cli.quick import read_format

        if wanted := read_format(given[1:]):
            return format_files(wanted[0], FormatOptions(**wanted[1]))
    from journeyc.cli.app import app

    try:
        app(given, prog_name="journeyc")
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else int(done.code is not None)
    return 0
