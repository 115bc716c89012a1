"""Who works for which customer, in memory."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from journeyc.runtime.errors import FencedError
from journeyc.runtime.ports import Lease


class Leases:
    """The leases that are held, by customer."""

    def __init__(self) -> None:
        self._held: dict[str, Lease] = {}
        self._fence = 0

    def take(
        self,
        customers: Iterable[str],
        now: datetime,
        until: datetime,
        limit: int,
        besides: Collection[str],
    ) -> list[Lease]:
        """Lease the first of customers whom nobody works for, or no longer."""
        self._held = {name: one for name, one in self._held.items() if one.until > now}
        free = (one for one in dict.fromkeys(customers) if one not in self._held and one not in besides)
        self._fence += 1
        leases = [Lease(name, self._fence, until) for _, name in zip(range(limit), free, strict=False)]
        self._held.update((one.customer, one) for one in leases)
        return leases

    def renew(self, leases: Sequence[Lease], until: datetime) -> list[Lease]:
        """Those that are still held, longer."""
        renewed = [one._replace(until=until) for one in leases if self._holds(one)]
        self._held.update((one.customer, one) for one in renewed)
        return renewed

    def release(self, leases: Sequence[Lease]) -> None:
        """Let go of customers."""
        for one in leases:
            if self._holds(one):
                del self._held[one.customer]

    def over(self, now: datetime, customers: Collection[str]) -> list[datetime]:
        """When those of these customers were over that nobody gave back."""
        return [one.until for one in self._held.values() if one.until <= now and one.customer in customers]

    def require(self, lease: Lease | None) -> None:
        """FencedError where a customer is no longer the worker's."""
        if lease is not None and not self._holds(lease):
            raise FencedError(lease.customer)

    def forget(self, customer: str) -> None:
        """Nobody works for somebody who was erased."""
        self._held.pop(customer, None)

    def _holds(self, lease: Lease) -> bool:
        held = self._held.get(lease.customer)
        return held is not None and held.fence == lease.fence
