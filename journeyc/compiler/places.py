"""The typing of one place in a journey: expressions, effects, texts; and what is known after them."""

import re
from collections.abc import Mapping

from journeyc.compiler import syntax
from journeyc.compiler.names import CHANNEL, ENVELOPE, SYSTEM_EVENTS, Names
from journeyc.compiler.reporter import Reporter, span_of
from journeyc.expression.environment import NOTHING, Environment, Known
from journeyc.expression.inference import Inference
from journeyc.expression.narrowing import narrowed
from journeyc.expression.syntax import Expression, Path, RecordValue, Word
from journeyc.expression.types import (
    BOOL,
    DURATION,
    INSTANT,
    UNKNOWN,
    OptionalType,
    RecordType,
    Type,
    optional,
    required,
)
from journeyc.source import Span
from journeyc.template import check as check_template

_NAME = re.compile(r"[a-z]\w*")


class Place:
    """Types what stands in a journey or declaration; `fields` are read by bare name and live in `root`."""

    def __init__(
        self,
        names: Names,
        reporter: Reporter,
        fields: Mapping[str, Type],
        *,
        root: str = "context",
        unset: frozenset[str] = frozenset(),
    ) -> None:
        self.names = names
        self.reporter = reporter
        self.fields = fields
        self.root = root
        self.unset = unset

    @property
    def customer_type(self) -> Type:
        """What is known of the customer: where nobody declared one, nothing, and that is said elsewhere."""
        return self.names.customer_type if self.names.customer else UNKNOWN

    def inference(self, event: RecordType | None = None) -> Inference:
        """Inference where an event can be read, or none."""
        records: dict[str, Type] = {"customer": self.customer_type}
        if event is not None:
            records["event"] = event
        reporter = self.reporter
        return Inference(
            Environment(
                self.root, self.fields, records, reporter.problem, self.unset, reporter.lost, reporter.near
            )
        )

    # ── events ───────────────────────────────────────────────────────────────────────────────────────

    def event_record(self, events: list[Word], channels: list[Word]) -> RecordType:
        """What can be read of the events of a handler: the fields they all have, and the envelope."""
        payloads = [self.payload(event) for event in events]
        common = dict(payloads[0]) if payloads else {}
        for payload in payloads[1:]:
            common = {name: kind for name, kind in common.items() if payload.get(name) == kind}
        channel = self.names.types[CHANNEL]
        certain = bool(channels) or all(event.text in SYSTEM_EVENTS for event in events)
        return RecordType("event", {**common, **ENVELOPE, CHANNEL: channel if certain else optional(channel)})

    def payload(self, event: Word) -> Mapping[str, Type]:
        """The payload of an event; one that nobody declared is said."""
        if event.text == "resumed":
            return {"away": DURATION, "previous_channel": optional(self.names.types[CHANNEL])}
        if event.text in SYSTEM_EVENTS:
            return {}
        if event.text in self.names.payloads:
            return self.names.payloads[event.text]
        candidates = [*self.names.payloads, *SYSTEM_EVENTS]
        self.reporter.undefined(event, "event", candidates, f"declare it: `event {event.text} {{ … }}`")
        return {}

    def channels(self, channels: list[Word]) -> None:
        """Say channels that no touchpoint has, and those that are named twice."""
        for index, channel in enumerate(channels):
            if channel.text not in self.names.channels:
                cure = f"declare it in a touchpoint: `channel {channel.text}: show, ask`"
                self.reporter.undefined(channel, "channel", self.names.channels, cure)
            first = next((other for other in channels[:index] if other.text == channel.text), None)
            if first:
                self.reporter.duplicate(channel, "channel", first, self.reporter.source)

    # ── conditions and times ─────────────────────────────────────────────────────────────────────────

    def condition(self, guard: Expression | None, known: Known, event: RecordType | None = None) -> Known:
        """Type a condition; what is known where it holds."""
        if guard is None:
            return known
        self.inference(event).check(guard, BOOL, known, " as a condition")
        return known | narrowed(guard, truth=True)

    def duration(self, value: Expression, known: Known) -> None:
        """Type how long something takes."""
        self.inference().check(value, DURATION, known, " as a time")

    def instant(self, value: Expression, known: Known) -> None:
        """Type a moment."""
        self.inference().check(value, INSTANT, known, " as a moment")

    # ── effects ──────────────────────────────────────────────────────────────────────────────────────

    def effects(self, effects: list[syntax.Effect], known: Known, event: RecordType | None = None) -> Known:
        """Type effects in order; what is known after them."""
        for effect in effects:
            if isinstance(effect, syntax.SetEffect):
                known = self._set(effect, known, event)
            else:
                self.notify(effect.notification, effect.arguments, known, event)
        return known

    def _set(self, effect: syntax.SetEffect, known: Known, event: RecordType | None) -> Known:
        kind = self.target(effect.path, known)
        self.inference(event).check(effect.value, kind, known, f" for `{effect.path[-1].text}`")
        return after_set(effect, known)

    def target(self, path: list[Word], known: Known) -> Type:
        """The type of a field that is written; only fields of the context can be."""
        first = path[0]
        if first.text == "customer" and "customer" not in self.fields:
            message = "a journey cannot set fields of the customer"
            self.reporter.error(
                "type-mismatch", first, message, "keep what the journey learns in its `context`"
            )
            return UNKNOWN
        if first.text not in self.fields:
            self.inference().infer(Path(first.start, first.end, [first]))
            return UNKNOWN
        if len(path) == 1:
            return self.fields[first.text]
        # All but the last field must be there to be written into.
        inference = self.inference()
        written = Path(path[0].start, path[-1].end, path)
        before = Path(path[0].start, path[-2].end, path[:-1])
        if isinstance(inference.infer(before, known), RecordType):
            return inference.infer(written, known - {".".join(word.text for word in path)})
        if before.type != UNKNOWN and isinstance(before.type, OptionalType):
            inference.infer(written, known)
        return UNKNOWN

    def type_at(self, path: tuple[str, ...]) -> Type:
        """The declared type of a field of the context, through records that may be missing."""
        current: Type = RecordType(self.root, self.fields)
        for name in path:
            record = required(current)
            current = (
                record.fields[name] if isinstance(record, RecordType) and name in record.fields else UNKNOWN
            )
        return current

    def notify(
        self, name: Word, arguments: list[syntax.Argument], known: Known, event: RecordType | None = None
    ) -> None:
        """Type the sending of a notification."""
        if name.text not in self.names.notifications:
            cure = f"declare it: `notification {name.text} {{ via … text … }}`"
            self.reporter.undefined(name, "notification", self.names.notifications, cure)
            return
        parameters = self.names.parameters[name.text]
        inference = self.inference(event)
        for argument in arguments:
            if argument.name.text in self.reporter.lost:
                inference.infer(argument.value, known)
            elif argument.name.text in parameters:
                inference.check(
                    argument.value, parameters[argument.name.text], known, f" for `{argument.name.text}`"
                )
            else:
                self.reporter.undefined(
                    argument.name, "parameter", parameters, f"`{name.text}` takes {_list(parameters)}"
                )
        given = {argument.name.text for argument in arguments}
        declared = self.names.notifications[name.text]
        missing = [
            field.name.text
            for field in declared.node.parameters
            if field.name.text not in given and field.default is None and not field.type.optional
        ]
        # An argument that is not there is probably the one that is missing, misspelt; that is said already.
        if missing and given <= set(parameters) and declared.reporter.intact(declared.node):
            message = f"`{name.text}` needs {_list(missing)}"
            self.reporter.error("missing-argument", name, message, f"write `{name.text}({missing[0]} = …)`")

    # ── texts ────────────────────────────────────────────────────────────────────────────────────────

    def text(
        self, text: syntax.Text, known: Known = NOTHING, extra: Mapping[str, Type] | None = None
    ) -> None:
        """Check a template against the fields that can be shown; what may not be set yet may be missing."""
        if "{" not in text.value:
            return
        fields = {**self.fields, "customer": self.customer_type, **(extra or {})}
        fields |= {name: optional(fields[name]) for name in self.unset - known if name in fields}
        for path in sorted(known):
            fields = _certain(fields, path.split("."))
        for problem in check_template(text.value, fields):
            span = text_span(text, problem.start, problem.end)
            found = _NAME.match(self.reporter.source.text, *span)
            name = found[0] if found else ""
            if name and name in self.reporter.lost:
                continue
            if problem.message == f"`{name}` is not known here":
                # In the words of expressions, so that a name missing in both is one finding.
                self.inference().infer(Path(*span, [Word(*span, name)]))
            else:
                self.reporter.error(problem.rule, span, problem.message, problem.help)


