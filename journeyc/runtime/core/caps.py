"""Caps: what was sent in the stretch of time that ends now, what is on its way, and one more."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from journeyc.expression.evaluation import Scope
from journeyc.expression.functions import EvaluationError
from journeyc.expression.values import Duration, shift, to_instant
from journeyc.runtime.core.contact import NEVER, customer_zone
from journeyc.runtime.core.contact_documents import Contact
from journeyc.runtime.core.contact_plans import CapPlan, PolicyPlan

#: For how long after it expired a message may still be found to have been handed over in time.
_LATE = timedelta(minutes=10)
#: For how long a message waits at most for room under a cap, and which part of its stretch of time.
_MOMENTS = timedelta(minutes=10)
_MOMENTS_OF = 20


class Over(NamedTuple):
    """The cap that one more message would break, as it is written, and the messages that it counts; `until`
    is when there is room again, if that is only a matter of moments.
    """

    cap: str
    counted: list[str]
    until: datetime | None


def over_cap(
    policies: Iterable[PolicyPlan], category: str, contacts: Sequence[Contact], scope: Scope
) -> Over | None:
    """The cap that does not let a message of a category pass: one that does not for long, if there is any."""
    found: Over | None = None
    for cap in caps(policies):
        over = _over(cap, contacts, scope) if cap.holds_for(category) else None
        if over is None:
            continue
        if over.until is None:
            return over
        if found is None or found.until is None or over.until > found.until:
            found = over
    return found


def _over(cap: CapPlan, contacts: Sequence[Contact], scope: Scope) -> Over | None:
    counted = {one["effect"]["id"]: end for one in contacts if (end := counts_until(cap, one, scope))}
    if len(counted) < cap.count:
        return None
    # There is room when so many of them have dropped out that one less than the cap is left.
    until = sorted(counted.values())[len(counted) - cap.count]
    is_soon = until != NEVER and until - scope.now <= _soon(cap, until, scope)
    return Over(cap.text, [*counted], until if is_soon else None)


def _soon(cap: CapPlan, until: datetime, scope: Scope) -> timedelta:
    """How long a message waits for room: what is sent every seven days is handed over some seconds later one
    time than the other, and is not one too many for that.
    """
    length = shift(until, cap.per(scope), customer_zone(scope)) - until
    return min(_MOMENTS, length / _MOMENTS_OF)


def caps(policies: Iterable[PolicyPlan]) -> list[CapPlan]:
    """The caps of all policies, in the order in which they are written."""
    return [cap for policy in policies for cap in policy.caps]


def counts_until(cap: CapPlan, contact: Contact, scope: Scope) -> datetime | None:
    """Until when a cap counts a message; None where it does not now. What is in flight counts as sent now,
    for as long as it may be handed over; where the stretch of time cannot be computed, all counts for ever.
    """
    if not cap.counts(contact["category"]):
        return None
    if (sent := contact.get("sent")) is None:
        return NEVER if in_flight(contact, scope) else None
    try:
        per = cap.per(scope)
        end = shift(to_instant(sent), per, customer_zone(scope)) if isinstance(per, Duration) else NEVER
    except (EvaluationError, OverflowError, ValueError):
        return NEVER
    return end if end > scope.now else None


def in_flight(contact: Contact, scope: Scope) -> bool:
    """Whether a message may still be handed over, or was and that is not known yet."""
    if "sent" in contact:
        return False
    expires = contact["effect"].get("expires")
    return expires is None or to_instant(expires) + _LATE > scope.now
