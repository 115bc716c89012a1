"""What a change means, by `journeyc diff`."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from journeyc.cli.ending import ExitCode
from journeyc.pull_request.checks import Part, Result, part
from journeyc.pull_request.child import Done, Program
from journeyc.report.counted import counted
from journeyc.report.markdown import code

NAME = "difference"
Document = dict[str, Any]
_GRAVITY: tuple[Result, ...] = ("passed", "breaking", "not done", "failed")


class Difference(NamedTuple):
    """How it went, what there is to read, as Markdown, and whether an embedding service has to follow."""

    part: Part
    pages: tuple[str, ...] = ()
    breaking: bool = False


def difference(journeyc: Program, base: str, paths: Sequence[str], *, fails: bool) -> Difference:
    """How each path differs from what it was; without `fails` breaking changes, and what keeps journeys from
    being compared, are told and are no failure.
    """
    found = [_of(journeyc, base, path, fails=fails) for path in paths]
    gravest = max((one.part for one in found), key=lambda one: (one.code, _GRAVITY.index(one.result)))
    details = "".join(one.part.details for one in found)
    said = "; ".join(dict.fromkeys(one.part.said for one in found))
    pages = tuple(page for one in found for page in one.pages)
    breaking = any(one.breaking for one in found)
    return Difference(gravest._replace(said=said, details=details), pages, breaking)


def _of(journeyc: Program, base: str, path: str, *, fails: bool) -> Difference:
    old = base if path == "." else f"{base}:{path}"
    done = journeyc("diff", old, path, "--output-format", "json")
    problem = None if done.code in {ExitCode.CLEAN, ExitCode.FINDINGS} else _problem(done, base, fails=fails)
    # Beside files with errors the others are compared all the same.
    if problem and not (done.code == ExitCode.USAGE and done.out):
        return Difference(problem)
    document = json.loads(done.out)
    said = str(document["summary"])
    breaking = bool(document["breaking"])
    pages: tuple[str, ...] = ()
    if breaking or _is_different(document):
        page = journeyc("diff", old, path, "--output-format", "markdown").out
        page += _left_out(document, page, f"journeyc diff {old} {path} --journey NAME --picture NAME.svg")
        pages = (page,)
    made = ExitCode.FINDINGS if breaking and fails else ExitCode.CLEAN
    one = Part(NAME, "breaking" if breaking else "passed", said, code=made)
    if problem:
        # What is not excused is graver than what breaks, and that than what is.
        kept = one.result if breaking and not problem.code else problem.result
        one = problem._replace(result=kept, said=f"{problem.said}; {said}", code=max(problem.code, made))
    return Difference(one, pages, breaking=breaking)


def _left_out(document: Document, page: str, command: str) -> str:
    """How many maps the page does not show, as they are too large for it, and what draws one."""
    wanted = sum(
        one["state"] == "added" or any(change["category"] == "meaning" for change in one["changes"])
        for one in document["journeys"]
    )
    missing = wanted - page.count("```mermaid\n")
    return f"\n*{counted(missing, 'map')} left out as too large: {code(command)}*\n" if missing > 0 else ""


def _is_different(document: Document) -> bool:
    """Whether anything has changed for anybody, or may have."""
    changed = any(one["state"] != "unchanged" for one in document["journeys"])
    return changed or bool(document["shared"] or document["not_compared"])


def _problem(done: Done, base: str, *, fails: bool) -> Part:
    one = part(NAME, done._replace(out=""))
    # A base with errors is nobody's fault now: who mends it is not to be kept from it.
    excused = one.said.startswith(f"`{base}:") or not fails
    return one._replace(code=ExitCode.CLEAN) if done.code == ExitCode.USAGE and excused else one
