"""One macrostep at work: the copy of the run that is being written, and what leaves with it.

The run that came in is never touched; its parts are copied where they are written.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any, NamedTuple

from journeyc.expression.evaluation import Asked, Scope
from journeyc.expression.functions import EvaluationError
from journeyc.expression.values import Json, encode, instant_text, to_instant
from journeyc.runtime.core.considered import Considered, Decided, RuleReport
from journeyc.runtime.core.documents import (
    CustomerDocument,
    Effect,
    KeptAnswer,
    RecentEvent,
    Run,
    TimerEntry,
    put,
)
from journeyc.runtime.core.failure import formula_failure, rows_taken, values_read
from journeyc.runtime.core.nodes import Arguments, Arrow, EachNode, Formula, Node
from journeyc.runtime.core.plan import Plan, place_text
from journeyc.runtime.core.windows import counts_in

NOTHING: Mapping[str, Any] = {}


class Raised(NamedTuple):
    """An event that waits in a macrostep; `within` names the place whose steps alone may take it, if any."""

    name: str
    event: Mapping[str, Any]
    within: str | None = None


class Macrostep:
    """A run in the middle of one input: readable and writable until it is finished or given up."""

    __slots__ = (
        "_scope", "answer", "armed", "asked", "begun", "cancelled", "channel", "considered", "context",
        "decided", "document", "effects", "event", "fired", "given_id", "late_seconds", "local", "microsteps",
        "noticed", "now", "now_text", "parameters", "path", "plan", "queue", "raised", "reached", "rules",
        "run", "set", "set_customer", "source", "taken", "transient", "unheard", "zone",
    )  # fmt: skip

    def __init__(
        self,
        plan: Plan,
        run: Run,
        customer: CustomerDocument,
        at: datetime,
        channel: str | None,
        given_id: str = "",
    ) -> None:
        self.plan = plan
        self.document = customer
        self.run = changed = run.copy()
        self.channel = channel
        self.given_id = given_id
        self.now, self.now_text = later(at, run["logical_time"])
        self.context: dict[str, Json] = dict(run["context"])
        changed["context"] = self.context
        changed["seq"] += 1
        changed["logical_time"] = changed["updated_at"] = self.now_text
        self.parameters: Mapping[str, Json] = run.get("parameters", NOTHING)
        #: The decisions that were asked, with the rows they took.
        self.decided: list[Asked] = []
        self._scope: Scope | None = None
        self.event: Mapping[str, Any] = NOTHING
        self.local: Mapping[str, Json] = NOTHING
        self.zone: tzinfo = UTC
        if plan.timezone is not None:
            self.zone = plan.zone(self.scope)
            self._scope = None
        self.queue: list[Raised] = []
        self.effects: list[Effect] = []
        self.source = changed["configuration"][0] if changed["configuration"] else ""
        self.path: list[str] = list(changed["configuration"])
        self.microsteps = 0
        #: How much later it really is, where a late host fires a timer at its own instant.
        self.late_seconds = 0
        #: How many of the places are passed at once: choices and splits.
        self.transient = 0
        self.reached: list[str] = []
        self.taken: list[str] = []
        self.raised: list[str] = []
        self.unheard: list[str] = []
        self.considered: list[Considered] = []
        self.armed: list[TimerEntry] = []
        self.cancelled: list[str] = []
        self.fired: list[str] = []
        self.begun: list[str] = []
        self.rules: list[RuleReport] = []
        self.noticed: list[RecentEvent] = []
        #: What a service gave, where that is kept.
        self.answer: KeptAnswer | None = None
        self.set: dict[str, Json] = {}
        #: The same of the customer, by the paths in the profile.
        self.set_customer: dict[str, Json] = {}
        self.asked: list[str] = []

    # ── what expressions read ──

    @property
    def scope(self) -> Scope:
        """What expressions read; made when the first of them asks."""
        if self._scope is None:
            customer = self.plan.profile(self.document["id"], self.document["profile"])
            self._scope = Scope(
                self.context,
                customer,
                self.event,
                self.now,
                self.zone,
                self.parameters,
                self.local,
                self.decided,
            )
        return self._scope

    @scope.setter
    def scope(self, scope: Scope) -> None:
        self._scope = scope

    def look_at(self, event: Mapping[str, Any]) -> None:
        """Make this the event that expressions read."""
        self.event = event
        self._scope = None

    def stand_in(
        self,
        node: Node,
        index: tuple[int, ...],
        named: Mapping[str, Json] = NOTHING,
        items: Mapping[str, Json] | None = None,
    ) -> None:
        """Read as this place does: with the items of the `each` around it, and what is `named`; `items` are
        given where the place may have been left.
        """
        self.source = node.name if not index else place_text(node, index)
        if index or named or self.local:
            self.local = {**(self.items(node, index) if items is None else items), **named}
            self._scope = None

    def stand_outside(self, name: str) -> None:
        """Read as a rule does, which stands in no place of the journey."""
        self.source = name
        if self.local:
            self.local = NOTHING
            self._scope = None

    def counts(self, event: RecentEvent) -> bool:
        """Whether rules may count what has happened: whatever may be about this run."""
        return counts_in(self.plan, self.run, event)

    def items(self, node: Node, index: tuple[int, ...]) -> dict[str, Json]:
        """The items of the `each` around a place, by their names, the innermost last; a run that has ended
        has forgotten them.
        """
        lists = self.run.get("items")
        if not index or lists is None:
            return {}
        found: dict[str, Json] = {}
        for around in reversed(node.around):
            if isinstance(around, EachNode) and len(index) > around.depth:
                items = lists[place_text(around, index[: around.depth])]
                found[around.item] = items[index[around.depth]]
        return found

    def envelope(self) -> dict[str, Any]:
        """What every event carries that this macrostep raises."""
        return {
            "id": self.given_id,
            "at": self.now_text,
            "channel": self.channel,
            "customer": self.run["customer"],
        }

    def payload_of(self, raised: Raised) -> dict[str, Json]:
        """What an event that was raised carries of its own."""
        envelope = self.envelope()
        return {name: value for name, value in raised.event.items() if name not in envelope}

    # ── computing ──

    def evaluate(self, formula: Formula) -> Any:
        """The value of an expression here and now; Failure where it has none."""
        try:
            return formula.compute(self._scope or self.scope)
        except EvaluationError as error:
            raise formula_failure(str(error), formula, self.scope, self.plan.private) from None
        except RecursionError:
            problem = "it is nested too deeply to be computed"
            raise formula_failure(problem, formula, self.scope, self.plan.private) from None

    def computed(self, arguments: Arguments) -> dict[str, Json]:
        """The values of arguments in their JSON form."""
        return {name: encode(self.evaluate(value)) for name, value in arguments}

    def select(self, arrows: tuple[Arrow, ...]) -> Arrow | None:
        """The first arrow in written order whose channel and guard fit; those passed over are noted."""
        for arrow in arrows:
            if arrow.channels is not None and self.channel not in arrow.channels:
                self.considered.append({"place": arrow.label, "line": arrow.line, "reason": "channel"})
                continue
            before = len(self.decided)
            if arrow.guard is None or self.evaluate(arrow.guard):
                return arrow
            self.pass_over(arrow, arrow.guard, before)
        return None

    def pass_over(self, arrow: Arrow, guard: Formula, before: int) -> None:
        """Note that the guard of an arrow was not true, what it read, and what was decided since `before`."""
        considered = Considered(
            place=arrow.label,
            line=arrow.line,
            reason="guard",
            condition=guard.text,
            values=values_read(guard, self.scope, self.plan.private),
        )
        put(considered, "decided", self.decided_since(before))
        self.considered.append(considered)

    def decided_since(self, before: int) -> list[Decided]:
        """Take out what was decided since there were so many decisions, to be told of what asked."""
        asked = self.decided[before:]
        del self.decided[before:]
        return rows_taken(asked)

    def rule_did(self, report: RuleReport) -> None:
        """A rule has done what it does, or waits: what it has set and decided is told of the run."""

    # ── writing ──

    def write(self, path: tuple[str, ...], name: str, value: Json) -> None:
        """Set a field of the context."""
        self.write_into(self.context, path, value)
        self.set[name] = value

    def write_profile(self, path: tuple[str, ...], name: str, value: Json) -> None:
        """Set a field of the customer: what is inside of one that only had its default keeps the rest."""
        known = dict(self.scope.customer)
        self.write_into(known, path, value)
        profile = {**self.document["profile"], path[0]: known[path[0]]}
        self.document = {**self.document, "profile": profile}
        self.set_customer[name] = value
        self.scope = self.scope._replace(customer=known)
        if self.plan.timezone is not None:
            self.zone = self.plan.zone(self.scope)
            self.scope = self.scope._replace(zone=self.zone)

    @staticmethod
    def write_into(record: dict[str, Json], path: tuple[str, ...], value: Json) -> None:
        """Set a field, copying the records on the way to it."""
        for part in path[:-1]:
            inner = record.get(part)
            copied = dict(inner) if isinstance(inner, dict) else {}
            record[part] = copied
            record = copied
        record[path[-1]] = value

    def next_id(self) -> str:
        """The id of the next effect, which the same input always gives."""
        return f"{self.run['id']}/{self.run['seq']}/{len(self.effects)}"

    def effect(self, **parts: Any) -> str:
        """Let an effect leave; the id it has."""
        identity = self.next_id()
        run = self.run
        base = {
            "id": identity,
            "run": run["id"],
            "customer": run["customer"],
            "at": self.now_text,
            "place": self.source,
        }
        self.effects.append({**base, **parts})  # type: ignore[arg-type]  # the callers know the kinds
        return identity

    def raise_event(self, name: str, within: str | None = None, fields: Mapping[str, Json] = NOTHING) -> None:
        """Put an event behind those that already wait."""
        self.raised.append(name)
        self.queue.append(Raised(name, {**fields, **self.envelope()}, within))


def later(at: datetime, logical_time: str) -> tuple[datetime, str]:
    """The logical time of the macrostep: that of the input, but never before what the run has seen."""
    text = instant_text(at)
    # Without the `Z`, texts of instants are in the order of time, whether or not they have microseconds.
    if logical_time and text[:-1] < logical_time[:-1]:
        return to_instant(logical_time), logical_time
    return at, text
