"""What the transitions of a state become: handlers in written order, with what wildcards mean written out."""

from collections.abc import Iterator
from typing import NamedTuple

from tests.oracles.scxml.events import done_state, hears, matching, names_errors_alone
from tests.oracles.scxml.expressions import Unforeseen
from tests.oracles.scxml.model import (
    Assign,
    Cancel,
    Content,
    Executable,
    If,
    Machine,
    Parameter,
    Send,
    State,
    Transition,
    flat,
)
from tests.oracles.scxml.reasons import Reason, Untranslatable


class Handler(NamedTuple):
    """A transition, and the events it takes; several only where it does not ask which one it was."""

    events: tuple[str, ...]
    transition: Transition


class Handlers:
    """The handlers of each state of a machine; `afar` are the states whose being done is heard elsewhere."""

    def __init__(self, machine: Machine, names: tuple[str, ...]) -> None:
        self.machine = machine
        self.names = names
        self.afar = {done.name for state in machine.states for done in self._heard_elsewhere(state)}
        self.afar |= {
            state.parent.name
            for state in machine.states
            if state.parent is not None
            and state.parent is not machine.root
            and (state.done_parameters or state.done_content is not None)
        }
        for name in self.afar:
            if machine.state(name).kind == "parallel":
                raise Untranslatable(Reason.DONE_ELSEWHERE)

    def _heard_elsewhere(self, state: State) -> Iterator[State]:
        """The states that a state waits for by name, though it is neither they nor around them."""
        for transition in state.transitions:
            for event in matching(transition.events, self.names):
                done = done_state(self.machine, event)
                if done is not None and event in transition.events and not hears(state, done):
                    yield done

    def of(self, state: State) -> Iterator[Handler]:
        """The handlers of a state; what an earlier one always takes is left out of later ones."""
        taken: set[str] = set()
        for transition in transitions_of(state):
            if not transition.events:
                if "" not in taken:
                    yield Handler((), transition)
                if transition.condition is None:
                    taken.add("")
                continue
            if names_errors_alone(transition.events):
                continue
            events = [
                event
                for event in matching(transition.events, self.names)
                if event not in taken and self._comes(event, state)
            ]
            if transition.condition is None:
                taken.update(events)
            if _asks_for_event(transition):
                yield from (Handler((event,), transition) for event in events)
            elif events:
                yield Handler(tuple(events), transition)

    def _comes(self, event: str, state: State) -> bool:
        """Whether a state hears an event at all: a wildcard does not mean what is done far away."""
        done = done_state(self.machine, event)
        return done is None or done.name in self.afar or hears(state, done)


def transitions_of(state: State) -> list[Transition]:
    """The transitions of a state, and those of the state around it that lead about in that without leaving
    it: each of its children has them after its own.
    """
    mine = [one for one in state.transitions if not _stays_inside(state, one)]
    around = state.parent
    if around is None or around.kind != "state":
        return mine
    inner = [one for one in around.transitions if _stays_inside(around, one)]
    for one in inner:
        before = around.transitions[: around.transitions.index(one)]
        if any({*other.events, "*"} & {*one.events, "*"} != {"*"} for other in before if other not in inner):
            raise Unforeseen("a transition that stays inside behind another for the same event")
    return mine + inner


def _stays_inside(state: State, transition: Transition) -> bool:
    """Whether a transition of a state leads to a part of it without leaving the state itself."""
    targets = {inner.name for inner in state.every() if inner is not state}
    return transition.internal and state.kind == "state" and {*transition.targets} <= targets != set()


def _asks_for_event(transition: Transition) -> bool:
    """Whether a transition reads the event that it is taken on."""
    read = [transition.condition or ""]
    for act in flat(transition.content):
        read += _read(act)
    return any("_event" in text for text in read)


def _read(act: Executable) -> list[str]:
    match act:
        case Assign():
            return [act.expression]
        case If():
            return [row.condition or "" for row in act.rows]
        case Send():
            return [*act.attributes.values(), *_carried(act.parameters, act.content)]
        case Cancel():
            return [*act.attributes.values()]
    return []


def _carried(parameters: tuple[Parameter, ...], content: Content | None) -> list[str]:
    return [one.expression for one in parameters] + ([content.expression] if content else [])
