"""What breaks programs that embed journeys: events, services and all else that is agreed with them."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import NamedTuple, TypeVar

from journeyc.difference.compare import position
from journeyc.difference.model import Breaking
from journeyc.difference.phrase import Phrase, Quoted, named, phrase
from journeyc.difference.renames import renames
from journeyc.difference.sides import Told
from journeyc.expression.types import EnumType, ListType, OptionalType, RecordType, Type, parse_type, required
from journeyc.ir.base import FieldDeclaration, Place
from journeyc.ir.clauses import Ask, Handler, Pattern
from journeyc.ir.declarations import Declarations, Event, Service
from journeyc.ir.effects import Emit
from journeyc.ir.journey import Journey, PlainStart, Start
from journeyc.ir.nodes import End, Interrupt
from journeyc.ir.types import type_table
from journeyc.ir.walk import parts

T = TypeVar("T")
Types = Mapping[str, Type]


def fits(value: Type, place: Type) -> bool:
    """Whether every value of one type is a value of another; types of two states may have one name."""
    return _fits(value, place, frozenset())


def _fits(value: Type, place: Type, seen: AbstractSet[tuple[str, str]]) -> bool:
    if isinstance(place, OptionalType):
        return _fits(required(value), place.value, seen)
    match value, place:
        case EnumType(), EnumType():
            return {*value.members} <= {*place.members}
        case ListType(), ListType():
            return _fits(value.item, place.item, seen)
        case RecordType(), RecordType():
            if (value.name, place.name) in seen:
                return True
            seen |= {(value.name, place.name)}
            needed = {name for name, kind in place.fields.items() if not isinstance(kind, OptionalType)}
            return (
                value.fields.keys() <= place.fields.keys()
                and needed <= value.fields.keys()
                and all(_fits(kind, place.fields[name], seen) for name, kind in value.fields.items())
            )
    return type(value) is type(place) and (
        value.name == place.name or (value.name, place.name) == ("int", "decimal")
    )


class _Sides(NamedTuple):
    """One journey of both sides, with the types that names have there; `None`: of what is declared alone."""

    journey: str | None
    old: Types
    new: Types

    def say(self, kind: str, *sentence: str | Phrase, place: Place | None) -> Breaking:
        return Breaking(kind, self.journey, phrase(*sentence), position(place))

    def gone(self, kind: str, *sentence: str | Phrase, place: Place | None) -> Breaking:
        """Of what is there no more, with the place where it stood."""
        return self.say(kind, *sentence, " is gone", place=place)._replace(gone=True)

    def types(self, old: str, new: str) -> tuple[Type, Type]:
        return parse_type(old, self.old), parse_type(new, self.new)


def breaking(old: Told, new: Told, taken: AbstractSet[str] = frozenset()) -> Iterator[Breaking]:
    """What a newer state of a journey breaks: of what is declared, which it may share, none is named.
    `taken` are the events that some journey beside it takes.
    """
    if old.alone or new.alone:
        # Of what neither uses nothing is known on one side.
        old, new = (one._replace(declarations=one.definition.declarations) for one in (old, new))
    name = new.definition.journey.name
    sides = _Sides(name, type_table(old.declarations), type_table(new.declarations))
    yield from _version(old, new, sides)
    before, after = old.definition.journey, new.definition.journey
    yield from _starts(before, after, sides)
    yield from _context(before, after, sides)
    yield from _questions(before, after, sides)
    yield from _ends(before, after, sides)
    sides = sides._replace(journey=None)
    unheard = heard(old) - heard(new) - taken
    for event in (one for one in new.declarations.events if one.name in unheard):
        yield sides.say("event-unheard", "nothing takes event ", Quoted(event.name), place=event.place)
    yield from declared(old.declarations, new.declarations, _emitted(new), sides)


def removed(journey: Journey) -> Breaking:
    """A journey that is gone."""
    sides = _Sides(journey.name, {}, {})
    return sides.gone("journey-removed", "journey ", Quoted(journey.name), place=journey.place)


def declared(
    old: Declarations, new: Declarations, emitted: AbstractSet[str] = frozenset(), sides: _Sides | None = None
) -> Iterator[Breaking]:
    """What is agreed with programs whatever the journey; `emitted` events are only heard by them."""
    sides = sides or _Sides(None, type_table(old), type_table(new))
    yield from _events(old, new, emitted, sides)
    yield from _services(old, new, sides)
    yield from _customer(old, new, sides)
    before, after = (_named(c for place in one.touchpoints for c in place.channels) for one in (old, new))
    for name in sorted(before.keys() - after.keys()):
        yield sides.gone("channel-removed", "channel ", Quoted(name), place=before[name].place)
    for kind in ("queue", "bot"):
        there = {one.name for one in getattr(new, f"{kind}s")}
        for one in getattr(old, f"{kind}s"):
            if one.name not in there:
                yield sides.gone(f"{kind}-removed", f"{kind} ", Quoted(one.name), place=one.place)
    decisions = _named(new.decisions)
    for decision in old.decisions:
        other = decisions.get(decision.name)
        signature = [
            [(field.name, field.type) for field in one.parameters] + [("", one.gives)]
            for one in (decision, other)
            if one is not None
        ]
        if other is None:
            yield sides.gone("decision-changed", "decision ", Quoted(decision.name), place=decision.place)
        elif signature[0] != signature[1]:
            told = [f"({', '.join(': '.join(f) for f in s[:-1])}) gives {s[-1][1]}" for s in signature]
            what = (Quoted(told[0]), " → ", Quoted(told[1]))
            yield sides.say(
                "decision-changed", "decision ", Quoted(decision.name), ": ", what, place=other.place
            )


def _named(several: Iterable[T]) -> dict[str, T]:
    return {one.name: one for one in several}  # type: ignore[attr-defined]  # all of them have one


# ── the journey ──────────────────────────────────────────────────────────────────────────────────────


def _version(old: Told, new: Told, sides: _Sides) -> Iterator[Breaking]:
    before, after = old.definition.journey, new.definition.journey
    if after.version > before.version or old.meaning == new.meaning:
        return
    what = (
        f"the version is still {after.version}"
        if after.version == before.version
        else (f"the version was {before.version} and is {after.version}")
    )
    yield sides.say("version-not-raised", what, ", and the journey does something else", place=after.place)


def _starts(old: Journey, new: Journey, sides: _Sides) -> Iterator[Breaking]:
    now: dict[str, list[tuple[str, ...]]] = {}
    for start in new.starts:
        if isinstance(start, Start):
            now.setdefault(start.event, []).append(start.channels)
    for start in old.starts:
        if isinstance(start, PlainStart) and not any(isinstance(one, PlainStart) for one in new.starts):
            yield sides.gone("start-removed", Quoted(f"starts -> {start.target}"), place=start.place)
        elif isinstance(start, Start) and start.event not in now:
            yield sides.gone("start-removed", Quoted(f"starts on {start.event}"), place=start.place)
        elif isinstance(start, Start) and all(now[start.event]):
            there = {channel for channels in now[start.event] for channel in channels}
            gone = [channel for channel in start.channels if channel not in there]
            more = (" from ", *named(gone)) if gone else (" from any channel",)
            if gone or not start.channels:
                what = (Quoted(f"starts on {start.event}"), *more)
                yield sides.gone("start-channel-removed", what, place=start.place)
    for kind, field, other in _fields(old.parameters, new.parameters):
        what = ("parameter ", Quoted(field.name))
        if kind == "removed":
            yield sides.gone("parameter-removed", what, place=field.place)
        elif kind == "required":
            yield sides.say("parameter-required", what, " is needed", place=field.place)
        elif other and not fits(*sides.types(field.type, other.type)):
            yield sides.say("parameter-retyped", what, ": ", _types(field, other), place=other.place)


def _fields(
    old: Iterable[FieldDeclaration], new: Iterable[FieldDeclaration]
) -> Iterator[tuple[str, FieldDeclaration, FieldDeclaration | None]]:
    """Fields that are `removed`, those that are there in `both`, with the new one, and new ones that are
    `required`; one that had a default or might be missing and may not any more is that, too.
    """
    after = _named(new)
    for field in old:
        other = after.pop(field.name, None)
        yield ("removed" if other is None else "both"), field, other
        if other is not None and _needed(other) and not _needed(field):
            yield "required", other, None
    yield from (("required", field, None) for field in after.values() if _needed(field))


def _needed(field: FieldDeclaration) -> bool:
    return field.default is None and (field.type.startswith("list of ") or not field.type.endswith("?"))


def _types(old: FieldDeclaration, new: FieldDeclaration) -> Phrase:
    if old.type == new.type:
        return (Quoted(new.type), " has other values")
    return (Quoted(old.type), " → ", Quoted(new.type))


def _context(old: Journey, new: Journey, sides: _Sides) -> Iterator[Breaking]:
    for kind, field, other in _fields(old.context, new.context):
        what = ("field ", Quoted(field.name), " of the context")
        if kind == "removed":
            yield sides.gone("context-field-removed", what, place=field.place)
        elif other is not None:
            before, after = sides.types(field.type, other.type)
            # Readers know what the old type had; a new value they do not know.
            if not fits(after, before):
                yield sides.say("context-field-retyped", what, ": ", _types(field, other), place=other.place)


def _questions(old: Journey, new: Journey, sides: _Sides) -> Iterator[Breaking]:
    now: dict[tuple[str, ...], list[Ask]] = {}
    for ask in (one for one in parts(new.nodes) if isinstance(one, Ask)):
        now.setdefault(ask.path, []).append(ask)
    was = {one.path: one for one in parts(old.nodes) if isinstance(one, Ask)}
    for path, ask in was.items():
        what = ("question ", Quoted(".".join(path)))
        if path not in now:
            yield sides.gone("question-removed", what, place=ask.place)
            continue
        for other in now[path]:
            if not fits(*map(required, sides.types(ask.type, other.type))):
                before, after = (FieldDeclaration(name="", type=one.type) for one in (ask, other))
                yield sides.say("answer-narrowed", what, ": ", _types(before, after), place=other.place)
                break


def _ends(old: Journey, new: Journey, sides: _Sides) -> Iterator[Breaking]:
    before, after = _outcomes(old), _outcomes(new)
    names = renames(old, new)
    for name, end in before.items():
        if name in names:
            called = ("end ", Quoted(name), " is called ", Quoted(names[name]))
            yield sides.say("end-removed", called, place=after[names[name]].place)
        elif name not in after:
            yield sides.gone("end-removed", "end ", Quoted(name), place=end.place)
        elif end.outcome != after[name].outcome:
            what = (Quoted(str(end.outcome)), " → ", Quoted(str(after[name].outcome)))
            place = after[name].place
            yield sides.say("end-outcome-changed", "end ", Quoted(name), ": ", what, place=place)


def _outcomes(journey: Journey) -> dict[str, End]:
    """The ends of the journey: at its top, and in interrupts."""
    tops = [
        *journey.nodes,
        *(one for top in journey.nodes if isinstance(top, Interrupt) for one in top.nodes),
    ]
    return {one.name: one for one in tops if isinstance(one, End)}


# ── declarations ─────────────────────────────────────────────────────────────────────────────────────


def heard(told: Told) -> frozenset[str]:
    """The declared events that a journey takes, or that rules look at."""
    found = (one for one in parts((told.definition.journey, told.declarations.rules)))
    names = {n for one in found if isinstance(one, Handler | Pattern) for n in one.events}
    starts = {one.event for one in told.definition.journey.starts if isinstance(one, Start)}
    return frozenset(names | starts) & {event.name for event in told.declarations.events}


def _emitted(told: Told) -> AbstractSet[str]:
    """The events that leave the journey, and that nothing in it takes."""
    every = parts((told.definition.journey, told.declarations.rules))
    return {one.event for one in every if isinstance(one, Emit)} - heard(told)


def _events(
    old: Declarations, new: Declarations, emitted: AbstractSet[str], sides: _Sides
) -> Iterator[Breaking]:
    after = _named(new.events)
    for event in old.events:
        other = after.get(event.name)
        if other is None:
            yield sides.gone("event-removed", "event ", Quoted(event.name), place=event.place)
        else:
            yield from _payload(event, other, sides, only_heard=event.name in emitted)


def _payload(old: Event, new: Event, sides: _Sides, *, only_heard: bool) -> Iterator[Breaking]:
    for kind, field, other in _fields(old.fields, new.fields):
        what = ("event ", Quoted(new.name), ", field ", Quoted(field.name))
        if kind == "removed":
            yield sides.gone("event-field-removed", what, place=field.place)
        elif kind == "required":
            if not only_heard:
                yield sides.say("event-field-required", what, " is needed", place=field.place)
        elif other is not None:
            before, after = map(required, sides.types(field.type, other.type))
            if not (fits(after, before) if only_heard else fits(before, after)):
                yield sides.say("event-field-retyped", what, ": ", _types(field, other), place=other.place)


def _services(old: Declarations, new: Declarations, sides: _Sides) -> Iterator[Breaking]:
    after = _named(new.services)
    for service in old.services:
        other = after.get(service.name)
        if other is None:
            yield sides.gone("service-removed", "service ", Quoted(service.name), place=service.place)
        else:
            yield from _service(service, other, sides)


def _service(old: Service, new: Service, sides: _Sides) -> Iterator[Breaking]:
    what = ("service ", Quoted(new.name))
    for kind, field, other in _fields(old.parameters, new.parameters):
        inner = (*what, ", parameter ", Quoted(field.name))
        if kind == "removed":
            yield sides.gone("service-parameter-removed", inner, place=field.place)
        elif other is not None:
            before, after = sides.types(field.type, other.type)
            if not fits(after, before):
                yield sides.say(
                    "service-parameter-retyped", inner, ": ", _types(field, other), place=other.place
                )
    known = _named(old.parameters)
    for field in new.parameters:
        if field.name not in known:
            inner = (*what, ", parameter ", Quoted(field.name))
            yield sides.say("service-parameter-added", inner, " is new", place=field.place)
    if new.gives and (old.gives is None or not fits(*sides.types(old.gives, new.gives))):
        given: Phrase = (" gives ", Quoted(old.gives or "nothing"), " → ", Quoted(new.gives))
        if old.gives == new.gives:
            given = (" gives ", Quoted(new.gives), ", which has other values")
        yield sides.say("service-result-changed", what, given, place=new.place)
    for failure in old.failures:
        if failure not in new.failures:
            gone = (", failure ", Quoted(failure), " is gone")
            yield sides.say("service-failure-removed", what, gone, place=new.place)


def _customer(old: Declarations, new: Declarations, sides: _Sides) -> Iterator[Breaking]:
    after = _named(new.customer.fields)
    if old.customer.key != new.customer.key:
        keys = (Quoted(old.customer.key), " → ", Quoted(new.customer.key))
        key = after.get(new.customer.key)
        place = key.place if key else None
        yield sides.say("customer-key-changed", "the key of the customer: ", keys, place=place)
    for one in old.customer.fields:
        now = after.get(one.name)
        if one.alias and not (now and now.alias):
            lost = ("customers are not found by ", Quoted(one.name))
            found = sides.say("customer-alias-removed", lost, place=(now or one).place)
            yield found._replace(gone=now is None)
    for kind, field, other in _fields(old.customer.fields, new.customer.fields):
        what = ("field ", Quoted(field.name), " of the customer")
        if kind == "removed":
            yield sides.gone("customer-field-removed", what, place=field.place)
        elif kind == "required":
            yield sides.say("customer-field-required", what, " is needed", place=field.place)
        elif other and not fits(*map(required, sides.types(field.type, other.type))):
            yield sides.say("customer-field-retyped", what, ": ", _types(field, other), place=other.place)
