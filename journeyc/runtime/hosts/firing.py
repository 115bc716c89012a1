"""Timers of all customers that are due, fired."""

from collections.abc import Iterator
from datetime import datetime

from journeyc.runtime.core.documents import Report
from journeyc.runtime.core.inputs import TimeInput
from journeyc.runtime.hosts.applying import Applying
from journeyc.runtime.hosts.checking import identity
from journeyc.runtime.ports import ArmedTimer

#: How many due timers are looked up at once.
_BATCH = 256


class Firing:
    """Fires what is due; `left` is what was due the last time, and belongs to journeys and rules that others
    know.
    """

    def __init__(self, applying: Applying) -> None:
        self._applying = applying
        self._store = applying.store
        self.left: frozenset[ArmedTimer] = frozenset()

    def all_due(self, now: datetime) -> Iterator[Report]:
        """Let time pass by each customer once who has a timer that is due."""
        done: set[str] = set()
        while batch := self._due(now, done):
            for timer in batch:
                if timer.customer not in done:
                    done.add(timer.customer)
                    given = TimeInput(identity(None, "time"), now)
                    yield self._applying.to_customer(timer.customer, given)

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
