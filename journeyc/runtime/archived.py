"""What is kept of customers as plain data: in exports, and in archives of what has left a store."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, TypeAlias

from journeyc.runtime.core.customer_rules import customer_in
from journeyc.runtime.core.incidents import customer_of_unborn
from journeyc.runtime.ports import Kept, kind_of

#: Runs, lines of history, answers to inputs, what has left, tasks and incidents, by these names.
Items: TypeAlias = dict[str, list[dict[str, Any]]]

#: By what an item is known again; two lines of history that say the same are two, though.
_NAMED: Mapping[str, Callable[[dict[str, Any]], object]] = {
    "runs": lambda one: one["id"],
    "history": lambda one: json.dumps(one, sort_keys=True),
    "inputs": lambda one: (one["customer"], one["id"]),
    "outbox": lambda one: one["id"],
    "tasks": lambda one: one["id"],
    "incidents": lambda one: one["id"],
}

KINDS = tuple(_NAMED)


def items_of(kept: Kept) -> Items:
    """All of it but who the customers are, in the order in which it was written."""
    return {
        "runs": [{**run} for run in kept.runs],
        "history": [{**line._asdict(), "document": {**line.document}} for line in kept.history],
        "inputs": [{"customer": own, "id": name, "report": report} for own, name, report in kept.inputs],
        "outbox": [
            {"kind": kind_of(outgoing), "state": state, **outgoing._asdict()}
            for outgoing, state in kept.outbox
        ],
        "tasks": [{**task._asdict(), "open": is_open} for task, is_open in kept.tasks],
        "incidents": [{**incident, "open": is_open} for incident, is_open in kept.incidents],
    }


def counts_of(items: Items) -> dict[str, int]:
    """How many there are of each kind."""
    return {name: len(several) for name, several in items.items()}


def parted(items: Items, customers: Collection[str]) -> tuple[Items, Items]:
    """What is of some customers, and the rest. What was begun as theirs is, and what became theirs later."""
    theirs = {run["id"] for run in items["runs"] if run["customer"] in customers}

    def is_theirs(item: Mapping[str, Any], run: str) -> bool:
        return item.get("customer") in customers or run in theirs or _begun_by(run) in customers

    mine: Items = {name: [] for name in KINDS}
    rest: Items = {name: [] for name in KINDS}
    for name, several in items.items():
        for item in several:
            run = item["id"] if name == "runs" else item.get("run") or ""
            (mine if is_theirs(item, run) else rest)[name].append(item)
    return mine, rest


def _begun_by(run: str) -> str:
    """The customer as whose a run was begun, or whose rule stands where one would."""
    return customer_in(run) or customer_of_unborn(run)


def together(several: Iterable[Items]) -> Items:
    """What several hold, and each thing once: of two that have one name, the later one."""
    found: dict[str, dict[object, dict[str, Any]]] = {name: {} for name in KINDS}
    for items in several:
        for name, named in _NAMED.items():
            met: Counter[object] = Counter()
            for item in items[name]:
                identity = named(item)
                met[identity] += 1
                key = (identity, met[identity]) if name == "history" else identity
                found[name][key] = item
    return {name: list(known.values()) for name, known in found.items()}
