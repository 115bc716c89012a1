"""Makes the syntax tree of what the parser recognises: one method for each rule of the grammar, named like
it.

Every method takes the offsets of the rule's first and last character, then its children; tokens come by
number.
"""

from typing import Any

from journeyc.compiler import syntax as tree
from journeyc.compiler.journey_builder import JourneyBuilder, only
from journeyc.expression.syntax import Expression, Word


class TreeBuilder(JourneyBuilder):
    """The rules of `journey.lark` for declarations; those for journeys and expressions are inherited."""

    def file(self, start: int, end: int, *declarations: tree.Declaration) -> tree.File:
        return tree.File(start, end, list(declarations))

    def import_(self, start: int, end: int, path: tree.Text) -> tree.Import:
        return tree.Import(start, end, path)

    def touchpoint(
        self, start: int, end: int, name: int, title: tree.Text | None, *channels: tree.Channel
    ) -> tree.Touchpoint:
        return tree.Touchpoint(start, end, self._word(name), title, list(channels))

    def channel(self, start: int, end: int, name: int, abilities: list[Word]) -> tree.Channel:
        return tree.Channel(start, end, self._word(name), abilities)

    def enum_declaration(self, start: int, end: int, name: int, members: list[Word]) -> tree.Enum:
        return tree.Enum(start, end, self._word(name), members)

    def record_declaration(self, start: int, end: int, name: int, fields: list[tree.Field]) -> tree.Record:
        return tree.Record(start, end, self._word(name), fields)

    def customer(self, start: int, end: int, *fields: tree.Field) -> tree.Customer:
        return tree.Customer(start, end, list(fields))

    def customer_field(
        self,
        start: int,
        _end: int,
        key: int | None,
        private: int | None,
        alias: int | None,
        field: tree.Field,
    ) -> tree.Field:
        field.start = start
        field.key, field.private, field.alias = key is not None, private is not None, alias is not None
        return field

    def event(
        self,
        start: int,
        end: int,
        name: int,
        fields: list[tree.Field] | None,
        keep: Expression | None,
        to_all: str | None,
    ) -> tree.Event:
        return tree.Event(start, end, self._word(name), fields or [], keep, to_all is not None)

    def to_all(self, _start: int, _end: int) -> str:
        return "to all runs"

    def service(
        self,
        start: int,
        end: int,
        name: list[Word],
        parameters: list[tree.Field] | None,
        gives: tree.TypeUse | None,
        failures: list[Word] | None,
    ) -> tree.Service:
        return tree.Service(start, end, self._dotted(name), parameters or [], gives, failures or [])

    def gives(self, _start: int, _end: int, kind: tree.TypeUse) -> tree.TypeUse:
        return kind

    def fails(self, _start: int, _end: int, names: list[Word]) -> list[Word]:
        return names

    def queue(self, start: int, end: int, name: int, title: tree.Text | None) -> tree.Worker:
        return self._worker(start, end, "queue", name, title, ())

    def queue_with(
        self, start: int, end: int, name: int, title: tree.Text | None, *items: Any
    ) -> tree.Worker:
        return self._worker(start, end, "queue", name, title, items)

    def bot(self, start: int, end: int, name: int, title: tree.Text | None) -> tree.Worker:
        return self._worker(start, end, "bot", name, title, ())

    def bot_with(self, start: int, end: int, name: int, title: tree.Text | None, *items: Any) -> tree.Worker:
        return self._worker(start, end, "bot", name, title, items)

    def _worker(
        self, start: int, end: int, kind: str, name: int, title: tree.Text | None, items: tuple[Any, ...]
    ) -> tree.Worker:
        fields = [field for item in items if isinstance(item, list) for field in item]
        return tree.Worker(start, end, kind, self._word(name), title, fields, only(tree.WorkDeadline, items))

    def sees(self, _start: int, _end: int, *fields: list[Word]) -> list[list[Word]]:
        return list(fields)

    def claim_within(self, start: int, end: int, within: Expression) -> tree.WorkDeadline:
        return tree.WorkDeadline(start, end, "claim", within)

    def answer_within(self, start: int, end: int, within: Expression) -> tree.WorkDeadline:
        return tree.WorkDeadline(start, end, "answer", within)

    def segment(
        self, start: int, end: int, name: int, title: tree.Text | None, condition: Expression
    ) -> tree.Segment:
        return tree.Segment(start, end, self._word(name), title, condition)

    def fields(self, _start: int, _end: int, *fields: tree.Field) -> list[tree.Field]:
        return list(fields)

    def field(
        self, start: int, end: int, name: int, type_use: tree.TypeUse, default: Expression | None
    ) -> tree.Field:
        return tree.Field(start, end, self._word(name), type_use, default)

    parameter = field

    def default(self, _start: int, _end: int, value: Expression) -> Expression:
        return value

    keep = default

    def enum_type(self, start: int, end: int, members: list[Word], question: int | None) -> tree.TypeUse:
        return tree.TypeUse(start, end, None, None, members, question is not None)

    def named_type(self, start: int, end: int, name: int, question: int | None) -> tree.TypeUse:
        return tree.TypeUse(start, end, self._word(name), None, [], question is not None)

    def list_type(self, start: int, end: int, item: tree.TypeUse) -> tree.TypeUse:
        return tree.TypeUse(start, end, None, item, [], optional=False)

    def notification(
        self,
        start: int,
        end: int,
        name: int,
        parameters: list[tree.Field] | None,
        title: tree.Text | None,
        *items: Any,
    ) -> tree.Notification:
        channels = next((item for item in items if isinstance(item, list)), [])
        settings, messages = only(tree.Setting, items), only(tree.Message, items)
        return tree.Notification(
            start, end, self._word(name), title, parameters or [], channels, settings, messages
        )

    def parameters(self, _start: int, _end: int, *fields: tree.Field | None) -> list[tree.Field]:
        return [field for field in fields if field is not None]

    def category(self, start: int, end: int, name: int) -> tree.Setting:
        return tree.Setting(start, end, "category", self._word(name))

    def expires(self, start: int, end: int, after: Expression) -> tree.Setting:
        return tree.Setting(start, end, "expires", after)

    def subject(
        self, start: int, end: int, language: int | None, channels: list[Word] | None, text: tree.Text
    ) -> tree.Message:
        return tree.Message(start, end, "subject", self._optional_word(language), channels or [], text)

    def body_text(
        self, start: int, end: int, language: int | None, channels: list[Word] | None, text: tree.Text
    ) -> tree.Message:
        return tree.Message(start, end, "text", self._optional_word(language), channels or [], text)

    def body_html(
        self, start: int, end: int, language: int | None, channels: list[Word] | None, text: tree.Text
    ) -> tree.Message:
        return tree.Message(start, end, "html", self._optional_word(language), channels or [], text)

    def policy(self, start: int, end: int, name: int, *items: Any) -> tree.Policy:
        return tree.Policy(start, end, self._word(name), list(items))

    def quiet(self, start: int, end: int, hours: tree.Hours, zone: Expression | None) -> tree.Quiet:
        return tree.Quiet(start, end, hours, zone)

    def in_zone(self, _start: int, _end: int, _in: int, zone: Expression) -> Expression:
        return zone

    def cap(self, start: int, end: int, count: int, category: int | None, per: Expression) -> tree.Cap:
        return tree.Cap(start, end, self._word(count), self._optional_word(category), per)

    def consent(
        self, start: int, end: int, category: int | None, channels: list[Word], condition: Expression
    ) -> tree.Consent:
        return tree.Consent(start, end, self._optional_word(category), channels, condition)

    def calendar(self, start: int, end: int, name: int, *items: Any) -> tree.Calendar:
        openings, closed = only(tree.Opening, items), only(tree.Closed, items)
        return tree.Calendar(start, end, self._word(name), only(tree.Text, items), openings, closed)

    def calendar_zone(self, _start: int, _end: int, zone: tree.Text) -> tree.Text:
        return zone

    def opening(self, start: int, end: int, days: list[tree.Weekdays], *hours: tree.Hours) -> tree.Opening:
        return tree.Opening(start, end, days, list(hours))

    def hours(self, start: int, end: int, first: int, last: int) -> tree.Hours:
        return tree.Hours(start, end, self._time(first), self._time(last))

    def closed(self, start: int, end: int, *days: tree.Dates) -> tree.Closed:
        return tree.Closed(start, end, list(days))

    def closed_days(self, start: int, end: int, first: int, last: Expression | None) -> tree.Dates:
        return tree.Dates(start, end, self._date(first), last)

    def until(self, _start: int, _end: int, last: int) -> Expression:
        return self._date(last)

    def decision(
        self,
        start: int,
        end: int,
        name: int,
        parameters: list[tree.Field],
        gives: tree.TypeUse,
        policy: tree.HitPolicy | None,
        *rows: tree.DecisionRow,
    ) -> tree.Decision:
        return tree.Decision(start, end, self._word(name), parameters, gives, policy, list(rows))

    def hit_first(self, start: int, end: int) -> tree.HitPolicy:
        return tree.HitPolicy(start, end, "first", "")

    def hit_unique(self, start: int, end: int) -> tree.HitPolicy:
        return tree.HitPolicy(start, end, "unique", "")

    def hit_any(self, start: int, end: int) -> tree.HitPolicy:
        return tree.HitPolicy(start, end, "any", "")

    def hit_priority(self, start: int, end: int) -> tree.HitPolicy:
        return tree.HitPolicy(start, end, "priority", "")

    def hit_collect(self, start: int, end: int, aggregation: str | None) -> tree.HitPolicy:
        return tree.HitPolicy(start, end, "collect", aggregation or "")

    def total(self, _start: int, _end: int) -> str:
        return "sum"

    def least(self, _start: int, _end: int) -> str:
        return "min"

    def most(self, _start: int, _end: int) -> str:
        return "max"

    def how_many(self, _start: int, _end: int) -> str:
        return "count"

    def decision_when(
        self, start: int, end: int, condition: Expression, value: Expression
    ) -> tree.DecisionRow:
        return tree.DecisionRow(start, end, condition, value)

    def decision_otherwise(self, start: int, end: int, value: Expression) -> tree.DecisionRow:
        return tree.DecisionRow(start, end, None, value)

    def scenario(self, start: int, end: int, title: tree.Text, journey: int, *items: Any) -> tree.Scenario:
        return tree.Scenario(start, end, title, self._word(journey), list(items))

    def scenario_at(self, start: int, end: int, when: Expression) -> tree.Instant:
        return tree.Instant(start, end, when)

    def given(self, start: int, end: int, path: list[Word], value: Expression) -> tree.Given:
        return tree.Given(start, end, path, value)

    answer = given

    def stub(self, start: int, end: int, name: list[Word], result: tree.Stub) -> tree.Stub:
        result.start, result.end, result.stands_for = start, end, self._dotted(name)
        return result

    def stub_gives(self, start: int, end: int, value: Expression) -> tree.Stub:
        return tree.Stub(start, end, Word(start, start, ""), "gives", value, None)

    def stub_fails(self, start: int, end: int, name: int) -> tree.Stub:
        return tree.Stub(start, end, Word(start, start, ""), "fails", None, self._word(name))

    def stub_silent(self, start: int, end: int) -> tree.Stub:
        return tree.Stub(start, end, Word(start, start, ""), "silent", None, None)

    def stub_ok(self, start: int, end: int) -> tree.Stub:
        return tree.Stub(start, end, Word(start, start, ""), "ok", None, None)

    def stub_down(self, start: int, end: int) -> tree.Stub:
        return tree.Stub(start, end, Word(start, start, ""), "down", None, None)

    def stub_ends(self, start: int, end: int, name: int) -> tree.Stub:
        return tree.Stub(start, end, Word(start, start, ""), "ends", None, self._word(name))

    def scenario_on(
        self,
        start: int,
        end: int,
        event: list[Word],
        arguments: list[tree.Argument] | None,
        channels: list[Word] | None,
    ) -> tree.Sent:
        return tree.Sent(start, end, self._dotted(event), arguments or [], channels or [])

    def scenario_answer(self, start: int, end: int, *items: Any) -> tree.Answered:
        *answers, channels = items
        return tree.Answered(start, end, answers, channels or [])

    def scenario_start(self, start: int, end: int, arguments: list[tree.Argument] | None) -> tree.Begun:
        return tree.Begun(start, end, arguments or [])

    def wait(self, start: int, end: int, time: Expression) -> tree.Wait:
        return tree.Wait(start, end, time)

    def expect_at(self, start: int, end: int, negation: int | None, name: int) -> tree.Expect:
        return self._expect(start, end, "at", negation, self._word(name))

    def expect_ended(self, start: int, end: int, name: int) -> tree.Expect:
        return self._expect(start, end, "ended", None, self._word(name))

    def expect_paused(self, start: int, end: int) -> tree.Expect:
        return self._expect(start, end, "paused", None, None)

    def expect_notified(
        self, start: int, end: int, negation: int | None, name: int, channels: list[Word] | None
    ) -> tree.Expect:
        return self._expect(start, end, "notified", negation, self._word(name), channels)

    def because(self, _start: int, _end: int, reason: int) -> Word:
        return self._word(reason)

    def expect_suppressed(
        self, start: int, end: int, negation: int | None, name: int, reason: Word | None
    ) -> tree.Expect:
        expected = self._expect(start, end, "suppressed", negation, self._word(name))
        expected.reason = reason
        return expected

    def expect_emitted(self, start: int, end: int, negation: int | None, event: int) -> tree.Expect:
        return self._expect(start, end, "emitted", negation, self._word(event))

    def expect_fired(self, start: int, end: int, negation: int | None, rule: int) -> tree.Expect:
        return self._expect(start, end, "fired", negation, self._word(rule))

    def expect_refused(self, start: int, end: int, event: int, reason: int) -> tree.Expect:
        return tree.Expect(
            start,
            end,
            "refused",
            negated=False,
            name=self._word(event),
            channels=[],
            reason=self._word(reason),
            condition=None,
        )

    def expect_that(self, start: int, end: int, condition: Expression) -> tree.Expect:
        return tree.Expect(
            start, end, "that", negated=False, name=None, channels=[], reason=None, condition=condition
        )

    def _expect(
        self,
        start: int,
        end: int,
        kind: str,
        negation: int | None,
        name: Word | None,
        channels: list[Word] | None = None,
    ) -> tree.Expect:
        return tree.Expect(start, end, kind, negation is not None, name, channels or [], None, None)
