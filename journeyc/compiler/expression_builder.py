"""Makes expression trees of what the parser recognises: one method for each rule of `expression.lark`,
named like it.
"""

from datetime import date, datetime, time
from decimal import Decimal

from journeyc.compiler import syntax as tree
from journeyc.compiler.text_literal import read_text
from journeyc.expression import syntax, types
from journeyc.expression.syntax import Expression, Word
from journeyc.expression.values import MAXIMUM_INTEGER, MAXIMUM_TEXT, Duration, Money
from journeyc.grammar.keywords import UNITS
from journeyc.grammar.tokens import Tokens

_OPERATORS = {
    "OR": "or",
    "AND": "and",
    "NOT": "not",
    "IN": "in",
    "ELSE": "else",
    "LESS": "<",
    "AT_MOST": "<=",
    "MORE": ">",
    "AT_LEAST": ">=",
    "SAME": "==",
    "DIFFERENT": "!=",
    "PLUS": "+",
    "MINUS": "-",
    "STAR": "*",
    "SLASH": "/",
}
#: Months, days and seconds, as no one of them is so many of another.
_LENGTHS = {
    "second": (0, 0, 1),
    "minute": (0, 0, 60),
    "hour": (0, 0, 3600),
    "day": (0, 1, 0),
    "week": (0, 7, 0),
    "month": (1, 0, 0),
}
_LENGTH_OF = {form: _LENGTHS[unit] for unit, forms in UNITS.items() for form in forms}
MAXIMUM_DIGITS = 30
MAXIMUM_UNIT_DIGITS = 7
#: Beyond these a clock somewhere shows a year that cannot be counted.
_FIRST, _LAST = datetime(1, 1, 2), datetime(9999, 12, 30, 23, 59)  # noqa: DTZ001  # a wall clock has no zone
#: A unit that had to be made up has no text.
_BUSINESS_UNITS = frozenset({*UNITS["hour"], *UNITS["day"], ""})
#: Expressions in expressions: what later passes walk down must fit on their stack.
MAXIMUM_DEPTH = 100


