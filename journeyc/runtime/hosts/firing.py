"""Timers of all customers that are due, fired."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from journeyc.runtime.core.documents import Report
from journeyc.runtime.core.inputs import TimeInput
from journeyc.runtime.errors import JourneyError
from journeyc.runtime.hosts.applying import Applying, Asked
from journeyc.runtime.hosts.batching import Batching, Outcome
from journeyc.runtime.hosts.checking import identity
from journeyc.runtime.ports import ArmedTimer, Lease

#: How many due timers are looked up at once.
_BATCH = 256


class Firing:
    """Fires what is due; `left` is what was due the last time, and belongs to journeys and rules that others
    know.
    """

    def __init__(self, applying: Applying) -> None:
        self._batching = Batching(applying)
        self._store = applying.store
        self.left: frozenset[ArmedTimer] = frozenset()

    def all_due(self, now: datetime) -> Iterator[Report]:
        """Let time pass by each customer once who has a timer that is due, many in one commit. What is wrong
        with one of them is raised once the others of that commit are written.
        """
        done: set[str] = set()
        while batch := self._due(now, done):
            customers = dict.fromkeys(timer.customer for timer in batch if timer.customer not in done)
            done |= customers.keys()
            outcomes = self._pass(now, ((name, None) for name in customers))
            for outcome in outcomes:
                if isinstance(outcome, JourneyError):
                    raise outcome
                yield outcome

    def leased(self, leases: Sequence[Lease], now: datetime) -> list[Outcome]:
        """Let time pass by the customers of a worker, for each what came of it."""
        return self._pass(now, ((lease.customer, lease) for lease in leases))

    def _pass(self, now: datetime, customers: Iterable[tuple[str, Lease | None]]) -> list[Outcome]:
        return self._batching.apply(
            [Asked(name, TimeInput(identity(None, "time"), now), lease=lease) for name, lease in customers]
        )

    def _due(self, now: datetime, done: set[str]) -> list[ArmedTimer]:
        """Timers of customers who are not `done`, none once all are."""
        limit = _BATCH
        while True:
            due = self._store.due(now, limit)
            if found := [timer for timer in due if timer.customer not in done]:
                return found
            if len(due) < limit:
                self.left = frozenset(timer for timer in due if not timer.run and timer.due < now)
                return []
            limit *= 2
