"""What is canonical already: never said of what `validate_fields` would write in another way, or refuse."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from journeyc.expression.canonical import canonical_fields
from journeyc.expression.types import (
    BOOL,
    DECIMAL,
    ID,
    INT,
    MONEY,
    TEXT,
    EnumType,
    ListType,
    RecordType,
    Type,
    optional,
)
from journeyc.expression.validation import validate_fields

TIER = EnumType("Tier", ("bronze", "gold"))
TYPES = (BOOL, DECIMAL, ID, INT, MONEY, TEXT, TIER, ListType(TEXT), RecordType("Part", {"code": ID}))
NAMES = some.sampled_from("abc")
VALUES: Any = some.one_of(
    some.none(),
    some.booleans(),
    some.integers(),
    some.sampled_from(
        [0, 2**53 - 1, 2**53, -(2**53), "", " ", "x", "gold", "ä", "\x00", "\ud800", "a" * 100_001]
    ),
    some.sampled_from([1.5, [], ["x"], {"code": "x"}, "12.50 EUR", "12.5"]),
)
FIELDS = some.dictionaries(
    NAMES, some.one_of(some.sampled_from(TYPES), some.sampled_from(TYPES).map(optional))
)


@given(FIELDS, some.dictionaries(NAMES, VALUES))
def test_only_what_stays_as_it_is(fields: dict[str, Type], values: dict[str, Any]) -> None:
    """Values and their order: both are in what is kept."""
    if canonical_fields(fields)(values):
        written, faults = validate_fields(values, fields)
        assert not faults
        assert json.dumps(written) == json.dumps(values)


def test_most_is_canonical() -> None:
    """What an ordinary sender sends is found to be so, one field or several, and in written order only."""
    assert canonical_fields({})({})
    assert canonical_fields({"a": INT})({"a": 3})
    both = canonical_fields({"a": INT, "tier": optional(TIER), "name": TEXT, "sure": BOOL, "code": ID})
    said = {"a": -3, "tier": "gold", "name": "Anna", "sure": True, "code": "B1"}
    assert both(said)
    assert not both(dict(reversed(said.items())))
    assert not both({**said, "more": 1})
