"""What a move to another version does to a run, told apart from what it does to others: of the decision of
the core that would be written, so that a look ahead says what comes.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from journeyc.runtime.core.carried_over import everywhere
from journeyc.runtime.core.documents import Decision, Run, RunReport

#: The numbers of items in names of places: what is done for each item is told once.
_ITEMS = re.compile(r"\[[\d.]+\]")
#: What is told of completed steps that the new version cannot take back.
_UNDO = "undo of "


class Affected(NamedTuple):
    """Runs of one version that are at the same places, and what the same move does to all of them.

    `result` says whether they move, are refused, or would fail in the move and stay where they are, and
    `reasons` why; timers that are due fire first, so that one may have ended by then. `places` are where they
    are, `interrupted` where they come back to, `to` where they are after the move, or the end they come to.

    Of their timers some are `kept`, `cancelled` and `armed`; of tasks, calls and sub-journeys some go on
    (`continued`), are `ended` and `begun`. `defaulted` are fields that begin with a default or without a
    value, `forgotten` those that are gone, and completed steps that nothing takes back any more; `asked` are
    questions that were not open before.
    """

    version: int
    status: str
    places: tuple[str, ...]
    result: Literal["moves", "refused", "fails"]
    reasons: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    interrupted: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    cancelled: tuple[str, ...] = ()
    armed: tuple[str, ...] = ()
    continued: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    begun: tuple[str, ...] = ()
    defaulted: tuple[str, ...] = ()
    forgotten: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


def affected(run: Run, decision: Decision) -> Affected:
    """What a decision about the move of a run, which was so before, does to it."""
    alike = Affected(
        run["version"],
        run["status"],
        _names(run["configuration"]),
        "refused",
        interrupted=_names(everywhere(run)[len(run["configuration"]) :]),
    )
    after = next((one for one in decision.changed if one["id"] == run["id"]), run)
    told = [one for one in decision.report["runs"] if one["run"] == run["id"]]
    move = next((one for one in told if one["result"] == "migrated"), None)
    if move is not None:
        return _moved(alike, run, after, move)
    if decision.report["result"] == "incident":
        return alike._replace(result="fails", reasons=(decision.report["reason"],))
    return alike._replace(reasons=tuple(decision.report["faults"] or [decision.report["reason"]]))


def _moved(alike: Affected, before: Run, after: Run, move: RunReport) -> Affected:
    had = set(before.get("pending", ()))
    # What goes on under another name is under it in both.
    cancelled = [name for name in move["cancelled"] if name not in had and not name.startswith(_UNDO)]
    armed = [entry["name"] for entry in move["armed"]]
    begun = move.get("begun", [])
    undone = [name for name in move["cancelled"] if name.startswith(_UNDO)]
    return alike._replace(
        result="moves",
        to=_names(after["configuration"]),
        kept=_names(name for name in _timers(after) if name not in armed),
        cancelled=_names(cancelled),
        armed=_names(armed),
        continued=_names(name for name in after.get("pending", ()) if name not in begun),
        ended=_names(name for name in move["cancelled"] if name in had),
        begun=_names(begun),
        defaulted=_names(_fields(after) - _fields(before)),
        forgotten=_names([*sorted(_fields(before) - _fields(after)), *undone]),
        asked=_names(_questions(after) - _questions(before)),
    )


def _timers(run: Run) -> Iterator[str]:
    for entries in (run["timers"], run.get("held", ()), *(f["timers"] for f in run.get("frozen", ()))):
        yield from (entry["name"] for entry in entries)


def _fields(run: Run) -> set[str]:
    """What a run remembers: of its context, and of its parameters."""
    return {*run["context"], *run.get("parameters", ())}


def _questions(run: Run) -> set[str]:
    return {name for names in run["asked"].values() for name in names}


def _names(names: Iterable[str]) -> tuple[str, ...]:
    """Names of places, or such as begin with one, in order and without the numbers of items."""
    return tuple(sorted({_ITEMS.sub("", name) for name in names}))
