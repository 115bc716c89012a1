"""What is checked of journeys, each by the command that a person would type."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from journeyc.cli.ending import ExitCode
from journeyc.pull_request.child import Done, Program
from journeyc.pull_request.inputs import Inputs
from journeyc.pull_request.log import Log
from journeyc.pull_request.places import Places

_PLACE = re.compile(r"^\S.*:\d+:\d+: ", re.MULTILINE)
Result = Literal["passed", "failed", "breaking", "nothing to do", "not done"]


class Part(NamedTuple):
    """One thing that was looked at: how it went, in a line, and what there is to read of it. `code` is what
    it makes of the run, as for every command.
    """

    name: str
    result: Result
    said: str
    details: str = ""
    code: int = ExitCode.CLEAN


def checks(journeyc: Program, where: Places, inputs: Inputs, log: Log) -> Iterator[Part]:
    """Lint, layout, scenarios and pictures, in this order and whatever comes of each."""
    paths = where.paths
    yield _told(log, _lint(journeyc, paths, inputs, log))
    yield _told(log, part("format", journeyc("format", "--check", *paths)))
    if inputs.tests:
        yield _told(log, _scenarios(journeyc, paths))
    if inputs.pictures:
        yield _told(log, _pictures(journeyc, paths, where.top))


def part(name: str, done: Done) -> Part:
    """A command that has ended as a part."""
    said = last_line(done.err) or last_line(done.out)
    details = done.out + done.err
    match done.code:
        case ExitCode.CLEAN:
            return Part(name, "passed", said)
        case ExitCode.FINDINGS:
            return Part(name, "failed", said, details, ExitCode.FINDINGS)
        case ExitCode.FAULT:
            return Part(name, "not done", said, details, ExitCode.FAULT)
        case _:
            return Part(name, "not done", said or f"it ended with {done.code}", details, ExitCode.USAGE)


def last_line(text: str) -> str:
    """The last line that says what happened; one of help only says what to do about it."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("help: ")]
    return lines[-1].removeprefix("journeyc: ") if lines else ""


def _told(log: Log, one: Part) -> Part:
    log.part(f"{one.name}: {one.result}", one.details or one.said)
    return one


def _lint(journeyc: Program, paths: Sequence[str], inputs: Inputs, log: Log) -> Part:
    level = ("--fail-level", inputs.fail_level) if inputs.fail_level else ()
    if log.runner:
        log.annotations(journeyc("lint", *paths, "--output-format", "github", *level).out.splitlines())
    return part("lint", journeyc("lint", *paths, "--output-format", "concise", *level))


def _scenarios(journeyc: Program, paths: Sequence[str]) -> Part:
    done = journeyc("test", *paths)
    if _is_nothing(done, "there is no scenario in "):
        return Part("test", "nothing to do", "there is no scenario")
    one = part("test", done)
    lines = done.out.splitlines()
    said = next((line for line in lines if line.startswith("played ")), one.said)
    # Whoever reads what failed does not look for what passed: the list of all stands before the first place.
    failed = _PLACE.search(one.details)
    return one._replace(said=said, details=one.details[failed.start() :] if failed else one.details)


def _pictures(journeyc: Program, paths: Sequence[str], top: Path) -> Part:
    """Those in the folders that are looked at, and in those of single files."""
    folders = dict.fromkeys(path if (top / path).is_dir() else Path(path).parent.as_posix() for path in paths)
    ends = [journeyc("diagram", "--check", folder) for folder in folders]
    found = [done for done in ends if not _is_nothing(done, "there is no picture of a journey in ")]
    if not found:
        return Part("pictures", "nothing to do", "there is no picture of a journey")
    parts = [part("pictures", done) for done in found]
    gravest = max(parts, key=lambda one: one.code)
    return gravest._replace(
        said="; ".join(one.said for one in parts), details="".join(one.details for one in parts)
    )


def _is_nothing(done: Done, problem: str) -> bool:
    """Whether a command found nothing to work on, which a person would have to be told."""
    return done.code == ExitCode.USAGE and done.err.startswith(f"journeyc: {problem}")
