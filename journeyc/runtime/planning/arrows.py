"""Arrows, timers and the rows of outcomes."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from journeyc.expression import tree
from journeyc.expression.types import parse_type
from journeyc.ir import model
from journeyc.runtime.core.documents import TimerKind
from journeyc.runtime.core.nodes import (
    Arrow,
    CallPlan,
    ChildPlan,
    Node,
    OutcomeRow,
    RetryPlan,
    SendNotification,
    Timer,
)
from journeyc.runtime.planning.ground import Ground, PlanError, Stand

Nodes = Mapping[str, Node]
#: What has an arrow and is written with a place.
Leads = model.Leading | model.Start | model.SegmentStart | model.ScheduleStart | model.PlainStart

_WAYS = {"back": "-> back", "last": "-> last of"}


class Arrows:
    """Makes the arrows of one journey, and keeps them all."""

    def __init__(self, ground: Ground, nodes: Nodes) -> None:
        self.ground = ground
        self.nodes = nodes
        self.made: list[Arrow] = []

    def arrow(
        self,
        what: str,
        part: Leads,
        stand: Stand,
        channels: frozenset[str] | None = None,
        *,
        completes: bool = True,
    ) -> Arrow:
        """What a clause leads to and does."""
        guard = getattr(part, "guard", None)
        way: Any = getattr(part, "way", "enter")
        undoing = getattr(part, "undoing", False)
        words = (
            what,
            f"when {guard.text}" if guard else "",
            _target_text(part.target, way),
            "undoing" if undoing else "",
            f"(line {part.place.line})",
        )
        made = Arrow(
            label=" ".join(word for word in words if word),
            line=part.place.line,
            guard=self.ground.guard(guard),
            actions=self.ground.actions(part.effects, stand),
            channels=channels,
            target=self.nodes[part.target] if part.target else None,
            way=way,
            undoing=undoing,
            completes=completes,
        )
        self.made.append(made)
        return made

    def handlers(
        self, handlers: Iterable[model.Handler], stand: Stand, *, completes: bool = True
    ) -> dict[str, tuple[Arrow, ...]]:
        """The arrows of every event, in written order."""
        made = ((self._handler(handler, stand, completes=completes), handler.events) for handler in handlers)
        return by_event(made)

    def _handler(self, handler: model.Handler, stand: Stand, *, completes: bool) -> Arrow:
        here = stand._replace(event=self.ground.event_fields(handler.events))
        words = f"on {', '.join(handler.events)}"
        if handler.channels:
            words += f" from {', '.join(handler.channels)}"
        return self.arrow(words, handler, here, frozenset(handler.channels) or None, completes=completes)

    def starts(self, starts: Iterable[model.AnyStart]) -> dict[str, tuple[Arrow, ...]]:
        """The starts on events."""
        return by_event(
            (self._start(start), (start.event,)) for start in starts if isinstance(start, model.Start)
        )

    def _start(self, start: model.Start) -> Arrow:
        here = Stand(event=self.ground.event_fields((start.event,)))
        return self.arrow(f"starts on {start.event}", start, here, frozenset(start.channels) or None)

    # ── time ──

    def timers(self, node: str, timers: Iterable[model.Timer], stand: Stand) -> Iterator[Timer]:
        """The timers of a place."""
        for number, timer in enumerate(timers):
            kind, wait = self._wait(timer, f"{node}/{number}")
            arrow = self.arrow(_timer_words(kind, timer), timer, stand)
            yield Timer(
                f"{node}/{kind}/{number}",
                kind,
                self.ground.formula(wait, timer.text, timer.place),
                arrow,
                timer.times if kind == "every" else None,
            )

    def give_up(self, timer: model.Timer) -> Timer:
        """The timer that ends a pause."""
        kind, wait = self._wait(timer, "give_up")
        arrow = self.arrow(_timer_words(kind, timer, "give up "), timer, Stand(), completes=False)
        return Timer("give_up", "give_up", self.ground.formula(wait, timer.text, timer.place), arrow)

    @staticmethod
    def _wait(timer: model.Timer, name: str) -> tuple[TimerKind, tree.Expression]:
        if timer.after is not None:
            return "after", timer.after
        if timer.at is not None:
            return "at", timer.at
        if timer.every is not None:
            return "every", timer.every
        message = f"timer `{name}` says neither `after` nor `at` nor `every`"
        raise PlanError(message)

    def reminders(self, prefix: str, kind: TimerKind, reminders: Iterable[model.Remind]) -> list[Timer]:
        """A timer for each delay of each reminder."""
        timers: list[Timer] = []
        for number, remind in enumerate(reminders):
            send = SendNotification(
                remind.notification, self.ground.arguments(remind.arguments, remind.place)
            )
            for ordinal, after in enumerate(remind.after):
                text = remind.texts[ordinal] if ordinal < len(remind.texts) else "…"
                label = f"remind {remind.notification} after {text} (line {remind.place.line})"
                arrow = Arrow(label, remind.place.line, None, (send,))
                self.made.append(arrow)
                name = f"{prefix}/{number}/{ordinal}"
                timers.append(Timer(name, kind, self.ground.formula(after, text, remind.place), arrow))
        return timers

    # ── the work of others ──

    def call(self, number: int, call: model.Call, stand: Stand) -> CallPlan:
        """A call with what follows from its outcomes."""
        ground = self.ground
        gives = ground.services[call.service].gives
        rows = tuple(self._outcome(call.service, row, stand, gives) for row in call.outcomes)
        retry = call.retry
        return CallPlan(
            name=f"call/{number}",
            service=call.service,
            arguments=ground.arguments(call.arguments, call.place),
            retry=RetryPlan(
                retry.times,
                ground.formula(retry.every, f"retry of `{call.service}`", call.place),
                Decimal(retry.backoff),
            )
            if retry
            else None,
            timeout=ground.formula(call.timeout, f"timeout of `{call.service}`", call.place)
            if call.timeout
            else None,
            keep=ground.formula(call.keep, f"keep of `{call.service}`", call.place) if call.keep else None,
            rows=rows,
        )

    def _outcome(self, of: str, row: model.Outcome, stand: Stand, gives: str | None) -> OutcomeRow:
        words = f"{of}: {row.kind.replace('_', ' ')}" + (f" {row.name}" if row.name else "")
        if row.kind == "ok" and row.name is not None and gives is not None:
            stand = stand.naming(row.name, parse_type(gives, self.ground.types))
            words = f"{of}: ok as {row.name}"
        arrow = self.arrow(words, row, stand, completes=row.kind != "fails")
        return OutcomeRow(row.kind, row.name, arrow)

    def child(self, number: int, run: model.Run, stand: Stand) -> ChildPlan:
        """A sub-journey with what follows from its ends."""
        rows = tuple(self._outcome(run.journey, row, stand, None) for row in run.outcomes)
        arguments = self.ground.arguments(run.arguments, run.place)
        return ChildPlan(f"run/{number}", run.journey, arguments, rows)


def _target_text(target: str | None, way: str) -> str:
    word = _WAYS.get(way, "->" if target else "")
    return f"{word} {target}" if target else word


def _timer_words(kind: str, timer: model.Timer, before: str = "") -> str:
    word = before + kind
    return timer.text if timer.text.startswith(word) else f"{word} {timer.text}"


def by_event(arrows: Iterable[tuple[Arrow, tuple[str, ...]]]) -> dict[str, tuple[Arrow, ...]]:
    """The arrows of every event, in written order."""
    table: dict[str, tuple[Arrow, ...]] = {}
    for arrow, events in arrows:
        for name in dict.fromkeys(events):
            table[name] = (*table.get(name, ()), arrow)
    return table
