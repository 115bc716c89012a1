"""Caps: what was sent in the stretch of time that ends now, what is on its way, and one more."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import NamedTuple

from journeyc.expression.evaluation import Scope
from journeyc.expression.functions import EvaluationError
from journeyc.expression.values import Duration, shift, to_instant
from journeyc.runtime.core.contact import customer_zone
from journeyc.runtime.core.contact_documents import Contact
from journeyc.runtime.core.contact_plans import CapPlan, PolicyPlan

#: For how long after it expired a message may still be found to have been handed over in time.
_LATE = timedelta(minutes=10)


class Over(NamedTuple):
    """The cap that one more message would break, as it is written, and the messages that it counts."""

    cap: str
    counted: list[str]


def over_cap(
    policies: Iterable[PolicyPlan], category: str, contacts: Sequence[Contact], scope: Scope
) -> Over | None:
    """The first cap that does not let a message of a category pass."""
    for cap in caps(policies):
        if cap.holds_for(category):
            counted = [one["effect"]["id"] for one in contacts if counts(cap, one, scope)]
            if len(counted) >= cap.count:
                return Over(cap.text, counted)
    return None


def caps(policies: Iterable[PolicyPlan]) -> list[CapPlan]:
    """The caps of all policies, in the order in which they are written."""
    return [cap for policy in policies for cap in policy.caps]


def counts(cap: CapPlan, contact: Contact, scope: Scope) -> bool:
    """Whether a cap counts a message now. What is in flight counts as sent now, for as long as it may be
    handed over; where the stretch of time cannot be computed, everything counts.
    """
    if not cap.counts(contact["category"]):
        return False
    if (sent := contact.get("sent")) is None:
        return in_flight(contact, scope)
    try:
        per = cap.per(scope)
        return not isinstance(per, Duration) or shift(to_instant(sent), per, customer_zone(scope)) > scope.now
    except (EvaluationError, OverflowError, ValueError):
        return True


def in_flight(contact: Contact, scope: Scope) -> bool:
    """Whether a message may still be handed over, or was and that is not known yet."""
    if "sent" in contact:
        return False
    expires = contact["effect"].get("expires")
    return expires is None or to_instant(expires) + _LATE > scope.now
