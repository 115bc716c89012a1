"""Whose turn it is: whoever was served and has more left comes behind all who waited then."""

from collections.abc import Callable, Collection
from datetime import datetime
from threading import Lock

from journeyc.runtime.ports import Lease

#: Leases customers who have waited since an instant: so many at most, and not some.
Leasing = Callable[[datetime, int, Collection[str]], list[Lease]]


class Turns:
    """Customers who were served for as long as one turn takes, and have more left. Threads share it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._served: dict[str, datetime] = {}

    def served(self, customer: str, now: datetime) -> None:
        """A customer's turn is over, and there is more to do."""
        with self._lock:
            self._served[customer] = now

    def next(self, lease: Leasing, now: datetime, limit: int, besides: Collection[str]) -> list[Lease]:
        """Lease those whose turn it is: who has waited since somebody was served, and then all."""
        with self._lock:
            served = dict(self._served)
        leases: list[Lease] = []
        if served:
            since = min(now, *served.values())
            leases += lease(since, limit, {*besides, *served})
        if len(leases) < limit:
            with self._lock:
                for name in served:
                    self._served.pop(name, None)
            leases += lease(now, limit - len(leases), besides)
        return leases
