"""Over which channel a message goes: the first of its channels that reaches the customer and that the
customer agrees to.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from typing import Literal, NamedTuple, get_args

from journeyc.expression.evaluation import NO_DECISIONS, Closure, Decider, Scope, compile_expression
from journeyc.expression.functions import EvaluationError
from journeyc.expression.values import Json
from journeyc.ir import model
from journeyc.ir.base import Category

#: The ability a channel needs to bring a message that the customer did not ask for.
PUSH = "push"
_NO_CONSENT_NEEDED = "transactional"

#: Whether a channel has an address of the customer; None where nobody here knows.
Reach = Callable[[str], bool | None]


class Choice(NamedTuple):
    """The channel that carries a message, or None and why there is none."""

    channel: str | None
    reason: Literal["", "no_consent", "no_address"] = ""


class _Needed(NamedTuple):
    """A consent: the channels and the category it counts for, and the condition."""

    channels: frozenset[str]
    category: str | None
    agreed: Closure

    def counts(self, channel: str, category: str) -> bool:
        """Whether a message of a category over a channel needs it."""
        if channel not in self.channels:
            return False
        return category == self.category if self.category else category != _NO_CONSENT_NEEDED


class Contact:
    """What the declarations of a package say of the channels of messages."""

    def __init__(self, declared: model.Declarations, decisions: Mapping[str, Decider] = NO_DECISIONS) -> None:
        channels = [channel for touchpoint in declared.touchpoints for channel in touchpoint.channels]
        self._able = frozenset(channel.name for channel in channels if PUSH in channel.abilities)
        self._consents = [
            _Needed(
                frozenset(consent.channels),
                consent.category,
                compile_expression(consent.guard.expression, decisions),
            )
            for policy in declared.policies
            for consent in policy.consents
        ]

    def able(self, notification: model.Notification) -> list[str]:
        """The channels of a notification that can bring it, in order of preference."""
        return [name for name in notification.channels if name in self._able]

    def choose(
        self,
        notification: model.Notification,
        profile: Mapping[str, Json],
        now: datetime,
        zone: tzinfo,
        reach: Reach,
    ) -> Choice:
        """The channel for a notification: in order of preference one that is known to reach the customer, or
        else one of which that is not known; never one without consent.
        """
        scope = Scope({}, profile, {}, now, zone)
        reached = {name: reach(name) for name in self.able(notification)}
        open_to_us = {name for name in reached if self._agreed(name, notification.category, scope)}
        for known in (True, None):
            for name, reaches in reached.items():
                if reaches is known and name in open_to_us:
                    return Choice(name)
        refused = any(reaches is not False for reaches in reached.values())
        return Choice(None, "no_consent" if refused else "no_address")

    def agreements(
        self, profile: Mapping[str, Json], now: datetime, zone: tzinfo
    ) -> dict[tuple[str, str], bool]:
        """Whether a customer agrees now, by channel and category, of channels that can bring a message."""
        scope = Scope({}, profile, {}, now, zone)
        pairs = ((channel, category) for channel in sorted(self._able) for category in get_args(Category))
        return {pair: self._agreed(*pair, scope) for pair in pairs}

    def _agreed(self, channel: str, category: str, scope: Scope) -> bool:
        try:
            return all(one.agreed(scope) for one in self._consents if one.counts(channel, category))
        except EvaluationError:
            # Nobody is written to whose consent cannot be told.
            return False
