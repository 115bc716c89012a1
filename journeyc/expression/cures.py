"""What to do about a value of the wrong kind: a sentence for each pair of types."""

from collections.abc import Iterable

from journeyc.expression.functions import TABLE
from journeyc.expression.types import EnumType, ListType, OptionalType, RecordType, Type, described, required

#: A value of each type, as it is written.
EXAMPLES = {
    "text": '"Hello"',
    "int": "3",
    "decimal": "2.5",
    "bool": "true",
    "money": "20 EUR",
    "percent": "20%",
    "date": "2026-11-23",
    "time": "20:00",
    "instant": "2026-11-23T09:00",
    "duration": "2 days",
    "id": '"B-17"',
}
_MOST_SHOWN = 6
#: What other languages call the types of this one.
TYPES_ELSEWHERE = {
    "string": "text",
    "str": "text",
    "boolean": "bool",
    "integer": "int",
    "float": "decimal",
    "double": "decimal",
    "datetime": "instant",
    "timestamp": "instant",
    "uuid": "id",
    "percentage": "percent",
}
#: What people write for true and false.
TRUTHS = {"yes": "true", "no": "false"}
#: Pairs of what is written elsewhere and what is written here: one is meant by the other, without a guess.
ELSEWHERE = {*TYPES_ELSEWHERE.items(), *TRUTHS.items()}


def cure_of(actual: Type, expected: Type) -> str:
    """How to get from the type that stands there to the one that is needed."""
    expected = required(expected)
    match required(actual).name, expected.name:
        case "business time", _:
            return "business time can only be waited for, as in `after 3 business days`"
        case "int" | "decimal", "money":
            return "add the currency, such as `20 EUR`"
        case "int" | "decimal", "duration":
            return "add the unit, such as `2 days`"
        case "int" | "decimal", "percent":
            return "add the sign, such as `20%`"
        case "decimal", "int":
            return "round it: `round(…)`"
        case "instant", "duration":
            return "say how long, such as `2 days`; what happens at a moment stands behind `at`"
        case "duration", "instant":
            return "count from a moment, such as `now + 2 days`"
        case "date", "instant":
            return "a date has no time of day: name a moment, such as `2026-11-23T09:00`"
        case "instant", "date" | "time":
            return f"take it from the moment: `{expected.name}(…)`"
        case "text", "id":
            return "name a field of type `id`, or write the id in quotes"
        case "text", _ if isinstance(expected, EnumType):
            return "write the name without quotes"
        case _, "bool":
            test = "test it (`… is set`), or " if isinstance(actual, OptionalType) else ""
            return f"{test}compare it with something"
    return _instead(expected)


def _instead(expected: Type) -> str:
    if expected.name in EXAMPLES:
        return f"write {described(expected)}, such as `{EXAMPLES[expected.name]}`"
    if isinstance(expected, EnumType):
        shown = ", ".join(f"`{member}`" for member in expected.members[:_MOST_SHOWN])
        return f"it is one of {shown}" if shown else "declare a channel in a `touchpoint`"
    if isinstance(expected, ListType):
        return "write a list, such as `[a, b]`"
    if isinstance(expected, RecordType):
        return (
            f"name a `{expected.name}`, or write its fields: `{{ {next(iter(expected.fields), 'a')} = … }}`"
        )
    return f"write {described(expected)}"


def equality_cure(left: Type, right: Type) -> str:
    """What to do about two values of different types that are compared."""
    for actual, needed in ((right, left), (left, right)):
        moment = actual.name == "instant" and needed.name in {"date", "time"}
        unit = actual.name in {"int", "decimal"} and needed.name in {"money", "duration", "percent"}
        quoted = actual.name == "text" and isinstance(needed, EnumType)
        if moment or unit or quoted or actual.name == "business time":
            return cure_of(actual, needed)
    return "compare values of one type"


def joined_cure(operator: str, needed: Type) -> str:
    """What to write for `and` or `or` between values that are no conditions."""
    match operator, required(needed).name:
        case "or", "duration" | "instant":
            return "write a clause for each time: the first that comes is taken"
        case "and", "duration":
            return "times add up side by side, such as `1 day 2 hours`"
        case "or", _:
            return "write `else` between a value that may be missing and one to use instead"
    return "write one value"


def operator_cure(operator: str, left: Type, right: Type) -> str:
    """What an operator takes that does not take these two."""
    match operator, left.name, right.name:
        case _, "business time", _:
            return cure_of(left, right)
        case _, _, "business time":
            return cure_of(right, left)
        case _, _, "int" | "decimal" if left.name in {"money", "duration", "percent"}:
            return cure_of(right, left)
        case _, "int" | "decimal", _ if right.name in {"money", "duration", "percent"}:
            return cure_of(left, right)
        case _, "date", "instant":
            return "compare days: `date(…)` around the instant"
        case _, "instant", "date":
            return "compare days: `date(…)` around the instant"
    pairs = [key[1] for key in TABLE if key[0] == operator]
    fitting = [pair for pair in pairs if left.name in pair] or [pair for pair in pairs if right.name in pair]
    shown = [f"`{one} {operator} {other}`" for one, other in (fitting or pairs)[:_MOST_SHOWN]]
    return f"there is {', '.join(shown)}"


def miscounted(name: str, count: int, given: int, names: Iterable[str]) -> tuple[str, str]:
    """What is said of a call with another number of arguments, and how to write it with its `names`."""
    arguments = f"{count} argument{'s' if count != 1 else ''}"
    named = ", ".join(names)
    return (
        f"`{name}` takes {arguments}, here {'is' if given == 1 else 'are'} {given}",
        f"write `{name}({named})`" if named else f"give it {arguments}",
    )
