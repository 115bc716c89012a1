"""Typed expressions as clauses and noun phrases: `the customer’s tier is gold or silver`."""

from typing import assert_never

from journeyc.expression.tree import (
    Apply,
    Decide,
    Expression,
    ListOf,
    Literal,
    Moment,
    Now,
    Private,
    Read,
    RecordOf,
)
from journeyc.ir.walk import parts
from journeyc.story.spoken import business_time, clean, day, instant, length, spoken
from journeyc.story.words import Part, Span, Words, listed, words

#: Stands for a constant that would tell something private.
MASKED = words(Span("•••", "value"))

_COMPARED = {
    "==": "is",
    "!=": "is not",
    "<": "is less than",
    "<=": "is at most",
    ">": "is more than",
    ">=": "is at least",
}
_IN_TIME = {"<": "is before", "<=": "is not after", ">": "is after", ">=": "is not before"}
_OPPOSITE = {
    "==": "!=",
    "!=": "==",
    "<": ">=",
    ">=": "<",
    ">": "<=",
    "<=": ">",
    "is set": "is missing",
    "is missing": "is set",
}
_AS_OF_NOW = {"<": " has passed", "<=": " has come", ">": " is still to come", ">=": " has not passed"}
#: Operators whose result is a condition.
_ASKING = frozenset({*_COMPARED, "and", "or", "not", "in", "is set", "is missing"})
_TIMES = frozenset({"instant", "date", "time"})
#: What every event tells of itself.
_OF_EVENTS = {
    "away": "the time away",
    "channel": "the channel it came by",
    "previous_channel": "the channel before",
    "at": "the time it happened",
    "id": "its id",
    "end": "the end that was reached",
}
_CALLED = {
    "date": "the day of {}",
    "time": "the time of day of {}",
    "lower": "{} in small letters",
    "upper": "{} in capital letters",
    "trim": "{} without spaces around it",
    "abs": "{} without its sign",
    "round": "{} as a whole number",
    "decimal": "{}",
    "negate": "minus {}",
}
_GIVES = {
    "duration": "the time that",
    "channel": "the channel that",
    "money": "the amount that",
    "list": "those that",
}


