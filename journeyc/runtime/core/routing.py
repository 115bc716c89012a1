"""Which run an event is for, and why none takes it (semantics rules 1 and 16)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from journeyc.runtime.core.documents import Run, Transition
from journeyc.runtime.core.enter import value_at
from journeyc.runtime.core.plan import Directory, Plan


def contradicts(plan: Plan, run: Run, payload: Mapping[str, Any]) -> bool:
    """Whether the payload names another value for a field that tells the runs of a customer apart."""
    for path, value in zip(plan.one_run_per, run["key"], strict=False):
        said = value_at(dict(payload), path)
        if said is not None and value is not None and said != value:
            return True
    return False


def ambiguous(takers: Iterable[Transition]) -> list[str]:
    """The runs of one journey that would all take an event; empty where every journey has at most one."""
    by_journey: dict[str, list[str]] = {}
    for taker in takers:
        by_journey.setdefault(taker.report["journey"], []).append(taker.report["run"])
    return [run for runs in by_journey.values() if len(runs) > 1 for run in runs]


def refusal(directory: Directory, name: str, runs: Sequence[Run], looked_at: Sequence[Transition]) -> str:
    """One sentence: why nothing took an event, and where it would be taken."""
    if passed := [item for taker in looked_at for item in taker.report["considered"]]:
        first = passed[0]
        why = "its condition is not true" if first["reason"] == "guard" else "it takes other channels"
        return f"no active step takes `{name}`: there is `{first['place']}`, but {why}"
    where: dict[str, None] = {}
    for run in runs:
        plan = directory.by_hash.get(run["definition_hash"])
        for step in plan.taken_by.get(name, ()) if plan else ():
            where.setdefault(f"`{step}`")
    if where:
        return f"no active step takes `{name}`; it is taken in {', '.join(where)}"
    starts = [f"`{plan.journey}`" for plan in directory.starts.get(name, ())]
    if starts:
        return f"no open run takes `{name}`, and {', '.join(starts)} cannot start now"
    if runs:
        return f"no active step takes `{name}`, and no journey starts with it"
    return f"this customer has no open run that takes `{name}`, and no journey starts with it"
