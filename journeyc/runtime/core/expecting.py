"""Which events a run would take now, and what they would do."""

from collections.abc import Iterable
from typing import NamedTuple

from journeyc.expression.types import EnumType, OptionalType, Type
from journeyc.runtime.core.failure import Failure
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.nodes import ActiveNode, Arrow, InterruptNode, Node
from journeyc.runtime.core.pause import awaits_customer
from journeyc.runtime.core.plan import Plan, is_system


class ExpectedField(NamedTuple):
    """A field of an event's payload."""

    name: str
    type: str
    members: tuple[str, ...]
    required: bool


class ExpectedEvent(NamedTuple):
    """An event that would be taken now; `channels` empty means from any. `target` is what stands behind the
    arrow, None where the run stays; `source` is the node whose handler takes it, or `pause`.

    `condition` is the text of a guard that depends on the event itself, empty where it would be taken in any
    case.
    """

    name: str
    fields: tuple[ExpectedField, ...]
    channels: tuple[str, ...]
    target: str | None
    condition: str
    source: str


def expected_at(step: Macrostep, node: Node, index: tuple[int, ...]) -> tuple[ExpectedEvent, ...]:
    """What is taken from one place: by its step and what is around that, not by an interrupt that goes on,
    as none interrupts itself.
    """
    found: list[ExpectedEvent] = []
    hidden: set[str] = set()
    for around in (node, *node.around):
        # What an interrupt itself says begins it, and is heard only where it does not go on.
        if isinstance(around, ActiveNode) and not isinstance(around, InterruptNode) and around.handlers:
            step.stand_in(around, index[: around.depth])
            for name, arrows in around.handlers.items():
                if name not in hidden and not is_system(name):
                    found += _events(step, name, arrows, around.name)
            hidden.update(name for name, arrows in around.handlers.items() if _takes_all(arrows))
    return tuple(found)


def expected_everywhere(step: Macrostep) -> tuple[ExpectedEvent, ...]:
    """What is taken wherever the run is: by interrupts that do not go on already, and by `pause`."""
    plan, run = step.plan, step.run
    found: list[ExpectedEvent] = []
    going_on = {frame["interrupt"] for frame in run.get("frozen", ())}
    for interrupt in plan.interrupts:
        if interrupt.name not in going_on:
            step.stand_in(interrupt, ())
            for name, arrows in interrupt.handlers.items():
                if not is_system(name):
                    found += _events(step, name, arrows, interrupt.name)
    if plan.pause and run["status"] == "active" and awaits_customer(plan, run):
        for name, arrows in plan.pause.handlers.items():
            found += _events(step, name, arrows, "pause")
    return tuple(found)


def _takes_all(arrows: Iterable[Arrow]) -> bool:
    return any(arrow.guard is None and arrow.channels is None for arrow in arrows)


def _events(step: Macrostep, name: str, arrows: Iterable[Arrow], source: str) -> list[ExpectedEvent]:
    return [_event(step.plan, name, arrow, source) for arrow in arrows if _may_be_taken(step, arrow)]


def _may_be_taken(step: Macrostep, arrow: Arrow) -> bool:
    if arrow.guard is None or arrow.guard.reads_event:
        return True
    try:
        return bool(step.evaluate(arrow.guard))
    except Failure:
        return True


def _event(plan: Plan, name: str, arrow: Arrow, source: str) -> ExpectedEvent:
    fields = tuple(
        ExpectedField(field, declared.name, members_of(declared), not isinstance(declared, OptionalType))
        for field, declared in plan.events.get(name, {}).items()
    )
    condition = arrow.guard.text if arrow.guard is not None and arrow.guard.reads_event else ""
    channels = tuple(sorted(arrow.channels)) if arrow.channels else ()
    return ExpectedEvent(name, fields, channels, target_text(arrow), condition, source)


def target_text(arrow: Arrow) -> str | None:
    """What stands behind an arrow, None where there is none."""
    if arrow.way == "back":
        return "back"
    if arrow.target is None:
        return None
    return f"last of {arrow.target.name}" if arrow.way == "last" else arrow.target.name


def members_of(declared: Type) -> tuple[str, ...]:
    """The names that a value of the type can have, none where the type is open."""
    inner = declared.value if isinstance(declared, OptionalType) else declared
    return inner.members if isinstance(inner, EnumType) else ()
