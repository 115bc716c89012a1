"""Values from outside: are they of their type, and what is said when they are not."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from journeyc.expression.types import (
    BOOL,
    DATE,
    DECIMAL,
    DURATION,
    ID,
    INSTANT,
    INT,
    MONEY,
    PERCENT,
    TEXT,
    TIME,
    EnumType,
    ListType,
    RecordType,
    Type,
    optional,
)
from journeyc.expression.validation import validate, validate_fields

REASON = EnumType("Reason", ("wrong_price", "roaming", "other"))
SLOTS: dict[str, Type] = {}
BILL = RecordType("Bill", SLOTS)
SLOTS |= {"id": ID, "amount": optional(MONEY), "reason": optional(REASON), "previous": optional(BILL)}


@pytest.mark.parametrize(
    ("value", "declared", "canonical"),
    [
        (3, INT, 3),
        (True, BOOL, True),
        ("x", TEXT, "x"),
        ("", TEXT, ""),
        ("12.50", DECIMAL, "12.5"),
        (12.5, DECIMAL, "12.5"),
        (0.1, DECIMAL, "0.1"),
        (Decimal("0.10"), DECIMAL, "0.1"),
        (30, PERCENT, "30"),
        ("12.5 EUR", MONEY, "12.50 EUR"),
        ({"amount": 12.5, "currency": "EUR"}, MONEY, "12.50 EUR"),
        ({"amount": "12.5", "currency": "EUR"}, MONEY, "12.50 EUR"),
        ("2026-11-23T09:00:00+01:00", INSTANT, "2026-11-23T08:00:00Z"),
        ("2026-11-23", DATE, "2026-11-23"),
        ("20:00", TIME, "20:00:00"),
        ("P1D", DURATION, "P1D"),
        ("roaming", REASON, "roaming"),
        (None, optional(INT), None),
        (["a", "b"], ListType(TEXT), ["a", "b"]),
        ({"id": "B1", "amount": None}, BILL, {"id": "B1"}),
    ],
)
def test_values_of_the_type_become_canonical(value: Any, declared: Type, canonical: Any) -> None:
    """One JSON form for each value, however it was sent."""
    assert validate(value, declared) == (canonical, [])


@pytest.mark.parametrize(
    ("value", "declared", "fault"),
    [
        ("3", INT, "must be a whole number, not the text `3`"),
        ("30%", PERCENT, "must be a number without the sign: `30` is 30 %"),
        (True, INT, "must be a whole number, not `true`"),
        (3.0, INT, "must be a whole number, not `3.0`"),
        (2**53, INT, "must lie between -2^53 and 2^53"),
        (1, BOOL, "must be true or false, not `1`"),
        (3, TEXT, "must be text, not `3`"),
        (" ", ID, "must not be empty"),
        ("a\x00b", TEXT, "holds characters that are not text"),
        ("\ud800", TEXT, "holds characters that are not text"),
        ("x" * 100_001, TEXT, "is longer than 100,000 characters"),
        (float("nan"), DECIMAL, "must be a finite number"),
        (float("inf"), DECIMAL, "must be a finite number"),
        (10**400, DECIMAL, "is too large a number"),
        (True, DECIMAL, "must be a number, not `true`"),
        (12, MONEY, "must be an amount such as `12.50 EUR`, not `12`"),
        ("12.50", MONEY, "`12.50` is not an amount of money such as `12.50 EUR`"),
        (
            "romaing",
            REASON,
            "must be one of wrong_price, roaming, other, not `romaing`; did you mean `roaming`?",
        ),
        (7, REASON, "must be one of wrong_price, roaming, other, not `7`"),
        ("x", ListType(TEXT), "must be a list, not `x`"),
        ([""] * 10_001, ListType(TEXT), "has more than 10,000 items"),
        ("x", BILL, "must have named fields, not `x`"),
        (None, INT, "must be a whole number, not nothing"),
    ],
)
def test_other_values_are_refused_in_words(value: Any, declared: Type, fault: str) -> None:
    """The words are for the person who sent it."""
    assert [str(found) for found in validate(value, declared)[1]] == [fault]


def test_all_faults_of_a_record_are_found_with_their_paths() -> None:
    """All faults at once: unknown, missing and wrong ones, however deep."""
    value = {"amont": "3 EUR", "amount": 3, "previous": {"id": "", "reason": "x"}}
    assert [str(fault) for fault in validate(value, BILL, "bill")[1]] == [
        "`bill.amont` is not declared; did you mean `amount`?",
        "`bill.id` is missing",
        "`bill.amount` must be an amount such as `12.50 EUR`, not `3`",
        "`bill.previous.id` must not be empty",
        "`bill.previous.reason` must be one of wrong_price, roaming, other, not `x`",
    ]


def test_a_value_that_never_ends_is_refused() -> None:
    """A record can hold itself; what is sent must stop somewhere."""
    value: dict[str, Any] = {"id": "B"}
    for _ in range(3000):
        value = {"id": "B", "previous": value}
    assert validate(value, BILL)[1][0].problem == "is nested too deeply"


def test_partial_records_may_leave_fields_out() -> None:
    """A profile is written field by field."""
    assert validate_fields({"id": "B1"}, SLOTS, partial=True) == ({"id": "B1"}, [])
    assert validate_fields({}, SLOTS, partial=True) == ({}, [])


JSON = some.recursive(
    some.none()
    | some.booleans()
    | some.integers()
    | some.floats()
    | some.text()
    | some.sampled_from(
        ["12.5 EUR", "1.50", "roaming", "2026-11-23", "20:00", "P1D", "2026-11-23T09:00:00Z"]
    ),
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(
            some.sampled_from(["id", "amount", "currency", "reason", "previous", "x"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)
TYPES = some.sampled_from(
    [
        INT,
        BOOL,
        TEXT,
        ID,
        DECIMAL,
        PERCENT,
        MONEY,
        INSTANT,
        DATE,
        TIME,
        DURATION,
        REASON,
        BILL,
        ListType(MONEY),
        optional(BILL),
    ]
)


@given(JSON, TYPES)
def test_what_was_validated_validates_to_itself(value: Any, declared: Type) -> None:
    """Validation is idempotent, and never fails otherwise than by naming faults."""
    canonical, faults = validate(value, declared)
    if not faults:
        assert validate(canonical, declared) == (canonical, [])
