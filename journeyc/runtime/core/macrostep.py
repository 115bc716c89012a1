"""One macrostep at work: the copy of the run that is being written, and what leaves with it.

The run that came in is never touched; its parts are copied where they are written.
"""

from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from journeyc.calendar import zone_named
from journeyc.expression.evaluation import Scope
from journeyc.expression.functions import EvaluationError
from journeyc.expression.values import Json, encode, instant_text, to_instant
from journeyc.runtime.core.documents import Considered, CustomerDocument, Effect, Run, TimerEntry
from journeyc.runtime.core.failure import Failure, Problem, formula_failure
from journeyc.runtime.core.plan import Action, Arrow, Formula, Node, Plan, SetField

MAXIMUM_MICROSTEPS = 1_000


class Macrostep:
    """A run in the middle of one input: readable and writable until it is finished or given up."""

    __slots__ = (
        "armed", "asked", "cancelled", "channel", "considered", "context", "customer", "effects", "event",
        "fired", "now", "now_text", "path", "plan", "queue", "run", "scope", "set", "taken", "zone",
    )  # fmt: skip

    def __init__(
        self, plan: Plan, run: Run, customer: CustomerDocument, at: datetime, channel: str | None
    ) -> None:
        self.plan = plan
        self.run = run.copy()
        self.channel = channel
        self.now, self.now_text = _later(at, run["logical_time"])
        self.context: dict[str, Json] = dict(run["context"])
        self.run["context"] = self.context
        self.run["timers"] = list(run["timers"])
        self.run["seq"] += 1
        self.run["logical_time"] = self.run["updated_at"] = self.now_text
        self.customer: dict[str, Json] = {
            **plan.customer_defaults,
            plan.customer_key: customer["id"],
            **customer["profile"],
        }
        self.event: Mapping[str, Any] = {}
        self.zone = zone_named(None)
        self.scope = Scope(self.context, self.customer, self.event, self.now, self.zone)
        if plan.timezone is not None:
            # A customer without a zone has the zone of one whose zone is unknown.
            with suppress(EvaluationError):
                self.zone = zone_named(plan.timezone.compute(self.scope))
        self.queue: deque[tuple[str, dict[str, Json]]] = deque()
        self.effects: list[Effect] = []
        self.path: list[str] = list(run["configuration"])
        self.taken: list[str] = []
        self.considered: list[Considered] = []
        self.armed: list[TimerEntry] = []
        self.cancelled: list[str] = []
        self.fired: list[str] = []
        self.set: dict[str, Json] = {}
        self.asked: list[str] = []

    @property
    def node(self) -> Node:
        """Where the run is."""
        return self.plan.nodes[self.run["configuration"][0]]

    def look_at(self, event: Mapping[str, Any]) -> None:
        """Make this the event that expressions read."""
        self.event = event
        self.scope = Scope(self.context, self.customer, event, self.now, self.zone)

    def evaluate(self, formula: Formula) -> Any:
        """The value of an expression here and now; Failure where it has none."""
        try:
            return formula.compute(self.scope)
        except EvaluationError as error:
            raise formula_failure(str(error), formula, self.scope, self.plan.private) from None

    def select(self, arrows: tuple[Arrow, ...]) -> Arrow | None:
        """The first arrow in written order whose channel and guard fit; those passed over are noted."""
        for arrow in arrows:
            if arrow.channels is not None and self.channel not in arrow.channels:
                self.pass_over(arrow, "channel")
            elif arrow.guard is not None and not self.evaluate(arrow.guard):
                self.pass_over(arrow, "guard")
            else:
                return arrow
        return None

    def pass_over(self, arrow: Arrow, reason: str) -> None:
        """Note that an arrow was looked at and not taken."""
        self.considered.append(Considered(place=arrow.label, line=arrow.line, reason=reason))

    def perform(self, actions: tuple[Action, ...]) -> None:
        """Run effects in written order; each sees the writes before it."""
        for action in actions:
            if isinstance(action, SetField):
                self.write(action.path, action.name, encode(self.evaluate(action.value)))
            else:
                self.notify(
                    action.notification,
                    {name: encode(self.evaluate(value)) for name, value in action.arguments},
                )

    def write(self, path: tuple[str, ...], name: str, value: Json) -> None:
        """Set a field of the context, copying the records on the way to it."""
        record = self.context
        for part in path[:-1]:
            inner = record.get(part)
            copied = dict(inner) if isinstance(inner, dict) else {}
            record[part] = copied
            record = copied
        record[path[-1]] = value
        self.set[name] = value

    def notify(self, notification: str, arguments: dict[str, Json]) -> None:
        """Ask for a notification, under an id that the same input always gives."""
        run = self.run
        self.effects.append(
            Effect(
                id=f"{run['id']}/{run['seq']}/{len(self.effects)}",
                kind="notify",
                run=run["id"],
                customer=run["customer"],
                at=self.now_text,
                notification=notification,
                arguments=arguments,
                place=self.path[-1] if self.path else "",
            )
        )

    def pass_through(self, node: Node) -> None:
        """Note the next place on the way; Failure where the way has no end."""
        self.path.append(node.name)
        if len(self.path) > MAXIMUM_MICROSTEPS:
            names = self.path[:-1]
            start = len(names) - 1 - names[::-1].index(node.name) if node.name in names else 0
            cycle = " -> ".join(f"`{name}`" for name in self.path[start:])
            raise Failure(
                Problem(
                    f"the journey goes round without waiting for anything: {cycle}",
                    "",
                    {},
                    f"{node.name} (line {node.line})",
                )
            )


def _later(at: datetime, logical_time: str) -> tuple[datetime, str]:
    """The logical time of the macrostep: that of the input, but never before what the run has seen."""
    text = instant_text(at)
    # Without the `Z`, texts of instants are in the order of time, whether or not they have microseconds.
    if logical_time and text[:-1] < logical_time[:-1]:
        return to_instant(logical_time), logical_time
    return at, text
