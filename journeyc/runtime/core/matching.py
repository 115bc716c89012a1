"""Which rules hold, as an engine is asked; what it does not say, and all without one, the core computes."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from journeyc.expression.evaluation import Scope
from journeyc.runtime.core.documents import RecentEvent
from journeyc.runtime.core.nodes import RulePlan


class Candidate(NamedTuple):
    """A rule whose last event has happened, and what of its pattern has come, oldest first."""

    rule: RulePlan
    found: Sequence[RecentEvent]

    @property
    def complete(self) -> bool:
        """Whether that is all of it."""
        return len(self.found) == self.rule.wanted


class Matcher(Protocol):
    """An engine for the rules of one plan. It must say of a rule what the core would, or nothing."""

    def __call__(self, event: str, candidates: Sequence[Candidate], scope: Scope) -> Mapping[str, bool]:
        """For the rules of which it can be said, by name, whether they hold. All are complete: of others
        none would, whatever its condition says.
        """
        ...


#: What is said without an engine.
NOTHING_SAID: Mapping[str, bool] = {}
