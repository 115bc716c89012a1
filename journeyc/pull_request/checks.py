"""What is checked of journeys, each by the command that a person would type."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from journeyc.cli.ending import ExitCode
from journeyc.pull_request.child import Done, Program
from journeyc.pull_request.inputs import Inputs
from journeyc.pull_request.log import Log

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


def checks(journeyc: Program, paths: Sequence[str], inputs: Inputs, log: Log) -> Iterator[Part]:
    """Lint, layout, scenarios and pictures, in this order and whatever comes of each."""
    yield _told(log, _lint(journeyc, paths, inputs, log))
    yield _told(log, part("format", journeyc("format", "--check", *paths)))
    if inputs.tests:
        yield _told(log, _scenarios(journeyc, paths))
    if inputs.pictures:
        yield _told(log, _pictures(journeyc, paths))


def part(name: str, done: Done, *, fails: bool = True) -> Part:
    """A command that has ended as a part; without `fails` what it found is told, and no failure."""
    said = last_line(done.err) or last_line(done.out)
    details = done.out + done.err
    match done.code:
        case ExitCode.CLEAN:
            return Part(name, "passed", said)
        case ExitCode.FINDINGS:
            return Part(name, "failed", said, details, ExitCode.FINDINGS if fails else ExitCode.CLEAN)
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
    log.annotations(journeyc("lint", *paths, "--output-format", "github", *level).out.splitlines())
    return part("lint", journeyc("lint", *paths, "--output-format", "concise", *level))


def _scenarios(journeyc: Program, paths: Sequence[str]) -> Part:
    done = journeyc("test", *paths)
    if done.code == ExitCode.USAGE and done.err.startswith("journeyc: there is no scenario in "):
        return Part("test", "nothing to do", "there is no scenario")
    one = part("test", done)
    lines = done.out.splitlines()
    said = next((line for line in lines if line.startswith("played ")), one.said)
    # Whoever reads what failed does not look for what passed.
    details = "\n".join(line for line in one.details.splitlines() if not line.startswith("  passed  "))
    return one._replace(said=said, details=details)


def _pictures(journeyc: Program, paths: Sequence[str]) -> Part:
    return part("pictures", journeyc("diagram", "--check", *paths))
