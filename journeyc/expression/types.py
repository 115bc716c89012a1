"""The types of the language and how they are written down."""

from collections.abc import Iterator, Mapping


class Type:
    """Any type; two types are the same when they are written the same."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Type) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"<{self.name}>"


class EnumType(Type):
    """A closed set of names, written `one of …`; `channel` is one too, its members are the declared
    channels.
    """

    __slots__ = ("members",)

    def __init__(self, name: str, members: tuple[str, ...]) -> None:
        super().__init__(name)
        self.members = members


class RecordType(Type):
    """Named fields; the mapping may be filled after construction, so that records can refer to each other.

    Of one that is not `whole` a part could not be read: it may have more fields.
    """

    __slots__ = ("fields", "whole")

    def __init__(self, name: str, fields: Mapping[str, Type], *, whole: bool = True) -> None:
        super().__init__(name)
        self.fields = fields
        self.whole = whole


class ListType(Type):
    """A list whose items all have one type."""

    __slots__ = ("item",)

    def __init__(self, item: Type) -> None:
        inner = f"({item.name})" if isinstance(item, OptionalType) else item.name
        super().__init__(f"list of {inner}")
        self.item = item


class OptionalType(Type):
    """A value that may be missing."""

    __slots__ = ("value",)

    def __init__(self, value: Type) -> None:
        super().__init__(f"({value.name})?" if isinstance(value, ListType) else f"{value.name}?")
        self.value = value


TEXT = Type("text")
INT = Type("int")
DECIMAL = Type("decimal")
BOOL = Type("bool")
MONEY = Type("money")
PERCENT = Type("percent")
DATE = Type("date")
TIME = Type("time")
INSTANT = Type("instant")
DURATION = Type("duration")
ID = Type("id")
#: Time that a calendar counts: no field has it, it can only be waited for.
BUSINESS_TIME = Type("business time")
#: The type of what could not be typed: it agrees with everything, so that one fault is said once.
UNKNOWN = Type("unknown")

PRIMITIVES: dict[str, Type] = {
    t.name: t for t in (TEXT, INT, DECIMAL, BOOL, MONEY, PERCENT, DATE, TIME, INSTANT, DURATION, ID)
}

#: Types with an order, so that `<` and its kin compare them.
ORDERED = frozenset({"int", "decimal", "money", "percent", "date", "time", "instant", "duration"})


def optional(value: Type) -> Type:
    """The type that may also be missing; asking twice changes nothing."""
    return value if isinstance(value, OptionalType) or value is UNKNOWN else OptionalType(value)


def required(value: Type) -> Type:
    """The type once the value is known to be set."""
    return value.value if isinstance(value, OptionalType) else value


def parse_type(text: str, named: Mapping[str, Type]) -> Type:
    """The type that a written form stands for, e.g. `money?` or `list of Plan`; KeyError names an unknown
    one.
    """
    text = text.strip()
    if text.startswith("(") and text.endswith(")"):
        return parse_type(text[1:-1], named)
    if text.endswith("?") and not text.startswith("list of "):
        return optional(parse_type(text[:-1], named))
    if text.startswith("list of "):
        return ListType(parse_type(text.removeprefix("list of "), named))
    return PRIMITIVES[text] if text in PRIMITIVES else named[text]


def mentioned(value: Type) -> Iterator[Type]:
    """The named types that a type is made of, outermost first."""
    if isinstance(value, OptionalType):
        yield from mentioned(value.value)
    elif isinstance(value, ListType):
        yield from mentioned(value.item)
    elif isinstance(value, EnumType | RecordType):
        yield value


#: Types in words, for messages.
WORDS = {name: f"a{'n' if name[0] in 'aeiou' else ''} {name}" for name in PRIMITIVES} | {
    "int": "a whole number",
    "decimal": "a number",
    "text": "text",
    "bool": "true or false",
    "money": "money",
    "percent": "a percentage",
    "id": "an id",
    "business time": "business time",
}


def described(value: Type) -> str:
    """A type in words, for messages."""
    if isinstance(value, OptionalType):
        return f"{described(value.value)} that may be missing"
    if isinstance(value, ListType):
        return f"a list of `{value.item}`"
    return WORDS.get(value.name) or f"`{value.name}`"
