"""The events of a machine: a closed list, so that what a wildcard means can be written out."""

import ast
from collections.abc import Iterator

from tests.oracles.scxml import python
from tests.oracles.scxml.model import Machine, Raise, Send, State, acts
from tests.oracles.scxml.refusing import expressions

_DONE = "done.state."
#: What only a platform raises. Here errors are incidents, so nothing waits for them in vain.
_ERROR = "error"


def event_names(machine: Machine) -> tuple[str, ...]:
    """All events that may come: what is raised and sent, what is waited for, and what is done."""
    found: dict[str, None] = {}
    for act in acts(machine):
        match act:
            case Raise(event=name):
                found[name] = None
            case Send() if "eventexpr" in act.attributes:
                found |= dict.fromkeys(_texts(machine))
            case Send():
                found[act.attributes["event"]] = None
    for state in machine.states:
        if completes(state):
            found[f"{_DONE}{state.name}"] = None
    for state in machine.states:
        for transition in state.transitions:
            exact = (name for name in transition.events if "*" not in name and not _is_error(name))
            found |= dict.fromkeys(name.rstrip(".") for name in exact)
    return tuple(found)


def matching(descriptors: tuple[str, ...], names: tuple[str, ...]) -> list[str]:
    """The events that one of the descriptors means: those of its name, and of names that begin with it."""
    return [name for name in names if any(_matches(descriptor, name) for descriptor in descriptors)]


def _matches(descriptor: str, name: str) -> bool:
    prefix = descriptor.removesuffix("*").rstrip(".")
    return not prefix or name == prefix or name.startswith(f"{prefix}.")


def names_errors_alone(descriptors: tuple[str, ...]) -> bool:
    """Whether only what a platform raises is waited for."""
    return all(_is_error(descriptor) for descriptor in descriptors)


def _is_error(name: str) -> bool:
    return name.partition(".")[0] == _ERROR


def _texts(machine: Machine) -> Iterator[str]:
    """The texts that a machine computes names from."""
    for expression in expressions(machine):
        tree = python.expression(expression)
        for node in ast.walk(tree) if tree is not None else ():
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


# ── what is done ─────────────────────────────────────────────────────────────────────────────────────


def done_state(machine: Machine, event: str) -> State | None:
    """The state that an event says is done."""
    names = {state.name for state in machine.states}
    name = event.removeprefix(_DONE)
    return machine.state(name) if event.startswith(_DONE) and name in names else None


def completes(state: State) -> bool:
    """Whether a state can be done: it has a final state, or all that goes on in it side by side does."""
    if state.kind == "parallel":
        return all(completes(region) for region in state.inner)
    return any(child.kind == "final" for child in state.inner)


def hears(state: State, done: State) -> bool:
    """Whether a state hears `NAME.done` of another: it is that one, stands around it or goes on beside it."""
    if state is done or state in done.around:
        return True
    mine, theirs = [state, *state.around], [done, *done.around]
    common = next((around for around in mine if around in theirs), None)
    return common is not None and common.kind == "parallel"
