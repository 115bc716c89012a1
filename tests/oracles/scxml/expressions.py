"""From expressions of the data model, which are Python, to those of the language, with what is known of their
types.
"""

import ast
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, NoReturn

from tests.oracles.scxml import python
from tests.oracles.scxml.faults import Fault, FaultKind
from tests.oracles.scxml.names import written, written_path
from tests.oracles.scxml.reasons import Reason, Untranslatable

#: What an event is called by that carries one value instead of named ones.
WHOLE = ""
#: The documents come from other data models: their words for these values stay.
_CONSTANTS = {"true": True, "false": False}
_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.Is: "==", ast.IsNot: "!=",
}  # fmt: skip
_SUMS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}


class Value(NamedTuple):
    """An expression of the language; `kind` is its type without `?`, None while it is unknown."""

    text: str
    kind: str | None
    optional: bool = False
    whole: bool = True

    @property
    def part(self) -> str:
        """The text as a part of another expression."""
        return self.text if self.whole else f"({self.text})"


NONE = Value("", None, optional=True)


class Unforeseen(Exception):
    """Something that no rule covers: neither translated nor skipped for a known reason."""


@dataclass(frozen=True)
class Scope:
    """What an expression can read: data by their names, and the event at hand with what it carries."""

    data: Mapping[str, Value]
    event: str | None = None
    carried: Mapping[str, Value] = field(default_factory=dict)


