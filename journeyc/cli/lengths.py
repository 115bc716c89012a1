"""Lengths of time as options take them."""

from datetime import UTC, datetime, timedelta

from journeyc.cli.ending import Failure
from journeyc.expression.reading import read
from journeyc.expression.types import DURATION
from journeyc.expression.values import ValueProblem, shift, to_duration


def length_before(now: datetime, option: str, text: str, accepted: str) -> timedelta:
    """How long before now a time is that is told as people write it, such as `3 days`; Failure with what is
    `accepted` for anything else.
    """
    try:
        return now - shift(now, to_duration(str(read(text, DURATION, "en"))), UTC, -1)
    except ValueProblem:
        raise Failure(f"`{option}`: `{text}` is no length of time", accepted) from None
    except (OverflowError, ValueError):
        raise Failure(f"`{option}`: `{text}` is longer than the calendar", "write less") from None
