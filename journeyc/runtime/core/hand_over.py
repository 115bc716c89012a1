"""A message looked at once more when it is handed over: quiet hours may have begun, consent may be gone."""

from datetime import datetime
from typing import NamedTuple

from journeyc.expression.evaluation import Scope
from journeyc.runtime.core.contact import has_agreed, scope_of, sender
from journeyc.runtime.core.contact_plans import TRANSACTIONAL
from journeyc.runtime.core.documents import CustomerDocument, Run
from journeyc.runtime.core.plan import Directory
from journeyc.runtime.core.quiet import quiet_until


class Obstacle(NamedTuple):
    """Why a message is not handed over now: `no_consent`, or `quiet_hours` with their end."""

    reason: str
    until: datetime | None = None


def obstacle(
    directory: Directory,
    run: Run | None,
    customer: CustomerDocument,
    notification: str,
    category: str,
    channel: str,
    now: datetime,
) -> Obstacle | None:
    """What stands in the way of a message that a run, or a rule of the customer, has sent; None: nothing.
    Policies hold where what sends it is not loaded here, too: then the zone of the journey is not known.
    """
    policies, scope = directory.policies, scope_then(directory, run, customer, notification, now)
    if not has_agreed(policies, channel, category, scope):
        return Obstacle("no_consent")
    if category != TRANSACTIONAL and (until := quiet_until(policies, scope)):
        return Obstacle("quiet_hours", until)
    return None


def scope_then(
    directory: Directory, run: Run | None, customer: CustomerDocument, notification: str, now: datetime
) -> Scope:
    """What is read of the customer when a message is handed over, by the journey or the rule that sends it if
    that is loaded.
    """
    plan = directory.sender(notification, run)
    if plan is None:
        return scope_of(directory, customer, now)
    return sender(plan, run, customer, notification, now).scope
