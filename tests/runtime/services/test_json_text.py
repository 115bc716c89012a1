"""Answers are read so that nothing in them is larger, deeper or other than it says."""

from decimal import Decimal
from typing import Any

import pytest

from journeyc.runtime.services.json_text import NotJson, read_json


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b"", None),
        (b" \n", None),
        (b"\xef\xbb\xbf7", 7),
        ('{"a": "ä", "b": [1.5, true, null]}'.encode(), {"a": "ä", "b": [1.5, True, None]}),
        (b"12.10", 12.1),
        (b"0.1234567890123456789", Decimal("0.1234567890123456789")),
        (b"-1e20", -1e20),
    ],
)
def test_what_it_says(content: bytes, value: Any) -> None:
    found = read_json(content)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"{'a': 1}", "it cannot be read"),
        (b"1 2", "it cannot be read"),
        (b'"\xff"', "it cannot be read"),
        (b'{"a": {"b": 1, "b": 1}}', "a field stands in it twice"),
        (b"NaN", "`NaN` is no number"),
        (b"[-Infinity]", "`-Infinity` is no number"),
        (b"1e999", "a number in it is too large"),
        (b"1e-999", "a number in it is too large"),
        (b"1e9999999999999999999999", "it cannot be read"),
        (b"1" + b"0" * 5_000, "a number in it is too large"),
        (b"0." + b"1" * 5_000, "a number in it is too large"),
        (b"[" * 60 + b"]" * 60, "a value is nested more than 50 deep"),
        (b"[" * 100_000 + b"]" * 100_000, "it is nested too deeply"),
        (b"[" + b"0," * 100_000 + b"0]", "a value has more than 100,000 parts"),
    ],
)
def test_what_cannot_be_kept(content: bytes, problem: str) -> None:
    with pytest.raises(NotJson) as caught:
        read_json(content)
    assert str(caught.value) == problem
