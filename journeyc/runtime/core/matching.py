"""Which rules hold, as an engine is asked; what it does not say, and all without one, the core computes."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from journeyc.expression.evaluation import Scope
from journeyc.runtime.core.documents import RecentEvent
from journeyc.runtime.core.nodes import RulePlan


class Candidate(NamedTuple):
    """A rule whose last event has happened: what of its pattern has come, oldest first, and whether that is
    all of it. For a rule that waited, `came` is what must not happen, if it did.
    """

    rule: RulePlan
    found: Sequence[RecentEvent]
    complete: bool
    came: RecentEvent | None = None


class Matcher(Protocol):
    """An engine for the rules of one plan. It must say of a rule what the core would, or nothing."""

    def __call__(self, event: str, candidates: Sequence[Candidate], scope: Scope) -> Mapping[str, bool]:
        """For the rules of which it can be said, by name, whether their pattern and their condition hold."""
        ...


#: What is said without an engine.
NOTHING_SAID: Mapping[str, bool] = {}
