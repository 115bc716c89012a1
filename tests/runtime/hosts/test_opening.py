"""What a runtime is opened with is looked at then, not when the first customer needs it."""

from typing import Any

import pytest

from journeyc.runtime import Runtime
from journeyc.runtime.errors import UsageError
from journeyc.testing import VirtualClock
from tests.runtime.stage import DISPUTE


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"clock": 5}, "`clock` is a int; give an object with `now()`, such as `VirtualClock()`"),
        ({"clock": VirtualClock}, "`clock` is the class VirtualClock; give an object with `now()`, such as"),
        ({"listeners": print}, "`listeners` is a builtin_function_or_method; give a list of functions"),
        ({"listeners": [5]}, "a listener is a int; give functions, which take an `Emitted`"),
        ({"channels": ["sms"]}, "`channels` is a list; give a dictionary, from their names to what is bound"),
        ({"services": [print]}, "`services` is a list; give a dictionary"),
        ({"channel_seconds": "60"}, "`channel_seconds` is 60; give up to 60 seconds, above 0"),
        ({"service_seconds": None}, "`service_seconds` is None; give up to 60 seconds, above 0"),
    ],
)
def test_what_makes_no_sense_is_said(given: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError) as caught:
        Runtime.open(None, DISPUTE, **given)
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"carriers": "4"}, "`carriers` is 4; give a whole number between 1 and 1,000"),
        ({"carriers": 1.5}, "`carriers` is 1.5; give a whole number"),
        ({"grace_seconds": None}, "`grace_seconds` is None; give a number of seconds between 0 and"),
    ],
)
def test_nor_is_a_worker_made_of_it(given: dict[str, Any], told: str) -> None:
    with Runtime.open(None, DISPUTE) as runtime, pytest.raises(UsageError) as caught:
        runtime.worker(**given)
    assert str(caught.value).startswith(told)


def test_a_store_is_one() -> None:
    odd: Any = b"runs.sqlite"
    with pytest.raises(
        UsageError, match="`store` is a bytes; give a path, an address, None for memory, or a"
    ):
        Runtime.open(odd, DISPUTE)


def test_how_many_are_asked_for_is_a_number() -> None:
    odd: Any = "2"
    with (
        Runtime.open(None, DISPUTE) as runtime,
        pytest.raises(UsageError, match="`limit` is a whole number of 1 or more, not `2`"),
    ):
        runtime.tasks(limit=odd)
