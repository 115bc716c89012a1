"""What a play shows of a customer: the card of a place, what can happen next, what an input did."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeAlias

from journeyc.cli.run.screen import WIDTH, Screen, distance, wrapped
from journeyc.cli.run.written import hint
from journeyc.expression.types import RecordType, Type, required
from journeyc.expression.values import Json, to_instant
from journeyc.runtime import HistoryEntry, Message, Position, Report
from journeyc.runtime.core.documents import RunReport
from journeyc.runtime.core.plan import Arrow, Plan, StepNode
from journeyc.template.written import written


class OfferedEvent(NamedTuple):
    """An event that would do something now; `run` None begins a run, `channels` say where from."""

    run: str | None
    name: str
    channels: tuple[str, ...]


class OfferedQuestion(NamedTuple):
    """An open question of a run; `channels` are those of its step."""

    run: str
    field: str
    type: Type
    channels: tuple[str, ...]


class OfferedWait(NamedTuple):
    """Letting time pass until a timer is due."""

    until: datetime


Offer: TypeAlias = OfferedEvent | OfferedQuestion | OfferedWait

#: How the results of reports are called here.
_RESULTS = {"taken": "moved", "not_taken": "ignored"}
#: So many characters of an event's fields are named in what is offered.
_FORM = 40
_LINE = re.compile(r" \(line \d+\)\Z")


class View:
    """Shows one journey; `plan` gives the words for its timers and the types of its fields."""

    def __init__(self, screen: Screen, plan: Plan) -> None:
        self.screen = screen
        self.plan = plan

    # ── where the customer is ──

    def card(self, position: Position, channel: str, now: datetime, offers: list[Offer]) -> None:
        """The card of a place, with what it offers."""
        screen = self.screen
        screen.line()
        screen.rule(position.step_title, _aside(position))
        if position.paused_since:
            screen.labelled("paused", [f"since {screen.when(position.paused_since)}"])
        if position.outcome:
            screen.labelled("ended", [f"{screen.when(position.outcome['at'])}, {position.outcome['kind']}"])
        elif not position.here:
            screen.labelled(
                "here", [f"nothing to do on {channel}; this step is on {', '.join(position.channels)}"]
            )
        screen.labelled("says", position.says)
        for problem in position.problems:
            screen.labelled("trouble", [problem])
        known = [
            f"{name} = {self._value(position, name, value)}" for name, value in position.answered.items()
        ]
        screen.labelled("kept", known, hang=2)
        self.offered(position, now, offers)

    def offered(self, position: Position, now: datetime, offers: list[Offer]) -> None:
        """What can be done at a place, numbered on from the offers there are."""
        self._questions(position, offers)
        self._events(position, offers)
        self._timers(position, now, offers)

    def _value(self, position: Position, name: str, value: Json) -> str:
        node = self.plan.nodes.get(position.step)
        asked = node.asked if isinstance(node, StepNode) else {}
        return written(value, asked[name].type, self.screen.zone) if name in asked else str(value)

    def _questions(self, position: Position, offers: list[Offer]) -> None:
        node = self.plan.nodes.get(position.step)
        asked = node.asked if isinstance(node, StepNode) else {}
        rows: list[tuple[str, str]] = []
        for question in position.questions:
            declared = asked[question.name].type if question.name in asked else Type(question.type)
            offers.append(OfferedQuestion(position.run, question.name, declared, position.channels))
            rows.append((f"{len(offers):>2}  {question.name}", hint(declared)))
        self._rows("asks", rows)

    def _events(self, position: Position, offers: list[Offer]) -> None:
        pausing = self.plan.pause.handlers if self.plan.pause else {}
        rows: list[tuple[str, str]] = []
        for event in position.events:
            offers.append(OfferedEvent(position.run, event.name, event.channels or position.channels))
            left = f"{len(offers):>2}  on {event.name}{_form(field.name for field in event.fields)}"
            right = (
                f"-> {event.target}" if event.target else "pauses" if event.name in pausing else "stays here"
            )
            if event.condition:
                right += f", when {event.condition}"
            if event.channels:
                right += f", from {', '.join(event.channels)}"
            rows.append((left, right))
        self._rows("next", rows)

    def _timers(self, position: Position, now: datetime, offers: list[Offer]) -> None:
        rows: list[tuple[str, str]] = []
        for entry in position.timers:
            due = to_instant(entry["due"])
            offers.append(OfferedWait(due))
            away = f"in {distance(now, due)}" if due > now else "now"
            pauses = ", then the journey pauses" if entry["kind"] == "idle" else ""
            rows.append((f"{len(offers):>2}  {away}", f"{self.timer(entry['name'])}{pauses}"))
        self._rows("time", rows)

    def timer(self, name: str) -> str:
        """What a timer does, in the words it was written in."""
        if name == "idle" and self.plan.pause and self.plan.pause.idle:
            return f"idle for {self.plan.pause.idle.text.removesuffix(' idle')}"
        timer = self.plan.timers.get(name)
        return _LINE.sub("", timer.arrow.label) if timer else name

    def starts(self, offers: list[Offer]) -> None:
        """How the journey begins."""
        rows: list[tuple[str, str]] = []
        for name, arrows in self.plan.starts.items():
            channels = _channels_of(arrows)
            offers.append(OfferedEvent(None, name, channels))
            left = f"{len(offers):>2}  on {name}{_form(self.plan.events[name])}"
            targets = dict.fromkeys(arrow.target.name for arrow in arrows if arrow.target)
            rows.append(
                (
                    left,
                    f"starts at {' or '.join(targets)}"
                    + (f", from {', '.join(channels)}" if channels else ""),
                )
            )
        self._rows("next", rows)

    def _rows(self, label: str, rows: Sequence[tuple[str, str]]) -> None:
        wide = max((len(left) for left, _ in rows), default=0)
        self.screen.labelled(
            label, [f"{left:<{wide}}  {right}" for left, right in rows], hang=min(wide + 2, 40)
        )

    # ── what happened ──

    def report(self, report: Report) -> None:
        """What an input did to each run, a line each."""
        for done in report["runs"]:
            if done["result"] != "not_taken":
                self.screen.labelled(_result(done), [self.did(done)], hang=2)

    def did(self, done: RunReport) -> str:
        """One line for what happened to a run."""
        fields = self.plan.context_fields
        kept = [
            f"{name} = {_written_at(name, value, fields, self.screen)}" for name, value in done["set"].items()
        ]
        way = " -> ".join(done["path"]) if done["result"] != "stayed" or done["fired"] or not kept else ""
        fired = ", ".join(self.timer(name) for name in done["fired"])
        words = [word for word in (way, fired, ", ".join(kept)) if word]
        return " · ".join(words)

    def fired(self, report: Report, at: datetime, customer: str) -> None:
        """What a timer did, with the time it did it."""
        for done in report["runs"]:
            other = "" if done["run"].split("/")[1:2] == [customer] else f" ({done['run']})"
            self.screen.line()
            self.screen.labelled(_result(done), [f"{self.screen.when(at)}{other} · {self.did(done)}"], hang=2)

    def message(self, message: Message, now: datetime) -> None:
        """A message as its customer gets it."""
        body = [
            *([message.subject, ""] if message.subject else []),
            *(message.text or message.html).splitlines(),
        ]
        head = f"{message.channel} to {message.to or message.customer}, {self.screen.when(now)}"
        self.screen.line()
        self.screen.frame(head, f"{message.notification} · {message.id}", body)

    def history(self, entries: Iterable[HistoryEntry]) -> None:
        """Everything that happened, oldest first."""
        self.screen.line()
        for entry in entries:
            when = self.screen.when(entry.at, year=True)
            for line in wrapped(f"{when:<21}  {self._told(entry)}", WIDTH - 2, 25):
                self.screen.line(f"  {line}")

    def _told(self, entry: HistoryEntry) -> str:
        document = entry.document
        if entry.kind == "message":
            return f"{document['notification']} by {document['channel']}: {document['state']}"
        done = document.get("report")
        said = _input_words(document.get("input") or {}, entry.kind)
        if not done:
            return f"{said}: {document.get('result', '')}"
        told = f"{_result(done)} {self.did(done)}"
        return told if entry.kind == "timer" else f"{said}: {told}"

    def why(self, done: RunReport) -> None:
        """What an input did in a run, and what it passed over."""
        self.screen.line()
        show = self.screen.labelled
        show(_result(done), [" -> ".join(done["path"])], hang=2)
        show("took", done["taken"], hang=2)
        reasons = {"guard": "its condition is not true", "channel": "it takes other channels"}
        show(
            "not",
            [f"{c['place']}: {reasons.get(c['reason'], c['reason'])}" for c in done["considered"]],
            hang=2,
        )
        show("fired", [self.timer(name) for name in done["fired"]], hang=2)
        show(
            "armed", [f"{self.timer(t['name'])}: {self.screen.when(t['due'])}" for t in done["armed"]], hang=2
        )
        show("dropped", [self.timer(name) for name in done["cancelled"]], hang=2)
        show("asked", [", ".join(done["asked"])] if done["asked"] else [], hang=2)


def _result(done: RunReport) -> str:
    if any("remind" in name.split("/")[:2] or name.startswith("pause_remind") for name in done["fired"]):
        return "reminded"
    if done["result"] == "stayed" and done["set"]:
        return "kept"
    return _RESULTS.get(done["result"], done["result"])


def _form(fields: Iterable[str]) -> str:
    inside = ", ".join(f"{name} = …" for name in fields)
    return f"({inside if len(inside) <= _FORM else '…'})" if inside else ""


def _aside(position: Position) -> str:
    kind = "end" if position.outcome else "step"
    where = f" on {', '.join(position.channels)}" if position.channels else ""
    return f"{kind} {position.step}{where}"


def _channels_of(arrows: Iterable[Arrow]) -> tuple[str, ...]:
    return tuple(sorted({name for arrow in arrows for name in arrow.channels or ()}))


def _written_at(name: str, value: Json, fields: Mapping[str, Type], screen: Screen) -> str:
    """The value of a field of the context as it is written; `name` is its path."""
    first, *rest = name.split(".")
    declared = fields.get(first)
    for part in rest:
        inner = required(declared) if declared else None
        declared = inner.fields.get(part) if isinstance(inner, RecordType) else None
    return written(value, declared, screen.zone) if declared else str(value)


def _input_words(given: Mapping[str, Json], kind: str) -> str:
    by = f" from {given['channel']}" if given.get("channel") else ""
    if kind == "event":
        return f"on {given.get('name')}{by}"
    if kind == "answer":
        return f"answer{by}"
    return "customer" if kind == "profile" else kind
