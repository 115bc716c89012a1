"""The typing of one place in a journey: conditions, times, events and texts."""

import re
from collections.abc import Callable, Mapping, Sequence

from journeyc.compiler import syntax
from journeyc.compiler.names import CHANNEL, Names
from journeyc.compiler.reporter import Reporter, declared_label, span_of
from journeyc.diagnostic import Label
from journeyc.expression.environment import NOTHING, Environment, Known, Problem
from journeyc.expression.inference import Inference, assignable
from journeyc.expression.narrowing import narrowed
from journeyc.expression.syntax import Expression, Path, Word
from journeyc.expression.types import (
    BOOL,
    BUSINESS_TIME,
    DURATION,
    INSTANT,
    UNKNOWN,
    RecordType,
    Type,
    optional,
    required,
)
from journeyc.source import Span
from journeyc.template import check as check_template

_NAME = re.compile(r"[a-z]\w*")
#: Where a field that may be unset is told of: the way on which it is, and where it is set.
Trail = Callable[[str], tuple[str, tuple[Label, ...]]]


class Place:
    """Types what stands in a journey or declaration; `fields` are read by bare name and live in `root`, or
    where `roots` says; only those without an entry there can be written.
    """

    def __init__(
        self,
        names: Names,
        reporter: Reporter,
        fields: Mapping[str, Type],
        *,
        root: str = "context",
        unset: frozenset[str] = frozenset(),
        roots: Mapping[str, str] | None = None,
    ) -> None:
        self.names = names
        self.reporter = reporter
        self.fields = fields
        self.root = root
        self.unset = unset
        self.roots = roots or {}
        #: Whether business time can be counted here, and if not, what to write.
        self.calendar: bool = False
        #: Whether the customer can be read: not in decisions, which read what they are given.
        self.customer: bool = True
        self.trail: Trail | None = None
        #: What a call gave, in its rows that do not name it.
        self.given: str = ""
        #: Most expressions stand where no event can be read.
        self._eventless: Inference | None = None
        #: The last event that could be read: several expressions in a row read the same.
        self._event: RecordType | None = None
        self._eventful: Inference
        #: The declarations of fields: told where a value does not fit.
        self.declared: Sequence[syntax.Field] = ()
        self._expected: tuple[Span, str, Callable[[], Label | None]] | None = None
        self._value: Span | None = None

    def with_local(self, name: str, kind: Type) -> "Place":
        """The same place where one more name can be read: an item of a list, or what a call gave."""
        fields, roots = {**self.fields, name: kind}, {**self.roots, name: "local"}
        return self._within(fields, self.unset - {name}, roots)

    def beside(self, given: str) -> "Place":
        """The same place, beside a row in which what a call gave is known by this name."""
        inner = self._within(self.fields, self.unset, self.roots)
        inner.given = given
        return inner

    def _within(self, fields: Mapping[str, Type], unset: frozenset[str], roots: Mapping[str, str]) -> "Place":
        inner = Place(self.names, self.reporter, fields, root=self.root, unset=unset, roots=roots)
        inner.calendar, inner.trail, inner.customer = self.calendar, self.trail, self.customer
        inner.declared = self.declared
        return inner

    @property
    def customer_type(self) -> Type:
        """What is known of the customer: where nobody declared one, nothing, and that is said elsewhere."""
        return self.names.customer_type if self.names.customer else UNKNOWN

    def inference(self, event: RecordType | None = None) -> Inference:
        """Inference where an event can be read, or none."""
        if event is not None:
            if event is not self._event:
                self._event, self._eventful = event, self._inference({"event": event})
            return self._eventful
        if self._eventless is None:
            self._eventless = self._inference({})
        return self._eventless

    def _inference(self, records: dict[str, Type]) -> Inference:
        if self.customer:
            records = {"customer": self.customer_type, **records}
        reporter = self.reporter
        return Inference(
            Environment(
                self.root,
                self.fields,
                records,
                self.problem,
                self.unset,
                reporter.lost,
                reporter.near,
                self.roots,
                self.names.decision_types,
                self.given,
            )
        )

    def problem(self, problem: Problem) -> None:
        """Say what inference found; of a field that may be unset, the way on which it is, and of a value that
        does not fit, what is declared.
        """
        if self.reporter.muted:
            self.reporter.problem(problem)
            return
        span = Span(problem.start, problem.end)
        name, way, labels = self.reporter.source.slice(span), "", tuple[Label, ...]()
        if problem.rule == "unset-field" and self.trail is not None:
            way, labels = self.trail(name.partition(".")[0])
            labels = tuple(label for label in labels if not self._writes(label.span, span))
        elif problem.rule == "optional-not-tested" and any(one.name.text == name for one in self.declared):
            labels = _labels(declared_label(self.declared, name, self.reporter))
        elif self._expected and self._expected[0] == span and problem.message.endswith(self._expected[1]):
            labels = _labels(self._expected[2]())
        self.reporter.problem(problem, way, labels)

    def _writes(self, field: Span, read: Span) -> bool:
        """Whether a field is written by the value that is typed now, in which something is read."""
        value = self._value
        if value is None or not value.start <= read.start < value.end:
            return False
        return self.reporter.source.text[field.end : value.start].strip() == "="

    def check(
        self,
        value: Expression,
        kind: Type,
        known: Known,
        purpose: str,
        declared: Callable[[], Label | None],
        event: RecordType | None = None,
    ) -> None:
        """Type a value that is written or given, with the declaration it must fit."""
        self._expected = (span_of(value), purpose, declared)
        self._value = span_of(value)
        self.inference(event).check(value, kind, known, purpose)
        self._expected = self._value = None

    def channels(self, channels: list[Word]) -> None:
        """Say channels that no touchpoint has, and those that are named twice."""
        for index, channel in enumerate(channels):
            if channel.text not in self.names.channels:
                cure = f"declare it in a touchpoint: `channel {channel.text}: show, ask`"
                self.reporter.undefined(channel, "channel", self.names.channels, cure)
            first = (
                next((one for one in channels[:index] if one.text == channel.text), None) if index else None
            )
            if first:
                self.reporter.duplicate(
                    channel, "channel", first, self.reporter.source, "leave the second one out"
                )

    # ── conditions and times ─────────────────────────────────────────────────────────────────────────

    def condition(self, guard: Expression | None, known: Known, event: RecordType | None = None) -> Known:
        """Type a condition; what is known where it holds."""
        if guard is None:
            return known
        self.inference(event).check(guard, BOOL, known, " as a condition")
        return known | narrowed(guard, truth=True)

    def duration(self, value: Expression, known: Known = NOTHING) -> None:
        """Type how long something takes by the clock."""
        self.inference().check(value, DURATION, known, " as a time")

    def delay(self, value: Expression, known: Known = NOTHING) -> None:
        """Type how long is waited: by the clock, or in business time where there is a calendar."""
        inference = self.inference()
        if inference.infer(value, known, DURATION) != BUSINESS_TIME:
            if not assignable(value.type, DURATION, value):
                inference.check(value, DURATION, known, " as a time")
        elif not self.calendar:
            message = "business time needs a calendar"
            cure = "name one in the journey: `calendar NAME`"
            if self.root != "context":
                cure = "only journeys have one; write plain days or hours"
            self.reporter.error("missing-declaration", value, message, cure)

    def instant(self, value: Expression, known: Known) -> None:
        """Type a moment."""
        self.inference().check(value, INSTANT, known, " as a moment")

    # ── fields ───────────────────────────────────────────────────────────────────────────────────────

    def target(self, path: list[Word], known: Known, *, of_customer: bool = False) -> Type:
        """The type of a field that is written or asked for; one `of_customer` only where that may be."""
        first = path[0]
        if first.text in self.roots:
            message = f"`{first.text}` cannot be set"
            cure = "it is given; keep what the journey learns in its `context`"
            self.reporter.error("type-mismatch", first, message, cure)
            return UNKNOWN
        if first.text == "customer" and "customer" not in self.fields:
            if not of_customer:
                name = ".".join(word.text for word in path)
                message = f"`{name}` belongs to the customer, and a field of the journey is needed here"
                self.reporter.error("type-mismatch", first, message, "name a field of its `context`")
                return UNKNOWN
            if not self._customer_field(path):
                return UNKNOWN
        elif first.text == "event" and "event" not in self.fields:
            cure = "what has happened does not change; keep what the journey learns in its `context`"
            self.reporter.error("type-mismatch", first, "`event` cannot be set", cure)
            return UNKNOWN
        elif first.text not in self.fields:
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
        if before.type != UNKNOWN:
            inference.infer(written, known)
        return UNKNOWN

    def _customer_field(self, path: list[Word]) -> bool:
        """Whether a field of the customer may be written: not who they are, nor all of them at once."""
        reporter, declared = self.reporter, self.names.customer
        if len(path) == 1:
            message = "the customer cannot be set as a whole"
            reporter.error("type-mismatch", path[0], message, "set a field: `set customer.… = …`")
            return False
        own = declared.node.fields if declared else ()
        field = next((field for field in own if field.name.text == path[1].text), None)
        if declared is None or field is None or not (field.key or field.alias):
            return True
        name = f"`customer.{field.name.text}`"
        message = f"{name} says who the customer is, and never changes"
        cure, label = "set another field", "the key is declared here"
        if not field.key:
            message = f"{name} tells who the customer is, so it is not set here"
            cure = "let the system that knows it tell it, or keep it in a field that is no `alias`"
            label = "it is declared here as an `alias`"
        labels = (Label(declared.reporter.source, span_of(field.name), label),)
        reporter.error("type-mismatch", path[1], message, cure, labels)
        return False

    def declaration(self, path: list[Word]) -> Label | None:
        """Where a field is declared that is written, if it can be told."""
        if len(path) == 1:
            return declared_label(self.declared, path[0].text, self.reporter)
        record = required(self.type_at(tuple(word.text for word in path[:-1])))
        owner = self.names.type_nodes.get(record.name)
        if owner is not None and isinstance(owner.node, syntax.Record):
            return declared_label(owner.node.fields, path[-1].text, owner.reporter)
        return None

    def type_at(self, path: tuple[str, ...]) -> Type:
        """The declared type of a field of the context, through records that may be missing."""
        first, *inner = path
        current = self.customer_type if first == "customer" else self.fields.get(first, UNKNOWN)
        for name in inner:
            record = required(current)
            current = (
                record.fields[name] if isinstance(record, RecordType) and name in record.fields else UNKNOWN
            )
        return current

    # ── texts ────────────────────────────────────────────────────────────────────────────────────────

    def text(
        self, text: syntax.Text, known: Known = NOTHING, extra: Mapping[str, Type] | None = None
    ) -> None:
        """Check a template against the fields that can be shown; what may not be set yet may be missing."""
        if "{" not in text.value:
            return
        fields = {"customer": self.customer_type, **self.fields, **(extra or {})}
        words = fields.keys() & _NAME.findall(text.value)
        fields |= {name: optional(fields[name]) for name in words if name in self.unset and name not in known}
        for path in sorted(path for path in known if path.partition(".")[0] in words):
            fields = _certain(fields, path.split("."))
        for problem in check_template(text.value, fields):
            span = text_span(text, problem.start, problem.end)
            found = _NAME.match(self.reporter.source.text, *span)
            name = found[0] if found else ""
            if name and name in self.reporter.lost:
                continue
            unset = problem.message == f"`{name}` may be missing" and name in self.unset - known
            if unset or problem.message == f"`{name}` is not known here":
                # In the words of expressions, so that what is wrong in both is one finding.
                self.inference().infer(Path(*span, [Word(*span, name)]), known)
            else:
                near = self.reporter.near(name, [problem.replacement]) if problem.replacement else None
                rule, message, cure, cause = problem.rule, problem.message, problem.help, problem.cause
                self.reporter.problem(Problem(rule, message, *span, cure, near, cause))


def _labels(label: Label | None) -> tuple[Label, ...]:
    return () if label is None else (label,)


def channel_type(names: Names, *, certain: bool) -> Type:
    """The type of the channel an event came from; what a system sends may come from none."""
    channel = names.types[CHANNEL]
    return channel if certain else optional(channel)


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
    return {**fields, first: RecordType(kind.name, _certain(dict(kind.fields), rest), whole=kind.whole)}


def text_span(text: syntax.Text, start: int, end: int) -> Span:
    """Where a stretch of a text's value stands in the source."""
    if not text.value:
        return span_of(text)
    offsets = text.offsets
    start = min(start, len(text.value) - 1)
    end = max(start + 1, min(end, len(text.value)))
    first, last = (
        (text.start + 1 + start, text.start + end) if offsets is None else (offsets[start], offsets[end - 1])
    )
    # A text that changed places with a word, so that it could be read, stands where that word is.
    return Span(first, last + 1) if last < text.end else span_of(text)