class Translator:
    """Translates; what is illegal is carried over as it is and noted as a fault."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def value(self, text: str, scope: Scope) -> Value:
        """An expression that gives a value."""
        plain = " ".join(text.split())
        tree = python.expression(plain)
        if tree is None:
            self.faults.append(Fault(FaultKind.ILLEGAL, plain))
            return Value(plain, None, whole=False)
        return _Reading(scope, self.faults).value(tree)

    def condition(self, text: str, scope: Scope) -> str:
        """An expression that is asked whether it is true, as Python asks it of any value."""
        return true_of(self.value(text, scope)).text

    def location(self, text: str, scope: Scope) -> str:
        """What is assigned to. What a platform keeps for itself is not declared, either."""
        if text in scope.data:
            return scope.data[text].text
        kind = FaultKind.PLATFORM if text.startswith("_") else FaultKind.UNDECLARED
        self.faults.append(Fault(kind, written_path(text)))
        return written_path(text)


def constant(value: object) -> Value:
    """A value of the data model, written in the language."""
    match value:
        case None:
            return NONE
        case bool():
            return Value(str(value).lower(), "bool")
        case int() | float():
            kind = "int" if isinstance(value, int) else "decimal"
            return Value(str(value), kind, whole=value >= 0)
        case str():
            return Value(json.dumps(value, ensure_ascii=False), "text")
        case list():
            items = [constant(item) for item in value]
            kinds = {item.kind for item in items}
            if len(kinds) > 1:
                raise Untranslatable(Reason.TYPES)
            return Value(f"[{', '.join(item.text for item in items)}]", f"list of {kinds.pop()}")
    raise Unforeseen(f"a value of {type(value).__name__}")


def true_of(value: Value) -> Value:
    """Whether a value counts as true: what is missing, zero and empty does not."""
    asked = {"int": "{} != 0", "decimal": "{} != 0", "text": '{} != ""', "bool": "{}", None: "{}"}
    if value.kind not in asked:
        raise Unforeseen(f"whether a {value.kind} is true")
    if value == NONE:
        return Value("false", "bool")
    text = asked[value.kind].format(value.part)
    if value.optional:
        return Value(f"{value.part} is set and {text}", "bool", whole=False)
    return Value(text, "bool", whole=value.kind in {"bool", None})


class _Reading:
    """One expression on its way."""

    def __init__(self, scope: Scope, faults: list[Fault]) -> None:
        self.scope = scope
        self.faults = faults

    def value(self, node: ast.expr) -> Value:
        match node:
            case ast.Constant():
                return constant(node.value)
            case ast.Name(id=name) if name in _CONSTANTS:
                return constant(_CONSTANTS[name])
            case ast.List():
                return constant(ast.literal_eval(node))
            case ast.Name(id=name) if name in self.scope.data:
                return self.scope.data[name]
            case ast.Compare(left=left, ops=[operator], comparators=[right]):
                return self._comparison(left, operator, right)
            case ast.BoolOp():
                word = " and " if isinstance(node.op, ast.And) else " or "
                parts = (true_of(self.value(part)).part for part in node.values)
                return Value(word.join(parts), "bool", whole=False)
            case ast.UnaryOp(op=ast.Not()):
                return Value(f"not {true_of(self.value(node.operand)).part}", "bool", whole=False)
            case ast.BinOp() if type(node.op) in _SUMS:
                return self._sum(node)
        return self._path(node)

    def _sum(self, node: ast.BinOp) -> Value:
        left, right = self.value(node.left), self.value(node.right)
        text = f"{left.part} {_SUMS[type(node.op)]} {right.part}"
        return Value(text, left.kind or right.kind, whole=False)

    # ── comparing ──

    def _comparison(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Value:
        if type(operator) not in _COMPARISONS:
            _unforeseen(left)
        sign = _COMPARISONS[type(operator)]
        one, other = (self._compared(left), self._compared(right))
        if one is None or other is None:
            return _is_missing(other or one or NONE, sign)
        return _compare(one, sign, other)

    def _compared(self, node: ast.expr) -> Value | None:
        """A side of a comparison; None for `None`, and for what an event carries that carries nothing."""
        if _is_data(node) and WHOLE not in self.scope.carried:
            if self.scope.event is None:
                raise Untranslatable(Reason.SYSTEM)
            # An event with named values carries something, whatever they are.
            return Value("", "record") if self.scope.carried else None
        value = self.value(node)
        return None if value == NONE else value

    # ── reading ──

    def _path(self, node: ast.expr) -> Value:
        match node:
            case ast.Attribute(value=ast.Name(id="_event"), attr="name") if self.scope.event is not None:
                return constant(self.scope.event)
            case ast.Attribute(value=inner, attr=name) if _is_data(inner):
                return self._carried(name)
            case ast.Subscript(value=inner, slice=ast.Constant(value=str(name))) if _is_data(inner):
                return self._carried(name)
            case ast.Call(func=ast.Attribute(value=inner, attr="get"), args=[ast.Constant(value=str(name))]):
                return self._carried(name) if _is_data(inner) else _unforeseen(node)
        if _is_data(node):
            return self._carried(WHOLE)
        if "_event" in ast.unparse(node):
            raise Untranslatable(Reason.SYSTEM)
        return self._undeclared(node)

    def _carried(self, name: str) -> Value:
        """A value that comes with the event at hand."""
        if self.scope.event is None:
            raise Untranslatable(Reason.SYSTEM)
        if name in self.scope.carried:
            return self.scope.carried[name]
        path = f"event.{written(name)}"
        self.faults.append(Fault(FaultKind.UNDECLARED, path))
        return Value(path, None)

    def _undeclared(self, node: ast.expr) -> Value:
        """A name that stands for nothing."""
        if not isinstance(node, ast.Name | ast.Attribute):
            _unforeseen(node)
        path = written_path(ast.unparse(node))
        self.faults.append(Fault(FaultKind.UNDECLARED, path))
        return Value(path, None)


def _is_data(node: ast.expr) -> bool:
    """Whether it is all that an event carries."""
    return isinstance(node, ast.Attribute) and ast.unparse(node) == "_event.data"


def _is_missing(value: Value, sign: str) -> Value:
    """A comparison with `None`."""
    if value == NONE:
        return Value(str(sign == "==").lower(), "bool")
    if not value.optional:
        return Value(str(sign == "!=").lower(), "bool")
    return Value(f"{value.part} is {'missing' if sign == '==' else 'set'}", "bool", whole=False)


def _compare(one: Value, sign: str, other: Value) -> Value:
    """A comparison of two values that may be missing: a missing one equals nothing but another."""
    plain = f"{one.part} {sign} {other.part}"
    unsure = [side.part for side in (one, other) if side.optional]
    if unsure and sign not in {"==", "!="}:
        raise Unforeseen(f"which is more, where one may be missing: {plain}")
    both = " and ".join([f"{side} is set" for side in unsure] + [plain])
    if sign == "==" and len(unsure) == 2:
        both = f"({' and '.join(f'{side} is missing' for side in unsure)}) or ({both})"
    elif sign == "!=" and unsure:
        equal = _compare(one, "==", other)
        both = f"not ({equal.text})"
    return Value(both, "bool", whole=False)


def _unforeseen(node: ast.expr) -> NoReturn:
    raise Unforeseen(f"the expression {ast.unparse(node)}")
