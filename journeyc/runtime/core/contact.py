"""Over which channel a message goes: the first of its channels that reaches the customer and that the
customer agrees to.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, tzinfo
from typing import Literal, NamedTuple

from journeyc.calendar import known_zone
from journeyc.expression.evaluation import Scope
from journeyc.expression.functions import EvaluationError
from journeyc.runtime.core.contact_documents import PassedOver
from journeyc.runtime.core.contact_plans import NoticePlan, PolicyPlan
from journeyc.runtime.core.documents import CustomerDocument, Run
from journeyc.runtime.core.plan import Directory, Plan

#: The end of what has none.
NEVER = datetime.max.replace(tzinfo=UTC)


class Sender(NamedTuple):
    """A notification as it stands at one moment, with what policies read of the customer then."""

    notice: NoticePlan
    scope: Scope


def sender(plan: Plan, run: Run | None, customer: CustomerDocument, name: str, moment: datetime) -> Sender:
    """A notification that a run, or a rule of the customer, sends."""
    profile = plan.profile(customer["id"], customer["profile"])
    scope = Scope(run["context"] if run else {}, profile, {}, moment, UTC)
    return Sender(plan.notices[name], scope._replace(zone=plan.zone(scope)))


def scope_of(directory: Directory, customer: CustomerDocument, moment: datetime) -> Scope:
    """What policies read of a customer at one moment, whoever sends."""
    return Scope({}, directory.profile(customer["id"], customer["profile"]), {}, moment, UTC)


def customer_zone(scope: Scope) -> tzinfo:
    """The zone in which the customer lives, as far as it is known; else that of the journey."""
    return known_zone(scope.customer.get("timezone")) or scope.zone


class Choice(NamedTuple):
    """The channel that carries a message, or None and why there is none; the others with the reason that each
    is not taken, and those of them that can be tried after it.
    """

    channel: str | None
    reason: Literal["", "no_consent", "no_address"]
    others: list[PassedOver]
    left: list[str]


def choose(directory: Directory, sent: Sender, tried: Collection[str] = ()) -> Choice:
    """The channel for a notification, of those that were not `tried`: in order of preference one that is
    known to reach the customer, or else one of which that is not known; never one without consent.

    Where a channel has failed, and this host knows channels, no other is tried of which it knows nothing: the
    message might wait for a host that is nowhere.
    """
    notice, scope = sent
    reach, policies = directory.reach, directory.policies
    open_to_us: dict[str, bool | None] = {}
    refused = False
    why: dict[str, PassedOver] = {}
    for name in notice.channels:
        reaches = reach(name, scope.customer) if name in notice.able else False
        if name not in notice.able:
            why[name] = {"channel": name, "reason": "no_push"}
        elif reaches is False:
            why[name] = {"channel": name, "reason": "no_address"}
        elif not has_agreed(policies, name, notice.category, scope):
            why[name] = {"channel": name, "reason": "no_consent"}
            refused = True
        elif name in tried:
            why[name] = {"channel": name, "reason": "failed"}
        elif reaches is None and tried and directory.knows_channels:
            why[name] = {"channel": name, "reason": "unknown"}
        else:
            open_to_us[name] = reaches
    chosen = next((name for name, reaches in open_to_us.items() if reaches), next(iter(open_to_us), None))
    if chosen is None:
        return Choice(None, "no_consent" if refused else "no_address", list(why.values()), [])
    left = [name for name in open_to_us if name != chosen]
    for name in left:
        before = notice.channels.index(name) < notice.channels.index(chosen)
        why[name] = {"channel": name, "reason": "unknown" if before else "later"}
    others = [why[name] for name in notice.channels if name in why]
    if directory.knows_channels:
        left = [name for name in left if open_to_us[name]]
    return Choice(chosen, "", others, left)


def has_agreed(policies: Iterable[PolicyPlan], channel: str, category: str, scope: Scope) -> bool:
    """Whether the customer agrees to messages of a category over a channel; nobody is written to whose
    consent cannot be told.
    """
    try:
        return all(
            consent.agreed(scope)
            for policy in policies
            for consent in policy.consents
            if consent.counts(channel, category)
        )
    except EvaluationError:
        return False
