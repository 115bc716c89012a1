"""What a host serves, and what it leaves to others."""

from typing import NamedTuple

from journeyc.runtime.hosts.bound import Bound
from journeyc.runtime.hosts.journeys import Journeys

#: Every host can carry these, and nobody binds anything to them.
_INNER = "unsent"


class Served(NamedTuple):
    """Journeys as (name, version); outlets, such as `message:sms`, `call:billing.credit` and `emitted`, over
    which is carried here, and those of these journeys over which others have to.
    """

    journeys: list[tuple[str, int]]
    outlets: list[str]
    elsewhere: list[str]


def served(journeys: Journeys, bound: Bound) -> Served:
    """What a host serves as it is now."""
    known = [(plan.journey, plan.version) for plan in journeys.plans.values() if plan.journey]
    wanted = frozenset[str]().union(*(wording.outlets for wording in journeys.wordings.values()))
    here = [outlet for outlet in bound.outlets if outlet != _INNER]
    return Served(sorted(known), sorted(here), sorted(wanted - {*here}))
