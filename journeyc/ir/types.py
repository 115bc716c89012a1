"""From the written types of a document to the types that values are checked against."""

from collections.abc import Iterable

from journeyc.expression.types import EnumType, RecordType, Type, mentioned, parse_type
from journeyc.ir.model import Declarations, FieldDeclaration, RecordDeclaration, TypeDeclaration

CUSTOMER = "Customer"
CHANNEL = "channel"


def type_table(declarations: Declarations) -> dict[str, Type]:
    """The named types: the declared ones, `channel` and `Customer`."""
    channels = tuple(
        channel.name for touchpoint in declarations.touchpoints for channel in touchpoint.channels
    )
    table: dict[str, Type] = {CHANNEL: EnumType(CHANNEL, channels)}
    records: list[tuple[dict[str, Type], tuple[FieldDeclaration, ...]]] = []
    for declaration in declarations.types:
        if isinstance(declaration, RecordDeclaration):
            slots: dict[str, Type] = {}
            table[declaration.name] = RecordType(declaration.name, slots)
            records.append((slots, declaration.fields))
        else:
            table[declaration.name] = EnumType(declaration.name, declaration.members)
    customer: dict[str, Type] = {}
    table[CUSTOMER] = RecordType(CUSTOMER, customer)
    records.append((customer, declarations.customer.fields))
    for slots, fields in records:
        slots.update(field_types(fields, table))
    return table


def field_types(fields: Iterable[FieldDeclaration], table: dict[str, Type]) -> dict[str, Type]:
    """The types of declared fields, by name."""
    return {field.name: parse_type(field.type, table) for field in fields}


def used_types(roots: Iterable[Type], declared: tuple[TypeDeclaration, ...]) -> tuple[TypeDeclaration, ...]:
    """The declarations among `declared` that the types in `roots` reach, in their order."""
    found: set[str] = set()
    pending = [inner for root in roots for inner in mentioned(root)]
    while pending:
        current = pending.pop()
        if current.name in found:
            continue
        found.add(current.name)
        if isinstance(current, RecordType):
            pending += [inner for value in current.fields.values() for inner in mentioned(value)]
    return tuple(declaration for declaration in declared if declaration.name in found)
