"""How many customers are where, in a store that is only read: what a move would do is asked of the runtime as
if the new version were there.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any, cast

from journeyc.difference.model import Customers, Fate, Inside
from journeyc.difference.phrase import Phrase, Quoted
from journeyc.ir.document import from_json
from journeyc.ir.hashes import meaning_hash
from journeyc.ir.model import Definition
from journeyc.ir.walk import every_node
from journeyc.report.counted import counted as so_many
from journeyc.runtime import Group, Runtime, Store
from journeyc.runtime.hosts.journeys import stored
from journeyc.runtime.ports import Clock, StoredDefinition


class _WithNew:
    """A store that tells of one more definition, and writes nothing."""

    def __init__(self, store: Store, new: StoredDefinition) -> None:
        self._store = store
        self._new = new

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def definitions(self) -> list[StoredDefinition]:
        """Those of the store, and the new one."""
        there = self._store.definitions()
        return there if self._new.hash in {one.hash for one in there} else [*there, self._new]

    def definition(self, definition_hash: str) -> StoredDefinition | None:
        """One by its hash."""
        return self._new if definition_hash == self._new.hash else self._store.definition(definition_hash)

    def newest(self, journey: str) -> StoredDefinition | None:
        """The newest version of a journey."""
        there = [one for one in self.definitions() if one.journey == journey]
        return max(there, key=lambda one: one.version, default=None)


def counted(name: str, new: Definition | None, predicted: Customers, store: Store, clock: Clock) -> Customers:
    """What becomes of the customers of a store in a journey, by place and version; those who are in the new
    version already are only counted. None is a journey that is gone.
    """
    there = [one for one in store.definitions() if one.journey == name]
    runs = {head.version: head.runs for head in Runtime.open(store, clock=clock).heads(name)}
    total = sum(runs.values())
    if not total:
        return Customers(("the store has no open run of it",), (), predicted.clause, counted=True)
    if new is None:
        go = so_many(total, "open run in the store goes on", "open runs in the store go on")
        note: Phrase = (f"{go}; nobody begins any more",)
        return predicted._replace(note=note)
    version = new.journey.version
    clash = next((one for one in there if one.version == version and one.hash != meaning_hash(new)), None)
    if clash is not None:
        refused = f"the store has version {version} with another meaning, and refuses this one"
        there_are = so_many(runs[version], "is", "are")
        note = (f"{refused}; of {so_many(total, 'open run')} {there_are} in it",)
        return Customers(note, predicted.places, predicted.clause, counted=True)
    beside = cast("Store", _WithNew(store, stored(new)))
    plan = Runtime.open(beside, clock=clock).plan_migration(name, version)
    known = {one.version: _titles(one) for one in there}
    taken = {migration.version for migration in new.journey.migrations}
    found: Counter[Inside] = Counter()
    for group in plan.groups:
        for inside in _places(group, taken, known.get(group.what.version, {})):
            found[inside] += len(group.runs)
    places = tuple(one._replace(runs=number) for one, number in found.items())
    elsewhere = total - plan.moves - plan.others
    note = (
        f"of {so_many(total, 'open run')} in the store {plan.moves} would move with ",
        Quoted("journeyc runs migrate"),
    )
    note += (f", {plan.others} would not",) if plan.others else ()
    note += (
        (f", and {so_many(elsewhere, 'is', 'are')} in it already or in a newer version",) if elsewhere else ()
    )
    return Customers(note, tuple(sorted(places, key=_order(known))), predicted.clause, counted=True)


def _places(group: Group, taken: set[int], titles: dict[str, str]) -> Iterator[Inside]:
    """A group of runs, told for each place it is at."""
    what = group.what
    to = ", ".join(what.to) or None
    for place in what.places:
        fate: Fate = "moves"
        if what.result != "moves":
            stays = what.version not in taken or what.status == "suspended" or what.result == "fails"
            fate = "continues" if stays else "must-be-mapped"
        at = to if fate == "moves" else place if fate == "continues" else None
        yield Inside(what.version, place, titles.get(place, ""), fate, at, what.reasons)


def _titles(found: StoredDefinition) -> dict[str, str]:
    """The titles of the nodes of a version, in written order."""
    journey = from_json(found.text, Definition).journey
    return {node.name: node.title for node in every_node(journey.nodes)}


def _order(known: dict[int, dict[str, str]]) -> Any:
    orders = {(v, name): at for v, names in known.items() for at, name in enumerate(names)}
    return lambda one: (one.version, orders.get((one.version, one.place), -1), one.fate, one.reasons)
