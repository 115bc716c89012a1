"""What of a customer has been over for so long that it may leave the store, and what is needed yet."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from journeyc.expression.values import to_instant
from journeyc.runtime.core.contact_log import senders
from journeyc.runtime.core.customer_rules import customer_run
from journeyc.runtime.core.documents import Run
from journeyc.runtime.core.inputs import run_of_effect
from journeyc.runtime.core.parting import runs_of
from journeyc.runtime.ports import Kept

#: What something in the outbox is while it is yet to be carried.
UNSETTLED = frozenset({"waiting", "in hand"})
#: Lines by which a merge is undone, and by which it is known who was a part of whom.
_OF_MERGES = frozenset({"merge", "unmerge"})
_NEVER = datetime.max.replace(tzinfo=UTC)


def over(kept: Kept, before: datetime) -> Kept:
    """What may leave of all that is kept of a customer: runs that ended before an instant, with all that
    they have caused, and what belongs to no run and is older. A run leaves as a whole or not at all.
    """
    waiting = [outgoing.id for outgoing, state in kept.outbox if state in UNSETTLED]
    needed = {run_of_effect(name) for name in waiting}
    needed |= {incident["run"] for incident, is_open in kept.incidents if is_open}
    needed |= {task.run for task, is_open in kept.tasks if is_open}
    needed.update(_asked_when_parted(kept), *map(senders, kept.customers))
    ended = (run for run in kept.runs if run["id"] not in needed and has_ended(run, before))
    runs = _with_children(ended, kept.runs)
    gone = {run["id"] for run in runs}
    stay = {run["id"] for run in kept.runs} - gone
    # What stands for a run where a rule of a customer has done something.
    of_rules = {customer_run(one["id"]) for one in kept.customers} - needed

    def leaves(run: str | None, at: str) -> bool:
        return run in gone or (run not in stay and to_instant(at) < before)

    return Kept(
        customers=[],
        aliases=[],
        runs=runs,
        inputs=[
            (owner, name, report)
            for owner, name, report in kept.inputs
            if to_instant(report["at"]) < before and not _is_about(name, waiting)
        ],
        history=[line for line in kept.history if line.kind not in _OF_MERGES and leaves(line.run, line.at)],
        outbox=[
            (outgoing, state)
            for outgoing, state in kept.outbox
            if state not in UNSETTLED
            and (outgoing.run in gone or (outgoing.run in of_rules and to_instant(outgoing.at) < before))
        ],
        incidents=[
            (incident, is_open)
            for incident, is_open in kept.incidents
            if not is_open and leaves(incident["run"], incident["at"])
        ],
        tasks=[(task, is_open) for task, is_open in kept.tasks if task.run in gone],
    )


def has_ended(run: Run, before: datetime) -> bool:
    """Whether a run ended before an instant."""
    return _end(run) < before


def _end(run: Run) -> datetime:
    """When a run ended, long after now for one that has not."""
    return to_instant(run["outcome"]["at"]) if run["outcome"] else _NEVER


def _with_children(runs: Iterable[Run], known: Iterable[Run]) -> list[Run]:
    """Those of some runs whose sub-journeys are all among them: with whom one of them goes where a merge is
    undone, its parent says.
    """
    found = {run["id"]: run for run in runs}
    parents = {run["id"]: run["parent"]["run"] for run in known if "parent" in run}
    needed = [parent for child, parent in parents.items() if child not in found]
    while needed:
        parent = needed.pop()
        if found.pop(parent, None) is not None and parent in parents:
            needed.append(parents[parent])
    return list(found.values())


def _is_about(given: str, effects: Collection[str]) -> bool:
    """Whether an input is what came of one of these effects: its id is made of theirs."""
    return any(given.startswith(f"{effect}/") for effect in effects)


# ── merges that can be undone ────────────────────────────────────────────────────────────────────────


def _asked_when_parted(kept: Kept) -> set[str]:
    """Of each who was merged and of whom they are a part of, the run of each journey that ended last: where
    the merge is undone, they tell when it was left, as `reenter` asks.
    """
    found: set[str] = set()
    for merged in (one["merged"] for one in kept.customers if "merged" in one):
        theirs = {run["id"] for run in runs_of(merged, kept.runs)}
        last: dict[tuple[str, bool], Run] = {}
        for run in kept.runs:
            side = run["journey"], run["id"] in theirs
            if run["outcome"] is not None and (side not in last or _end(last[side]) < _end(run)):
                last[side] = run
        found |= {run["id"] for run in last.values()}
    return found
