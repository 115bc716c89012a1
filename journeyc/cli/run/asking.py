"""Values by name: from what was written beside an event or an answer, or asked for one by one."""

from collections.abc import Mapping

from journeyc.cli.run.line import Given
from journeyc.cli.run.lines import Lines
from journeyc.cli.run.written import Moment, Refused, free, hint, literal, unknown
from journeyc.expression.types import OptionalType, RecordType, Type
from journeyc.expression.values import Json


def values_of(
    given: tuple[Given, ...], types: Mapping[str, Type], moment: Moment, owner: str = ""
) -> dict[str, Json]:
    """The values of `name = value, …`; a name that has no type is refused with the nearest one there is."""
    values: dict[str, Json] = {}
    for name, text in given:
        if name in values:
            raise Refused(f"`{name}` is given twice")
        declared = types.get(name)
        if declared is None:
            raise unknown("field", name, types, f" of {owner}" if owner else " here")
        values[name] = literal(text, declared, moment, f" for `{name}`")
    return values


def payload_of(event: str, events: Mapping[str, Mapping[str, Type]]) -> Mapping[str, Type]:
    """What an event carries that is known here."""
    if event not in events:
        raise unknown("event", event, sorted(events))
    return events[event]


def payload(
    fields: Mapping[str, Type], lines: Lines, moment: Moment, prefix: str = ""
) -> dict[str, Json] | None:
    """Ask for every field, those of a record one by one; a blank line leaves one out, or gives up."""
    values: dict[str, Json] = {}
    for name, declared in fields.items():
        if isinstance(declared, RecordType):
            inner = payload(declared.fields, lines, moment, f"{prefix}{name}.")
            if inner is None:
                return None
            values[name] = inner
            continue
        optional = isinstance(declared, OptionalType)
        text = lines.next(f"  {prefix}{name} ({hint(declared)}{', or nothing' if optional else ''}): ")
        if text is None and not optional:
            raise Refused(f"`{prefix}{name}` was not given")
        if text:
            values[name] = free(text, declared, moment, f" for `{prefix}{name}`")
        elif not optional:
            return None
    return values
