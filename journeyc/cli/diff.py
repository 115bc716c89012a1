"""`journeyc diff`: two states of journeys, and what lies between them."""

import json
import sys
from os.path import realpath
from typing import NamedTuple

from journeyc.cli.checking import say_findings
from journeyc.cli.ending import ExitCode, Failure
from journeyc.cli.files import STANDARD, require_apart, write_whole
from journeyc.cli.terminal import paint_for
from journeyc.difference.between import Count, between
from journeyc.difference.kinds import KINDS
from journeyc.difference.model import Difference
from journeyc.difference.problem import SideProblem
from journeyc.difference.sides import Side, both, faulty
from journeyc.nearest import meant
from journeyc.report.cells import in_line
from journeyc.report.paint import Paint


class DiffOptions(NamedTuple):
    """What is told of a difference, and how."""

    journey: str | None = None
    store: str | None = None
    ignore: str = ""
    form: str = "text"
    out: str = STANDARD
    picture: str = ""


def diff_sides(old: str, new: str | None, options: DiffOptions) -> int:
    """Tell what is different; the code says whether anything breaks. Failure where a side has errors, at the
    end if there is something beside them that can be compared.
    """
    ignored = _kinds(options.ignore)
    if options.picture and options.out != STANDARD and realpath(options.out) == realpath(options.picture):
        raise Failure(f"`{options.out}` cannot be both the result and the picture", "name two files")
    try:
        sides = both(old, new)
        found = between(*sides, options.journey, _count(options.store))
    except SideProblem as problem:
        raise _failed(problem) from None
    for out in (options.out, options.picture):
        require_apart(out, [file for side in sides for file in side.files])
    found = found._replace(breaking=tuple(one for one in found.breaking if one.kind not in ignored))
    for side, word in zip(sides, ("new", "gone"), strict=True):
        if not side.there:
            print(in_line(f"there is no `{side.label}`, so everything is {word}"), file=sys.stderr)
    if options.picture:
        _draw(found, sides, options.picture)
    write_whole(options.out, _told(found, sides, options))
    if found.left_out:
        # What is new comes first: by that the action knows what is not the fault of the base alone.
        raise _failed(faulty(*reversed(sides)))
    return ExitCode.FINDINGS if found.breaking else ExitCode.CLEAN


def _failed(problem: SideProblem) -> Failure:
    say_findings(problem.findings)
    return Failure(problem.problem, problem.help)


def _told(found: Difference, sides: tuple[Side, Side], options: DiffOptions) -> str:
    match options.form:
        case "json":
            from journeyc.difference.document import to_json

            return to_json(found)
        case "markdown":
            from journeyc.difference.maps import in_mermaid
            from journeyc.difference.markdown import to_markdown

            return to_markdown(found, in_mermaid(found, *sides))
    from journeyc.difference.text import to_text

    return to_text(found, paint_for(sys.stdout) if options.out == STANDARD else Paint())


def _draw(found: Difference, sides: tuple[Side, Side], out: str) -> None:
    """Draw old and new of the one journey there is, or of the one that is different."""
    from journeyc.compiler.diagram import DiagramError, write
    from journeyc.difference.maps import changed_cards, map_of

    several = [one for one in found.journeys if one.state != "unchanged"] or [*found.journeys]
    if len(several) != 1:
        names = ", ".join(f"`{one.name}`" for one in several) or "none"
        raise Failure(f"a picture shows one journey, and there is {names}", "say which with `--journey NAME`")
    told = [side.journeys.get(several[0].name) for side in sides]
    try:
        old, new = (one.definition if one else None for one in told)
        warnings = write(map_of(old, new, changed_cards(several[0])), out)
    except DiagramError as error:
        raise Failure(str(error)) from None
    for warning in warnings:
        print(warning, file=sys.stderr)


def _kinds(written: str) -> frozenset[str]:
    """The kinds that are named; Failure for one that there is none of."""
    names = [name.strip() for name in written.split(",") if name.strip()]
    for name in names:
        if name not in KINDS:
            cure = meant(name, KINDS, "`journeyc diff --kinds` lists them")
            raise Failure(f"there is no kind of breaking change `{name}`", cure)
    return frozenset(names)


def _count(address: str | None) -> Count | None:
    if address is None:
        return None
    from journeyc.cli.stored import looked_into, now_at
    from journeyc.difference.counting import counted
    from journeyc.runtime.hosts.clock import VirtualClock

    clock = VirtualClock(now_at(address))
    return lambda name, new, predicted: looked_into(
        address, lambda store: counted(name, new, predicted, store, clock)
    )


def print_schema() -> int:
    """Print the JSON Schema of the document."""
    from journeyc.difference.document import json_schema

    print(json.dumps(json_schema(), indent=2))
    return ExitCode.CLEAN


def list_kinds() -> int:
    """List the kinds of breaking changes, with what breaks."""
    for kind, breaks in KINDS.items():
        print(f"{kind:<26} {breaks}")
    return ExitCode.CLEAN
