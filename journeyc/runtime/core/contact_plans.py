"""What may be sent, and when, over what and how often, ready to be asked: notifications and policies."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from typing import TypeAlias

from journeyc.expression.evaluation import Closure
from journeyc.expression.values import Json
from journeyc.runtime.core.nodes import Defaults, Formula

#: Messages of this category pass quiet hours, and every consent and cap that does not name it.
TRANSACTIONAL = "transactional"

#: Whether a channel has an address of a customer, by the profile; None where nobody here knows.
Reach: TypeAlias = Callable[[str, Mapping[str, Json]], bool | None]


def nobody_knows(_channel: str, _profile: Mapping[str, Json]) -> None:
    """The answer where no channel is at hand."""


@dataclass(slots=True, eq=False)
class NoticePlan:
    """A notification: `channels` as they are written, in order of preference, and those that are `able` to
    bring what the customer did not ask for; how long it is good for, and what is sent where nothing is said.
    """

    name: str
    category: str
    channels: tuple[str, ...]
    able: tuple[str, ...]
    expires: Formula | None
    defaults: Defaults


@dataclass(slots=True, eq=False)
class QuietPlan:
    """Hours in which nothing is sent, on the clocks of a `zone` (None: that of the customer)."""

    first: time
    last: time
    zone: Closure | None


@dataclass(slots=True, eq=False)
class CapPlan:
    """At most `count` messages of a category (None: of all) in any stretch as long as `per`; `text` is how it
    is told.
    """

    count: int
    category: str | None
    per: Closure
    text: str

    def counts(self, category: str) -> bool:
        """Whether messages of a category are counted."""
        return self.category in {None, category}

    def holds_for(self, category: str) -> bool:
        """Whether a message of a category may be one too many."""
        return self.counts(category) and (category != TRANSACTIONAL or self.category == TRANSACTIONAL)


@dataclass(slots=True, eq=False)
class ConsentPlan:
    """A consent: the channels and the category (None: all but what is transactional) it counts for, and the
    condition.
    """

    channels: frozenset[str]
    category: str | None
    agreed: Closure

    def counts(self, channel: str, category: str) -> bool:
        """Whether a message of a category over a channel needs it."""
        if channel not in self.channels:
            return False
        return category == self.category if self.category else category != TRANSACTIONAL


@dataclass(slots=True, eq=False)
class PolicyPlan:
    """When and how often the company may write."""

    name: str
    quiet: tuple[QuietPlan, ...]
    caps: tuple[CapPlan, ...]
    consents: tuple[ConsentPlan, ...]


def in_force(policies: Iterable[PolicyPlan]) -> tuple[PolicyPlan, ...]:
    """The policies that count: of two with one name the one that comes last."""
    return tuple({policy.name: policy for policy in policies}.values())
