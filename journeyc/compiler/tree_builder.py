"""Makes the syntax tree of what the parser recognises: one method for each rule of the grammar, named like
it.

Every method takes the offsets of the rule's first and last character, then its children; tokens come by
number.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from journeyc.compiler import syntax as tree
from journeyc.compiler.expression_builder import ExpressionBuilder
from journeyc.compiler.text_literal import read_text
from journeyc.expression.syntax import Expression, Word

Kind = TypeVar("Kind")


def _only(kind: type[Kind], nodes: tuple[Any, ...]) -> list[Kind]:
    return [node for node in nodes if isinstance(node, kind)]


@lru_cache(maxsize=1)
def _rules() -> list[str]:
    return [name for name in dir(TreeBuilder) if not name.startswith("_") and name != "actions"]


class TreeBuilder(ExpressionBuilder):
    """The rules of `journey.lark`; those of `expression.lark` are inherited."""

    def actions(self) -> dict[str, Callable[..., Any]]:
        """The methods by rule name."""
        return {name: getattr(self, name) for name in _rules()}

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

    def event(self, start: int, end: int, name: int, fields: list[tree.Field] | None) -> tree.Event:
        return tree.Event(start, end, self._word(name), fields or [])

    def fields(self, _start: int, _end: int, *fields: tree.Field) -> list[tree.Field]:
        return list(fields)

    def field(
        self, start: int, end: int, name: int, type_use: tree.TypeUse, default: Expression | None
    ) -> tree.Field:
        return tree.Field(start, end, self._word(name), type_use, default)

    parameter = field

    def default(self, _start: int, _end: int, value: Expression) -> Expression:
        return value

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
        settings, messages = _only(tree.Setting, items), _only(tree.Message, items)
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

    def journey(self, start: int, end: int, name: int, title: tree.Text | None, *items: Any) -> tree.Journey:
        settings = _only(tree.Setting, items)
        plain = [setting for setting in settings if setting.name not in {"one run per", "context"}]
        return tree.Journey(
            start,
            end,
            self._word(name),
            title,
            plain,
            [path for setting in settings if setting.name == "one run per" for path in _paths(setting)],
            [field for setting in settings if setting.name == "context" for field in _fields(setting)],
            _only(tree.Start, items),
            _only(tree.Pause, items),
            [item for item in items if isinstance(item, tree.Step | tree.Choice | tree.End)],
        )

    def version(self, start: int, end: int, number: int) -> tree.Setting:
        return tree.Setting(start, end, "version", self._word(number))

    def owner(self, start: int, end: int, text: tree.Text) -> tree.Setting:
        return tree.Setting(start, end, "owner", text)

    def timezone(self, start: int, end: int, value: Expression) -> tree.Setting:
        return tree.Setting(start, end, "timezone", value)

    def languages(self, start: int, end: int, names: list[Word]) -> tree.Setting:
        return tree.Setting(start, end, "languages", names)

    def one_run_per(self, start: int, end: int, *paths: list[Word]) -> tree.Setting:
        return tree.Setting(start, end, "one run per", list(paths))

    def context(self, start: int, end: int, fields: list[tree.Field]) -> tree.Setting:
        return tree.Setting(start, end, "context", fields)

    def starts(
        self,
        start: int,
        end: int,
        event: int,
        channels: list[Word] | None,
        guard: Expression | None,
        target: Word,
        effects: list[tree.Effect] | None,
    ) -> tree.Start:
        tail = tree.Tail(target.start, end, target, effects or [])
        return tree.Start(start, end, self._word(event), channels or [], guard, tail)

    def pause(self, start: int, end: int, *items: Any) -> tree.Pause:
        settings = _only(tree.Setting, items)
        return tree.Pause(
            start,
            end,
            [setting for setting in settings if setting.name == "idle"],
            _only(tree.Handler, items),
            _only(tree.Remind, items),
            _only(tree.Timer, items),
            any(setting.name == "hold timers" for setting in settings),
        )

    def idle(self, start: int, end: int, after: Expression) -> tree.Setting:
        return tree.Setting(start, end, "idle", after)

    def pause_on(self, start: int, end: int, events: list[Word], channels: list[Word] | None) -> tree.Handler:
        return tree.Handler(start, end, events, channels or [], None, tree.Tail(end, end, None, []))

    def give_up(self, start: int, end: int, after: Expression, tail: tree.Tail) -> tree.Timer:
        return tree.Timer(start, end, "give up", after, None, tail)

    def hold_timers(self, start: int, end: int) -> tree.Setting:
        return tree.Setting(start, end, "hold timers", None)

    def step(
        self,
        start: int,
        end: int,
        name: int,
        title: tree.Text | None,
        channels: list[Word] | None,
        *items: Any,
    ) -> tree.Step:
        return tree.Step(start, end, self._word(name), title, channels or [], list(items))

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
        return tree.Timer(start, end, "after", when, guard, tail)

    def at(
        self, start: int, end: int, when: Expression, guard: Expression | None, tail: tree.Tail
    ) -> tree.Timer:
        return tree.Timer(start, end, "at", when, guard, tail)

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

    def choice(
        self, start: int, end: int, name: int, title: tree.Text | None, *rows: tree.Row
    ) -> tree.Choice:
        return tree.Choice(start, end, self._word(name), title, list(rows))

    def when_row(
        self, start: int, end: int, condition: Expression, target: Word, effects: list[tree.Effect] | None
    ) -> tree.Row:
        return tree.Row(start, end, condition, tree.Tail(target.start, end, target, effects or []))

    def otherwise_row(
        self, start: int, end: int, target: Word, effects: list[tree.Effect] | None
    ) -> tree.Row:
        return tree.Row(start, end, None, tree.Tail(target.start, end, target, effects or []))

    def end(
        self,
        start: int,
        end: int,
        name: int,
        title: tree.Text | None,
        outcome: Word | None,
        effects: list[tree.Effect] | None,
    ) -> tree.End:
        return tree.End(start, end, self._word(name), title, outcome, effects or [])

    def outcome(self, _start: int, _end: int, token: int) -> Word:
        return self._word(token)

    def via(self, _start: int, _end: int, names: list[Word]) -> list[Word]:
        return names

    from_ = for_ = via

    def arrow(self, _start: int, _end: int, target: int) -> Word:
        return self._word(target)

    def tail_arrow(self, start: int, end: int, target: Word, effects: list[tree.Effect] | None) -> tree.Tail:
        return tree.Tail(start, end, target, effects or [])

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

    def text(self, start: int, end: int, token: int) -> tree.Text:
        value, offsets = read_text(self._words[token], start)
        return tree.Text(start, end, value, offsets)


def _paths(setting: tree.Setting) -> list[list[Word]]:
    return setting.value if isinstance(setting.value, list) else []


def _fields(setting: tree.Setting) -> list[tree.Field]:
    return setting.value if isinstance(setting.value, list) else []
