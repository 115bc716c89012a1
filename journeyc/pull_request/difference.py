"""What a change means, by `journeyc diff`."""

import json
from collections.abc import Sequence
from os.path import lexists
from pathlib import Path
from typing import Any, NamedTuple

from journeyc.cli.ending import ExitCode
from journeyc.pull_request.checks import Part, last_line, part
from journeyc.pull_request.child import Done, Program
from journeyc.pull_request.markdown import code
from journeyc.report.counted import counted

NAME = "difference"
Document = dict[str, Any]


class Difference(NamedTuple):
    """How it went, and what there is to read, as Markdown."""

    part: Part
    pages: tuple[str, ...] = ()


def difference(journeyc: Program, base: str, paths: Sequence[str], top: Path, *, fails: bool) -> Difference:
    """How each path differs from what it was; without `fails` breaking changes are told, and no failure."""
    found = [_of(journeyc, base, path, top, fails=fails) for path in paths]
    gravest = max((one.part for one in found), key=lambda one: (one.code, one.result == "breaking"))
    details = "".join(one.part.details for one in found)
    said = "; ".join(dict.fromkeys(one.part.said for one in found))
    return Difference(
        gravest._replace(said=said, details=details), tuple(page for one in found for page in one.pages)
    )


def _of(journeyc: Program, base: str, path: str, top: Path, *, fails: bool) -> Difference:
    old = base if path == "." else f"{base}:{path}"
    if lexists(top / old):
        # A file would be compared to in the place of the revision, and hide what breaks.
        problem = f"there is a file `{old}`, which is what the base is called"
        return Difference(Part(NAME, "not done", problem, code=ExitCode.USAGE))
    done = journeyc("diff", old, path, "--output-format", "json")
    if done.code not in {ExitCode.CLEAN, ExitCode.FINDINGS}:
        return Difference(_problem(done))
    document = json.loads(done.out)
    said = str(document["summary"])
    if done.code == ExitCode.CLEAN and not _is_different(document):
        return Difference(Part(NAME, "passed", said))
    page = journeyc("diff", old, path, "--output-format", "markdown").out
    page += _left_out(document, page, f"journeyc diff {old} {path} --journey NAME --picture NAME.svg")
    if done.code == ExitCode.CLEAN:
        return Difference(Part(NAME, "passed", said), (page,))
    code = ExitCode.FINDINGS if fails else ExitCode.CLEAN
    return Difference(Part(NAME, "breaking", said, code=code), (page,))


def _left_out(document: Document, page: str, command: str) -> str:
    """How many maps the page does not show, as they are too large for it, and what draws one."""
    wanted = sum(
        one["state"] == "added" or any(change["category"] == "meaning" for change in one["changes"])
        for one in document["journeys"]
    )
    missing = wanted - page.count("```mermaid\n")
    return f"\n*{counted(missing, 'map')} left out as too large: {code(command)}*\n" if missing > 0 else ""


def _is_different(document: Document) -> bool:
    """Whether anything has changed for anybody."""
    return bool(document["shared"]) or any(one["state"] != "unchanged" for one in document["journeys"])


def _problem(done: Done) -> Part:
    if done.code == ExitCode.USAGE:
        # A base with errors is nobody's fault now, and those of the head are what lint tells.
        return Part(NAME, "not done", last_line(done.err), done.err)
    return part(NAME, done._replace(out=""))
