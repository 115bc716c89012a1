"""Makes the syntax tree of what happens in journeys: one method for each rule of the grammar, named like it.

Every method takes the offsets of the rule's first and last character, then its children; tokens come by
number.
"""

from typing import Any

from journeyc.compiler import syntax as tree
from journeyc.compiler.expression_builder import ExpressionBuilder
from journeyc.compiler.text_literal import read_text
from journeyc.expression import types
from journeyc.expression.syntax import Expression, Word


class ClauseBuilder(ExpressionBuilder):
    """The rules of clauses, targets, effects and patterns."""

    def last_weekday(self, _start: int, _end: int, token: int) -> Word:
        return self._word(token)

    for_segment = as_name = last_weekday

    reached = last_weekday

    def within(self, _start: int, _end: int, value: Expression) -> Expression:
        return value

    timeout = within

    at_once = last_weekday

    def handler(
        self,
        start: int,
        end: int,
        events: list[Word],
        channels: list[Word] | None,
        guard: Expression | None,
        tail: tree.Tail,
    ) -> tree.Handler:
        return tree.Handler(start, end, events, channels or [], guard, tail)

    def after(
        self, start: int, end: int, when: Expression, guard: Expression | None, tail: tree.Tail
    ) -> tree.Timer:
        return tree.Timer(start, end, "after", when, None, guard, tail)

    def at(
        self, start: int, end: int, when: Expression, guard: Expression | None, tail: tree.Tail
    ) -> tree.Timer:
        return tree.Timer(start, end, "at", when, None, guard, tail)

    def every(
        self, start: int, end: int, when: Expression, times: int, guard: Expression | None, tail: tree.Tail
    ) -> tree.Timer:
        return tree.Timer(start, end, "every", when, self._word(times), guard, tail)

    def when(self, start: int, end: int, condition: Expression, tail: tree.Tail) -> tree.When:
        return tree.When(start, end, condition, tail)

    def undo(self, start: int, end: int, effects: list[tree.Effect]) -> tree.Boundary:
        return tree.Boundary(start, end, "undo", effects)

    def call_service(
        self,
        start: int,
        end: int,
        service: list[Word],
        arguments: list[tree.Argument] | None,
        retry: tree.Retry | None,
        timeout: Expression | None,
        keep: Expression | None,
        *outcomes: tree.Outcome,
    ) -> tree.ServiceCall:
        name = self._dotted(service)
        return tree.ServiceCall(start, end, name, arguments or [], retry, timeout, keep, list(outcomes))

    def retry(
        self, start: int, end: int, times: int, every: Expression, backoff: Expression | None
    ) -> tree.Retry:
        return tree.Retry(start, end, self._word(times), every, backoff)

    def backoff(self, start: int, end: int, token: int) -> Expression:
        kind = types.INT if self._tokens.kinds[token] == "INT" else types.DECIMAL
        return self._number(start, end, token, kind)

    def ok_row(self, start: int, end: int, name: Word | None, tail: tree.Tail) -> tree.Outcome:
        return tree.Outcome(start, end, "ok", name, tail)

    def fails_row(self, start: int, end: int, name: int, tail: tree.Tail) -> tree.Outcome:
        return tree.Outcome(start, end, "fails", self._word(name), tail)

    def no_answer_row(self, start: int, end: int, tail: tree.Tail) -> tree.Outcome:
        return tree.Outcome(start, end, "no answer", None, tail)

    def other_outcome(self, start: int, end: int, tail: tree.Tail) -> tree.Outcome:
        return tree.Outcome(start, end, "otherwise", None, tail)

    def run_journey(
        self,
        start: int,
        end: int,
        name: int,
        arguments: list[tree.Argument] | None,
        *outcomes: tree.Outcome,
    ) -> tree.SubJourney:
        return tree.SubJourney(start, end, self._word(name), arguments or [], list(outcomes))

    def ends_row(self, start: int, end: int, name: int, tail: tree.Tail) -> tree.Outcome:
        return tree.Outcome(start, end, "ends", self._word(name), tail)

    def enter(self, start: int, end: int, effects: list[tree.Effect]) -> tree.Boundary:
        return tree.Boundary(start, end, "enter", effects)

    def leave(self, start: int, end: int, effects: list[tree.Effect]) -> tree.Boundary:
        return tree.Boundary(start, end, "leave", effects)

    def say(
        self, start: int, end: int, language: int | None, text: tree.Text, channels: list[Word] | None
    ) -> tree.Say:
        return tree.Say(start, end, self._optional_word(language), text, channels or [])

    def ask(self, start: int, end: int, *items: tree.AskItem) -> tree.Ask:
        return tree.Ask(start, end, list(items))

    def ask_item(self, start: int, end: int, again: int | None, path: list[Word]) -> tree.AskItem:
        return tree.AskItem(start, end, path, again is not None)

    def remind(
        self, start: int, end: int, name: int, arguments: list[tree.Argument] | None, *after: Expression
    ) -> tree.Remind:
        return tree.Remind(start, end, self._word(name), arguments or [], list(after))

    def via(self, _start: int, _end: int, names: list[Word]) -> list[Word]:
        return names

    from_ = for_ = needs = via

    def to_place(self, start: int, end: int, name: int, undoing: int | None) -> tree.Target:
        return tree.Target(start, end, "place", self._word(name), undoing is not None)

    def to_back(self, start: int, end: int, undoing: int | None) -> tree.Target:
        return tree.Target(start, end, "back", Word(start, end, "back"), undoing is not None)

    def to_last(self, start: int, end: int, name: int, undoing: int | None) -> tree.Target:
        return tree.Target(start, end, "last", self._word(name), undoing is not None)

    def goto(self, start: int, end: int, target: tree.Target, effects: list[tree.Effect] | None) -> tree.Tail:
        return tree.Tail(start, end, target, effects or [])

    tail_arrow = goto

    def tail_block(self, start: int, end: int, effects: list[tree.Effect]) -> tree.Tail:
        return tree.Tail(start, end, None, effects)

    def block(self, _start: int, _end: int, *effects: tree.Effect) -> list[tree.Effect]:
        return list(effects)

    def set_effect(self, start: int, end: int, path: list[Word], value: Expression) -> tree.SetEffect:
        return tree.SetEffect(start, end, path, value)

    def notify_effect(
        self, start: int, end: int, name: int, arguments: list[tree.Argument] | None
    ) -> tree.NotifyEffect:
        return tree.NotifyEffect(start, end, self._word(name), arguments or [])

    def raise_effect(
        self, start: int, end: int, name: int, arguments: list[tree.Argument] | None
    ) -> tree.EventEffect:
        return tree.EventEffect(start, end, "raise", self._word(name), arguments or [])

    def emit_effect(
        self, start: int, end: int, name: int, arguments: list[tree.Argument] | None
    ) -> tree.EventEffect:
        return tree.EventEffect(start, end, "emit", self._word(name), arguments or [])

    def start_effect(
        self, start: int, end: int, name: int, arguments: list[tree.Argument] | None
    ) -> tree.StartEffect:
        return tree.StartEffect(start, end, self._word(name), arguments or [])

    def note_effect(self, start: int, end: int, text: tree.Text) -> tree.NoteEffect:
        return tree.NoteEffect(start, end, text)

    def event_names(self, _start: int, _end: int, *paths: list[Word]) -> list[Word]:
        return [self._dotted(path) for path in paths]

    def _dotted(self, path: list[Word]) -> Word:
        """A path as one name; one that had to be made up, if only in part, has no text."""
        if len(path) == 1:
            return path[0]
        parts = [word.text for word in path]
        return Word(path[0].start, path[-1].end, ".".join(parts) if all(parts) else "")

    def rule(
        self,
        start: int,
        end: int,
        name: int,
        title: tree.Text | None,
        pattern: tree.Pattern,
        guard: Expression | None,
        effects: list[tree.Effect],
    ) -> tree.Rule:
        return tree.Rule(start, end, self._word(name), title, pattern, guard, effects)

    def single(self, start: int, end: int, event: list[Word], channels: list[Word] | None) -> tree.Pattern:
        return tree.Pattern(start, end, "single", [self._dotted(event)], None, channels or [], None)

    def repeated(
        self,
        start: int,
        end: int,
        count: int | None,
        event: list[Word],
        channels: list[Word] | None,
        within: Expression,
    ) -> tree.Pattern:
        times = self._optional_word(count)
        return tree.Pattern(start, end, "repeated", [self._dotted(event)], times, channels or [], within)

    def sequence(self, start: int, end: int, *parts: Any) -> tree.Pattern:
        *events, within = parts
        return tree.Pattern(start, end, "sequence", self.event_names(start, end, *events), None, [], within)

    def absence(
        self, start: int, end: int, first: list[Word], then: list[Word], within: Expression
    ) -> tree.Pattern:
        return tree.Pattern(
            start, end, "absence", self.event_names(start, end, first, then), None, [], within
        )

    def text(self, start: int, end: int, token: int) -> tree.Text:
        value, offsets = read_text(self._words[token], start)
        return tree.Text(start, end, value, offsets)
