"""When and how a message goes out: its channels, its category, how long it is worth sending, the policies."""

from collections.abc import Iterator

from journeyc.expression.tree import Expression, Read
from journeyc.ir.model import Cap, Consent, Notification, Policy, Quiet
from journeyc.story.doings import condition, value
from journeyc.story.names import Names
from journeyc.story.spoken import number
from journeyc.story.words import Span, Words, listed, sentence, words

#: Messages of this category pass all clauses of policies that do not name it.
_TRANSACTIONAL = "transactional"
_KINDS = {
    "service": "It is a service message",
    "marketing": "It is marketing",
    "transactional": "It is an answer, or a duty, and so goes out at any time",
}


def sent(item: Notification, names: Names) -> Iterator[Words]:
    """How one message goes out, sentence by sentence."""
    first, *others = item.channels
    then = listed([names.channels([name]) for name in others], "and then")
    rest: Words = words("; where that does not work, by ", then) if others else ()
    yield sentence("It goes out by ", names.channels([first]), rest)
    yield sentence(_KINDS[item.category])
    if item.expires is not None:
        yield sentence("It is given up if it is not on its way within ", value(item.expires, names))
    for policy in names.declared.policies:
        yield from held_back(policy, names, item)


def held_back(policy: Policy, names: Names, item: Notification | None = None) -> Iterator[Words]:
    """What a policy says of a message, or of all."""
    for quiet in policy.quiet:
        if item is None or item.category != _TRANSACTIONAL:
            yield sentence(_quiet(quiet, names))
    for cap in policy.caps:
        if item is None or _holds(cap, item):
            yield sentence(_cap(cap, names))
    for consent in policy.consents:
        if item is None or (_holds(consent, item) and set(consent.channels) & set(item.channels)):
            yield sentence(_consent(consent, names, item))
    if item is None and (policy.quiet or policy.caps or policy.consents):
        yield sentence("Transactional messages pass, but for what names them")


def _holds(clause: Cap | Consent, item: Notification) -> bool:
    return clause.category == item.category if clause.category else item.category != _TRANSACTIONAL


def _quiet(item: Quiet, names: Names) -> Words:
    zone = _zone(item.zone, names)
    return words(
        f"It is quiet from {item.first[:5]} to {item.last[:5]}", zone, ": messages wait until that is over"
    )


def _zone(zone: Expression | None, names: Names) -> Words:
    if zone is None:
        return words(" by the customer’s clock")
    if isinstance(zone, Read) and zone.root == "customer":
        return words(" by the customer’s clock")
    return words(" by the clocks of ", value(zone, names))


def _cap(item: Cap, names: Names) -> Words:
    kind = f"{item.category} messages" if item.category else "messages"
    noun = kind.removesuffix("s") if item.count == 1 else kind
    return words(f"A customer gets at most {number(item.count)} {noun} in any ", *_length(item.per, names))


def _length(per: Expression, names: Names) -> Words:
    """A length of time behind `any`: `any hour`, not `any one hour`."""
    first, *rest = value(per, names)
    return words(Span(first.text.removeprefix("one "), first.kind, first.name), *rest)


def _consent(item: Consent, names: Names, about: Notification | None) -> Words:
    channels = [name for name in item.channels if about is None or name in about.channels]
    kind = f"{item.category} goes" if item.category else "it goes" if about else "a message goes"
    return words("By ", names.channels(channels), f" {kind} out only if ", condition(item.guard, names))


def within(claim: Expression | None, answer: Expression | None, names: Names) -> Iterator[Words]:
    """By when somebody takes a task, and has done it."""
    if claim is not None:
        yield sentence("Somebody takes a task within ", value(claim, names), " of its being opened")
    if answer is not None:
        yield sentence("It is done within ", value(answer, names), " of its being opened")
