"""Does a text fit the values it will be given? Every name, type and optional value is looked at before
anything runs.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, NamedTuple

from journeyc.expression.types import (
    BOOL,
    DECIMAL,
    INT,
    MONEY,
    ORDERED,
    TEXT,
    UNKNOWN,
    EnumType,
    ListType,
    OptionalType,
    RecordType,
    Type,
    described,
    required,
)
from journeyc.nearest import nearest
from journeyc.template.filters import DEFAULT, FILTERS, Filter, kind_of
from journeyc.template.syntax import (
    Both,
    Compare,
    Constant,
    Expression,
    Filtered,
    For,
    If,
    IsSet,
    Node,
    Not,
    Output,
    Path,
    SyntaxProblem,
    parse,
)

Rule = Literal["template-syntax", "undefined-name", "optional-not-tested", "type-mismatch"]
Known = frozenset[tuple[str, ...]]


class TemplateProblem(NamedTuple):
    """One thing that is wrong with a text; `start` and `end` are offsets in it, `help` says how to mend it,
    `replacement` is what was probably meant, `cause` the same wherever it is one fault.
    """

    rule: Rule
    message: str
    start: int
    end: int
    help: str
    replacement: str | None = None
    cause: str = ""


LOOP = RecordType("loop", {"index": INT, "first": BOOL, "last": BOOL})
_RESULTS = {"text": TEXT, "int": INT, "decimal": DECIMAL, "money": MONEY}
_CONSTANTS = {"text": TEXT, "int": INT, "decimal": DECIMAL, "bool": BOOL}
_NUMBERS = frozenset({"int", "decimal", "percent"})
_CURRENCY = re.compile(r"[A-Z]{3}\Z")
_NOTHING: Known = frozenset()
_SHALLOW = "put what stands inside into a text of its own"
_COMPUTE = "compute a bool in the journey and test that"

#: Texts with plain paths alone, which most are, need no tree. Nothing in it is possessive: Python 3.11.2
#: matches some of that wrongly.
_PLAIN = re.compile(r"[^{]*(?:(?:\{(?![{%#])|\{\{ ?[a-z]\w*(?:\.[a-z]\w*)* ?\}\})[^{]*)*\Z")
_PATHS = re.compile(r"\{\{ ?([a-z][\w.]*) ?\}\}")


def check(text: str, fields: Mapping[str, Type]) -> list[TemplateProblem]:
    """All problems of a text whose top-level names have these types, in the order of the text."""
    if "{" not in text:
        return []
    checker = _Checker(fields)
    if _PLAIN.match(text):
        for found in _PATHS.finditer(text):
            checker.output(_plain_path(found))
        return checker.problems
    try:
        nodes = parse(text)
    except SyntaxProblem as problem:
        return [TemplateProblem("template-syntax", problem.message, problem.start, problem.end, problem.cure)]
    except RecursionError:
        return [TemplateProblem("template-syntax", "this text is nested too deeply", 0, len(text), _SHALLOW)]
    checker.body(nodes, _NOTHING)
    return sorted(checker.problems, key=lambda problem: (problem.start, problem.end))


def _plain_path(found: re.Match[str]) -> Path:
    names = tuple(found[1].split("."))
    ends, at = [], found.start(1)
    for name in names:
        at += len(name)
        ends.append(at)
        at += 1
    return Path(names, tuple(ends), found.start(1))


class _Checker:
    def __init__(self, fields: Mapping[str, Type]) -> None:
        self.fields: dict[str, Type] = dict(fields)
        self.problems: list[TemplateProblem] = []

    def say(
        self,
        rule: Rule,
        message: str,
        start: int,
        end: int,
        cure: str,
        near: str | None = None,
        cause: str = "",
    ) -> None:
        cure = f"did you mean `{near.strip(chr(39))}`?" if near else cure
        self.problems.append(TemplateProblem(rule, message, start, end, cure, near, cause))

    def body(self, nodes: list[Node], known: Known) -> None:
        for node in nodes:
            match node:
                case Output(value):
                    self.output(value, known)
                case If(branches):
                    self.branches(branches, known)
                case For():
                    self.loop(node, known)

    def branches(self, branches: list[tuple[Expression | None, list[Node]]], known: Known) -> None:
        for condition, nodes in branches:
            if condition is None:
                self.body(nodes, known)
                continue
            self.condition(condition, known)
            self.body(nodes, known | facts(condition, true=True))
            known |= facts(condition, true=False)

    def loop(self, node: For, known: Known) -> None:
        items = self.value(node.items, known)
        item: Type = items.item if isinstance(items, ListType) else UNKNOWN
        if item is UNKNOWN and items is not UNKNOWN:
            path = ".".join(node.items.names)
            self.say(
                "type-mismatch",
                f"`{path}` is not a list but {described(items)}",
                node.items.start,
                node.items.end,
                f"show it alone: `{{{{ {path} }}}}`",
            )
        if node.name in self.fields:
            end = node.start + len(node.name)
            self.say(
                "template-syntax",
                f"`{node.name}` is taken already",
                node.start,
                end,
                "call the item otherwise",
            )
        outer = self.fields
        self.fields = {**outer, node.name: item, "loop": LOOP}
        # What was known of an outer name does not hold for the item that hides it.
        hidden = {path for path in known if path[0] in {node.name, "loop"}}
        self.body(node.body, known - hidden)
        self.fields = outer
        self.body(node.otherwise, known)

    def output(self, value: Expression, known: Known = _NOTHING) -> None:
        found = self.value(value, known)
        shown = required(found)
        if isinstance(shown, RecordType):
            names = ", ".join(f"`{name}`" for name in list(shown.fields)[:6])
            self.say(
                "type-mismatch",
                f"{described(shown)} cannot be shown as a whole",
                value.start,
                value.end,
                f"show one of its fields: {names}",
            )
        elif isinstance(shown, ListType):
            self.say(
                "type-mismatch",
                f"{described(shown)} cannot be shown as it is",
                value.start,
                value.end,
                "use `| join` or `for`",
            )

    def value(self, value: Expression, known: Known) -> Type:
        """The type of a value that is used; one that may be missing is a problem."""
        found = self.type_of(value, known)
        if isinstance(found, OptionalType):
            path = self.shown(value)
            cure = f"write `{path} | default(…)`, or put it into `{{% if {path} is set %}}`"
            self.say("optional-not-tested", f"`{path}` may be missing", value.start, value.end, cure)
        return required(found)

    def shown(self, value: Expression) -> str:
        return ".".join(value.names) if isinstance(value, Path) else "this value"

    def type_of(self, value: Expression, known: Known) -> Type:
        match value:
            case Path():
                return self.path(value, known)
            case Constant():
                return _CONSTANTS[value.type]
            case Filtered():
                return self.filtered(value, known)
            case IsSet() | Compare() | Not() | Both():
                self.condition(value, known)
                return BOOL

    def asked(self, value: Expression, known: Known) -> Type:
        """The type of a value that may be missing, and so may what leads to it."""
        return (
            self.path(value, known, lenient=True) if isinstance(value, Path) else self.type_of(value, known)
        )

    def path(self, path: Path, known: Known, *, lenient: bool = False) -> Type:
        current = self.fields.get(path.names[0])
        if current is None:
            self.undefined(path, 0, list(self.fields), f"`{path.names[0]}` is not known here")
            return UNKNOWN
        said = False
        for index in range(len(path.names)):
            if index:
                inner = required(current)
                if isinstance(current, OptionalType) and not lenient:
                    lenient = said = True  # one fault is said once
                    prefix = ".".join(path.names[:index])
                    cure = f"put it into `{{% if {prefix} is set %}}`"
                    self.say(
                        "optional-not-tested",
                        f"`{prefix}` may be missing",
                        path.start,
                        path.ends[index - 1],
                        cure,
                    )
                if not isinstance(inner, RecordType):
                    if inner is not UNKNOWN:
                        self.undefined(path, index, [], f"{described(inner)} has no fields")
                    return UNKNOWN
                current = inner.fields.get(path.names[index])
                if current is None:
                    prefix = ".".join(path.names[:index])
                    message = f"`{prefix}` has no field `{path.names[index]}`"
                    if inner.whole:
                        cause = f"{inner.name}.{path.names[index]}"
                        self.undefined(path, index, list(inner.fields), message, cause)
                    return UNKNOWN
            if path.names[: index + 1] in known:
                current = required(current)
        return required(current) if said else current

    def undefined(self, path: Path, index: int, names: list[str], message: str, cause: str = "") -> None:
        end = path.ends[index]
        start = end - len(path.names[index])
        near = nearest(path.names[index], names)
        listed = f"known here are {', '.join(f'`{name}`' for name in names[:8])}"
        cure = listed if names else f"show `{'.'.join(path.names[:index])}` itself"
        self.say("undefined-name", message, start, end, cure, near, cause)

    def filtered(self, value: Filtered, known: Known) -> Type:
        if value.filter == DEFAULT:
            return self.default(value, known)
        row = FILTERS.get(value.filter)
        found = self.value(value.operand, known)
        if row is None:
            end = value.name_start + len(value.filter)
            near = nearest(value.filter, [*FILTERS, DEFAULT])
            cure = f"filters are {', '.join(f'`{name}`' for name in (*FILTERS, DEFAULT))}"
            message = f"there is no filter `{value.filter}`"
            self.say("undefined-name", message, value.name_start, end, cure, near)
            return UNKNOWN
        if found is UNKNOWN:
            return _RESULTS.get(row.result, UNKNOWN)
        if kind_of(found) not in row.accepts or (row.name == "join" and not _can_be_shown(found)):
            cure = f"it takes {', '.join(f'`{kind}`' for kind in sorted(row.accepts))}"
            self.say(
                "type-mismatch",
                f"filter `{row.name}` does not take {described(found)}",
                value.start,
                value.end,
                cure,
            )
        self.arguments(value, row)
        return _RESULTS.get(row.result, found)

    def arguments(self, value: Filtered, row: Filter) -> None:
        wanted = ", ".join(row.arguments) or "none"
        types = [argument.type for argument in value.arguments]
        if not row.required <= len(types) <= len(row.arguments) or any(
            a != b for a, b in zip(types, row.arguments, strict=False)
        ):
            message = f"filter `{row.name}` does not take these arguments"
            self.say("type-mismatch", message, value.name_start, value.end, f"it takes: {wanted}")
        elif row.name == "money" and not _CURRENCY.match(str((code := value.arguments[0]).value)):
            self.say(
                "type-mismatch",
                f"`{code.value}` is no currency",
                code.start,
                code.end,
                "write its three letters: `EUR`",
            )

    def default(self, value: Filtered, known: Known) -> Type:
        inner = required(self.asked(value.operand, known))
        if len(value.arguments) != 1:
            self.say(
                "type-mismatch",
                "filter `default` takes one value",
                value.name_start,
                value.end,
                "write `default(…)`",
            )
        elif not isinstance(inner, RecordType | ListType) and inner is not UNKNOWN:
            # A stand-in that is a text is only shown, so it fits every type.
            given = value.arguments[0]
            if given.type != "text" and not _comparable(inner, _CONSTANTS[given.type]):
                self.say(
                    "type-mismatch",
                    f"the default of {described(inner)} is {described(_CONSTANTS[given.type])}",
                    given.start,
                    given.end,
                    "give it a text, or a value of the same type",
                )
            return TEXT if given.type == "text" else inner
        return inner

    def condition(self, condition: Expression, known: Known) -> None:
        match condition:
            case Both(left, right, either):
                self.condition(left, known)
                self.condition(right, known | facts(left, true=not either))
            case Not(operand):
                self.condition(operand, known)
            case IsSet(operand):
                self.asked(operand, known)
            case Compare():
                self.compare(condition, known)
            case Path() | Constant() | Filtered():
                self.type_of(condition, known)

    def compare(self, comparison: Compare, known: Known) -> None:
        left, right = self.value(comparison.left, known), self.value(comparison.right, known)
        if UNKNOWN in {left, right}:
            return
        if self.inexact(comparison.left) or self.inexact(comparison.right):
            return
        if self.no_member(left, comparison.right) or self.no_member(right, comparison.left):
            return
        numbers = kind_of(left) in _NUMBERS and kind_of(right) in _NUMBERS
        if comparison.operator in {"==", "!="}:
            fits = numbers or _comparable(left, right)
        else:
            fits = numbers or (left == right and left.name in ORDERED)
        if not fits:
            message = (
                f"{described(left)} and {described(right)} cannot be compared with `{comparison.operator}`"
            )
            self.say("type-mismatch", message, comparison.start, comparison.end, _COMPUTE)

    def inexact(self, value: Expression) -> bool:
        """Jinja2 reads a fraction as a binary one, which is exact for some alone."""
        if not isinstance(value, Constant) or value.type != "decimal":
            return False
        if Decimal(float(value.value)) == Decimal(value.value):
            return False
        message = f"`{value.value}` cannot be compared exactly here"
        self.say("type-mismatch", message, value.start, value.end, _COMPUTE)
        return True

    def no_member(self, declared: Type, value: Expression) -> bool:
        """A constant that an enum is compared with must be one of its members."""
        if (
            not isinstance(declared, EnumType)
            or not isinstance(value, Constant)
            or value.value in declared.members
        ):
            return False
        near = nearest(str(value.value), declared.members)
        cure = f"it is one of {', '.join(f'`{member}`' for member in declared.members)}"
        message = f"`{value.value}` is not a member of `{declared.name}`"
        self.say("type-mismatch", message, value.start, value.end, cure, near and f"'{near}'")
        return True


def facts(condition: Expression, *, true: bool) -> Known:
    """The paths that are set for sure when a condition is true (or false)."""
    match condition:
        case Path(names):
            return _prefixes(names) if true else _NOTHING
        case Not(operand):
            return facts(operand, true=not true)
        case IsSet(Path(names), negated):
            return _prefixes(names) if true != negated else _NOTHING
        case Both(left, right, either) if either != true:
            return facts(left, true=true) | facts(right, true=true)
        case _:
            return _NOTHING


def _prefixes(names: tuple[str, ...]) -> Known:
    return frozenset(names[:length] for length in range(1, len(names) + 1))


def _comparable(left: Type, right: Type) -> bool:
    one, other = kind_of(left), kind_of(right)
    if one in _NUMBERS and other in _NUMBERS:
        return True
    words = {"text", "id", "enum"}
    return left == right or (one in words and other in words)


def _can_be_shown(found: Type) -> bool:
    return isinstance(found, ListType) and not isinstance(required(found.item), RecordType | ListType)
