"""Values whose type nobody declared."""

from typing import Any

import pytest

from journeyc.expression.undeclared import fault_of, fault_of_names

DEEP: list[Any] = []
DEEP.append(DEEP)


@pytest.mark.parametrize(
    "value", [None, True, 0, -(2**53) + 1, 2.5, "", "🦷", [], {}, {"a": [{"b": (1, "c")}]}, ["x"] * 10_000]
)
def test_json_is_kept(value: object) -> None:
    """Tuples are lists."""
    assert fault_of(value, "value") == ""


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (float("nan"), "`value` must be a finite number"),
        (2**53, "`value` must lie between -2^53 and 2^53"),
        ("\ud800", "`value` holds characters that are not text"),
        ("x" * 100_001, "`value` is longer than 100,000 characters"),
        ([1, {"a": "a\0b"}], "`value[1].a` holds characters that are not text"),
        ({"a": {3: 1}}, "a name in `value.a` must be text, not `3`"),
        (["x"] * 10_001, "`value` has more than 10,000 items"),
        (b"x", "`value` is nothing that JSON can say: `b'x'`"),
    ],
)
def test_what_is_none_says_where(value: object, fault: str) -> None:
    """The first fault."""
    assert fault_of(value, "value") == fault


def test_what_holds_itself_is_too_deep() -> None:
    """Nobody follows it."""
    assert fault_of(DEEP, "value").endswith("is nested too deeply")


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"a": 1}, ""),
        ([1], "the answer must have named fields, not a list"),
        ({3: 1}, "a name in the answer must be text, not `3`"),
    ],
)
def test_values_are_given_by_name(values: object, fault: str) -> None:
    """Whatever they are."""
    assert fault_of_names(values, "the answer") == fault
