"""Journeys checked for the commands that need them: everything that is known of one, or one clear message."""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from journeyc.cli.ending import ExitCode, Failure
from journeyc.cli.files import STDIN, named, read_raw
from journeyc.cli.terminal import paint_for
from journeyc.compiler import Checked, check
from journeyc.compiler.flow import JourneyFlow
from journeyc.configuration import Configuration, Configurations, Misconfigured
from journeyc.diagnostic import Diagnostic, in_order
from journeyc.reading import Unreadable, decode, read_text
from journeyc.report import render
from journeyc.source import Source

if TYPE_CHECKING:
    from journeyc.ir import Package


def check_path(path: str) -> Checked:
    """Check a file or standard input; Failure where there is nothing that could be checked."""
    return check_raw(path, read_raw(path))


def check_raw(path: str, raw: bytes, stdin_filename: str = STDIN) -> Checked:
    """Check what was read, by the settings of its project; Failure where it is no text, or none is there."""
    name = named(path, stdin_filename)
    try:
        text = decode(raw)
    except Unreadable as problem:
        raise Failure(f"`{name}` cannot be read: {problem}") from None
    if not text.strip():
        raise Failure(f"`{name}` is empty")
    return check(Source(name, text), read_text, settings_of(name).selection)


def settings_of(name: str) -> Configuration:
    """The settings of the project a file belongs to."""
    try:
        return Configurations().of(name)
    except Misconfigured as problem:
        raise Failure(str(problem), problem.help) from None


def merged(several: Iterable[Checked]) -> list[Diagnostic]:
    """The findings of several files in order; what is wrong with a file that several import is said once."""
    return in_order(item for checked in several for item in checked.diagnostics)


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


class Incorrect(Failure):
    """A journey has errors, which were shown already."""


def require_correct(checked: Checked, path: str) -> None:
    """Incorrect where the journey has errors, which were shown already."""
    if not checked.correct:
        raise Incorrect(f"`{named(path)}` has errors", code=ExitCode.FINDINGS)
