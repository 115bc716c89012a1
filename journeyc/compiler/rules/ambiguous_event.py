"""An event that does not say for which of a customer's runs it is."""

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.compiler.names import SYSTEM_EVENTS
from journeyc.expression.types import RecordType, Type, required

NAME = "ambiguous-event"


def check(facts: Facts) -> None:
    """Say events that only systems can send, and that carry nothing by which runs are told apart."""
    for journey in facts.journeys:
        keys = [[word.text for word in path] for path in journey.node.one_run_per]
        said: set[str] = set()
        for name, step in journey.steps.items() if keys else ():
            # Over a channel comes what belongs to a conversation or a task, and that knows its run.
            if step.channels or step.best is not None or step.by is not None:
                continue
            for item in step.items:
                if isinstance(item, syntax.Handler) and not item.channels:
                    _check(journey, name, item, keys, said)


def _check(
    journey: JourneyFacts, name: str, item: syntax.Handler, keys: list[list[str]], said: set[str]
) -> None:
    names = journey.names
    for event in item.events:
        declared = names.events.get(event.text)
        if declared is None or event.text in SYSTEM_EVENTS or event.text in said or declared.node.to_all:
            continue
        raised = any(effect.event.text == event.text for effect in journey.raising)
        missing = [".".join(key) for key in keys if not _carries(names.payloads[event.text], key)]
        if missing and not raised:
            said.add(event.text)
            shown = f"`{missing[0]}`"
            message = (
                f"`{event.text}` does not say for which {shown} it is, and `{name}` may wait in several runs"
            )
            cure = f"let the event carry {shown}, or declare it `to all runs`"
            journey.say(NAME, event, message, cure)


def _carries(payload: dict[str, Type], path: list[str]) -> bool:
    kind: Type = RecordType("event", payload)
    for name in path:
        record = required(kind)
        if not isinstance(record, RecordType) or name not in record.fields:
            return False
        kind = record.fields[name]
    return True
