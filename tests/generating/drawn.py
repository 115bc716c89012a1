"""Packages whose declarations are drawn: every type in every place, and names and words that mean something
in the languages that are generated.
"""

from random import Random
from typing import Any, TypeVar

from journeyc.ir import Package
from journeyc.ir.base import FieldDeclaration
from journeyc.ir.declarations import EnumDeclaration, Event, RecordDeclaration, Service
from tests.generating.shop import shop

_Declared = TypeVar("_Declared", EnumDeclaration, RecordDeclaration)

_NAMES = (
    "class", "from", "await", "self", "str", "int", "bool", "list", "dict", "dt", "field", "to_json",
    "from_json", "typed", "cls", "document", "none", "event", "payload", "name", "id", "at", "a_b", "ab",
    "a__b", "a1", "a_1", "a_", "import", "match", "type", "def", "lambda", "interface", "new",
    "function", "x", "constructor", "decimal", "a_name_that_is_longer_than_most_names_are", "money",
    "date", "time", "class_", "prototype", "tostring", "default", "case", "send", "services",
)  # fmt: skip
_TYPES = (
    "Any", "Literal", "Self", "Event", "Channel", "Money", "Decimal", "Answers", "Record", "Union",
    "Array", "Instant", "Object", "String", "Partial", "X1", "Class", "Names", "Profile", "Items", "AB",
    "Ab",
)  # fmt: skip
_PRIMITIVES = (
    "text", "id", "bool", "int", "decimal", "percent", "money", "duration", "instant", "date", "time",
    "channel", "Customer",
)  # fmt: skip
#: Words that would end a comment or a string, or begin another one, and lines that are none.
WORDS = (
    '"""', "'''", "*/", "/*", "//", "\\", "\\n", '"', "\u2028", "\u2029", "\x85", "\r", "\t", "\x00",
    "`", "${a}", "#", "ä", "a\nb", "  ", "\\u0022", "-->", "\x1b[2J", "</script>", "{{ a }}",
    "words " * 30, "w" * 120, "\\\n",
)  # fmt: skip


def package_of_seed(seed: int) -> Package:
    """The shop, with other declarations."""
    chance = Random(seed)  # noqa: S311  # the same packages every time
    base = shop()
    enums = [
        EnumDeclaration(name=name, members=tuple(chance.sample(_NAMES, chance.randint(1, 9))))
        for name in chance.sample(_TYPES, 3)
    ]
    in_place = EnumDeclaration(name="one of low, high", members=("low", "high"))
    names = chance.sample([name for name in _TYPES if name not in {one.name for one in enums}], 4)
    types = [*_PRIMITIVES, *(one.name for one in enums), in_place.name, *names]

    def fields(most: int) -> tuple[FieldDeclaration, ...]:
        return tuple(
            FieldDeclaration(name=name, type=_type(chance, types), doc=_words(chance))
            for name in chance.sample(_NAMES, chance.randint(0, most))
        )

    records = [RecordDeclaration(name=name, fields=fields(6)) for name in names]
    declared = base.declarations
    place = declared.services[0].place
    events = [Event(name=name, fields=fields(8), doc=_words(chance)) for name in chance.sample(_NAMES, 6)]
    services: list[Service] = []
    for name in chance.sample(_NAMES, 4):
        gives = _type(chance, types) if chance.random() < 0.8 else None
        failures = tuple(chance.sample(_NAMES, chance.randint(0, 4)))
        words, taken = _words(chance), fields(6)
        whole = f"{name}.{chance.choice(_NAMES)}" if chance.random() < 0.7 else name
        services.append(
            Service(name=whole, parameters=taken, gives=gives, failures=failures, doc=words, place=place)
        )
    changed: dict[str, Any] = {
        "types": (*declared.types, *_unknown(enums), *_unknown(records)),
        "events": (*declared.events, *events),
        "services": (*declared.services, *services),
    }
    return base.model_copy(update={"declarations": declared.model_copy(update=changed)})


def _unknown(declared: list[_Declared]) -> list[_Declared]:
    """What the shop does not declare itself."""
    return [one for one in declared if one.name not in {"Money", "Size", "Item"}]


def _type(chance: Random, types: list[str]) -> str:
    drawn = chance.choice(types)
    match chance.randint(0, 5):
        case 0 | 1:
            return f"{drawn}?"
        case 2:
            return f"list of {drawn}"
        case 3 if not drawn.endswith("?"):
            return f"list of ({drawn}?)"
        case _:
            return drawn


def _words(chance: Random) -> str:
    return "".join(chance.choices(WORDS, k=chance.randint(0, 5)))
