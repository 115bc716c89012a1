"""What is kept of the messages of a customer: those that were let through, and those that are held."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from journeyc.expression.evaluation import Scope
from journeyc.expression.values import to_instant
from journeyc.runtime.core.caps import caps, counts_until, in_flight
from journeyc.runtime.core.contact_documents import Contact, Held
from journeyc.runtime.core.contact_plans import PolicyPlan
from journeyc.runtime.core.customer_rules import customer_in
from journeyc.runtime.core.documents import CustomerDocument, TimerEntry, put
from journeyc.runtime.core.timers import with_timers

#: How many messages of a customer are kept at most, and how many are held.
MAXIMUM_CONTACTS = 1_000
MAXIMUM_HELD = 1_000
#: For how long after it was sent a message may be found to have failed, where it does not expire before.
LATE_FAILURES = timedelta(days=7)
#: Days are those of a zone, and messages of other journeys may be counted by other zones.
_ZONES = timedelta(days=1)
#: The timer of a customer for the end of quiet hours, and its kind.
QUIET: Final = "quiet"


def contact_of(customer: CustomerDocument, message: str) -> Contact | None:
    """What is kept of one message."""
    return next((one for one in customer.get("contacts", ()) if one["effect"]["id"] == message), None)


def senders(customer: CustomerDocument) -> set[str]:
    """The runs whose messages are held; they may have ended."""
    names = {one["effect"]["run"] for one in customer.get("held", ())}
    return {name for name in names if customer_in(name) is None}


def with_contacts(customer: CustomerDocument, contacts: Sequence[Contact]) -> CustomerDocument:
    """The customer with these messages in the place of those that were kept."""
    changed: CustomerDocument = {**customer}
    put(changed, "contacts", list(contacts))
    return changed


def without_contact(customer: CustomerDocument, message: str) -> CustomerDocument:
    """The customer with one message less."""
    kept = customer.get("contacts", [])
    others = [one for one in kept if one["effect"]["id"] != message]
    return with_contacts(customer, others) if len(others) < len(kept) else customer


def still_needed(contacts: Iterable[Contact], policies: Iterable[PolicyPlan], scope: Scope) -> list[Contact]:
    """The messages that are in flight, that caps count, or that may be found to have failed."""
    all_caps, earlier = caps(policies), scope._replace(now=scope.now - _ZONES)
    return [
        one
        for one in contacts
        if in_flight(one, scope)
        or may_fail_yet(one, scope)
        or any(counts_until(cap, one, earlier) for cap in all_caps)
    ]


def may_fail_yet(contact: Contact, scope: Scope) -> bool:
    """Whether a message that was sent may be found to have failed, where it matters over which channel: one
    is left, or has failed before.
    """
    if "sent" not in contact or not (contact["left"] or "tried" in contact["effect"]):
        return False
    return is_in_time(contact, scope)


def is_in_time(contact: Contact, scope: Scope) -> bool:
    """Whether a message that fails now makes room for another channel: it has not expired and, where it does
    not expire, was not sent long ago.
    """
    if expires := contact["effect"].get("expires"):
        return to_instant(expires) > scope.now
    return "sent" not in contact or to_instant(contact["sent"]) + LATE_FAILURES > scope.now


def with_held(customer: CustomerDocument, held: Sequence[Held]) -> CustomerDocument:
    """The customer with these messages held, and a timer for the first of them to come free."""
    timers = [entry for entry in customer.get("timers", ()) if entry["kind"] != QUIET]
    if held:
        first = min((one["until"] for one in held), key=to_instant)
        timers.append(TimerEntry(name=QUIET, kind=QUIET, due=first))
    changed = with_timers(customer, timers)
    put(changed, "held", list(held))
    return changed
