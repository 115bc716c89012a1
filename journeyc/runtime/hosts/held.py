"""The leases that a worker holds, renewed long before they are over."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Lock

from journeyc.runtime.ports import Lease, Store

#: So much of a lease is left, at least, when something begins that may take long.
_LEFT = 2 / 3


class Held:
    """Leases of this `length`; the threads of a worker share them."""

    def __init__(self, store: Store, length: timedelta) -> None:
        self._store = store
        self._length = length
        self._lock = Lock()
        self._leases: dict[str, Lease] = {}

    def take(self, leases: Sequence[Lease]) -> list[Lease]:
        """Hold these from now on."""
        with self._lock:
            self._leases.update((one.customer, one) for one in leases)
        return [*leases]

    def has(self, lease: Lease) -> bool:
        """Whether a lease is held, as far as is known here."""
        held = self._leases.get(lease.customer)
        return held is not None and held.fence == lease.fence

    @property
    def customers(self) -> set[str]:
        """For whom this worker works."""
        with self._lock:
            return {*self._leases}

    def all(self) -> list[Lease]:
        with self._lock:
            return [*self._leases.values()]

    def keep(self, now: datetime) -> list[Lease]:
        """Renew those that have run for a while, and those of a clock that was put back since. Others have
        what is returned: it is held no longer.
        """
        old = [one for one in self.all() if not _LEFT * self._length <= one.until - now <= self._length]
        if not old:
            return []
        renewed = {one.customer: one for one in self._store.renew(old, now + self._length)}
        with self._lock:
            # What was released meanwhile is not lost.
            kept = [one for one in old if self._leases.get(one.customer) == one]
            lost = [one for one in kept if one.customer not in renewed]
            for one in lost:
                del self._leases[one.customer]
            self._leases.update((one.customer, renewed[one.customer]) for one in kept if one not in lost)
        return lost

    def release(self, leases: Sequence[Lease]) -> None:
        """Let others work for these customers, but for those that others have already."""
        if mine := self.lose(leases):
            self._store.release(mine)

    def lose(self, leases: Sequence[Lease]) -> list[Lease]:
        """Hold these no longer; those that were held."""
        with self._lock:
            mine = [one for one in leases if self.has(one)]
            for one in mine:
                del self._leases[one.customer]
            return mine
