"""What journeys share, as parts: events, messages, services, decisions and what else is declared."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from journeyc.difference.clauses import condition, formula, listed, rule
from journeyc.difference.nodes import fields
from journeyc.difference.parts import Part, several, title, value
from journeyc.expression.written import written
from journeyc.ir.declarations import (
    Bot,
    Calendar,
    Channel,
    Customer,
    Decision,
    DecisionRow,
    Declarations,
    EnumDeclaration,
    Event,
    MessageText,
    Notification,
    Policy,
    Queue,
    Segment,
    Service,
    Touchpoint,
    TypeDeclaration,
)


def together(several: Sequence[Declarations]) -> tuple[Declarations, ...]:
    """What several files declare, as if all stood in one; of what is called alike, the first. Empty for no
    file.
    """
    if not several:
        return ()
    lists = {
        name: _each(getattr(one, name) for one in several)
        for name in Declarations.model_fields
        if name != "customer"
    }
    # As in one file, all but these are in the order of their names.
    for name in lists.keys() - {"touchpoints", "rules"}:
        lists[name] = tuple(sorted(lists[name], key=lambda one: one.name))
    key = next((one.customer.key for one in several if one.customer.key), "")
    fields = _each(one.customer.fields for one in several)
    return (Declarations(customer=Customer(key=key, fields=fields), **lists),)


def _each(several: Iterable[tuple[Any, ...]]) -> tuple[Any, ...]:
    found: dict[str, Any] = {}
    for one in (one for some in several for one in some):
        found.setdefault(one.name, one)
    return tuple(found.values())


def declared_parts(found: Declarations) -> dict[tuple[str, str], Part]:
    """Everything that is declared, by kind and name, but for the customer and their rules."""
    return {(part.kind, part.head): part for part in _parts(found)}


def _parts(found: Declarations) -> Iterator[Part]:
    yield from map(_event, found.events)
    yield from map(_notification, found.notifications)
    yield from map(_service, found.services)
    yield from map(_worker, found.queues)
    yield from map(_worker, found.bots)
    yield from map(_segment, found.segments)
    yield from map(_decision, found.decisions)
    yield from map(_calendar, found.calendars)
    yield from map(_policy, found.policies)
    yield from map(_type, found.types)
    yield from map(_touchpoint, found.touchpoints)
    yield from (_channel(channel) for place in found.touchpoints for channel in place.channels)


def customer_rules(found: Declarations) -> dict[str, Part]:
    """The rules of the customer, by name."""
    return {part.head: part for part in map(rule, found.rules)}


def _declared(kind: str, found: object, *values: object, lists: tuple[object, ...] = ()) -> Part:
    name, place = found.name, found.place  # type: ignore[attr-defined]  # all that is declared has both
    return Part(kind, name, found, values, lists, (name,), named=True, at=place)  # type: ignore[arg-type]


def customer(found: Customer) -> Part:
    """The customer, who stands where the key does."""
    inner = (fields("fields", found.fields),)
    place = next((one.place for one in found.fields if one.name == found.key), None)
    return Part("customer", "customer", found, (value("key", found.key),), inner, ("customer",), at=place)


def _event(found: Event) -> Part:
    every = "yes" if found.to_all_runs else "no"
    return _declared(
        "event",
        found,
        *title(found),
        formula("keep", found.keep),
        value("going to all runs", found.to_all_runs, every),
        lists=(fields("fields", found.fields),),
    )


def _notification(found: Notification) -> Part:
    return _declared(
        "notification",
        found,
        *title(found),
        value("channels", found.channels, listed(found.channels)),
        value("category", found.category),
        formula("expiry", found.expires),
        lists=(
            fields("parameters", found.parameters),
            several("texts", *map(_text, found.texts), words=True),
        ),
    )


def _text(found: MessageText) -> Part:
    language = f" {found.language}" if found.language else ""
    channel = f" for {found.channel}" if found.channel else ""
    head = f"{found.part}{language}{channel}"
    values = (value("text", found.template, words=True),)
    keys = ((found.part, found.language, found.channel),)
    return Part("text", head, found, values, keys=keys, full=f'{head} "{found.template}"', at=found.place)


def _service(found: Service) -> Part:
    return _declared(
        "service",
        found,
        *title(found),
        value("result", found.gives),
        value("failures", found.failures, listed(found.failures)),
        lists=(fields("parameters", found.parameters),),
    )


def _worker(found: Queue | Bot) -> Part:
    return _declared(
        "queue" if isinstance(found, Queue) else "bot",
        found,
        *title(found),
        value("sight of private fields", found.sees, listed(found.sees)),
        formula("time to claim", found.claim_within),
        formula("time to answer", found.answer_within),
    )


def _segment(found: Segment) -> Part:
    return _declared("segment", found, *title(found), condition(found.guard))


def _decision(found: Decision) -> Part:
    return _declared(
        "decision",
        found,
        *title(found),
        value("result", found.gives),
        value("hit policy", found.policy),
        value("aggregation", found.aggregation),
        lists=(
            fields("parameters", found.parameters),
            several("rows", *map(_row, found.rows)),
        ),
    )


def _row(found: DecisionRow) -> Part:
    head = f"when {found.guard.text}" if found.guard else "otherwise"
    values = (
        condition(found.guard, f"when … => {found.text}"),
        value("result", (found.value, found.text), found.text),
    )
    keys = ((head, found.text), head, ("", found.text))
    return Part("row", head, found, values, keys=keys, full=f"{head} => {found.text}", at=found.place)


def _calendar(found: Calendar) -> Part:
    hours = listed(f"{one.weekday} {one.first} to {one.last}" for one in found.hours)
    closed = listed(
        one.first if one.first == one.last else f"{one.first} to {one.last}" for one in found.closed
    )
    return _declared(
        "calendar",
        found,
        *title(found),
        value("time zone", found.zone),
        value("hours", found.hours, hours),
        value("closed days", found.closed, closed),
    )


def _policy(found: Policy) -> Part:
    quiet = "; ".join(
        f"from {one.first} to {one.last}{f' in {written(one.zone)}' if one.zone else ''}"
        for one in found.quiet
    )
    caps = "; ".join(
        f"at most {one.count}{f' {one.category}' if one.category else ''} per {written(one.per)}"
        for one in found.caps
    )
    consents = "; ".join(
        f"{listed(one.channels)}{f' {one.category}' if one.category else ''} needs {one.guard.text}"
        for one in found.consents
    )
    return _declared(
        "policy",
        found,
        *title(found),
        value("quiet hours", found.quiet, quiet),
        value("caps", found.caps, caps),
        value("consents", found.consents, consents),
    )


def _type(found: TypeDeclaration) -> Part:
    if isinstance(found, EnumDeclaration):
        return _declared("type", found, value("members", found.members, listed(found.members)))
    return _declared("type", found, lists=(fields("fields", found.fields),))


def _touchpoint(found: Touchpoint) -> Part:
    names = tuple(channel.name for channel in found.channels)
    values = (value("title", found.title, words=True), value("channels", names, listed(names)))
    source = (found.name, found.title, names)
    return Part("touchpoint", found.name, source, values, (), named=True, at=found.place)


def _channel(found: Channel) -> Part:
    values = (value("abilities", found.abilities, listed(found.abilities)),)
    return _declared("channel", found, *values)
