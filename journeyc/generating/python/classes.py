"""The classes of a generated Python module."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from journeyc.expression.types import required
from journeyc.generating.outline import Slot
from journeyc.generating.python.layout import Bracketed, Code, assigned, call, docstring, laid_out, spread
from journeyc.generating.python.types import Types, field_names, is_plain

#: Lines of one part of a module.
Lines = Iterator[str]


class Field(NamedTuple):
    """A field of a class: how it is annotated, its default, empty where there is none, and what reads it."""

    slot: Slot
    name: str
    annotation: str
    default: str
    read: Bracketed


def whole(types: Types, slots: Sequence[Slot]) -> list[Field]:
    """Fields that are all given; those that may be missing are None if they are not."""
    return _fields(
        slots,
        lambda slot: (
            types.annotation(slot.type),
            "None" if required(slot.type) is not slot.type else "",
            types.read(slot.type, slot.name),
        ),
    )


def in_part(types: Types, slots: Sequence[Slot]) -> list[Field]:
    """Fields of which some are given; None takes a value away."""
    return _fields(
        slots,
        lambda slot: (
            f"typed.Unsaid | {types.annotation(slot.type)}",
            "typed.UNSAID",
            types.read(slot.type, slot.name),
        ),
    )


def arguments(types: Types, slots: Sequence[Slot]) -> list[Field]:
    """Parameters, which need not be given where they have a default."""
    given = {field.name: field for field in [*whole(types, slots)]}
    part = {field.name: field for field in in_part(types, slots)}
    return [part[name] if field.slot.has_default else field for name, field in given.items()]


def seen(types: Types, slots: Sequence[Slot]) -> list[Field]:
    """Fields as they are shown: what has no value yet, is masked, or is not known to the version of a run, is
    None.
    """
    return _fields(
        slots,
        lambda slot: (
            f"{types.annotation(required(slot.type))} | None",
            "None",
            types.seen(slot.type, slot.name),
        ),
    )


def _fields(slots: Sequence[Slot], form: Callable[[Slot], tuple[str, str, Bracketed]]) -> list[Field]:
    names = field_names(tuple(slot.name for slot in slots))
    return [Field(slot, one.python, *form(slot)) for slot, one in zip(slots, names, strict=True)]


def data_class(
    name: str,
    doc: str,
    fields: Sequence[Field],
    *,
    constants: Mapping[str, str] = MappingProxyType({}),
    partly: bool = False,
    read: bool = True,
) -> Lines:
    """A frozen dataclass. Of one that tells `partly`, only what is said stands in its JSON form; `read` says
    whether it is made of that form, too.
    """
    yield from ("@dataclass(frozen=True, slots=True, kw_only=True)", f"class {name}:")
    yield from docstring(doc, 4)
    for constant, value in constants.items():
        yield ""
        yield from assigned(f'{constant}: ClassVar[Literal["{value}"]]', f'"{value}"', 4)
    if fields:
        yield ""
    for field in fields:
        yield from _field(field)
    yield from ("", "    def to_json(self) -> dict[str, typed.Json]:")
    yield from docstring("As the runtime takes it.", 8)
    yield from _to_json(fields, partly=partly)
    if read:
        yield from ("", "    @classmethod", "    def from_json(cls, document: Mapping[str, Any]) -> Self:")
        yield from docstring("As the runtime tells it.", 8)
        values = tuple(field.read._replace(before=f"{field.name}={field.read.before}") for field in fields)
        yield from laid_out(call("return cls", *values), 8)


def _field(field: Field) -> Lines:
    annotated = f"{field.name}: {field.annotation}"
    if field.slot.private:
        default = (f"default={field.default}",) if field.default else ()
        yield from laid_out(call("field", *default, "repr=False"), 4, f"{annotated} = ")
    else:
        yield f"    {annotated} = {field.default}" if field.default else f"    {annotated}"
    if field.slot.doc:
        yield from docstring(field.slot.doc, 4)


def _to_json(fields: Sequence[Field], *, partly: bool) -> Lines:
    if not fields:
        yield "        return {}"
        return
    if partly:
        items = tuple(f'"{field.slot.name}": self.{field.name}' for field in fields)
        said = call("return typed.said", Bracketed("", items, "", "{}"))
        yield from spread(said, 8)
        return
    values = tuple(_value(field) for field in fields)
    yield from spread(Bracketed("return ", values, "", "{}"), 8)


def _value(field: Field) -> Code:
    """A field in its JSON form."""
    key, value = f'"{field.slot.name}"', f"self.{field.name}"
    return f"{key}: {value}" if is_plain(field.slot.type) else call(f"{key}: typed.json_of", value)