class Told:
    """Tells expressions; constants beside a private field are masked, since they tell what stands there.
    `customers` are the parameters that are the customer, `answers` the names of what a service gave; `after`
    says what a time after `now` is counted from, `zone` by whose clocks moments are told.
    """

    def __init__(
        self,
        private: Private,
        expression: Expression,
        *,
        customers: frozenset[str] = frozenset(),
        answers: frozenset[str] = frozenset(),
        after: str = "from now",
        zone: str = "",
    ) -> None:
        self._customers, self._answers, self._after, self._zone = customers, answers, after, zone
        self._masks = any(
            isinstance(node, Read) and self._place(node) in private for node in parts(expression)
        )

    def _place(self, node: Read) -> tuple[str, str]:
        """Where a value stands; a parameter that is the customer is no other place than the customer."""
        root, path = self._rooted(node)
        return root, path[0] if path else ""

    def _rooted(self, node: Read) -> tuple[str, tuple[str, ...]]:
        if node.root == "parameter" and node.path and node.path[0] in self._customers:
            return "customer", node.path[1:]
        return node.root, node.path

    def condition(self, node: Expression) -> Words:
        """A clause that is true or not."""
        match node:
            case Literal(value=bool() as value):
                return words("always" if value else "never")
            case Apply("and" | "or", operands):
                return self._joined(node.function, operands)
            case Apply("not", (operand,)):
                return self._not(operand)
            case Apply("is set", (operand,)):
                return words(self.value(operand), " is known")
            case Apply("is missing", (operand,)):
                return words(self.value(operand), " is not known")
            case Apply("in", (item, among)):
                return words(self.value(item), " is ", self._among(among))
            case Apply(function, (left, right)) if function in _COMPARED:
                return self._compared(function, left, right)
            case _:
                return words(self.value(node), " is true")

    def _joined(self, function: str, operands: tuple[Expression, ...]) -> Words:
        other = "or" if function == "and" else "and"
        said: list[Part] = []
        mixed = False
        for operand in _flat(function, operands):
            clause = self.condition(operand)
            inner = isinstance(operand, Apply) and operand.function == other
            mixed |= inner
            said.append(clause)
        first = "either " if function == "or" else ""
        if not mixed:
            return words(first, listed(said, function))
        pieces: list[Part] = [first, said[0]]
        for part in said[1:]:
            pieces += [f", {function} ", part]
        return words(*pieces)

    def _not(self, node: Expression) -> Words:
        match node:
            case Apply("in", (item, among)):
                return words(self.value(item), " is not ", self._among(among))
            case Apply(function, operands) if function in _OPPOSITE:
                return self.condition(Apply(_OPPOSITE[function], operands, node.type))
            case Apply("not", (operand,)):
                return self.condition(operand)
            case Apply("and" | "or"):
                return words("it is not so that ", self.condition(node))
            case _:
                return words(self.value(node), " is not true")

    def _among(self, among: Expression) -> Words:
        if isinstance(among, ListOf) and among.items:
            return listed([self.value(item) for item in among.items], "or")
        return words("one of ", self.value(among))

    def _compared(self, function: str, left: Expression, right: Expression) -> Words:
        if isinstance(left, Literal) and not isinstance(right, Literal) and function in {"==", "!="}:
            left, right = right, left
        timely = left.type.removesuffix("?") in _TIMES
        verb = (_IN_TIME if timely else {}).get(function) or _COMPARED[function]
        if isinstance(right, Now) and function in _AS_OF_NOW:
            return words(self.value(left), _AS_OF_NOW[function])
        if isinstance(left, Now):
            return words(f"it {verb} ", self.value(right))
        return words(self.value(left), f" {verb} ", self.value(right))

    def value(self, node: Expression) -> Words:
        """A noun phrase."""
        match node:
            case Literal():
                return self._literal(node)
            case Moment(value):
                return words(Span(instant(value, self._zone), "value"))
            case Read():
                return self._read(node)
            case Now():
                return words("now")
            case Apply():
                return self._applied(node)
            case Decide():
                return self.decided(node.decision, node.arguments, node.type)
            case ListOf(items):
                return listed([self.value(item) for item in items]) if items else words("an empty list")
            case RecordOf(fields):
                told = [words(Span(spoken(name), "field"), " ", self.value(item)) for name, item in fields]
                return words("(", listed(told), ")") if told else words("nothing")
            case _:
                assert_never(node)

    def decided(self, decision: str, arguments: tuple[Expression, ...], type_name: str) -> Words:
        """What a decision gives."""
        kind = type_name.removesuffix("?").partition(" ")[0]
        what = _GIVES.get(kind, "what")
        given = [self.value(item) for item in arguments]
        rest: Words = words(" for ", listed(given)) if given else ()
        return words(f"{what} the decision “", Span(spoken(decision), "decision", decision), "” gives", rest)

    def _read(self, node: Read) -> Words:
        root, path = self._rooted(node)
        name = spoken(" ".join(path))
        if root == "customer":
            return words("the customer’s ", Span(name, "field")) if path else words("the customer")
        if root == "event":
            known = _OF_EVENTS.get(path[0]) if len(path) == 1 else None
            return words(known) if known else words("the event’s ", Span(name, "field"))
        if root == "local" and path[0] in self._answers:
            inside = spoken(" ".join(path[1:])) if path[1:] else ""
            return words("its ", Span(inside, "field")) if inside else words("its answer")
        return words(Span(name, "field"))

    def _literal(self, node: Literal) -> Words:
        if self._masks and not isinstance(node.value, bool):
            return MASKED
        return words(Span(literal(node, self._zone), "value"))

    def _applied(self, node: Apply) -> Words:
        first, *others = (self.value(item) for item in node.arguments)
        if node.type == "bool" and node.function in _ASKING:
            return words("whether ", self.condition(node))
        if node.function in _CALLED:
            before, _, after = _CALLED[node.function].partition("{}")
            return words(before, first, after)
        if node.function == "length":
            counts = "items" if node.arguments[0].type.startswith("list") else "characters"
            return words(f"the number of {counts} in ", first)
        if not others:
            return words(spoken(node.function), " of ", first)
        return self._two(node, first, others[0])

    def _two(self, node: Apply, left: Words, right: Words) -> Words:
        of_times = node.arguments[0].type in _TIMES
        match node.function:
            case "else":
                # Closed on both sides: a verb or another value may follow.
                return words(left, " (or ", right, " if that is not known)")
            case "+" | "-" if node.type == "instant":
                if isinstance(node.arguments[0], Now):
                    return words(right, f" {self._after}" if node.function == "+" else " ago")
                return words(right, " after " if node.function == "+" else " before ", left)
            case "-" if of_times:
                return words("the time from ", right, " to ", left)
            case "*" if node.arguments[0].type == "percent":
                return words(left, " of ", right)
            case "*" if node.arguments[1].type == "percent":
                return words(right, " of ", left)
            case _:
                sign = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}.get(node.function)
                return words(left, f" {sign or spoken(node.function)} ", right)


def literal(node: Literal, zone: str = "") -> str:
    """A constant as people write it; moments by the clocks of a time zone."""
    value = node.value
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    kind = node.type.removesuffix("?")
    match kind:
        case "duration":
            return length(str(value))
        case "business time":
            return business_time(str(value))
        case "instant":
            return instant(str(value), zone)
        case "date":
            return day(str(value))
        case "time":
            return str(value)[:5]
        case "percent":
            return f"{value}%"
        case "money":
            amount, _, currency = str(value).partition(" ")
            return f"{amount.removesuffix('.00')} {currency}"
        case "int" | "decimal":
            return str(value)
        case "text" | "id":
            return f"“{clean(str(value))}”"
        case _:
            return spoken(str(value)) if isinstance(value, str) else clean(str(value))


def _flat(function: str, operands: tuple[Expression, ...]) -> list[Expression]:
    found: list[Expression] = []
    for operand in operands:
        if isinstance(operand, Apply) and operand.function == function:
            found += _flat(function, operand.arguments)
        else:
            found.append(operand)
    return found
