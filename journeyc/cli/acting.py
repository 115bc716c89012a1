"""What commands that change runs share: who does it, what is handed over, and how an answer is told."""

import getpass
import json
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any, NamedTuple, Self

from journeyc.cli.ending import ExitCode, Failure, complain
from journeyc.cli.files import STANDARD, reason
from journeyc.cli.given_json import json_in
from journeyc.cli.stored import print_json
from journeyc.reading import MAXIMUM_BYTES, Unreadable, decode
from journeyc.report.cells import in_line
from journeyc.report.counted import counted
from journeyc.runtime import Report, Runtime
from journeyc.runtime.hosts.run_view import waiting

#: An input that was taken in, now or once a step is there for it.
_DONE = frozenset({"accepted", "kept"})


class Kept(NamedTuple):
    """What is said of an input that is kept with an incident; both are empty where it is not."""

    problem: str
    help: str


def doer(by: str | None) -> str:
    """Who does it: the name that was given, or that of the login; empty where nobody can tell."""
    if by is not None:
        return by
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser().encode(errors="replace").decode()
    return ""


def is_done(report: Report) -> bool:
    """Whether an input was taken in."""
    return report["result"] in _DONE


def answered(report: Report, said: str, runtime: Runtime, run: str, form: str) -> int:
    """Tell one answer, and what of the run waits for a worker; exit with 1 where nothing was done."""
    others = [done["run"] for done in report["runs"]]
    if is_done(report) and others and run not in others:
        problem = f"nothing was done to `{run}`: under this id something was done to `{others[0]}` before"
        raise Failure(problem, "give another `--id`")
    if form == "json":
        print_json({**report, "waiting": _waiting(runtime, run)})
    elif is_done(report):
        print(in_line(_words(report, said)))
        for done in report["runs"]:
            print(in_line(_did(done)))
        print_waiting(_waiting(runtime, run))
    if is_done(report):
        return ExitCode.CLEAN
    kept = kept_as(runtime, run, {report["input"]})
    complain(f"`{run}`: {reason_of(report)}{kept.problem}" if kept.problem else reason_of(report), kept.help)
    return ExitCode.FINDINGS


def kept_as(runtime: Runtime, run: str, inputs: Collection[str]) -> Kept:
    """The incident that inputs of these ids have come to in a run, if any, and what to do next."""
    found = [one["id"] for one in runtime.incidents(run=run) if one["input"]["id"] in inputs]
    if not found:
        return Kept("", "")
    # Those of timers that were due before stand before it.
    name = found[-1]
    return Kept(
        f"; it is kept as the incident `{name}`", f"`journeyc incidents show {name}` tells what to do next"
    )


def _words(report: Report, said: str) -> str:
    return said if report["result"] == "accepted" else f"{said}: it is kept until a step takes it"


def _did(done: Any) -> str:
    entered = f", now in {', '.join(done['entered'])}" if done.get("entered") else ""
    return f"{done['run']}: {done['result']}{entered}"


def reason_of(report: Report) -> str:
    """Why an input was not taken in, for people."""
    said = report["reason"] or report["result"]
    faults = [str(fault) for fault in report["faults"] if str(fault) not in said]
    return f"{said}: {'; '.join(faults)}" if faults else said


def _waiting(runtime: Runtime, run: str) -> int:
    view = runtime.run(run, private=True)
    return len(waiting(view.outbox)) if view is not None else 0


def print_waiting(many: int) -> None:
    """Say what a command leaves to a worker."""
    if many:
        what = counted(many, "message, call or event", "messages, calls and events")
        print(f"{what} {'waits' if many == 1 else 'wait'} for a worker", file=sys.stderr)


# ── what is handed over ──────────────────────────────────────────────────────────────────────────────


def object_of(option: str, text: str) -> dict[str, Any]:
    """An object that an option gives: JSON, `-` for standard input, or `@` and the name of a file."""
    cure = f"write an object: `{option} '{{\"name\": …}}'`"
    if text == STANDARD or text.startswith("@"):
        text = _content(text, MAXIMUM_BYTES)
    given = json_in(text, option, cure) if text.strip() else {}
    if not isinstance(given, dict):
        raise Failure(f"`{option}` is no object", cure)
    return given


def _content(name: str, most: int | None = None) -> str:
    """The text of a file or of standard input; Failure where it cannot be read, or has more bytes."""
    where = "standard input" if name == STANDARD else f"`{name[1:]}`"
    try:
        with nullcontext(sys.stdin.buffer) if name == STANDARD else Path(name[1:]).open("rb") as file:
            # It may be a pipe, or a device that never ends.
            raw = file.read(-1 if most is None else most + 1)
        text = decode(raw)
    except (OSError, Unreadable, ValueError) as error:
        said = reason(error) if isinstance(error, OSError) else str(error)
        raise Failure(f"{where} cannot be read: {said}") from None
    if most is not None and len(raw) > most:
        raise Failure(f"{where} cannot be read: it has more than the {most:,} bytes that are read")
    return text


def names_of(given: Iterable[str]) -> list[str]:
    """Ids that were typed; `-` stands for those on standard input, one a line."""
    names: list[str] = []
    for name in given:
        names += _lines(_content(name)) if name == STANDARD else [name]
    return list(dict.fromkeys(names))


def _lines(text: str) -> Iterator[str]:
    return (line.split()[0] for line in text.splitlines() if line.strip())


# ── several ──────────────────────────────────────────────────────────────────────────────────────────


class Array:
    """Prints a JSON array as its items come, so that any number of them takes no room."""

    def __init__(self, form: str) -> None:
        self._prints = form == "json"
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._prints:
            print("\n]" if self._count else "[]")

    def add(self, item: Any) -> None:
        """One more."""
        if self._prints:
            print(",\n" if self._count else "[\n", json.dumps(item, ensure_ascii=False), sep="", end="")
        self._count += 1
