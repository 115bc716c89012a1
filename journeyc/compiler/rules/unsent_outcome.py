"""Waiting for what becomes of a message that was not sent."""

from collections.abc import Iterator
from typing import NamedTuple

from journeyc.compiler import syntax
from journeyc.compiler.effects import listed
from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.compiler.facts.afterwards import Afterwards
from journeyc.compiler.facts.messages import Sending, sent_by_run
from journeyc.compiler.names import NOTIFICATION_OUTCOMES
from journeyc.expression.syntax import Word

NAME = "unsent-outcome"
_MOST_LABELS = 5


class _Wait(NamedTuple):
    """Where what becomes of a notification is waited for; without a place, wherever the customer is."""

    event: Word
    place: str


def check(facts: Facts) -> None:
    """Say handlers of what becomes of a notification that is not sent before."""
    for journey in facts.journeys:
        waits: dict[str, list[_Wait]] = {}
        for wait in _waits(journey):
            waits.setdefault(wait.event.text.rpartition(".")[0], []).append(wait)
        if waits:
            _check(journey, waits)


def _check(journey: JourneyFacts, waits: dict[str, list[_Wait]]) -> None:
    # What becomes of messages of a journey that this one runs may be heard here, too.
    elsewhere = sent_by_run(journey.node, journey.names)
    sent: dict[str, list[Sending]] = {}
    for sending in journey.sendings:
        sent.setdefault(sending.name.text, []).append(sending)
    afterwards = Afterwards(journey.structure, journey.edges)
    for name, waiting in waits.items():
        if name in elsewhere:
            continue
        if name in sent:
            places = {wait.place for wait in waiting if wait.place in journey.reachable}
            heard = afterwards.reached(sent[name], places)
            for wait in waiting:
                if wait.place in places - heard:
                    message = (
                        f"`{wait.event.text}` never happens here: `{name}` is sent on no way to this place"
                    )
                    cure = f"send `{name}` before, or wait in the step that comes after it"
                    labels = (journey.label(sent[name][0].name, "it is sent here"),)
                    journey.say(NAME, wait.event, message, cure, labels=labels)
        else:
            first, *others = sorted((wait.event for wait in waiting), key=lambda event: event.start)
            events = [*dict.fromkeys(event.text for event in (first, *others))]
            happens = "happens" if len(events) == 1 else "happen"
            message = f"{listed(events)} never {happens}: `{journey.node.name.text}` does not send `{name}`"
            cure = f"send it before (`notify {name}`), or wait for what becomes of another message"
            more = tuple(journey.label(event, "nor this") for event in others[:_MOST_LABELS])
            journey.say(NAME, first, message, cure, labels=more)


def _waits(journey: JourneyFacts) -> Iterator[_Wait]:
    """The events of notifications that handlers and rules name."""
    node = journey.node
    found = [_Wait(event, "") for rule in node.rules for event in rule.pattern.events]
    found += [_Wait(event, "") for pause in node.pauses for item in pause.events for event in item.events]
    for name, place in journey.places.items():
        if isinstance(place, syntax.Step | syntax.Composite):
            handlers = (item for item in place.items if isinstance(item, syntax.Handler))
            found += [_Wait(event, name) for item in handlers for event in item.events]
    for wait in found:
        name, _, outcome = wait.event.text.rpartition(".")
        # A stage or a segment may have the name of a notification, but no event in common with it.
        if name in journey.names.notifications and outcome in NOTIFICATION_OUTCOMES:
            yield wait