class ExpressionBuilder:
    """The rules of `expression.lark`; a literal out of its range gets the unknown type and is refused by
    inference.
    """

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        # Nearly half of all nodes are words: their columns are at hand.
        self._starts, self._ends, self._words = tokens.starts, tokens.ends, tokens.words

    def _word(self, token: int) -> Word:
        return Word(self._starts[token], self._ends[token], self._words[token])

    def _optional_word(self, token: int | None) -> Word | None:
        return None if token is None else self._word(token)

    def names(self, _start: int, _end: int, *names: int) -> list[Word]:
        starts, ends, words = self._starts, self._ends, self._words
        return [Word(starts[name], ends[name], words[name]) for name in names]

    def path(self, start: int, end: int, name: int, *names: int) -> list[Word]:
        if names:
            return self.names(start, end, name, *names)
        return [Word(self._starts[name], self._ends[name], self._words[name])]

    def binary(self, start: int, end: int, left: Expression, operator: int, right: Expression) -> Expression:
        operands = [left, right]
        return _nested(
            syntax.Operation(start, end, _OPERATORS[self._tokens.kinds[operator]], operands), operands
        )

    def not_in(
        self, start: int, end: int, left: Expression, _not: int, _in: int, right: Expression
    ) -> Expression:
        return _nested(syntax.Operation(start, end, "not in", [left, right]), [left, right])

    def unary(self, start: int, end: int, operator: int, operand: Expression) -> Expression:
        name = "not" if self._tokens.kinds[operator] == "NOT" else "negate"
        return _nested(syntax.Operation(start, end, name, [operand]), [operand])

    def is_set(self, start: int, end: int, operand: Expression) -> Expression:
        return _nested(syntax.Operation(start, end, "is set", [operand]), [operand])

    def is_missing(self, start: int, end: int, operand: Expression) -> Expression:
        return _nested(syntax.Operation(start, end, "is missing", [operand]), [operand])

    def truth(self, start: int, end: int, token: int) -> Expression:
        return syntax.Constant(start, end, self._tokens.kinds[token] == "TRUE", types.BOOL)

    def now(self, start: int, end: int) -> Expression:
        return syntax.Now(start, end)

    def integer(self, start: int, end: int, token: int) -> Expression:
        return self._number(start, end, token, types.INT)

    def decimal(self, start: int, end: int, token: int) -> Expression:
        return self._number(start, end, token, types.DECIMAL)

    def _number(self, start: int, end: int, token: int, of: types.Type) -> Expression:
        digits = self._words[token] or "0"
        if len(digits) > MAXIMUM_DIGITS or (of is types.INT and int(digits) > MAXIMUM_INTEGER):
            return syntax.Malformed(
                start, end, "this number is too large", "whole numbers go up to 2^53, others to 30 digits"
            )
        return syntax.Constant(start, end, int(digits) if of is types.INT else Decimal(digits), of)

    def number(self, _start: int, _end: int, token: int) -> int:
        return token

    def money(self, start: int, end: int, number: int, currency: int) -> Expression:
        amount = self._number(start, end, number, types.DECIMAL)
        if isinstance(amount, syntax.Constant) and isinstance(amount.value, Decimal):
            return syntax.Constant(start, end, Money(amount.value, self._words[currency]), types.MONEY)
        return amount

    def percent(self, start: int, end: int, number: int) -> Expression:
        amount = self._number(start, end, number, types.DECIMAL)
        return (
            syntax.Constant(start, end, amount.value, types.PERCENT)
            if isinstance(amount, syntax.Constant)
            else amount
        )

    def duration(self, start: int, end: int, *tokens: int) -> Expression:
        words = self._words
        months = days = seconds = 0
        for number, unit in zip(tokens[::2], tokens[1::2], strict=True):
            digits, length = words[number], _LENGTH_OF[words[unit]]
            if len(digits) > MAXIMUM_UNIT_DIGITS:
                return syntax.Malformed(
                    start, end, "this time is too long", "a time has at most seven digits a unit"
                )
            amount = int(digits or 0)
            months += amount * length[0]
            days += amount * length[1]
            seconds += amount * length[2]
        return syntax.Constant(start, end, Duration(months, days, seconds), types.DURATION)

    def business_time(self, start: int, end: int, number: int, unit: int) -> Expression:
        if self._words[unit] not in _BUSINESS_UNITS:
            forms = next(forms for forms in UNITS.values() if self._words[unit] in forms)
            problem = f"business time is not counted in `{forms[0]}`"
            cure = "business time is counted in `business hours` and `business days`"
            return syntax.Malformed(start, end, problem, cure)
        return syntax.BusinessTime(start, end, self._words[number], self._words[unit])

    def local_instant(self, start: int, end: int, token: int) -> Expression:
        text = self._words[token]
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return syntax.Malformed(
                start, end, f"`{text}` is not a moment in the calendar", "write it as `2026-11-23T09:00`"
            )
        if not _FIRST <= moment <= _LAST:
            first, last = (edge.isoformat(timespec="minutes") for edge in (_FIRST, _LAST))
            cure = f"moments go from `{first}` to `{last}`"
            return syntax.Malformed(start, end, f"`{text}` is not a moment in every zone", cure)
        return syntax.LocalInstant(start, end, moment)

    def _date(self, token: int) -> Expression:
        return self.date(self._starts[token], self._ends[token], token)

    def _time(self, token: int) -> Expression:
        return self.time(self._starts[token], self._ends[token], token)

    def date(self, start: int, end: int, token: int) -> Expression:
        text = self._words[token]
        try:
            return syntax.Constant(start, end, date.fromisoformat(text), types.DATE)
        except ValueError:
            return syntax.Malformed(
                start, end, f"`{text}` is not a day in the calendar", "write it as `2026-11-23`"
            )

    def time(self, start: int, end: int, token: int) -> Expression:
        text = self._words[token].rjust(5, "0")
        try:
            return syntax.Constant(start, end, time.fromisoformat(text), types.TIME)
        except ValueError:
            return syntax.Malformed(
                start, end, f"`{text}` is not a time of day", "times go from `00:00` to `23:59`"
            )

    def text_value(self, start: int, end: int, token: int) -> Expression:
        value, _ = read_text(self._words[token], start)
        if len(value) > MAXIMUM_TEXT:
            problem = f"this text has {len(value):,} characters, and {MAXIMUM_TEXT:,} are the most"
            return syntax.Malformed(start, end, problem, "shorten it; no value is as long")
        return syntax.Constant(start, end, value, types.TEXT)

    def read(self, start: int, end: int, path: list[Word]) -> Expression:
        return syntax.Path(start, end, path)

    def call(self, start: int, end: int, name: int, *arguments: Expression | None) -> Expression:
        given = [argument for argument in arguments if argument is not None]
        return _nested(syntax.Call(start, end, self._word(name), given), given)

    def group(self, _start: int, _end: int, inner: Expression) -> Expression:
        return inner

    def list_value(self, start: int, end: int, *items: Expression | None) -> Expression:
        given = [item for item in items if item is not None]
        return _nested(syntax.ListValue(start, end, given), given)

    def record_value(self, start: int, end: int, *fields: tree.Argument | None) -> Expression:
        given = [(field.name, field.value) for field in fields if field is not None]
        return _nested(syntax.RecordValue(start, end, given), [value for _, value in given])

    def arguments(self, _start: int, _end: int, *arguments: tree.Argument | None) -> list[tree.Argument]:
        return [argument for argument in arguments if argument is not None]

    def argument(self, start: int, end: int, name: int, value: Expression) -> tree.Argument:
        return tree.Argument(start, end, self._word(name), value)


def _nested(expression: Expression, operands: list[Expression]) -> Expression:
    """The expression, or what takes its place where it is nested too deeply to be walked."""
    depth = 0
    for operand in operands:
        depth = max(depth, operand.depth)
    expression.depth = depth + 1
    if expression.depth <= MAXIMUM_DEPTH:
        return expression
    message = f"this expression is nested more than {MAXIMUM_DEPTH} deep"
    cure = "keep a part of it in a field of `context` (`set … = …`)"
    return syntax.Malformed(expression.start, expression.end, message, cure, "deep-nesting")
