"""What the outbox holds is carried: messages to channels, calls to services, events to who listens, outcomes
back to their runs.

What comes back is applied before the entry is settled, under an id made of the entry's own. So a program that
dies between the two repeats the attempt, and changes nothing twice.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from journeyc.runtime.core.documents import Report
from journeyc.runtime.core.inputs import DeliveryInput
from journeyc.runtime.delivery import Attempt, Backoff, announce, deliver, settled
from journeyc.runtime.hosts.applying import Applying
from journeyc.runtime.hosts.calling import Calling
from journeyc.runtime.ports import Claimed, Emitted, Message, Request, Unsent

#: For how long an entry belongs to the host that carries it; longer than any channel or service may take.
LEASE = timedelta(minutes=2)
#: So many entries are carried in a row; the rest waits for the next tick, so that no journey holds a host.
_MOST = 10_000

Outcome = Literal["sent", "failed", "suppressed"]
_OUTCOMES: dict[str, tuple[Outcome, str | None]] = {
    "delivered": ("sent", None),
    "failed": ("failed", None),
    "expired": ("suppressed", "expired"),
}


class Carried(NamedTuple):
    """An attempt, and the answer to the input that came of it, if one did."""

    attempt: Attempt
    report: Report | None = None


class Carrying:
    """Carries what this host has a channel, a service or a listener for."""

    def __init__(self, applying: Applying, calling: Calling, backoff: Backoff) -> None:
        self._applying = applying
        self._store = applying.store
        self._bound = applying.bound
        self._calling = calling
        self._backoff = backoff

    def all_due(self, now: datetime, *, calls_only: bool = False) -> Iterator[Carried]:
        """Carry until nothing is due."""
        outlets = self._bound.calls if calls_only else self._bound.outlets
        for _ in range(_MOST):
            claimed = self._store.claim(outlets, now, now + LEASE)
            if claimed is None:
                return
            yield self._carry(claimed, now)

    def _carry(self, claimed: Claimed, now: datetime) -> Carried:
        match claimed.outgoing:
            case Message() as message:
                return self._message(claimed, message, now)
            case Request() as request:
                return Carried(*self._calling.carry(claimed, request, now))
            case Emitted() as event:
                attempt = announce(claimed, event, self._bound.listeners or (), now, self._backoff)
                self._store.settle(settled(attempt, now))
                return Carried(attempt)
            case Unsent() as entry:
                attempt = Attempt(entry, "delivered", claimed.attempts)
                report = self._tell(entry, now, entry.outcome, entry.reason)
                self._store.settle(settled(attempt, now))
                return Carried(attempt, report)

    def _message(self, claimed: Claimed, message: Message, now: datetime) -> Carried:
        attempt = deliver(claimed, message, self._bound.channels[message.channel], now, self._backoff)
        outcome, reason = _OUTCOMES.get(attempt.state, (None, None))
        report = None
        if outcome is not None and self._is_handled(message, outcome):
            report = self._tell(message, now, outcome, reason)
        self._store.settle(settled(attempt, now, handled=report is not None))
        return Carried(attempt, report)

    def _is_handled(self, message: Message, outcome: str) -> bool:
        """Whether the run or a rule has anything to do with an outcome, so that most messages cost no
        input.
        """
        run, journeys = self._applying.open_run(message.customer, message.run), self._applying.journeys
        is_open = run is not None and run["status"] != "ended"
        plan = journeys.wordings[run["definition_hash"]].plan if run and is_open else None
        return journeys.directory.hears(plan, f"{message.notification}.{outcome}")

    def _tell(self, entry: Message | Unsent, now: datetime, outcome: Outcome, reason: str | None) -> Report:
        channel = entry.channel if isinstance(entry, Message) else None
        about = (entry.id, entry.notification)
        given = DeliveryInput(f"{entry.id}/delivery", now, *about, outcome, channel, reason)
        return self._applying.to_customer(entry.customer, given)
