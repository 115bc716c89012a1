"""FEEL in the cells of a table: tests of an input and constants, as conditions and values."""

import json
import re
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from journeyc.expression.values import number_text
from tests.oracles.dmn.reasons import Reason, Untranslatable

Constant: TypeAlias = Decimal | str | bool | date

#: The types of the language for those of FEEL that are translated.
KINDS = {"number": "decimal", "string": "text", "boolean": "bool", "date": "date"}
#: How an input is compared, and with what.
Comparison: TypeAlias = tuple[str, Constant]
_KIND_OF = {Decimal: "decimal", str: "text", bool: "bool", date: "date"}

_TOKEN = re.compile(
    r"""\s*("(?:[^"\\]|\\.)*"|-?\s*(?:\d+(?:\.\d+)?|\.\d+)|\.\.|[<>!]=|[<>=,()\[\]@]|[^\W\d]\w*)"""
)
_DAY = re.compile(r'"\d{4}-\d{2}-\d{2}"\Z')
_DIGITS = frozenset("0123456789.")
_SIGNS = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
#: Brackets of a range, the first and the last: those that point outwards leave the end out.
_FIRST, _LAST = {"[": ">=", "(": ">", "]": ">"}, {"]": "<=", ")": "<", "[": "<"}


def condition(text: str, name: str, kind: str) -> str | None:
    """What a cell says of the input of this name; None where it says nothing."""
    if text.strip() in {"", "-"}:
        return None
    return _Reader(text, name, kind).cell()


def constants(text: str) -> list[Constant]:
    """Constants between commas."""
    reader = _Reader(text, "", "")
    found = [reader.constant()]
    while reader.next(","):
        found.append(reader.constant())
    reader.finish()
    return found


def constant(text: str) -> Constant:
    """The constant that a cell holds."""
    found = constants(text)
    if len(found) > 1:
        raise Untranslatable(Reason.EXPRESSION, text)
    return found[0]


def kind_of(value: Constant) -> str:
    """The type that a constant has in the language."""
    return _KIND_OF[type(value)]


def literal(value: Constant) -> str:
    """A constant as the language writes it."""
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return number_text(value)
        case str():
            return json.dumps(value, ensure_ascii=False)
    return value.isoformat()


class _Reader:
    """One cell, from left to right."""

    def __init__(self, text: str, name: str, kind: str) -> None:
        self.text, self.name, self.kind = text, name, kind
        self.tokens: list[str] = []
        end = 0
        while found := _TOKEN.match(text, end):
            self.tokens.append(found[1])
            end = found.end()
        if text[end:].strip():
            raise self.problem()

    def problem(self) -> Untranslatable:
        return Untranslatable(Reason.EXPRESSION, self.text)

    def next(self, *wanted: str) -> str | None:
        """Take the next token if it is one of these."""
        return self.tokens.pop(0) if self.tokens and self.tokens[0] in wanted else None

    def finish(self) -> None:
        if self.tokens:
            raise self.problem()

    def cell(self) -> str:
        if self.next("not"):
            if not self.next("("):
                raise self.problem()
            found = f"not ({self.tests()})"
            if not self.next(")"):
                raise self.problem()
        else:
            found = self.tests()
        self.finish()
        return found

    def tests(self) -> str:
        """Tests between commas, one of which is true; those for equality stand together."""
        found = [self.test()]
        while self.next(","):
            found.append(self.test())
        equal = [test[0][1] for test in found if test[0][0] == "=="]
        ranges = [test for test in found if test[0][0] != "=="]
        if len(equal) > 1 and self.kind != "bool":
            parts = [f"{self.name} in [{', '.join(map(literal, equal))}]"]
        else:
            parts = [self.compared("==", value) for value in equal]
        parts += [" and ".join(self.compared(*part) for part in test) for test in ranges]
        return parts[0] if len(parts) == 1 else f"({' or '.join(parts)})"

    def test(self) -> list[Comparison]:
        """Comparisons that must all be true."""
        if sign := self.next(*_SIGNS):
            return [(_SIGNS[sign], self.of_kind())]
        if bracket := self.next(*_FIRST):
            first = self.of_kind()
            if not self.next(".."):
                raise self.problem()
            last, closing = self.of_kind(), self.next(*_LAST)
            if not closing:
                raise self.problem()
            return [(_FIRST[bracket], first), (_LAST[closing], last)]
        return [("==", self.of_kind())]

    def compared(self, sign: str, value: Constant) -> str:
        if isinstance(value, bool) and sign in {"==", "!="}:
            return self.name if value == (sign == "==") else f"not {self.name}"
        return f"{self.name} {sign} {literal(value)}"

    def of_kind(self) -> Constant:
        """A constant of the type of the input."""
        value = self.constant()
        if kind_of(value) != self.kind:
            raise Untranslatable(Reason.TYPE, self.text)
        return value

    def constant(self) -> Constant:
        if self.next("date"):
            return self.day("(", ")")
        if self.next("@"):
            return self.day()
        word = self.tokens.pop(0) if self.tokens else ""
        if word in {"true", "false"}:
            return word == "true"
        if word.startswith('"'):
            return _unquoted(word)
        if word.lstrip("- ")[:1] in _DIGITS:
            return Decimal(word.replace(" ", ""))
        raise self.problem()

    def day(self, before: str = "", behind: str = "") -> date:
        if (before and not self.next(before)) or not self.tokens:
            raise self.problem()
        written = self.tokens.pop(0)
        if behind and not self.next(behind):
            raise self.problem()
        if not _DAY.match(written):
            raise Untranslatable(Reason.TYPE, self.text)
        return date.fromisoformat(written.strip('"'))


def _unquoted(token: str) -> str:
    try:
        text: str = json.loads(token)
    except ValueError:
        raise Untranslatable(Reason.EXPRESSION, token) from None
    return text
