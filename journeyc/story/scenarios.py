"""Scenarios as acceptance criteria: what is given, what happens, what is expected then."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, assert_never

from journeyc.expression.tree import Expression, RecordOf
from journeyc.expression.tree import Literal as Constant
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
from journeyc.story.words import Span, Words, listed, words

Role = Literal["Given", "When", "Then"]
_OUTCOMES = {
    "delivered": " arrives",
    "opened": " is opened",
    "clicked": " is clicked",
    "failed": " turns out not to be deliverable",
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
        yield "Given", words("it is ", _value(item.at))
    for given in item.given:
        yield "Given", _given(given)
    for stub in item.stubs:
        yield "Given", _stub(stub, names)
    for step in item.steps:
        yield (
            ("When" if isinstance(step, Send | Told | Begin | Answer | Wait) else "Then"),
            _step(step, names),
        )


def _value(expression: Expression) -> Words:
    # The people of scenarios are made up: nothing of them is masked.
    return Telling(frozenset(), expression).value(expression)


def _given(item: Given) -> Words:
    if item.root == "customer" and not item.path and isinstance(item.value, RecordOf):
        known = [words(Span(spoken(name), "field"), " ", _value(value)) for name, value in item.value.fields]
        return words("a customer with ", listed(known))
    whose = "the customer’s " if item.root == "customer" else ""
    return words(whose, Span(spoken(" ".join(item.path)), "field"), " is ", _value(item.value))


def _stub(item: Stub, names: Names) -> Words:
    match item:
        case StubGives():
            what = (
                words("answers ", _value(item.value))
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
                names.event(item.event), " happens", _from(item.channel, names), _with(item.arguments)
            )
        case Told():
            return words("the message ", names.message(item.notification), _OUTCOMES[item.outcome])
        case Begin():
            return words("the journey is started", _with(item.arguments))
        case Answer():
            said = [
                words(Span(spoken(" ".join(one.path)), "field"), " ", _value(one.value))
                for one in item.answers
            ]
            return words("the customer answers", _from(item.channel, names), ": ", listed(said))
        case Wait():
            passes = _passes(item.time)
            return words(_value(item.time), passes)
        case _:
            return _expected(item, names)


def _passes(time: Expression) -> str:
    one = isinstance(time, Constant) and str(time.value) in {"P1D", "PT3600S", "PT60S"}
    return " passes" if one else " pass"


def _from(channel: str | None, names: Names) -> Words:
    return on([channel], names) if channel else ()


def _with(arguments: tuple[tuple[str, Expression], ...]) -> Words:
    said = [words(Span(spoken(name), "field"), " ", _value(value)) for name, value in arguments]
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
            why = f", because of “{spoken(item.reason)}”" if item.reason else ""
            return words(
                names.message(item.notification), " was ", "not " if item.negated else "", f"held back{why}"
            )
        case ExpectEmitted():
            told = "other systems were not told of " if item.negated else "other systems were told of "
            return words(told, names.event(item.event))
        case ExpectFired():
            return words(f"the rule “{_rule(item, names)}” has {'not ' if item.negated else ''}come true")
        case ExpectRefused():
            return words(names.event(item.event), f" was not taken, because of “{spoken(item.reason)}”")
        case ExpectThat():
            return condition(item.guard, names)
        case _:
            assert_never(item)


def _rule(item: ExpectFired, names: Names) -> str:
    rules = names.journey.rules if item.of == "journey" else names.declared.rules
    known = [one.title for one in rules if one.name == item.rule]
    return title(known[0] if known else "", item.rule)
