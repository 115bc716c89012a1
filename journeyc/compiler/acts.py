"""Everything a journey does: the effects of its clauses, with the place whose they are."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from journeyc.compiler import syntax


class Act(NamedTuple):
    """The effects of one clause; `place` is empty for those of the journey, `stays` where the customer
    does not leave.
    """

    place: str
    effects: list[syntax.Effect]
    stays: bool


def acts(node: syntax.Journey, places: Iterable[syntax.Place]) -> Iterator[Act]:
    """The acts of a journey and of its places, in written order of each."""
    for start in node.starts:
        yield Act("", start.tail.effects, stays=False)
    for pause in node.pauses:
        for timer in pause.give_up:
            yield _act("", timer.tail)
    for rule in node.rules:
        yield Act("", rule.effects, stays=True)
    for place in places:
        yield from _of(place)


def sent(node: syntax.Journey, places: Sequence[syntax.Place]) -> dict[str, None]:
    """The notifications a journey sends, in written order."""
    found: dict[str, None] = {}
    for act in acts(node, places):
        for effect in act.effects:
            if isinstance(effect, syntax.NotifyEffect):
                found[effect.notification.text] = None
    groups: list[Sequence[syntax.Node]] = [pause.reminders for pause in node.pauses]
    groups += [place.items for place in places if isinstance(place, syntax.Step | syntax.Composite)]
    for items in groups:
        for item in items:
            if isinstance(item, syntax.Remind):
                found[item.notification.text] = None
    return found


def _of(place: syntax.Place) -> Iterator[Act]:
    name = place.name.text
    match place:
        case syntax.Choice():
            for row in place.rows:
                yield _act(name, row.tail)
        case syntax.Split():
            for share in place.shares:
                yield _act(name, share.tail)
        case syntax.End():
            yield Act(name, place.effects, stays=False)
        case syntax.Step() | syntax.Composite():
            for item in place.items:
                match item:
                    case syntax.Handler() | syntax.Timer() | syntax.When():
                        yield _act(name, item.tail)
                    case syntax.Boundary():
                        yield Act(name, item.effects, stays=False)
                    case syntax.ServiceCall() | syntax.SubJourney():
                        for outcome in item.outcomes:
                            yield _act(name, outcome.tail)


def _act(place: str, tail: syntax.Tail) -> Act:
    return Act(place, tail.effects, stays=tail.target is None)


def boundaries(item: syntax.Place) -> Iterator[tuple[str, list[syntax.Effect]]]:
    """What is done on the way in or out of a place, or when it is taken back, by those words."""
    if isinstance(item, syntax.Step | syntax.Composite):
        for clause in item.items:
            if isinstance(clause, syntax.Boundary):
                yield clause.kind, clause.effects


def boundary(item: syntax.Place, kind: str) -> list[syntax.Effect]:
    """The effects of a place on the way in or out."""
    return [effect for which, effects in boundaries(item) if which == kind for effect in effects]
