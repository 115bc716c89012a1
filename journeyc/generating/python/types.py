"""Types of journeys as those of Python: how they are written, and what reads their values."""

from typing import NamedTuple

from journeyc.expression.types import EnumType, ListType, OptionalType, RecordType, Type, required
from journeyc.generating.naming import Names, pascal
from journeyc.generating.outline import IN_PLACE, Outline
from journeyc.generating.python.layout import Bracketed, Code, call
from journeyc.ir.types import CHANNEL, CUSTOMER

_PLAIN = {"text": "str", "id": "str", "bool": "bool", "int": "int"}
_READ = {
    "decimal": ("Decimal", "typed.to_decimal"),
    "percent": ("Decimal", "typed.to_decimal"),
    "money": ("typed.Money", "typed.to_money"),
    "duration": ("typed.Duration", "typed.to_duration"),
    "instant": ("dt.datetime", "typed.to_instant"),
    "date": ("dt.date", "typed.to_date"),
    "time": ("dt.time", "typed.to_time"),
}
#: What a generated module imports or calls its own, before anybody gives names to anything.
FIXED = (
    "Answers", "Bot", "Channel", "Customer", "Event", "Journey", "Notification", "Parameters", "Profile",
    "Queue", "Segment",
    "Any", "Awaitable", "ClassVar", "Decimal", "Literal", "Mapping", "Never", "Protocol", "Self", "TypeAlias",
    "Union",
)  # fmt: skip
#: What a field cannot be called: classes use these words, or have them as names.
_IN_CLASSES = (
    "bool", "classmethod", "dict", "dt", "field", "from_json", "int", "list", "self", "str", "to_json",
    "typed",
)  # fmt: skip


class Written(NamedTuple):
    """A name of the journey, and how it is written in Python."""

    name: str
    python: str


class Types:
    """The names that types have in a module."""

    def __init__(self, outline: Outline) -> None:
        self.names = Names(FIXED)
        self._known = {CHANNEL: "Channel", CUSTOMER: "Customer"}
        declared = [*(one.name for one in outline.enums), *(one.name for one in outline.records)]
        for name in sorted(declared, key=lambda name: (name.startswith(IN_PLACE), name)):
            self._known[name] = self.names.give(pascal(name))

    def named(self, name: str) -> str:
        """What a declared type is called."""
        return self._known[name]

    def annotation(self, declared: Type) -> str:
        """How a type is written: `list[typed.Money] | None`."""
        match declared:
            case OptionalType():
                return f"{self.annotation(declared.value)} | None"
            case ListType():
                return f"list[{self.annotation(declared.item)}]"
            case EnumType() | RecordType():
                return self._known[declared.name]
            case _:
                return _PLAIN.get(declared.name) or _READ[declared.name][0]

    def form(self, declared: Type) -> Code:
        """What reads a value of a type from its JSON form."""
        match declared:
            case OptionalType():
                return call("typed.optional", self.form(declared.value))
            case ListType():
                return call("typed.several", self.form(declared.item))
            case RecordType():
                return f"{self._known[declared.name]}.from_json"
            case _:
                return _READ[declared.name][1] if declared.name in _READ else "typed.same"

    def read(self, declared: Type, name: str) -> Bracketed:
        """The value of a field, read from its document."""
        if isinstance(declared, OptionalType):
            get = call("document.get", f'"{name}"')
            return get if is_plain(declared) else call("typed.read", get, self.form(declared))
        item, form = Bracketed("document", (f'"{name}"',), "", "[]"), self.form(declared)
        if isinstance(form, Bracketed):
            return call("typed.read", item, form)
        return item if is_plain(declared) else call(form, item)

    def seen(self, declared: Type, name: str) -> Bracketed:
        """The same for a field that may be missing or masked."""
        form = call("typed.shown", self.form(required(declared)))
        return call("typed.read", call("document.get", f'"{name}"'), form)


def field_names(names: tuple[str, ...]) -> list[Written]:
    """The names of fields in a class, or of parameters."""
    given = Names(_IN_CLASSES)
    return [Written(name, given.give(name.replace(".", "_"))) for name in names]


def is_plain(declared: Type) -> bool:
    """Whether the Python form of a single value is its JSON form."""
    declared = required(declared)
    return isinstance(declared, EnumType) or declared.name in _PLAIN
