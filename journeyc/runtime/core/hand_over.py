"""A message looked at once more when it is handed over: quiet hours may have begun, consent may be gone."""

from datetime import datetime
from typing import NamedTuple

from journeyc.runtime.core.contact import has_agreed, sender
from journeyc.runtime.core.contact_plans import TRANSACTIONAL
from journeyc.runtime.core.documents import CustomerDocument, Run
from journeyc.runtime.core.plan import Directory, Plan
from journeyc.runtime.core.quiet import quiet_until


class Obstacle(NamedTuple):
    """Why a message is not handed over now: `no_consent`, or `quiet_hours` with their end."""

    reason: str
    until: datetime | None = None


def obstacle(
    directory: Directory,
    plan: Plan,
    run: Run | None,
    customer: CustomerDocument,
    notification: str,
    channel: str,
    now: datetime,
) -> Obstacle | None:
    """What stands in the way of a message that a run, or a rule of the customer, has sent; None: nothing."""
    policies = directory.policies
    notice, scope = sender(plan, run, customer, notification, now)
    if not has_agreed(policies, channel, notice.category, scope):
        return Obstacle("no_consent")
    if notice.category != TRANSACTIONAL and (until := quiet_until(policies, scope)):
        return Obstacle("quiet_hours", until)
    return None