def after_set(effect: syntax.SetEffect, known: Known) -> Known:
    """What is known after a field was written: the field itself if the value is certain, nothing of what it
    held before.
    """
    path = ".".join(word.text for word in effect.path)
    known = frozenset(name for name in known if name != path and not name.startswith(f"{path}."))
    if isinstance(effect.value.type, OptionalType):
        return known
    known |= {path}
    if isinstance(effect.value, RecordValue):
        known |= {
            f"{path}.{name.text}"
            for name, value in effect.value.fields
            if not isinstance(value.type, OptionalType)
        }
    return known


def _certain(fields: dict[str, Type], path: list[str]) -> dict[str, Type]:
    """The same fields, with one that is certain to be set."""
    first, *rest = path
    kind = fields.get(first)
    if kind is None:
        return fields
    if not rest:
        return {**fields, first: required(kind)}
    if not isinstance(kind, RecordType):
        return fields
    return {**fields, first: RecordType(kind.name, _certain(dict(kind.fields), rest))}


def text_span(text: syntax.Text, start: int, end: int) -> Span:
    """Where a stretch of a text's value stands in the source."""
    if not text.value:
        return span_of(text)
    offsets = text.offsets
    start = min(start, len(text.value) - 1)
    end = max(start + 1, min(end, len(text.value)))
    if offsets is None:
        return Span(text.start + 1 + start, text.start + 1 + end)
    return Span(offsets[start], offsets[end - 1] + 1)


def _list(names: "Mapping[str, Type] | list[str]") -> str:
    return ", ".join(f"`{name}`" for name in names) or "nothing"
