"""The command `journeyc`: what people type, and how it ends."""

import os
import sys
from collections.abc import Sequence

from journeyc import __version__
from journeyc.cli.ending import guarded
from journeyc.collecting import uncollected

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _open_streams()
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            # Texts hold characters that an old terminal may not have.
            reconfigure(errors="backslashreplace")
    return guarded(lambda: _run(given))


def _open_streams() -> None:
    """Have all three streams, though whoever started this closed some: what is said there goes nowhere."""
    for name, mode in {"stdin": "r", "stdout": "w", "stderr": "w"}.items():
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115  # open to the end


def _lint(given: list[str]) -> int | None:
    """The exit code of `lint`, or None where Typer has something to say."""
    from journeyc.cli.lint import lint
    from journeyc.cli.quick import read_lint

    asked = read_lint(given)
    return lint(*asked) if asked else None


def _run(given: list[str]) -> int:
    # Importing Typer takes longer than checking a file, so what is asked most often does without.
    if given in (["--version"], ["-V"]):
        print(f"journeyc {__version__}")
        return 0
    if given[:1] == ["lint"]:
        # Modules, tables and what is known of each file stay to the end.
        code = uncollected(_lint)(given[1:])
        if code is not None:
            return code
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
