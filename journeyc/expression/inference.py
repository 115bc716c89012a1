"""The type of every expression, and what is wrong with it.

Bidirectional: `check` pushes the expected type in, so that a bare `gold` becomes a member of the enum that
is expected; `infer` asks. What cannot be typed gets the unknown type, which agrees with everything, so that
one fault is said once.
"""

from collections.abc import Iterable

from journeyc.expression.cures import TRUTHS, cure_of, equality_cure, joined_cure, miscounted, operator_cure
from journeyc.expression.currency import clash
from journeyc.expression.environment import NOTHING, Environment, Known, Problem
from journeyc.expression.functions import CALLABLE, TABLE
from journeyc.expression.narrowing import dotted, narrowed
from journeyc.expression.syntax import (
    BusinessTime,
    Call,
    Constant,
    Expression,
    ListValue,
    LocalInstant,
    Malformed,
    Now,
    Operation,
    Path,
    RecordValue,
    Word,
)
from journeyc.expression.types import (
    BOOL,
    BUSINESS_TIME,
    DECIMAL,
    ID,
    INSTANT,
    INT,
    MONEY,
    ORDERED,
    PRIMITIVES,
    TEXT,
    UNKNOWN,
    WORDS,
    EnumType,
    ListType,
    OptionalType,
    RecordType,
    Type,
    described,
    required,
)

_COMPARISONS = frozenset({"<", "<=", ">", ">="})


def assignable(actual: Type, expected: Type, expression: Expression | None = None) -> bool:
    """Whether a value of one type may stand where another is expected."""
    if actual is expected or UNKNOWN in (actual, expected) or actual == expected:
        return True
    if isinstance(expected, OptionalType):
        return assignable(required(actual), expected.value, expression)
    if isinstance(actual, ListType) and isinstance(expected, ListType):
        whole = required(actual.item) == INT and required(expected.item) == DECIMAL  # they stay what they are
        return actual.item == UNKNOWN or (not whole and assignable(actual.item, expected.item))
    if expected == DECIMAL:
        return actual == INT
    return expected == ID and actual == TEXT and isinstance(expression, Constant)


