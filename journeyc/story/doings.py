"""What is done, and where it leads: `we send “Dispute accepted” by SMS and the journey ends: …`."""

from collections.abc import Sequence
from typing import assert_never

from journeyc.expression.tree import Expression, Literal, Read
from journeyc.ir.model import (
    Effect,
    Emit,
    End,
    Guard,
    Leading,
    Note,
    Notify,
    Raise,
    Set,
    StartJourney,
)
from journeyc.story.names import Names
from journeyc.story.spoken import spoken
from journeyc.story.texts import as_read
from journeyc.story.values import MASKED, Told
from journeyc.story.words import Part, Span, Words, clauses, listed, words


def condition(guard: Guard, names: Names) -> Words:
    """A guard as a clause."""
    return _told(guard.expression, names).condition(guard.expression)


def value(expression: Expression, names: Names) -> Words:
    """An expression as a noun phrase."""
    return _told(expression, names).value(expression)


def _told(expression: Expression, names: Names) -> Told:
    return Told(names.private, expression, answers=names.answers, zone=names.zone)


def done(part: Leading, names: Names, inner: frozenset[str] = frozenset(), *, stays: bool = True) -> Words:
    """What a part does, then where it leads: one clause. `inner` are the ends that only complete what they
    stand in; without `stays` nothing is said where the customer stays.
    """
    said = _effects(part.effects, names)
    way = _way(part, names, inner)
    if way:
        if part.undoing:
            said.append(words("we undo what was done on the way, newest first"))
        said.append(way)
    elif stays or not said:
        said.append(words("the customer stays where they are"))
    return clauses(said)


def effects(items: Sequence[Effect], names: Names) -> Words:
    """Effects as one clause, without where they lead."""
    return listed(_effects(items, names))


def to(target: str, names: Names, inner: frozenset[str] = frozenset()) -> Words:
    """The clause that leads to a node."""
    node = names.nodes.get(target)
    if isinstance(node, End):
        if target in inner:
            return words("this part is done: ", names.step(target))
        return words("the journey ends: ", names.step(target))
    if target == names.here:
        return words("the customer begins ", names.step(target), " anew")
    return words("the customer goes on to ", names.step(target))


def _way(part: Leading, names: Names, inner: frozenset[str]) -> Words:
    match part.way:
        case "back":
            return words("the customer goes back to where they were")
        case "last":
            return words("the customer goes back to where they last were in ", names.step(part.target or ""))
        case _:
            return to(part.target, names, inner) if part.target is not None else ()


def _effects(items: Sequence[Effect], names: Names) -> list[Words]:
    """The effects as verbs that follow `we`, those that keep what an event brings together in one."""
    said: list[Part] = []
    kept: list[Words] = []
    for item in items:
        if isinstance(item, Set) and _is_kept(item):
            kept.append(words(Span(spoken(" ".join(item.path)), "field")))
            continue
        if kept:
            said.append(_keeping(kept))
            kept = []
        said.append(_effect(item, names))
    if kept:
        said.append(_keeping(kept))
    return [words("we ", listed(said))] if said else []


def _is_kept(item: Set) -> bool:
    """Whether a field takes over the field of the same name that the event brings."""
    read = item.value
    return (
        item.root == "context" and isinstance(read, Read) and read.root == "event" and read.path == item.path
    )


def _keeping(kept: list[Words]) -> Words:
    return words("keep the ", listed(kept), " that it brings")


def _effect(item: Effect, names: Names) -> Words:
    match item:
        case Set():
            whose = "the customer’s " if item.root == "customer" else ""
            field = Span(spoken(" ".join(item.path)), "field")
            private = (item.root, item.path[0]) in names.private
            told = MASKED if private and isinstance(item.value, Literal) else value(item.value, names)
            return words(f"set {whose}", field, " to ", told)
        case Notify():
            how = names.by_channels(item.notification)
            return words("send ", names.message(item.notification), brought(item.arguments, names), how)
        case Raise():
            along = brought(item.arguments, names)
            return words("let ", names.event(item.event), along, " happen in this journey")
        case Emit():
            return words("tell other systems of ", names.event(item.event), brought(item.arguments, names))
        case StartJourney():
            along = brought(item.arguments, names)
            return words("start the journey ", names.other_journey(item.journey), along)
        case Note():
            return words("note in the history: ", as_read(item.template))
        case _:
            assert_never(item)


def brought(arguments: Sequence[tuple[str, Expression]], names: Names) -> Words:
    """What goes along with something, in parentheses, but for what its name says already."""
    told = [
        words(Span(spoken(name), "field"), ": ", value(given, names))
        for name, given in arguments
        if not (isinstance(given, Read) and given.path[-1:] == (name,))
    ]
    return words(" (", listed(told), ")") if told else ()
