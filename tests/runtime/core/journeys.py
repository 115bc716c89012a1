"""Journeys built by hand for the tests of the core, and a customer who plays them."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count
from typing import Any

from journeyc.expression import tree
from journeyc.ir import model as m
from journeyc.runtime.core.documents import (
    Report,
    Run,
)
from journeyc.runtime.core.plan import Directory
from journeyc.runtime.plan import directory_of, plans_of
from tests.semantics import play as text

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
                        m.Channel(name="sms", abilities=("push",)),
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
                m.Notification(name=name, title=name, channels=("sms",), texts=())
                for name in ("nudge", "news")
            ),
        ),
        journeys=journeys,
    )


class Play(text.Play):
    """A customer in journeys that were built by hand, whose run is the one that began last. When time passes,
    the host looks only at its end.
    """

    def __init__(self, *journeys: m.Journey, directory: Directory | None = None, **profile: Any) -> None:
        super().__init__(directory=directory or directory_of(plans_of(package(*journeys))), **profile)
        self.may_fail = True

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

    def answer(self, channel: Any = "web", **values: Any) -> Report:
        return super().answer(channel, **{name.replace("__", "."): value for name, value in values.items()})

    def wait(self, **delta: float) -> Report:
        self.later(**delta)
        return self.tick()

    def pass_time(self, **delta: float) -> "Play":
        """Let time pass without telling anyone, as while no host runs."""
        self.later(**delta)
        return self
