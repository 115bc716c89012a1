"""Journeys built by hand for the tests of the core, and a customer who plays them."""

import copy
import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from journeyc.expression import tree
from journeyc.expression.values import instant_text
from journeyc.ir import model as m
from journeyc.runtime.core.decide import decide, new_customer
from journeyc.runtime.core.documents import (
    Decision,
    Incident,
    Report,
    Run,
    State,
)
from journeyc.runtime.core.inputs import AnswerInput, EventInput, Input, ProfileInput, TimeInput
from journeyc.runtime.core.plan import Directory, Plan
from journeyc.runtime.core.view import Waiting, waiting
from journeyc.runtime.plan import directory_of, plans_of

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LINES = count(1)


def place() -> m.Place:
    return m.Place(file="test.journey", line=next(LINES), column=1)


def lit(value: Any, kind: str) -> tree.Literal:
    return tree.Literal(value, kind)


FALSE = lit(value=False, kind="bool")


def days(number: int) -> tree.Literal:
    return lit(f"P{number}D", "duration")


def seconds(number: int) -> tree.Literal:
    return lit(f"PT{number}S", "duration")


def ctx(path: str, kind: str) -> tree.Read:
    return tree.Read("context", tuple(path.split(".")), kind)


def said(path: str, kind: str) -> tree.Read:
    return tree.Read("event", tuple(path.split(".")), kind)


def of_customer(path: str, kind: str) -> tree.Read:
    return tree.Read("customer", tuple(path.split(".")), kind)


def apply(function: str, kind: str, *arguments: tree.Expression) -> tree.Apply:
    return tree.Apply(function, arguments, kind)


def when(expression: tree.Expression, text: str = "…") -> m.Guard:
    return m.Guard(expression=expression, text=text, place=place())


def put(path: str, value: tree.Expression, text: str = "…") -> m.Set:
    return m.Set(path=tuple(path.split(".")), value=value, text=text, place=place())


def tell(notification: str, **arguments: tree.Expression) -> m.Notify:
    return m.Notify(notification=notification, arguments=tuple(arguments.items()), place=place())


def on(
    events: str,
    to: str | None = None,
    *effects: m.Effect,
    guard: m.Guard | None = None,
    channels: Iterable[str] = (),
) -> m.Handler:
    return m.Handler(
        events=tuple(events.split(", ")),
        channels=tuple(channels),
        guard=guard,
        target=to,
        effects=effects,
        place=place(),
    )


def after(
    wait: tree.Expression, to: str | None = None, *effects: m.Effect, guard: m.Guard | None = None
) -> m.Timer:
    return m.Timer(after=wait, text="a while", guard=guard, target=to, effects=effects, place=place())


def at(moment: tree.Expression, to: str | None = None) -> m.Timer:
    return m.Timer(at=moment, text="then", target=to, place=place())


def remind(notification: str, *delays: tree.Expression) -> m.Remind:
    return m.Remind(notification=notification, after=delays, texts=tuple("…" for _ in delays), place=place())


def ask(path: str, kind: str, *, again: bool = False) -> m.Ask:
    return m.Ask(path=tuple(path.split(".")), type=kind, again=again, place=place())


def step(name: str, *parts: Any, via: Iterable[str] = ("web", "voice"), **more: Any) -> m.Step:
    """A step; its parts find their list by their kind."""

    def kept(kind: type) -> tuple[Any, ...]:
        return tuple(part for part in parts if isinstance(part, kind))

    return m.Step(
        name=name,
        title=name.title(),
        channels=tuple(via),
        asks=kept(m.Ask),
        handlers=kept(m.Handler),
        timers=kept(m.Timer),
        reminders=kept(m.Remind),
        place=place(),
        **more,
    )


def choice(name: str, *rows: tuple[m.Guard | None, str]) -> m.Choice:
    return m.Choice(
        name=name,
        title=name.title(),
        rows=tuple(m.ChoiceRow(guard=guard, target=target, place=place()) for guard, target in rows),
        place=place(),
    )


def end(name: str, outcome: Any = "success", *effects: m.Effect) -> m.End:
    return m.End(name=name, title=name.title(), outcome=outcome, effects=effects, place=place())


def pause(**parts: Any) -> m.Pause:
    return m.Pause(place=place(), **parts)


def starts(event: str, to: str, *effects: m.Effect, **more: Any) -> m.Start:
    return m.Start(event=event, target=to, effects=effects, place=place(), **more)


def field(name: str, kind: str, default: tree.Expression | None = None) -> m.FieldDeclaration:
    return m.FieldDeclaration(name=name, type=kind, default=default)


