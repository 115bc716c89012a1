"""What a message is sent with where nothing is said, and how long it is good for."""

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from typing import Any, TypeVar

from journeyc.expression.evaluation import Scope
from journeyc.expression.functions import EvaluationError
from journeyc.expression.values import Json, encode, instant_text, shift
from journeyc.runtime.core.contact_plans import NoticePlan
from journeyc.runtime.core.nodes import Formula

_Value = TypeVar("_Value")


class IncompleteError(Exception):
    """A value of a message that cannot be computed; the message says which."""


def arguments_of(
    notice: NoticePlan, given: Mapping[str, Json], profile: Mapping[str, Json], at: datetime, zone: tzinfo
) -> dict[str, Json]:
    """The values that a message shows: those that are given, and the defaults of what was left out."""
    arguments = dict(given)
    scope = Scope({}, profile, {}, at, zone, arguments)
    for name, default in notice.defaults:
        if name not in arguments:
            what = f"the default of `{name}` of `{notice.name}`"
            arguments[name] = _computed(what, default, scope, encode)
    return arguments


def expiry_of(
    notice: NoticePlan, arguments: Mapping[str, Json], profile: Mapping[str, Json], at: datetime, zone: tzinfo
) -> str | None:
    """The instant up to which a message is worth sending; None where that is not said."""
    expires = notice.expires
    if expires is None:
        return None
    scope = Scope({}, profile, {}, at, zone, arguments)
    what = f"`expires` of `{notice.name}`"
    return _computed(what, expires, scope, lambda lasts: instant_text(shift(at, lasts, zone)))


def _computed(what: str, formula: Formula, scope: Scope, used: Callable[[Any], _Value]) -> _Value:
    try:
        return used(formula.compute(scope))
    except (EvaluationError, OverflowError, ValueError) as error:
        message = f"{what}: {error}"
        raise IncompleteError(message) from None
