"""What happens to a customer, drawn: each input is made for where the customer is then, or just not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from journeyc.expression.values import to_instant
from journeyc.ir.model import Journey
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
from tests.laws.choices import Choices
from tests.laws.vocabulary import ANSWERS, EVENTS, PAYLOADS
from tests.laws.world import Compiled, World

#: Bytes for one input.
SIZE = 12
_SENT = (*(name for name in EVENTS if "." not in name), "opened", "help", "pest", "later")
_MOMENTS = (
    (60, timedelta()), (30, timedelta(minutes=1)), (20, timedelta(minutes=31)), (20, timedelta(hours=2)),
    (20, timedelta(days=1)), (14, timedelta(days=3)), (8, timedelta(days=20)), (4, timedelta(days=130)),
)  # fmt: skip
_FIELDS = (
    {"score": 7}, {"score": 2}, {"tier": "high"}, {"prefers": "voice"}, {"prefers": None}, {"score": "many"},
    {"timezone": "America/New_York"}, {"timezone": "Nowhere/Else"}, {"consent": False}, {"nothing": 1},
)  # fmt: skip


class Happenings:
    """Makes inputs for the customer of a world, out of choices."""

    def __init__(self, compiled: Compiled, world: World) -> None:
        self.world = world
        self.heard = {
            node.name: tuple(
                name for handler in getattr(node, "handlers", ()) for name in handler.events if "." not in name
            )
            for journey in compiled.package.journeys
            for node in every_node(journey.nodes)
        }
        self.journeys: dict[str, Journey] = {journey.name: journey for journey in compiled.package.journeys}

    def happen(self, chunk: bytes) -> None:
        """Let one thing happen."""
        self.world.apply(self.drawn(Choices(chunk)))

    def drawn(self, c: Choices) -> Input:
        """The next input; its time is that of the last one or later, rarely earlier."""
        kinds: list[tuple[int, Callable[[Choices, str, Any], Input]]] = [
            (90, self.event), (34, self.answer), (24, self.result), (20, self.task), (34, self.time),
            (10, self.delivery), (14, self.profile), (12, self.operator), (8, self.start), (6, self.outcome),
        ]  # fmt: skip
        make = c.weighted(kinds)
        identity = f"i{len(self.world.inputs)}"
        return make(c, identity, self.moment(c))

    def moment(self, c: Choices) -> Any:
        world = self.world
        due = world.due()
        if due is not None and c.often(25):
            instant = to_instant(due) + timedelta(seconds=c.one((0, -1, 1)))
            if instant >= world.now:
                return instant
        if c.often(3):
            return world.now - timedelta(hours=1)
        return world.now + c.weighted(_MOMENTS)

    def run(self, c: Choices, percent: int = 15) -> str | None:
        """A run by name, of those there are: an input that is for one run."""
        return c.one([*self.world.runs]) if self.world.runs and c.often(percent) else None

    def event(self, c: Choices, identity: str, at: Any) -> Input:
        if not self.world.runs and not c.often(10):
            name = "opened"
        elif (heard := self.expected()) and not c.often(30):
            name = c.one(heard)
        else:
            name = c.one((*_SENT, "unheard_of", "answered"))
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
        return list(dict.fromkeys(names))

    def answer(self, c: Choices, identity: str, at: Any) -> Input:
        asked = [name for run in self.world.open_runs for names in run["asked"].values() for name in names]
        names = c.several(asked, 3, 1) if asked and not c.often(10) else c.several([*ANSWERS], 2)
        values = {name: c.one(ANSWERS.get(name, ["x"])) for name in names}
        return AnswerInput(identity, at, values, c.one(("web", "voice", "web", "sms")), self.run(c))

    def effects_of(self, kind: str, **fields: str) -> list[Any]:
        return [
            effect
            for effect in self.world.effects
            if effect["kind"] == kind and all(effect.get(name) == value for name, value in fields.items())
        ]

    def result(self, c: Choices, identity: str, at: Any) -> Input:
        calls = self.effects_of("call")
        if not calls:
            return CallInput(identity, at, "nothing/1/1", "no_answer")
        effect = c.one(calls[::-1])
        result = c.one(("ok", "ok", "fails", "no_answer"))
        value = {"bank.pay": "R1", "crm.find": ["X", "Y"]}.get(effect["service"])
        failure = {"bank.pay": c.one(("refused", "closed")), "crm.find": "unknown"}.get(effect["service"], "")
        if c.often(4):
            value, failure = 3, "no such failure"
        if result == "ok":
            return CallInput(identity, at, effect["key"], "ok", value)
        return CallInput(identity, at, effect["key"], result, None, failure if result == "fails" else "")

    def task(self, c: Choices, identity: str, at: Any) -> Input:
        tasks = self.effects_of("task", action="open")
        if not tasks:
            return TaskInput(identity, at, "nothing/1/1", "claim", "bob")
        key = c.one(tasks[::-1])["key"]
        action = c.one(("answer", "answer", "claim", "release"))
        if action != "answer":
            return TaskInput(identity, at, key, action, c.one(("bob", "eve")))
        heard = self.expected()
        name = c.one(heard) if heard and not c.often(20) else c.one(_SENT)
        payload = {field: value for field, values in PAYLOADS.get(name, {}).items() if (value := c.one(values)) is not None}
        asked = [name for run in self.world.open_runs for names in run["asked"].values() for name in names]
        values = {field: c.one(ANSWERS.get(field, ["x"])) for field in (c.several(asked, 2) if c.often(40) else [])}
        event = name if not values or c.often(50) else None
        return TaskInput(identity, at, key, "answer", "bob", event, payload if event else {}, values, "desk")

    def time(self, c: Choices, identity: str, at: Any) -> Input:
        return TimeInput(identity, at)

    def delivery(self, c: Choices, identity: str, at: Any) -> Input:
        sent = self.effects_of("notify")
        effect = c.one(sent[::-1]) if sent else {"id": "nothing/1/1", "notification": "news"}
        outcome = c.one(("delivered", "failed", "suppressed", "sent", "opened"))
        reason = "capped" if outcome == "suppressed" else None
        return DeliveryInput(identity, at, effect["id"], effect["notification"], outcome, "sms", reason)

    def profile(self, c: Choices, identity: str, at: Any) -> Input:
        return ProfileInput(identity, at, c.one(_FIELDS))

    def start(self, c: Choices, identity: str, at: Any) -> Input:
        journey = c.one(("drawn", "check_id", "quick_check", "follow_up", "unheard_of"))
        arguments = c.one(({}, {}, {"strict": True}, {"strict": "perhaps"}))
        return StartInput(identity, at, journey, arguments, c.one((None, "web")))

    def operator(self, c: Choices, identity: str, at: Any) -> Input:
        run = c.one([*self.world.runs][::-1]) if self.world.runs and not c.often(5) else "nothing"
        command = c.one(("suspend", "resume", "resume", "cancel", "migrate"))
        return OperatorInput(identity, at, run, command, "bob", "because")

    def outcome(self, c: Choices, identity: str, at: Any) -> Input:
        run = c.one([*self.world.runs][::-1]) if self.world.runs and not c.often(5) else "nothing"
        return OutcomeInput(identity, at, run, "satisfaction", c.one((5, None, "good")))


def lived(compiled: Compiled, chunks: list[bytes], *, stored: bool = False) -> World:
    """A world in which all that was drawn has happened; the first is that the journey begins."""
    world = World(compiled.directory, stored=stored)
    happenings = Happenings(compiled, world)
    world.apply(EventInput("begin", world.now, "opened", {"bill": "B1"}, "web"))
    for chunk in chunks:
        happenings.happen(chunk)
    return world
