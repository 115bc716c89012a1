"""Values made of their types alone, for previews of which nobody has said for whom they are."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from journeyc.expression.types import EnumType, ListType, OptionalType, RecordType, Type
from journeyc.expression.values import Json, encode

#: When it is in a preview that does not say: on a Monday morning, always the same one.
MOMENT = datetime(2026, 11, 23, 9, tzinfo=UTC)
#: Where a link leads in a preview that does not say: nowhere, but it is as long as one that is signed.
LINK = (
    "https://example.org/resume/WyJzYW1wbGUvY3VzdG9tZXIvMS82LzAiLCJjaGFubmVsIiwxNzk1MDAwMDAwXQ"
    ".c2FtcGxlLXNhbXBsZS1zYW1wbGUtc2FtcGxlLXNhbXBsZS0x"
)
#: Records in records that are filled; beyond them what may be missing is.
_DEEPEST = 3
_TWO = 2


def sample_fields(fields: Mapping[str, Type], at: datetime, depth: int = 0) -> dict[str, Json]:
    """A value for each field; what may be missing is there, so that every text shows itself."""
    return {name: _sample(name, declared, at, depth) for name, declared in fields.items()}


def _sample(name: str, declared: Type, at: datetime, depth: int) -> Json:
    match declared:
        case OptionalType(value=inner):
            return _sample(name, inner, at, depth) if depth < _DEEPEST else None
        case RecordType(fields=fields):
            return sample_fields(fields, at, depth + 1)
        case ListType(item=item):
            return [_sample(name, item, at, depth) for _ in range(_TWO)] if depth < _DEEPEST else []
        case EnumType(members=members):
            return members[0] if members else None
        case _:
            return _SCALARS[declared.name](name, at)


def _words(name: str, _: datetime) -> Json:
    """The name of a field as a value that is seen to stand for another: `First name`."""
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def _tomorrow(_: str, at: datetime) -> Json:
    return encode(at + timedelta(days=1))


_SCALARS: dict[str, Callable[[str, datetime], Json]] = {
    "text": _words,
    "id": lambda *_: "A1",
    "bool": lambda *_: True,
    "int": lambda *_: 3,
    "decimal": lambda *_: "2.5",
    "percent": lambda *_: "10",
    "money": lambda *_: "12.50 EUR",
    "duration": lambda *_: "P2D",
    "instant": _tomorrow,
    "date": lambda _, at: (at + timedelta(days=1)).date().isoformat(),
    "time": lambda *_: "09:00:00",
}
