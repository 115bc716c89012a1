"""Scenarios as acceptance criteria: what is given, what happens, what is expected then."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, assert_never

from journeyc.expression.tree import Expression, RecordOf
from journeyc.ir.model import (
    Answer,
    Begin,
    ExpectAt,
    ExpectEmitted,
    ExpectEnded,
    ExpectFired,
    ExpectNotified,
    ExpectPaused,
    ExpectRefused,
    ExpectSuppressed,
    ExpectThat,
    Given,
    Scenario,
    ScenarioStep,
    Send,
    Stub,
    StubDown,
    StubEnds,
    StubFails,
    StubGives,
    StubSilent,
    Told,
    Wait,
)
from journeyc.story.doings import condition
from journeyc.story.happenings import on
from journeyc.story.names import Names, title
from journeyc.story.spoken import spoken
from journeyc.story.values import Told as Telling
from journeyc.story.words import Span, Words, listed, plain_text, words

Role = Literal["Given", "When", "Then"]
_OUTCOMES = {
    "delivered": " arrives",
    "opened": " is opened",
    "clicked": " is clicked",
    "failed": " turns out not to be deliverable",
}
#: Why an event is not taken, and why a message is held back.
_REASONS = {
    "not_accepted": "nothing waits for it",
    "reentry": "the journey runs for this customer already, or they may not begin it again yet",
    "ambiguous": "it could be meant for several",
    "invalid": "what it brings is not as declared",
    "unknown_customer": "nobody knows whose it is",
    "no_consent": "the customer has not agreed to it",
    "quiet_hours": "it was a quiet hour",
    "capped": "the customer had enough messages",
    "expired": "it was too late for it",
    "no_address": "there is no address for it",
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line: its role, and what it says. Lines of one role in a row are read with `and`."""

    role: Role
    said: Words


def criteria(item: Scenario, names: Names) -> tuple[Criterion, ...]:
    """A scenario, line by line."""
    return tuple(Criterion(role, said) for role, said in _lines(item, names) if said)


def _lines(item: Scenario, names: Names) -> Iterator[tuple[Role, Words]]:
    if item.at is not None:
        yield "Given", words("it is ", _value(item.at, names))
    for given in item.given:
        yield "Given", _given(given, names)
    for stub in item.stubs:
        yield "Given", _stub(stub, names)
    for step in item.steps:
        yield (
            ("When" if isinstance(step, Send | Told | Begin | Answer | Wait) else "Then"),
            _step(step, names),
        )


def _value(expression: Expression, names: Names) -> Words:
    # The people of scenarios are made up: nothing of them is masked.
    return Telling(frozenset(), expression, zone=names.zone).value(expression)


def _given(item: Given, names: Names) -> Words:
    if item.root == "customer" and not item.path and isinstance(item.value, RecordOf):
        known = [
            words(Span(spoken(name), "field"), " ", _value(value, names)) for name, value in item.value.fields
        ]
        return words("a customer with ", listed(known))
    whose = "the customer’s " if item.root == "customer" else ""
    return words(whose, Span(spoken(" ".join(item.path)), "field"), " is ", _value(item.value, names))


def _stub(item: Stub, names: Names) -> Words:
    match item:
        case StubGives():
            what = (
                words("answers ", _value(item.value, names))
                if item.value is not None
                else words("does what it is asked")
            )
            return words(_system(item.service), " ", what)
        case StubFails():
            return words(_system(item.service), f" refuses, because of “{spoken(item.failure)}”")
        case StubSilent():
            return words(_system(item.service), " never answers")
        case StubEnds():
            return words(
                "the journey ",
                names.other_journey(item.journey),
                " ends in ",
                names.end_of(item.journey, item.end),
            )
        case StubDown():
            return words("nothing can be sent by ", names.channels([item.channel]))
        case _:
            assert_never(item)


def _system(name: str) -> Words:
    return words("the system “", Span(spoken(name), "service", name), "”")


def _step(item: ScenarioStep, names: Names) -> Words:
    match item:
        case Send():
            return words(
                names.event(item.event), " happens", _from(item.channel, names), _with(item.arguments, names)
            )
        case Told():
            return words("the message ", names.message(item.notification), _OUTCOMES[item.outcome])
        case Begin():
            return words("the journey is started", _with(item.arguments, names))
        case Answer():
            said = [
                words(Span(spoken(" ".join(one.path)), "field"), " ", _value(one.value, names))
                for one in item.answers
            ]
            return words("the customer answers", _from(item.channel, names), ": ", listed(said))
        case Wait():
            time = plain_text(_value(item.time, names))
            one = time.startswith("one ") and " and " not in time
            return words(_value(item.time, names), " passes" if one else " pass")
        case _:
            return _expected(item, names)


def _from(channel: str | None, names: Names) -> Words:
    return on([channel], names) if channel else ()


def _with(arguments: tuple[tuple[str, Expression], ...], names: Names) -> Words:
    said = [words(Span(spoken(name), "field"), " ", _value(value, names)) for name, value in arguments]
    return words(" (", listed(said), ")") if said else ()


def _expected(
    item: ExpectAt
    | ExpectEnded
    | ExpectPaused
    | ExpectNotified
    | ExpectSuppressed
    | ExpectEmitted
    | ExpectFired
    | ExpectRefused
    | ExpectThat,
    names: Names,
) -> Words:
    match item:
        case ExpectAt():
            return words(f"the customer is {'not ' if item.negated else ''}at ", names.step(item.node))
        case ExpectEnded():
            return words("the journey has ended: ", names.step(item.end))
        case ExpectPaused():
            return words("the journey is paused")
        case ExpectNotified():
            by = words(" by ", names.channels(item.channels)) if item.channels else words()
            return words(
                names.message(item.notification), " was ", "not " if item.negated else "", "sent", by
            )
        case ExpectSuppressed():
            why = f", because {_reason(item.reason)}" if item.reason else ""
            return words(
                names.message(item.notification), " was ", "not " if item.negated else "", f"held back{why}"
            )
        case ExpectEmitted():
            told = "other systems were not told of " if item.negated else "other systems were told of "
            return words(told, names.event(item.event))
        case ExpectFired():
            return words(f"the rule “{_rule(item, names)}” has {'not ' if item.negated else ''}come true")
        case ExpectRefused():
            return words(names.event(item.event), f" was not taken, because {_reason(item.reason)}")
        case ExpectThat():
            return condition(item.guard, names)
        case _:
            assert_never(item)


def _reason(name: str) -> str:
    return _REASONS.get(name) or f"of “{spoken(name)}”"


def _rule(item: ExpectFired, names: Names) -> str:
    rules = names.journey.rules if item.of == "journey" else names.declared.rules
    known = [one.title for one in rules if one.name == item.rule]
    return title(known[0] if known else "", item.rule)
