"""Everything that is different between two sides."""

import re
from collections.abc import Callable, Iterable
from typing import TypeAlias, TypeVar

from journeyc.difference.breaking import breaking, declared, heard, removed
from journeyc.difference.declared import together
from journeyc.difference.inside import customers, is_not_raised, not_raised, raised
from journeyc.difference.journeys import changes, declared_changes, shared_changes
from journeyc.difference.model import Breaking, Change, Customers, Difference, JourneyDifference
from journeyc.difference.phrase import phrase
from journeyc.difference.problem import SideProblem
from journeyc.difference.sides import Side, Told, faulty
from journeyc.ir.model import Definition
from journeyc.nearest import meant

#: Tells what becomes of the customers of a store in a journey (None: that is gone), of what would become of
#: them whoever they are.
Count: TypeAlias = Callable[[str, Definition | None, Customers], Customers]
Item = TypeVar("Item", Change, Breaking)

#: The whole hash of a commit, of which less is told.
_HASH = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_SHORT = 12


def between(old: Side, new: Side, journey: str | None = None, count: Count | None = None) -> Difference:
    """What is different between two sides, of all journeys or of one; SideProblem where there is no such
    journey. Of what a side may have in a file with errors nothing is said: neither that it is new nor gone.
    """
    names = [*new.journeys, *(name for name in old.journeys if name not in new.journeys)]
    not_compared = [name for name in names if old.hides(name) or new.hides(name)]
    names = [name for name in names if name not in not_compared]
    if journey is not None:
        if old.hides(journey) or new.hides(journey):
            raise faulty(new, old, cure=f"mend that first: journey `{journey}` may be there")
        if journey not in names:
            there = f"there is {', '.join(f'`{name}`' for name in names)}" if names else "there is none"
            raise SideProblem(f"there is no journey `{journey}` on either side", meant(journey, names, there))
        names, not_compared = [journey], []
    around: list[Change] = []
    journeys = []
    for name in names:
        one = _journey(old.journeys.get(name), new.journeys.get(name), count)
        around += one.of("around")
        own = tuple(change for change in one.changes if change.category != "around")
        state = "unchanged" if one.state == "changed" and not own else one.state
        journeys.append(one._replace(changes=own, state=state))
    known = {_told(change) for change in (*around, *(change for one in journeys for change in one.changes))}
    is_known = journey is None and old.whole and new.whole
    customer = shared_changes(old.declarations, new.declarations) if is_known else ()
    shared = [*_once(around), *(change for change in customer if _told(change) not in known)]
    breaks = _breaking(old, new, names)
    if not old.journeys and not new.journeys:
        before, after = together(old.declarations), together(new.declarations)
        shared += declared_changes(before, after)
        breaks += [item for pair in zip(before, after, strict=False) for item in declared(*pair)]
    told = tuple(one._replace(changes=_placed(one.changes, old.revision)) for one in journeys)
    return Difference(
        old.label,
        new.label,
        told,
        _placed(shared, old.revision),
        _placed(breaks, old.revision),
        left_out=(*new.left_out, *old.left_out),
        not_compared=tuple(not_compared),
    )


def _once(several: Iterable[Change]) -> list[Change]:
    """What is the same but for its place, once, at the first: several files may declare alike."""
    found: dict[Change, Change] = {}
    for one in several:
        found.setdefault(one._replace(at=None), one)
    return list(found.values())


def _placed(told: Iterable[Item], revision: str) -> tuple[Item, ...]:
    """What is different, with places that say of what is gone in which revision it stood."""
    name = revision[:_SHORT] if _HASH.fullmatch(revision) else revision
    return tuple(
        one._replace(at=one.at._replace(file=f"{name}:{one.at.file}"))
        if name and one.at and one.gone
        else one
        for one in told
    )


def _told(change: Change) -> tuple[object, ...]:
    """What makes two changes one, whoever tells of it."""
    return change.kind, change.action, change.of, change.old, change.new


def _journey(old: Told | None, new: Told | None, count: Count | None) -> JourneyDifference:
    definition = next(told.definition for told in (new, old) if told is not None)
    found: tuple[Change, ...] = ()
    inside = None
    newer = new.definition if new is not None else None
    if old is not None:
        found = changes(old.definition, newer) if newer else ()
        if found or newer is None:
            inside = customers(old.definition, newer)
            inside = _counted(count, old.definition, newer, inside) if count else inside
    return JourneyDifference(
        definition.journey.name,
        definition.journey.title,
        "added" if old is None else "removed" if new is None else "changed" if found else "unchanged",
        old.definition.journey.version if old else None,
        new.definition.journey.version if new else None,
        old.meaning if old else None,
        new.meaning if new else None,
        found,
        inside,
    )


def _counted(count: Count, old: Definition, new: Definition | None, inside: Customers) -> Customers:
    """Who is there in a store; of a version that it would refuse, as if that were the next one."""
    name = old.journey.name
    if new is None or not is_not_raised(old, new):
        return count(name, new, inside)
    found = count(name, raised(old, new), inside)
    then = "; then " if found.places else "; "
    return found._replace(note=phrase(not_raised(old, new), then, found.note))


def _breaking(old: Side, new: Side, names: Iterable[str]) -> list[Breaking]:
    """What breaks, each thing once, at its first place: told of a journey if it breaks for that alone."""
    found: dict[Breaking, dict[str, Breaking]] = {}
    # What a file with errors takes is not known, and may be all that was taken.
    beside = (*new.journeys.values(), *(old.journeys.values() if new.left_out else ()))
    taken = frozenset().union(*map(heard, beside))
    for name in names:
        before, after = old.journeys.get(name), new.journeys.get(name)
        if before is not None:
            broken = breaking(before, after, taken) if after else [removed(before.definition.journey)]
            for item in broken:
                found.setdefault(item._replace(at=None), {}).setdefault(name, item)
    return [
        next(iter(of.values()))._replace(journey=next(iter(of)) if len(of) == 1 else None)
        for of in found.values()
    ]