class Inference:
    """Types the expressions of one place."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment

    def check(
        self, expression: Expression, expected: Type, known: Known = NOTHING, purpose: str = ""
    ) -> None:
        """Type an expression that must have a type; `purpose` ends the sentence, e.g. ` here` or ` for
        `won``.
        """
        actual = self.infer(expression, known, expected)
        if assignable(actual, expected, expression):
            if isinstance(expression, Constant) and expression.value == "" and required(expected) == ID:
                help_text = 'write what identifies it, such as `"B-17"`'
                self._say("invalid-literal", "an id is never empty", expression, help_text)
            return
        if assignable(required(actual), expected, expression):
            self._untested(expression)
            return
        message = f"this is {described(actual)}, but {described(required(expected))} is needed{purpose}"
        self._say("type-mismatch", message, expression, cure_of(actual, expected))

    def infer(self, expression: Expression, known: Known = NOTHING, expected: Type | None = None) -> Type:
        """The type of an expression, also noted on it."""
        expression.type = self._infer(expression, known, required(expected) if expected else None)
        return expression.type

    def _infer(self, expression: Expression, known: Known, expected: Type | None) -> Type:
        match expression:
            case Path():
                return self._path(expression, known, expected)
            case Constant():
                return expression.of
            case Operation():
                return self._operation(expression, known, expected)
            case Now() | LocalInstant():
                return INSTANT
            case Malformed():
                self._say(expression.rule, expression.problem, expression, expression.help)
            case BusinessTime():
                return BUSINESS_TIME
            case Call():
                return self._call(expression, known)
            case ListValue():
                return self._list(expression, known, expected)
            case RecordValue():
                return self._record(expression, known, expected)
        return UNKNOWN

    # ── names ────────────────────────────────────────────────────────────────────────────────────────

    def _path(self, path: Path, known: Known, expected: Type | None) -> Type:
        first = path.words[0]
        environment = self.environment
        readable = first.text in environment.fields or first.text in environment.records
        if len(path.words) == 1 and isinstance(expected, EnumType) and first.text in expected.members:
            if readable:
                message = f"`{first.text}` could be the field or the member of `{expected.name}`"
                self._say("ambiguous-name", message, first, "rename the field")
                return UNKNOWN
            path.member = True
            return expected
        if first.text in environment.records:
            path.root = first.text
            current: Type = environment.records[first.text]
            return self._fields(path.words[1:], current, first.text, known) if path.words[1:] else current
        if first.text in environment.fields:
            path.root = environment.roots.get(first.text, environment.root)
            if first.text in environment.unset and first.text not in known:
                if first.text in environment.lost:
                    return UNKNOWN
                message = f"`{first.text}` may not be set yet when this is read"
                self._say(
                    "unset-field",
                    message,
                    path,
                    "set it on every way here, give it a default, or declare it with `?`",
                )
                return UNKNOWN
            current = environment.fields[first.text]
            if first.text in known:
                current = required(current)
            return self._fields(path.words[1:], current, first.text, known)
        self._undefined(path, expected)
        return UNKNOWN

    def _fields(self, words: list[Word], current: Type, prefix: str, known: Known) -> Type:
        for word in words:
            if isinstance(current, OptionalType) and isinstance(current.value, RecordType):
                message = f"`{prefix}` may be missing, so `.{word.text}` may not be there"
                self._say("optional-not-tested", message, word, f"test it first: `{prefix} is set and …`")
                return UNKNOWN
            if current == UNKNOWN:
                return UNKNOWN
            if not isinstance(current, RecordType):
                self._say(
                    "type-mismatch",
                    f"`{prefix}` is {described(current)} and has no fields",
                    word,
                    f"read `{prefix}` itself",
                )
                return UNKNOWN
            if word.text not in current.fields:
                names = ", ".join(f"`{name}`" for name in current.fields) or "no fields"
                self._no_field(current, word, prefix, names)
                return UNKNOWN
            prefix = f"{prefix}.{word.text}"
            current = current.fields[word.text]
            if prefix in known:
                current = required(current)
        return current

    def _no_field(self, record: RecordType, word: Word, shown: str, names: str) -> None:
        """Say a field that a record lacks, unless it may be one that could not be read."""
        if not record.whole or word.text in self.environment.lost:
            return
        near = self.environment.near(word.text, record.fields)
        cure = f"did you mean `{near}`?" if near else f"it has {names}"
        message = f"`{shown}` has no field `{word.text}`"
        self._say("undefined-name", message, word, cure, near, f"{record.name}.{word.text}")

    def _undefined(self, path: Path, expected: Type | None) -> None:
        first = path.words[0]
        members = expected.members if isinstance(expected, EnumType) else ()
        candidates = [*self.environment.fields, *self.environment.records, *members]
        if expected == UNKNOWN and len(path.words) == 1:
            return
        # A name that had to be made up may be this one.
        if first.text in self.environment.lost or "" in candidates:
            return
        if elsewhere := self.environment.elsewhere(first.text):
            self._say("undefined-name", elsewhere[0], first, elsewhere[1])
            return
        near = self.environment.near(first.text, candidates)
        if isinstance(expected, EnumType) and len(path.words) == 1:
            message = f"`{first.text}` is not a member of `{expected.name}`"
            cure = f"did you mean `{near}`?" if near else f"its members are {', '.join(members)}"
        else:
            near = TRUTHS.get(first.text) if expected == BOOL and not near else near
            message = f"there is no field `{first.text}` here"
            cure = f"did you mean `{near}`?" if near else self.environment.readable
        self._say("undefined-name", message, first, cure, near)

    # ── operators ────────────────────────────────────────────────────────────────────────────────────

    def _operation(self, operation: Operation, known: Known, expected: Type | None) -> Type:
        operator, operands = operation.operator, operation.operands
        match operator:
            case "and" | "or" if expected is not None and expected not in {BOOL, UNKNOWN}:
                return self._joined(operation, known, expected)
            case "and" | "or":
                self.check(operands[0], BOOL, known, f" beside `{operator}`")
                right = known | narrowed(operands[0], truth=operator == "and")
                self.check(operands[1], BOOL, right, f" beside `{operator}`")
                return BOOL
            case "not":
                self.check(operands[0], BOOL, known, " after `not`")
                return BOOL
            case "is set" | "is missing":
                return self._tested(operands[0], operator, known)
            case "else":
                return self._else(operands, known, expected)
            case "==" | "!=":
                return self._equality(operation, known)
            case "in" | "not in":
                return self._membership(operation, known)
        return self._table(operator, operation, operands, known)

    def _tested(self, operand: Expression, operator: str, known: Known) -> Type:
        if not isinstance(operand, Path):
            self._say(
                "type-mismatch",
                f"only a field can be tested with `{operator}`",
                operand,
                "name a field that may be missing",
            )
            return BOOL
        # What is tested must not count as known, or a second test would read as needless.
        self.infer(operand, known - {dotted(operand)} | (self.environment.unset & {operand.words[0].text}))
        if operand.type != UNKNOWN and not isinstance(operand.type, OptionalType):
            self._say(
                "type-mismatch",
                f"`{dotted(operand)}` is always set",
                operand,
                "leave the test out, or declare the field with `?`",
            )
        return BOOL

    def _joined(self, operation: Operation, known: Known, needed: Type) -> Type:
        """Say `and` or `or` where no condition is needed, once for all that it joins."""
        for operand in operation.operands:
            self.infer(operand, known, UNKNOWN)
        message = f"`{operation.operator}` joins conditions, but {described(needed)} is needed here"
        self._say("type-mismatch", message, operation, joined_cure(operation.operator, needed))
        return UNKNOWN

    def _else(self, operands: list[Expression], known: Known, expected: Type | None) -> Type:
        left = self.infer(operands[0], known, expected)
        if left != UNKNOWN and not isinstance(left, OptionalType):
            self._say(
                "type-mismatch", "what stands before `else` is always set", operands[0], "leave `else` out"
            )
            return left
        right = self.infer(operands[1], known, required(left))
        if not assignable(required(right), required(left), operands[1]):
            message = (
                f"this is {described(right)}, but what stands before `else` is {described(required(left))}"
            )
            self._say("type-mismatch", message, operands[1], "both must be of one type")
        return right if isinstance(right, OptionalType) else required(left)

    def _equality(self, operation: Operation, known: Known) -> Type:
        left, right = operation.operands
        if self._unreadable(left) and not self._unreadable(right):
            left, right = right, left
        kind = self.infer(left, known)
        self._require_set(left)
        other = self.infer(right, known, kind)
        self._require_set(right)
        kind, other = required(kind), required(other)
        if not (assignable(kind, other, left) or assignable(other, kind, right)):
            message = f"`{operation.operator}` compares {described(kind)} with {described(other)}"
            self._say("type-mismatch", message, operation, equality_cure(kind, other))
        else:
            self._one_currency(operation, left, right)
        return BOOL

    def _membership(self, operation: Operation, known: Known) -> Type:
        left, right = operation.operands
        if self._unreadable(left) and not self._unreadable(right) and not isinstance(right, ListValue):
            # A member looked for in a field: the list tells of which type it is.
            among = required(self.infer(right, known))
            kind = self.infer(left, known, among.item if isinstance(among, ListType) else UNKNOWN)
        else:
            kind = self.infer(left, known)
        self._require_set(left)
        if self._unreadable(right) and self._lonely_member(operation, required(kind)):
            return BOOL
        items = self.infer(right, known, ListType(required(kind)))
        self._require_set(right)
        if required(items) != UNKNOWN and not isinstance(required(items), ListType):
            message = f"`{operation.operator}` looks in a list, this is {described(items)}"
            self._say("type-mismatch", message, right, "write the list as `[a, b]`")
        elif not assignable(items, ListType(required(kind))):
            self._say(
                "type-mismatch",
                f"this is {described(items)}, but a list of `{required(kind)}` is needed",
                right,
                "compare values of one type",
            )
        else:
            self._one_currency(operation, left, right)
        return BOOL

    def _lonely_member(self, operation: Operation, kind: Type) -> bool:
        """Say a member where a list of members belongs."""
        right = operation.operands[1]
        if not isinstance(right, Path) or not isinstance(kind, EnumType) or len(right.words) > 1:
            return False
        name = right.words[0].text
        if name in kind.members:
            message = f"`{operation.operator}` looks in a list, this is one `{kind.name}`"
            self._say("type-mismatch", message, right, f"write the list as `[{name}]`", f"[{name}]")
        return name in kind.members

    def _one_currency(self, operation: Operation, left: Expression, right: Expression) -> None:
        """Say two currencies in one sum or comparison; what fields hold shows only when it runs."""
        two = clash(left, right)
        if two:
            message = f"`{operation.operator}` mixes two currencies, `{two[0]}` and `{two[1]}`"
            self._say("type-mismatch", message, operation, "write both amounts in one currency")

    def _table(self, name: str, node: Expression, operands: list[Expression], known: Known) -> Type:
        kinds: list[Type] = []
        for operand in operands:
            # What is compared with a member of an enum may be one too.
            expected = kinds[0] if kinds and name in _COMPARISONS else None
            kinds.append(required(self.infer(operand, known, expected)))
            self._require_set(operand)
        if UNKNOWN in kinds:
            return UNKNOWN
        row = TABLE.get((name, tuple("list" if isinstance(kind, ListType) else kind.name for kind in kinds)))
        if row:
            if isinstance(node, Operation) and kinds == [MONEY, MONEY]:
                self._one_currency(node, *operands)
            return PRIMITIVES[row.result]
        if name in _COMPARISONS and kinds[0] == kinds[1] and kinds[0].name not in ORDERED:
            self._say(
                "type-mismatch",
                f"{described(kinds[0])} has no order, so `{name}` cannot compare it",
                node,
                "compare with `==`",
            )
        elif len(kinds) == 2 and not name.isidentifier():
            message = f"`{name}` does not take {described(kinds[0])} and {described(kinds[1])}"
            self._say("type-mismatch", message, node, operator_cure(name, kinds[0], kinds[1]))
        else:
            taken = " or ".join(
                dict.fromkeys(WORDS.get(key[1][0], f"a {key[1][0]}") for key in TABLE if key[0] == name)
            )
            shown = "-" if name == "negate" else name
            message = f"`{shown}` takes {taken}, not {described(kinds[0])}"
            help_text = "leave the `-` out" if name == "negate" else f"give `{shown}` something else"
            self._say("type-mismatch", message, node, help_text)
        return UNKNOWN

    def _call(self, call: Call, known: Known) -> Type:
        name = call.name.text
        if name in self.environment.decisions:
            return self.decide(call, known)
        if name not in CALLABLE:
            if name not in self.environment.lost and "" not in self.environment.decisions:
                callable_ = [*CALLABLE, *self.environment.decisions]
                near = self.environment.near(name, callable_)
                cure = f"did you mean `{near}`?" if near else f"there are {', '.join(callable_)}"
                self._say(
                    "undefined-name",
                    f"there is no function or decision `{name}`",
                    call.name,
                    cure,
                    near,
                )
            for argument in call.arguments:
                self.infer(argument, known)
            return UNKNOWN
        count = next(len(key[1]) for key in TABLE if key[0] == name)
        return self._table(name, call, call.arguments, known) if self._counted(call, count) else UNKNOWN

    def _counted(self, call: Call, count: int, names: Iterable[str] = ()) -> bool:
        """Whether a call has as many arguments as are taken; else that is said, with their `names`."""
        if (given := len(call.arguments)) != count:
            message, cure = miscounted(call.name.text, count, given, names)
            self._say("type-mismatch", message, call, cure)
        return given == count

    def decide(self, call: Call, known: Known) -> Type:
        """Type the call of a decision: its arguments stand in the order of the parameters."""
        signature = self.environment.decisions[call.name.text]
        call.decision = True
        if self._counted(call, len(signature.parameters), signature.parameters):
            for argument, (name, kind) in zip(call.arguments, signature.parameters.items(), strict=True):
                self.check(argument, kind, known, f" for `{name}`")
        return signature.result or UNKNOWN

    def _list(self, value: ListValue, known: Known, expected: Type | None) -> Type:
        if isinstance(expected, ListType):
            for item in value.items:
                self.check(item, expected.item, known, " in this list")
            return expected
        unknown = UNKNOWN if expected == UNKNOWN else None  # what is in something unknown is unknown, too
        kinds = [required(self.infer(item, known, unknown)) for item in value.items]
        for item, kind in zip(value.items[1:], kinds[1:], strict=True):
            if not assignable(kind, kinds[0], item):
                self._say(
                    "type-mismatch",
                    f"this is {described(kind)}, the first of the list is {described(kinds[0])}",
                    item,
                    "the items of a list are of one type",
                )
        return ListType(kinds[0] if kinds else UNKNOWN)

    def _record(self, value: RecordValue, known: Known, expected: Type | None) -> Type:
        if not isinstance(expected, RecordType):
            for _, item in value.fields:
                self.infer(item, known, UNKNOWN)
            if expected != UNKNOWN:
                needed = f", but {described(expected)} is needed" if expected else ""
                help_text = cure_of(UNKNOWN, expected) if expected else "set it into a field, and use that"
                self._say("type-mismatch", f"named values stand here{needed}", value, help_text)
            return UNKNOWN
        given: set[str] = set()
        for name, item in value.fields:
            if name.text in given:
                self._say("duplicate-name", f"`{name.text}` is given twice", name, "keep one of them")
            given.add(name.text)
            if name.text in expected.fields:
                self.check(item, expected.fields[name.text], known, f" for `{name.text}`")
            else:
                if not expected.whole or name.text in self.environment.lost:
                    self.infer(item, known, UNKNOWN)
                self._no_field(expected, name, expected.name, ", ".join(expected.fields))
        missing = [
            name
            for name, kind in expected.fields.items()
            if name not in given and kind != UNKNOWN and not isinstance(kind, OptionalType)
        ]
        if missing and given <= set(expected.fields) and expected.whole:
            shown = ", ".join(f"`{name}`" for name in missing)
            self._say(
                "type-mismatch",
                f"{shown} {'is' if len(missing) == 1 else 'are'} missing",
                value,
                f"`{expected.name}` needs {shown}",
            )
        return expected

    # ── saying ───────────────────────────────────────────────────────────────────────────────────────

    def _unreadable(self, expression: Expression) -> bool:
        """Whether this is a name that stands for nothing by itself: a member of an enum, or a slip."""
        if not isinstance(expression, Path):
            return False
        name = expression.words[0].text
        return name not in self.environment.fields and name not in self.environment.records

    def _require_set(self, expression: Expression) -> None:
        if isinstance(expression.type, OptionalType):
            self._untested(expression)

    def _untested(self, expression: Expression) -> None:
        name = dotted(expression) if isinstance(expression, Path) else "this value"
        shown = f"`{name}`" if isinstance(expression, Path) else name
        cure = f"test it first (`{name} is set and …`) or give a value to use instead (`{name} else …`)"
        self._say(
            "optional-not-tested",
            f"{shown} may be missing here",
            expression,
            cure if isinstance(expression, Path) else "use `else`",
        )

    def _say(
        self,
        rule: str,
        message: str,
        node: Expression | Word,
        cure: str,
        replacement: str | None = None,
        cause: str = "",
    ) -> None:
        self.environment.report(Problem(rule, message, node.start, node.end, cure, replacement, cause))
