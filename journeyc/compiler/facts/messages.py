"""Which notifications a journey sends, where, and with which others, and what holds for all of them."""

from collections.abc import Iterator, Sequence
from datetime import time
from typing import NamedTuple

from journeyc.compiler import syntax
from journeyc.compiler.acts import acts, boundary
from journeyc.compiler.names import Names
from journeyc.compiler.structure import Structure
from journeyc.expression.syntax import Constant, Word

_DAY = 86_400


class Sending(NamedTuple):
    """A notification that is sent: its name where that is written, and the effect or reminder that sends it.

    `place` is where the clause stands, empty for the journey.
    """

    name: Word
    cause: syntax.NotifyEffect | syntax.Remind
    place: str


class Move(NamedTuple):
    """What is certain to be done at once when a clause is taken: the effects in their order, with those of
    what is left before and of what is entered behind. After a choice nothing is certain.

    `cause` is the clause, `place` where it stands, empty for the journey.
    """

    place: str
    cause: syntax.Node
    effects: list[syntax.Effect]


def sendings(node: syntax.Journey, places: Sequence[syntax.Place]) -> list[Sending]:
    """All that a journey sends: what effects send in written order, then the reminders."""
    found = [
        Sending(effect.notification, effect, act.place)
        for act in acts(node, places)
        for effect in act.effects
        if isinstance(effect, syntax.NotifyEffect)
    ]
    for pause in node.pauses:
        found += [Sending(item.notification, item, "") for item in pause.reminders]
    for place in places:
        if isinstance(place, syntax.Step | syntax.Composite):
            name = place.name.text
            found += [
                Sending(item.notification, item, name)
                for item in place.items
                if isinstance(item, syntax.Remind)
            ]
    return found


def sent_by_run(node: syntax.Journey, names: Names) -> frozenset[str]:
    """The notifications that the journeys send which a journey runs, at any depth."""
    found: set[str] = set()
    pending, seen = [node], {node.name.text}
    for one in pending:
        places = list(_inside(one.places))
        if one is not node:
            found.update(sending.name.text for sending in sendings(one, places))
        for place in places:
            for item in place.items if isinstance(place, syntax.Step) else ():
                if isinstance(item, syntax.SubJourney) and item.journey.text not in seen:
                    seen.add(item.journey.text)
                    pending.append(names.journeys[item.journey.text].node)
    return frozenset(found)


def _inside(places: list[syntax.Place]) -> Iterator[syntax.Place]:
    pending = list(places)
    for place in pending:
        yield place
        pending += place.places if isinstance(place, syntax.Composite) else []


def quiet_seconds(names: Names) -> int:
    """How long a message may have to wait for the end of quiet hours, by all policies of the project."""
    return sum(
        _length(item.hours)
        for policy in names.policies.values()
        for item in policy.node.items
        if isinstance(item, syntax.Quiet)
    )


def _length(hours: syntax.Hours) -> int:
    """The seconds from one time of day to another, over midnight too."""
    first, last = (part.value if isinstance(part, Constant) else None for part in (hours.first, hours.last))
    if not isinstance(first, time) or not isinstance(last, time):
        return _DAY
    return (_of_day(last) - _of_day(first)) % _DAY


def _of_day(moment: time) -> int:
    return (moment.hour * 60 + moment.minute) * 60 + moment.second


# ── moves ────────────────────────────────────────────────────────────────────────────────────────────


def moves(node: syntax.Journey, structure: Structure) -> list[Move]:
    """Everything that a clause of a journey does at once."""
    found = [Move("", rule, rule.effects) for rule in node.rules]
    begun: dict[str, list[syntax.Effect]] = {}
    passed: dict[tuple[str, str], tuple[list[syntax.Effect], list[syntax.Effect]]] = {}
    for place, cause, tail in _tails(node, structure):
        effects = tail.effects
        if tail.target is not None and tail.target.kind == "place":
            target = tail.target.name.text
            if target not in begun:
                begun[target] = _beginning(structure, target)
            way = (place, target)
            if way not in passed:
                passed[way] = _leaving(structure, *way), _passing(structure, *way)
            left, entered = passed[way]
            effects = [*left, *effects, *entered, *begun[target]]
        found.append(Move(place, cause, effects))
    return found


def _tails(node: syntax.Journey, structure: Structure) -> Iterator[tuple[str, syntax.Node, syntax.Tail]]:
    for start in node.starts:
        yield "", start, start.tail
    for pause in node.pauses:
        for timer in pause.give_up:
            yield "", timer, timer.tail
    for name, place in structure.places.items():
        match place:
            case syntax.Choice():
                yield from ((name, row, row.tail) for row in place.rows)
            case syntax.Split():
                yield from ((name, share, share.tail) for share in place.shares)
            case syntax.Step() | syntax.Composite():
                for item in place.items:
                    match item:
                        case syntax.Handler() | syntax.Timer() | syntax.When():
                            yield name, item, item.tail
                        case syntax.ServiceCall() | syntax.SubJourney():
                            yield from ((name, outcome, outcome.tail) for outcome in item.outcomes)


def _leaving(structure: Structure, source: str, target: str) -> list[syntax.Effect]:
    """What is done on the way out; of what an interrupt left, or what is inside a composite, nothing is
    certain.
    """
    if not source or isinstance(structure.places[source], syntax.Anytime):
        return []
    kept = structure.around(target)
    left = [name for name in (source, *structure.around(source)) if name not in kept]
    return [effect for name in left for effect in boundary(structure.places[name], "leave")]


def _passing(structure: Structure, source: str, target: str) -> list[syntax.Effect]:
    """What is done on the way in to a place, by what is around it."""
    passed = {source, *structure.around(source)}
    entered = [name for name in reversed(structure.around(target)) if name not in passed]
    return [effect for name in entered for effect in boundary(structure.places[name], "enter")]


def _beginning(structure: Structure, target: str) -> list[syntax.Effect]:
    """What is done on entering a place, down to where a composite begins; nothing behind choices, nor for the
    items of a list, which there may be none of.
    """
    effects: list[syntax.Effect] = []
    pending = [target]
    while pending:
        name = pending.pop()
        place = structure.places[name]
        effects += place.effects if isinstance(place, syntax.End) else boundary(place, "enter")
        if isinstance(place, syntax.Composite) and not isinstance(place, syntax.Each):
            pending += reversed(structure.initial(name))
    return effects
