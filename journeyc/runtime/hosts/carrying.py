"""What the outbox holds is carried: messages to channels, calls to services, events to who listens, outcomes
back to their runs.

What comes back is applied before the entry is settled, under an id made of the entry's own. So a program that
dies between the two repeats the attempt, and changes nothing twice.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from journeyc.runtime.core.contact_log import contact_of
from journeyc.runtime.core.documents import Report, Run
from journeyc.runtime.core.hand_over import Obstacle, obstacle, scope_then
from journeyc.runtime.core.inputs import DeliveryInput
from journeyc.runtime.delivery import Attempt, Backoff, announce, deliver, may_have_left, put_off, settled
from journeyc.runtime.hosts.applying import Applying
from journeyc.runtime.hosts.calling import Calling
from journeyc.runtime.logs import tell_carried
from journeyc.runtime.ports import Channel, Claimed, Clock, Emitted, Known, Message, Request, Unsent
from journeyc.runtime.wording import as_text

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

    def all_due(self, clock: Clock, *, calls_only: bool = False) -> Iterator[Carried]:
        """Carry what is due by now. Each entry is looked at, and belongs to this host, from the time of then:
        carrying takes long where much waits, and meanwhile a night may have begun.
        """
        outlets = self._bound.calls if calls_only else self._bound.outlets
        due = clock.now()
        for _ in range(_MOST):
            now = max(due, clock.now())
            claimed = self._store.claim(outlets, due, now + LEASE, self._applying.lease)
            if claimed is None:
                return
            with self._applying.observer.carrying(claimed) as seen:
                carried = self._carry(claimed, now, clock)
                tried = carried.attempt
                seen.came_to(tried.state, tried.attempts, problem=bool(tried.problem))
                tell_carried(tried)
            yield carried

    def _carry(self, claimed: Claimed, now: datetime, clock: Clock) -> Carried:
        match claimed.outgoing:
            case Message() as message:
                return self._message(claimed, message, now, clock)
            case Request() as request:
                return Carried(*self._calling.carry(claimed, request, now))
            case Emitted() as event:
                attempt = announce(claimed, event, self._bound.listeners or (), now, self._backoff)
                self._applying.settle(settled(attempt, now))
                return Carried(attempt)
            case Unsent() as entry:
                attempt = Attempt(entry, "delivered", claimed.attempts)
                report = self._tell(entry, now, entry.outcome, entry.reason)
                self._applying.settle(settled(attempt, now))
                return Carried(attempt, report)

    def _message(self, claimed: Claimed, message: Message, now: datetime, clock: Clock) -> Carried:
        known, channel = self._known(message), self._bound.channels[message.channel]
        # If that were put off, it would be forgotten that it may have left already.
        found = None if may_have_left(claimed, channel) else self._obstacle(known, message, now)
        if found is not None:
            if (off := put_off(claimed, message, found, now)) is not None:
                self._applying.settle(off.settled)
                return Carried(off.attempt)
            attempt = Attempt(message, "suppressed", claimed.attempts - 1, found.reason)
        else:
            contact = contact_of(known.customer, message.id) if known.customer else None
            backoff = self._backoff.with_another() if contact and contact["left"] else self._backoff
            addressed = self._addressed(known, message, channel, now)
            attempt = deliver(claimed, addressed, channel, now, backoff)
            # What was sent counts from when it was, and a wait begins when the attempt is over.
            took = max(clock.now() - now, timedelta())
            now += took
            if attempt.next_at is not None:
                attempt = attempt._replace(next_at=attempt.next_at + took)
        report = None
        outcome = _OUTCOMES.get(attempt.state)
        is_refused = attempt.state == "suppressed"
        if outcome and (is_refused or self._is_told(self._known(message), message, outcome)):
            reason = "expired" if attempt.state == "expired" else attempt.problem or None
            report = self._tell(message, now, outcome, reason)
        self._applying.settle(settled(attempt, now, handled=report is not None))
        return Carried(attempt, report)

    def _known(self, message: Message) -> Known:
        known = self._applying.of_run(message.run)
        self._applying.journeys.require(known.runs)
        if (run := _run_of(known, message)) is not None:
            self._applying.journeys.require_sender(message.notification, run)
        return known

    def _obstacle(self, known: Known, message: Message, now: datetime) -> Obstacle | None:
        """What stands in the way of handing a message over, by the policies and the profile of now."""
        directory = self._applying.journeys.directory
        if not directory.policies or known.customer is None:
            return None
        about = (message.notification, message.category, message.channel, now)
        return obstacle(directory, _run_of(known, message), known.customer, *about)

    def _addressed(self, known: Known, message: Message, channel: Channel, now: datetime) -> Message:
        """A message with its address: the host that has decided it may not have had the channel."""
        if message.to is not None or channel.address is None or known.customer is None:
            return message
        about = (_run_of(known, message), known.customer, message.notification, now)
        profile = scope_then(self._applying.journeys.directory, *about).customer
        return message._replace(to=as_text(profile.get(channel.address)))

    def _is_told(self, known: Known, message: Message, outcome: str) -> bool:
        """Whether the run, a rule, or the log of what was sent has anything to do with an outcome, so that
        most messages cost no input.
        """
        if known.customer is not None and contact_of(known.customer, message.id) is not None:
            return True
        run = _run_of(known, message)
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
        return self._applying.to_run(given)


def _run_of(known: Known, message: Message) -> Run | None:
    """The run that a message is of; None for what a rule of the customer sends."""
    return known.run(message.run)
