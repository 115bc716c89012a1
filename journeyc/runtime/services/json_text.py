"""JSON as systems answer with it, read so that nothing in it is larger, deeper or other than it says."""

import json
import math
from decimal import Decimal
from typing import Any, NoReturn

from journeyc.expression.values import excess

#: No number has more digits before or behind its point.
_MOST_DIGITS = 100


class NotJson(Exception):
    """What is not JSON, or none that can be kept; the message says why, and nothing of what it says."""


def read_json(content: bytes) -> Any:
    """What a document says, None where it is empty. Numbers that no float holds exactly are decimals."""
    if not content.strip():
        return None
    try:
        value = json.loads(
            content.decode("utf-8-sig"),
            object_pairs_hook=_unique,
            parse_constant=_constant,
            parse_float=_number,
            parse_int=_whole,
        )
    except NotJson:
        raise
    except RecursionError:
        raise NotJson("it is nested too deeply") from None
    except (ValueError, ArithmeticError):
        raise NotJson("it cannot be read") from None
    if problem := excess(value):
        raise NotJson(problem)
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotJson("a field stands in it twice")
    return found


def _constant(word: str) -> NoReturn:
    raise NotJson(f"`{word}` is no number")


def _whole(text: str) -> int:
    if len(text) > _MOST_DIGITS:
        raise NotJson("a number in it is too large")
    return int(text)


def _number(text: str) -> float | Decimal:
    exact = Decimal(text[: 4 * _MOST_DIGITS])
    if len(text) > 4 * _MOST_DIGITS or abs(exact.adjusted()) > _MOST_DIGITS:
        raise NotJson("a number in it is too large")
    near = float(text)
    return near if math.isfinite(near) and Decimal(repr(near)) == exact else exact