def journey(*nodes: m.Node, begin: Iterable[m.Start] = (), name: str = "dispute", **more: Any) -> m.Journey:
    first = (starts("opened", nodes[0].name),)
    return m.Journey(
        name=name, title=name.title(), starts=tuple(begin) or first, nodes=nodes, place=place(), **more
    )


EVENTS = {
    "opened": (("bill", "id?"), ("amount", "money?")),
    "ping": (),
    "pong": (),
    "later": (),
    "decided": (("accepted", "bool"), ("bill", "id?")),
}


def package(*journeys: m.Journey) -> m.Package:
    """A package with a website, a phone line and a desk, and the events above."""
    return m.Package(
        compiler="test",
        declarations=m.Declarations(
            touchpoints=(
                m.Touchpoint(
                    name="company",
                    title="Company",
                    channels=(
                        m.Channel(name="web", abilities=("show", "ask")),
                        m.Channel(name="voice", abilities=("speak", "ask")),
                        m.Channel(name="desk", abilities=("agent",)),
                    ),
                ),
            ),
            types=(
                m.EnumDeclaration(name="Reason", members=("price", "roaming")),
                m.RecordDeclaration(
                    name="Bill",
                    fields=(field("id", "id"), field("amount", "money?"), field("why", "Reason?")),
                ),
            ),
            customer=m.Customer(
                key="id",
                fields=(
                    m.CustomerField(name="id", type="id"),
                    m.CustomerField(name="name", type="text", private=True),
                    m.CustomerField(name="score", type="int", default=lit(0, "int")),
                    m.CustomerField(name="timezone", type="text?"),
                ),
            ),
            events=tuple(
                m.Event(name=name, fields=tuple(field(*slot) for slot in fields))
                for name, fields in sorted(EVENTS.items())
            ),
            notifications=tuple(
                m.Notification(name=name, title=name, channels=("web",), texts=())
                for name in ("nudge", "news")
            ),
        ),
        journeys=journeys,
    )


class Play:
    """A customer, their runs and a clock; every input is checked to leave what it was given untouched."""

    def __init__(self, *journeys: m.Journey, directory: Directory | None = None, **profile: Any) -> None:
        self.directory = directory or directory_of(plans_of(package(*journeys)))
        self.now = START
        self.customer = new_customer("anna", instant_text(START))
        self.customer["profile"] = profile
        self.runs: dict[str, Run] = {}
        self.effects: list[Any] = []
        self.incidents: list[Incident] = []
        self.ids = count(1)

    @property
    def state(self) -> State:
        return State(self.customer, tuple(run for run in self.runs.values() if run["status"] != "ended"))

    @property
    def run(self) -> Run:
        return next(reversed(self.runs.values()))

    @property
    def asked(self) -> list[str]:
        """The open questions of all places."""
        return [name for names in self.run["asked"].values() for name in names]

    @property
    def step(self) -> str:
        return self.run["configuration"][0]

    @property
    def plan(self) -> Plan:
        return self.directory.by_hash[self.run["definition_hash"]]

    @property
    def notified(self) -> list[str]:
        return [effect["notification"] for effect in self.effects]

    @property
    def due(self) -> dict[str, str]:
        return {entry["name"]: entry["due"] for entry in self.run["timers"]}

    def view(self) -> Waiting:
        return waiting(self.plan, self.run, self.customer, self.now)

    def apply(self, given: Input) -> Decision:
        state = self.state
        before = copy.deepcopy(state)
        decision = decide(self.directory, state, given)
        assert state == before, "an input changed what it was given"
        # The documents are JSON, so a round trip at any time changes nothing.
        self.customer = json.loads(json.dumps(decision.customer))
        for run in decision.changed:
            self.runs[run["id"]] = json.loads(json.dumps(run))
        self.effects += decision.effects
        self.incidents += decision.incidents
        return decision

    def send(
        self, name: str, *, channel: str | None = "web", run: str | None = None, **payload: Any
    ) -> Report:
        return self.apply(EventInput(str(next(self.ids)), self.now, name, payload, channel, run)).report

    def answer(self, channel: str = "web", run: str | None = None, **values: Any) -> Report:
        named = {name.replace("__", "."): value for name, value in values.items()}
        return self.apply(AnswerInput(str(next(self.ids)), self.now, named, channel, run)).report

    def know(self, **fields: Any) -> Report:
        return self.apply(ProfileInput(str(next(self.ids)), self.now, fields)).report

    def wait(self, **delta: float) -> Report:
        self.now += timedelta(**delta)
        return self.apply(TimeInput(str(next(self.ids)), self.now)).report

    def pass_time(self, **delta: float) -> "Play":
        """Let time pass without telling anyone, as while no host runs."""
        self.now += timedelta(**delta)
        return self
