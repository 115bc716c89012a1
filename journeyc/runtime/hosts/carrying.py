"""What the outbox holds is carried: messages to channels, calls to services, events to who listens, outcomes
back to their runs.

What comes back is applied before the entry is settled, under an id made of the entry's own. So a program that
dies between the two repeats the attempt, and changes nothing twice.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from journeyc.runtime.core.contact_log import contact_of
from journeyc.runtime.core.documents import Report
from journeyc.runtime.core.hand_over import Obstacle, obstacle
from journeyc.runtime.core.inputs import DeliveryInput
from journeyc.runtime.delivery import Attempt, Backoff, announce, deliver, put_off, settled
from journeyc.runtime.hosts.applying import Applying
from journeyc.runtime.hosts.calling import Calling
from journeyc.runtime.ports import Claimed, Emitted, Known, Message, Request, Unsent

#: For how long an entry belongs to the host that carries it; longer than any channel or service may take.
LEASE = timedelta(minutes=2)
#: So many entries are carried in a row; the rest waits for the next tick, so that no journey holds a host.
_MOST = 10_000

Outcome = Literal["sent", "failed", "suppressed"]
_OUTCOMES: dict[str, Outcome] = {
    "delivered": "sent",
    "failed": "failed",
    "expired": "suppressed",
    "suppressed": "suppressed",
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

    def all_due(
        self, now: datetime, passed: Callable[[], timedelta], *, calls_only: bool = False
    ) -> Iterator[Carried]:
        """Carry until nothing is due. `passed` is how long it has been since `now`: what is slow may take
        minutes, and each entry is in hand from the moment at which it is taken.
        """
        outlets = self._bound.calls if calls_only else self._bound.outlets
        for _ in range(_MOST):
            moment = now + passed()
            claimed = self._store.claim(outlets, now, moment + LEASE)
            if claimed is None:
                return
            yield self._carry(claimed, moment)

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
        known = self._known(message)
        if (found := self._obstacle(known, message, now)) is not None:
            if (off := put_off(claimed, message, found, now)) is not None:
                self._store.settle(off.settled)
                return Carried(off.attempt)
            attempt = Attempt(message, "suppressed", claimed.attempts - 1, found.reason)
        else:
            contact = contact_of(known.customer, message.id) if known.customer else None
            backoff = self._backoff.with_another() if contact and contact["left"] else self._backoff
            channel = self._bound.channels[message.channel]
            attempt = deliver(claimed, message, channel, now, backoff)
        report = None
        outcome = _OUTCOMES.get(attempt.state)
        is_refused = attempt.state == "suppressed"
        if outcome and (is_refused or self._is_told(self._known(message), message, outcome)):
            reason = "expired" if attempt.state == "expired" else attempt.problem or None
            report = self._tell(message, now, outcome, reason)
        self._store.settle(settled(attempt, now, handled=report is not None))
        return Carried(attempt, report)

    def _known(self, message: Message) -> Known:
        known = self._store.read(message.customer, run=message.run)
        self._applying.journeys.require(known.runs)
        return known

    def _obstacle(self, known: Known, message: Message, now: datetime) -> Obstacle | None:
        """What stands in the way of handing a message over, by the policies and the profile of now."""
        journeys = self._applying.journeys
        if not journeys.directory.policies or known.customer is None:
            return None
        run = next((run for run in known.runs if run["id"] == message.run), None)
        plan = journeys.directory.sender(message.notification, run)
        if plan is None:
            return None
        about = (message.notification, message.channel, now)
        return obstacle(journeys.directory, plan, run, known.customer, *about)

    def _is_told(self, known: Known, message: Message, outcome: str) -> bool:
        """Whether the run, a rule, or the log of what was sent has anything to do with an outcome, so that
        most messages cost no input.
        """
        if known.customer is not None and contact_of(known.customer, message.id) is not None:
            return True
        run = next((run for run in known.runs if run["id"] == message.run), None)
        is_open = run is not None and run["status"] != "ended"
        journeys = self._applying.journeys
        plan = journeys.wordings[run["definition_hash"]].plan if run and is_open else None
        return journeys.directory.hears(plan, f"{message.notification}.{outcome}")

    def _tell(self, entry: Message | Unsent, now: datetime, outcome: Outcome, reason: str | None) -> Report:
        channel = entry.channel if isinstance(entry, Message) else None
        # Each time that a message is decided anew, what becomes of it is another input.
        again = f"/{entry.again}" if entry.again else ""
        about = (entry.id, entry.notification, outcome, channel, reason)
        given = DeliveryInput(f"{entry.id}/delivery{again}", now, *about)
        return self._applying.to_customer(entry.customer, given)
