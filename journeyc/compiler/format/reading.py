"""What the parser knows of a text that its tokens alone do not say: which braces hold clauses, where a clause
may be broken, which words are units.

A keyword may be a name, so none of this can be told from the words. Here a rule gives the offset of its first
character as its value, and a terminal its number.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NamedTuple

from journeyc.grammar.parser import parse
from journeyc.grammar.tables import tables
from journeyc.grammar.tokens import Tokens


class Body(NamedTuple):
    """What stands between braces: the rule it belongs to, its items, and the closing brace."""

    rule: str
    items: tuple[int, ...]
    close: int


#: The rules with clauses in braces: how many children stand before the clauses, and which is the title.
_BODIES: dict[str, tuple[int, int | None]] = {
    "anytime": (3, 2),
    "bot_with": (2, 1),
    "branch": (2, 1),
    "calendar": (1, None),
    "call_service": (5, None),
    "choice": (2, 1),
    "customer": (0, None),
    "decision": (4, None),
    "each": (6, 1),
    "journey": (3, 2),
    "migrate": (1, None),
    "notification": (3, 2),
    "parallel": (2, 1),
    "pause": (0, None),
    "policy": (1, None),
    "queue_with": (2, 1),
    "run_journey": (2, None),
    "scenario": (2, None),
    "split": (2, 1),
    "stage": (3, 1),
    "step": (5, 1),
    "touchpoint": (2, 1),
}
_SHORT = frozenset({"migrate", "touchpoint"})
#: Parts of a clause that may go to a new line.
_PARTS = (
    "at_once",
    "by_bot",
    "by_queue",
    "fails",
    "for_segment",
    "from_",
    "gives",
    "in_zone",
    "keep",
    "needs",
    "reenter_cap",
    "retry",
    "timeout",
    "to_all",
    "via",
    "via_best",
    "within",
)
#: Children before which a clause may be broken: titles, and what stands behind a word such as `when` or
#: `within`, which then goes to the new line with it.
_TITLE: dict[str, int] = {"end": 1, "goal": 1, "segment": 1}
_BEHIND_A_WORD: dict[str, int] = {
    "absence": 2,
    "after": 1,
    "at": 1,
    "every": 2,
    "goal": 2,
    "handler": 2,
    "remind": 2,
    "repeated": 3,
    "segment": 2,
    "sequence": -1,
    "starts_on": 2,
}


class Reading:
    """What is known of a text, by offsets; where a terminal is meant, by its number."""

    def __init__(self, tokens: Tokens) -> None:
        #: Bodies by the clause they belong to; those that may stand on one line by their opening brace.
        self.bodies: dict[int, Body] = {}
        self.short: dict[int, Body] = {}
        self.items: tuple[int, ...] = ()
        #: Where a clause may be broken: before a part, before the word that leads a part, before an operator.
        self.parts: set[int] = set()
        self.worded: set[int] = set()
        self.operators: set[int] = set()
        #: Parentheses that group, the signs of numbers, and numbers with the unit behind them.
        self.groups: set[int] = set()
        self.signs: set[int] = set()
        self.units: list[tuple[int, int]] = []
        self._kinds = tokens.kinds
        actions: dict[str, Callable[..., Any]] = {rule.name: _start for rule in tables().rules}
        actions |= {rule: self._body(rule, *shape) for rule, shape in _BODIES.items()}
        actions |= dict.fromkeys(_PARTS, _adding(self.parts))
        actions |= {rule: self._broken_before(rule) for rule in _TITLE | _BEHIND_A_WORD}
        actions |= {
            "file": self._file,
            "context": self._context,
            "rule": self._rule,
            "fields": self._short("fields"),
            "block": self._short("block"),
            "group": _adding(self.groups),
            "unary": self._unary,
            "binary": self._binary,
            "duration": self._duration,
            "business_time": self._duration,
        }
        self.faults = parse(tokens, SimpleNamespace(**actions)).faults
        #: Tokens by offset.
        self.numbers = dict(zip(tokens.starts, range(len(tokens.starts)), strict=True))
        if not self.faults:
            self._shorten(tokens)

    def _shorten(self, tokens: Tokens) -> None:
        for start in [start for start, body in self.bodies.items() if body.rule in _SHORT]:
            body = self.bodies.pop(start)
            opening = self.numbers[body.items[0] if body.items else body.close] - 1
            self.short[tokens.starts[opening]] = body

    def _file(self, start: int, _end: int, *items: int) -> int:
        self.items = items
        return start

    def _body(self, rule: str, before: int, title: int | None) -> Callable[..., int]:
        bodies, parts = self.bodies, self.parts

        def action(start: int, end: int, *children: Any) -> int:
            bodies[start] = Body(rule, children[before:], end - 1)
            if title is not None and children[title] is not None:
                parts.add(children[title])
            return start

        return action

    def _short(self, rule: str) -> Callable[..., int]:
        short = self.short

        def action(start: int, end: int, *items: int) -> int:
            short[start] = Body(rule, items, end - 1)
            return start

        return action

    def _context(self, start: int, _end: int, fields: int) -> int:
        # Where something had to be made up, two things may begin at one place.
        body = self.short.pop(fields, None)
        if body is not None:
            self.bodies[start] = body._replace(rule="context")
        return start

    def _rule(self, start: int, end: int, *children: Any) -> int:
        _, title, pattern, guard, _ = children
        self.bodies[start] = Body("rule", (pattern,), end - 1)
        self.parts.update(title for title in [title] if title is not None)
        self.worded.update(guard for guard in [guard] if guard is not None)
        return start

    def _broken_before(self, rule: str) -> Callable[..., int]:
        title, behind = _TITLE.get(rule), _BEHIND_A_WORD.get(rule)
        parts, worded = self.parts, self.worded

        def action(start: int, _end: int, *children: Any) -> int:
            if title is not None and children[title] is not None:
                parts.add(children[title])
            if behind is not None and children[behind] is not None:
                worded.add(children[behind])
            return start

        return action

    def _unary(self, start: int, _end: int, operator: int, _operand: int) -> int:
        if self._kinds[operator] == "MINUS":
            self.signs.add(operator)
        return start

    def _binary(self, start: int, _end: int, _left: int, operator: int, _right: int) -> int:
        self.operators.add(operator)
        return start

    def _duration(self, start: int, _end: int, *numbers_and_units: int) -> int:
        self.units += zip(numbers_and_units[::2], numbers_and_units[1::2], strict=True)
        return start


def _start(start: int, _end: int, *_children: Any) -> int:
    return start


def _adding(known: set[int]) -> Callable[..., int]:
    def action(start: int, _end: int, *_children: Any) -> int:
        known.add(start)
        return start

    return action
