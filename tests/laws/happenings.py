"""What happens to a customer, drawn: each input is made for where the customer is then, or just not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Literal

from journeyc.ir.model import Interrupt, Journey
from journeyc.ir.walk import every_node
from journeyc.runtime.core.inputs import (
    AnswerInput,
    CallInput,
    DeliveryInput,
    EventInput,
    Input,
    OperatorInput,
    OutcomeInput,
    ProfileInput,
    StartInput,
    TaskInput,
    TimeInput,
)
from journeyc.runtime.core.plan import is_system
from tests.laws.choices import Choices
from tests.laws.vocabulary import ANSWERS, EVENTS, PAYLOADS
from tests.laws.world import Compiled, World

#: Bytes for one input.
SIZE = 12
_Outcome = Literal["delivered", "failed", "suppressed", "sent", "opened"]
_Command = Literal["suspend", "cancel", "resume", "migrate"]
_SENT = (*(name for name in EVENTS if "." not in name), "opened", "help", "pest", "later")
_MOMENTS = (
    (60, timedelta()), (30, timedelta(minutes=1)), (20, timedelta(minutes=31)), (20, timedelta(hours=2)),
    (20, timedelta(days=1)), (14, timedelta(days=3)), (8, timedelta(days=20)), (4, timedelta(days=130)),
)  # fmt: skip
_FIELDS = (
    {"score": 7}, {"score": 2}, {"tier": "high"}, {"prefers": "voice"}, {"prefers": None}, {"score": "many"},
    {"timezone": "America/New_York"}, {"timezone": "Nowhere/Else"}, {"consent": False}, {"nothing": 1},
)  # fmt: skip


def heard(journey: Journey) -> dict[str, tuple[str, ...]]:
    """By node, the events that are handled there, around it, by interrupts and by the pause."""
    own = {
        node.name: [name for handler in getattr(node, "handlers", ()) for name in handler.events]
        for node in every_node(journey.nodes)
    }
    around = {
        child.name: node.name for node in every_node(journey.nodes) for child in getattr(node, "nodes", ())
    }
    always = [name for node in journey.nodes if isinstance(node, Interrupt) for name in own[node.name]]
    always += [name for handler in (journey.pause.events if journey.pause else ()) for name in handler.events]
    found: dict[str, tuple[str, ...]] = {}
    for name, names in own.items():
        outer, at = [*names], name
        while at := around.get(at, ""):
            outer += own[at]
        found[name] = tuple(dict.fromkeys((*outer, *always)))
    return found


class Happenings:
    """Makes inputs for the customer of a world, out of choices."""

    def __init__(self, compiled: Compiled, world: World) -> None:
        self.world = world
        self.heard = {
            name: names for journey in compiled.package.journeys for name, names in heard(journey).items()
        }

    def happen(self, chunk: bytes) -> None:
        """Let one thing happen."""
        self.world.apply(self.drawn(Choices(chunk)))

    def drawn(self, c: Choices) -> Input:
        """The next input; its time is that of the last one or later, rarely earlier."""
        kinds: list[tuple[int, Callable[[Choices, str, Any], Input]]] = [
            (90, self.event), (34, self.answer), (26, self.result), (22, self.task), (34, self.time),
            (12, self.delivery), (14, self.profile), (10, self.operator), (8, self.start), (4, self.outcome),
        ]  # fmt: skip
        make = c.weighted(kinds)
        identity, at = f"i{len(self.world.inputs)}", self.moment(c)
        wanting = {self.result: "call", self.task: "task", self.delivery: "notify"}
        if make in wanting and not self.effects_of(wanting[make]) and not c.often(5):
            make = self.event
        if make == self.answer and not any(run["asked"] for run in self.world.open_runs) and not c.often(10):
            make = self.event
        if any(run["status"] == "suspended" for run in self.world.open_runs) and c.often(30):
            make = self.operator
        return make(c, identity, at)

    def moment(self, c: Choices) -> Any:
        world = self.world
        due = world.next_due()
        if due is not None and c.often(25):
            instant = due + timedelta(seconds=c.one((0, -1, 1)))
            if instant >= world.now:
                return instant
        if c.often(3):
            return world.now - timedelta(hours=1)
        return world.now + c.weighted(_MOMENTS)

    def run(self, c: Choices) -> str | None:
        """A run by name, rarely: an input that is for one run."""
        runs = [run["id"] for run in self.world.open_runs] or [*self.world.runs]
        return c.one(runs) if runs and c.often(15) else None

    def event(self, c: Choices, identity: str, at: Any) -> Input:
        if not self.world.open_runs and not c.often(10):
            name = "opened"
        elif (heard := self.expected()) and not c.often(30):
            name = c.one(heard)
        else:
            known = [name for name in _SENT if name in self.world.directory.events]
            name = c.one((*known, *known, "unheard_of", "answered"))
        payload = {field: c.one(values) for field, values in PAYLOADS.get(name, {}).items()}
        payload = {field: value for field, value in payload.items() if value is not None}
        if c.often(4):
            payload["more"] = 1
        channel = c.weighted(((50, "web"), (20, "voice"), (15, "desk"), (12, None), (2, "pigeon")))
        conversation = c.one(("", "", "", "talk")) or None
        return EventInput(identity, at, name, payload, channel, self.run(c), conversation)

    def expected(self) -> list[str]:
        """Events that are handled where the customer is, or around it."""
        names: list[str] = []
        for run in self.world.open_runs:
            for place in run["configuration"]:
                names += self.heard.get(place.partition("[")[0], ())
        return [name for name in dict.fromkeys(names) if not is_system(name)]

    def values(self, c: Choices, names: list[str]) -> dict[str, Any]:
        """Answers, mostly such as fit."""
        return {
            name: c.one(known) if c.often(20) else known[0]
            for name in names
            for known in [ANSWERS.get(name, ["x"])]
        }

    def answer(self, c: Choices, identity: str, at: Any) -> Input:
        asked = [name for run in self.world.open_runs for names in run["asked"].values() for name in names]
        names = c.several(asked, 3, 1) if asked and not c.often(10) else c.several([*ANSWERS], 2)
        values = self.values(c, names)
        return AnswerInput(identity, at, values, c.one(("web", "voice", "web", "sms")), self.run(c))

    def effects_of(self, kind: str, **fields: str) -> list[Any]:
        return [
            effect
            for effect in self.world.effects
            if effect["kind"] == kind and all(effect.get(name) == value for name, value in fields.items())
        ]

    def latest(self, c: Choices, effects: list[Any]) -> Any:
        """An effect of those whose work goes on, mostly; rarely any."""
        keys = {pending["key"] for run in self.world.open_runs for pending in run.get("pending", {}).values()}
        going_on = [effect for effect in effects if effect["key"] in keys]
        return c.one((effects if not going_on or c.often(20) else going_on)[::-1])

    def result(self, c: Choices, identity: str, at: Any) -> Input:
        calls = self.effects_of("call")
        if not calls:
            return CallInput(identity, at, "nothing/1/1", "no_answer")
        effect = self.latest(c, calls)
        result: Literal["ok", "fails", "no_answer"] = c.one(("ok", "ok", "fails", "no_answer"))
        value: Any = {"bank.pay": "R1", "crm.find": ["X", "Y"]}.get(effect["service"])
        failure = {"bank.pay": c.one(("refused", "closed")), "crm.find": "unknown"}.get(effect["service"], "")
        if c.often(4):
            value, failure = 3, "no such failure"
        attempt = 7 if c.often(4) else c.one((None, effect["attempt"]))
        if result == "ok":
            return CallInput(identity, at, effect["key"], "ok", value, attempt=attempt)
        told = failure if result == "fails" else ""
        return CallInput(identity, at, effect["key"], result, None, told, attempt)

    def task(self, c: Choices, identity: str, at: Any) -> Input:
        tasks = self.effects_of("task", action="open")
        if not tasks:
            return TaskInput(identity, at, "nothing/1/1", "claim", "bob")
        key = self.latest(c, tasks)["key"]
        action: Literal["answer", "claim", "release"] = c.one(("answer", "answer", "claim", "release"))
        if action != "answer":
            return TaskInput(identity, at, key, action, c.one(("bob", "eve")))
        heard = self.expected()
        name = c.one(heard) if heard and not c.often(20) else c.one(_SENT)
        payload = {
            field: value
            for field, values in PAYLOADS.get(name, {}).items()
            if (value := c.one(values)) is not None
        }
        asked = [name for run in self.world.open_runs for names in run["asked"].values() for name in names]
        values = self.values(c, c.several(asked, 2) if c.often(40) else [])
        event = name if not values or c.often(50) else None
        return TaskInput(identity, at, key, "answer", "bob", event, payload if event else {}, values, "desk")

    def time(self, _: Choices, identity: str, at: Any) -> Input:
        return TimeInput(identity, at)

    def delivery(self, c: Choices, identity: str, at: Any) -> Input:
        sent = self.effects_of("notify")
        effect = c.one(sent[::-1]) if sent else {"id": "nothing/1/1", "notification": "news"}
        outcome: _Outcome = c.one(("delivered", "failed", "suppressed", "sent", "opened"))
        reason = "capped" if outcome == "suppressed" else None
        return DeliveryInput(identity, at, effect["id"], effect["notification"], outcome, "sms", reason)

    def profile(self, c: Choices, identity: str, at: Any) -> Input:
        return ProfileInput(identity, at, c.one(_FIELDS))

    def start(self, c: Choices, identity: str, at: Any) -> Input:
        journey = c.one(("drawn", "check_id", "drawn", "quick_check", "follow_up", "unheard_of"))
        arguments: dict[str, Any] = (
            c.one(({}, {"strict": True}, {"strict": "perhaps"})) if journey == "check_id" else {}
        )
        return StartInput(identity, at, journey, arguments, c.one((None, "web")))

    def operator(self, c: Choices, identity: str, at: Any) -> Input:
        suspended = [run["id"] for run in self.world.open_runs if run["status"] == "suspended"]
        if suspended and not c.often(20):
            return OperatorInput(identity, at, c.one(suspended), "resume", "bob", "because")
        runs = [run["id"] for run in self.world.open_runs] if c.often(80) else [*self.world.runs]
        run = c.one((runs or ["nothing"])[::-1])
        command: _Command = c.weighted(((50, "suspend"), (8, "cancel"), (8, "resume"), (8, "migrate")))
        return OperatorInput(identity, at, run, command, "bob", "because")

    def outcome(self, c: Choices, identity: str, at: Any) -> Input:
        run = c.one([*self.world.runs][::-1]) if self.world.runs else "nothing"
        return OutcomeInput(identity, at, run, "satisfaction", c.one((5, None, "good")))


def lived(compiled: Compiled, chunks: list[bytes], *, stored: bool = False) -> World:
    """A world in which all that was drawn has happened; the first is that the journey begins."""
    world = World(compiled.directory, stored=stored)
    happenings = Happenings(compiled, world)
    world.apply(EventInput("begin", world.now, "opened", {"bill": "B1"}, "web"))
    for chunk in chunks:
        happenings.happen(chunk)
    return world
