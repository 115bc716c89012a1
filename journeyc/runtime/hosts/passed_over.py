"""Timers that are due and belong to rules that others know: a worker passes over them, and not over what
else is due for their customers.
"""

from collections.abc import Iterator
from datetime import datetime

from journeyc.expression.values import to_instant
from journeyc.runtime.ports import ArmedTimer, Known, Store


class PassedOver:
    """Timers with which nothing could be done here."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.timers: frozenset[ArmedTimer] = frozenset()

    def note(self, known: Known, now: datetime) -> bool:
        """Remember what is still due of a customer by whom time has passed; whether there is any."""
        found = frozenset(_due(known, now))
        self.timers |= found
        return bool(found)

    def customers(self, now: datetime, limit: int) -> set[str]:
        """Who has nothing else that is due, as far as `limit` timers show; what is due no longer is
        forgotten.
        """
        if not self.timers:
            return set()
        due = self._store.due(now, len(self.timers) + limit)
        if len(due) < len(self.timers) + limit:
            self.timers &= frozenset(due)
        others = {timer.customer for timer in due if timer not in self.timers}
        return {timer.customer for timer in self.timers} - others


def _due(known: Known, now: datetime) -> Iterator[ArmedTimer]:
    if known.customer is None:
        return
    own = known.customer["id"]
    entries = [("", entry) for entry in known.customer.get("timers", ())]
    entries += [(run["id"], entry) for run in known.runs for entry in run["timers"]]
    for run, entry in entries:
        if (due := to_instant(entry["due"])) <= now:
            yield ArmedTimer(due, run, entry["name"], own)
