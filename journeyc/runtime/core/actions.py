"""Effects as they are written in braces, in written order; each sees the writes before it."""

from typing import assert_never

from journeyc.expression.functions import EvaluationError
from journeyc.expression.values import encode, excess
from journeyc.runtime.core.failure import failure, formula_failure, is_private
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.nodes import (
    Action,
    BeginJourney,
    EmitEvent,
    RaiseEvent,
    SendNotification,
    SetField,
    WriteNote,
)

#: How many effects one macrostep may have.
MAXIMUM_EFFECTS = 10_000


def perform(step: Macrostep, actions: tuple[Action, ...]) -> None:
    """Do what is in braces."""
    for action in actions:
        match action:
            case SetField():
                _set(step, action)
            case SendNotification():
                values = step.computed(action.arguments)
                step.effect(kind="notify", notification=action.notification, arguments=values)
            case RaiseEvent():
                step.raise_event(action.event, None, step.computed(action.arguments))
            case EmitEvent():
                values = step.computed(action.arguments)
                step.effect(kind="emit", event=action.event, payload=values, **_hidden(step, action))
            case BeginJourney():
                values = step.computed(action.arguments)
                step.effect(kind="begin", journey=action.journey, arguments=values, waits=False)
            case WriteNote():
                try:
                    step.effect(kind="note", text=action.render(step.scope), **_hidden(step, action))
                except EvaluationError as error:
                    raise failure(str(error), action.place) from None
            case _:
                assert_never(action)
    if len(step.effects) > MAXIMUM_EFFECTS:
        problem = f"one input would have more than {MAXIMUM_EFFECTS:,} effects"
        raise failure(problem, step.source)


def _hidden(step: Macrostep, action: EmitEvent | WriteNote) -> dict[str, list[str]]:
    """What of an effect is private, where anything is: the names of arguments, or the text."""
    private = step.plan.private
    if isinstance(action, WriteNote):
        names = ["text"] if any(is_private(read, private) for read in action.reads) else []
    else:
        names = [
            name
            for name, formula in action.arguments
            if any(is_private(read, private) for read in formula.reads)
        ]
    return {"private": names} if names else {}


def _set(step: Macrostep, action: SetField) -> None:
    """Set a field; a record that is put into itself grows deeper each time, so there is an end to it."""
    value = encode(step.evaluate(action.value))
    if isinstance(value, dict | list) and (problem := excess(value, len(action.path) - 1)):
        raise formula_failure(problem, action.value, step.scope, step.plan.private)
    if action.root == "customer":
        step.write_profile(action.path, action.name, value)
    else:
        step.write(action.path, action.name, value)
