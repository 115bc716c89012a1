"""Journeys checked for the commands that need them: everything that is known of one, or one clear message."""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from journeyc.cli.ending import ExitCode, Failure
from journeyc.cli.files import STANDARD, read_standard_input
from journeyc.cli.terminal import paint_for
from journeyc.compiler import Checked, check
from journeyc.compiler.flow import JourneyFlow
from journeyc.diagnostic import Diagnostic, sort_key
from journeyc.reading import Unreadable, decode, read_bytes, read_text
from journeyc.report import render
from journeyc.source import Source

if TYPE_CHECKING:
    from journeyc.ir import Package

STDIN = "<stdin>"


def check_path(path: str, stdin_filename: str = STDIN) -> Checked:
    """Check a file or standard input; Failure where there is nothing that could be checked."""
    return check_raw(path, read_raw(path, stdin_filename), stdin_filename)


def read_raw(path: str, stdin_filename: str = STDIN) -> bytes:
    """A file or standard input as it is stored; Failure where it cannot be read."""
    try:
        return read_standard_input() if path == STANDARD else read_bytes(path)
    except Unreadable as problem:
        raise Failure(f"`{_named(path, stdin_filename)}` cannot be read: {problem}") from None


def check_raw(path: str, raw: bytes, stdin_filename: str = STDIN) -> Checked:
    """Check what was read; Failure where it is no text, or none is there."""
    name = _named(path, stdin_filename)
    try:
        text = decode(raw)
    except Unreadable as problem:
        raise Failure(f"`{name}` cannot be read: {problem}") from None
    if not text.strip():
        raise Failure(f"`{name}` is empty")
    return check(Source(name, text), read_text)


def _named(path: str, stdin_filename: str) -> str:
    return stdin_filename if path == STANDARD else path


def merged(several: Iterable[Checked]) -> list[Diagnostic]:
    """The findings of several files in order; what is wrong with a file that several import is said once."""
    found = {sort_key(item): item for checked in several for item in checked.diagnostics}
    return [found[key] for key in sorted(found)]


def own_journeys(checked: Checked) -> list[JourneyFlow]:
    """The journeys that stand in the checked file itself, not in what it imports."""
    own = checked.project.files[-1].source
    return [flow for flow in checked.flows if flow.reporter.source is own]


def say_findings(diagnostics: Iterable[Diagnostic]) -> None:
    """Show findings on standard error, for commands whose result is something else."""
    sys.stderr.write(render(list(diagnostics), "full", paint_for(sys.stderr)))


def compile_path(path: str) -> "Package":
    """Compile a file; Failure after its findings were shown where there are errors, or no journey in it."""
    from journeyc.compiler import compile_package

    checked = check_path(path)
    say_findings(checked.diagnostics)
    require_correct(checked, path)
    if not own_journeys(checked):
        raise Failure(f"there is no journey in `{path}`")
    return compile_package(checked)


def require_correct(checked: Checked, path: str) -> None:
    """Failure where the journey has errors, which were shown already."""
    if not checked.correct:
        raise Failure(f"`{path}` has errors", code=ExitCode.FINDINGS)
