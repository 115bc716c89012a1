"""What the outbox holds is carried: messages to channels, calls to services, events to who listens, outcomes
back to their runs.

What comes back is applied before the entry is settled, under an id made of the entry's own. So a program that
dies between the two repeats the attempt, and changes nothing twice.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from journeyc.expression.values import instant_text, to_instant
from journeyc.runtime.calling import call_history, call_input, perform
from journeyc.runtime.core.documents import Report, Run
from journeyc.runtime.core.inputs import DeliveryInput
from journeyc.runtime.delivery import Attempt, Backoff, announce, deliver, settled
from journeyc.runtime.foreign import words
from journeyc.runtime.hosts.applying import Applying
from journeyc.runtime.ports import Claimed, Clock, Emitted, Message, Reply, Request, Settled, Unsent

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

    def __init__(self, applying: Applying, clock: Clock, backoff: Backoff) -> None:
        self._applying = applying
        self._store = applying.store
        self._bound = applying.bound
        self._clock = clock
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
                return self._call(claimed, request, now)
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
        run, journeys = self._run(message.run), self._applying.journeys
        is_open = run is not None and run["status"] != "ended"
        plan = journeys.wordings[run["definition_hash"]].plan if run and is_open else None
        return journeys.directory.hears(plan, f"{message.notification}.{outcome}")

    def _tell(self, entry: Message | Unsent, now: datetime, outcome: Outcome, reason: str | None) -> Report:
        channel = entry.channel if isinstance(entry, Message) else None
        about = (entry.id, entry.notification)
        given = DeliveryInput(f"{entry.id}/delivery", now, *about, outcome, channel, reason)
        return self._applying.to_run(given)

    def _call(self, claimed: Claimed, request: Request, now: datetime) -> Carried:
        run = self._run(request.run)
        clause = awaited(run, request) if run else None
        if run is None or clause is None:
            problem = "the run no longer waits for it"
            attempt = Attempt(request, "stale", claimed.attempts, problem)
            self._store.settle(settled(attempt, now))
            return Carried(attempt)
        began = self._clock.now()
        reply = perform(self._bound.services[request.service], request)
        report = None
        if reply.result != "later":
            at = answered_at(run, clause, request, now, self._clock.now() - began)
            report = self._applying.to_run(call_input(request, reply, at))
            if report["result"] == "refused":
                # The service did something, but what it says of that is none of what it declares.
                problem = "; ".join([report["reason"], *report["faults"]])
                reply = Reply("no_answer", problem=words(problem))
                report = self._applying.to_run(call_input(request, reply, at))
        attempt = Attempt(request, "delivered", claimed.attempts, reply.problem)
        line = call_history(request, reply, instant_text(now))
        self._store.settle(Settled(request.id, "delivered", None, reply.problem, history=line))
        return Carried(attempt, report)

    def _run(self, name: str) -> Run | None:
        """A run that is open; whose it is may have changed since it put into the outbox what is carried."""
        known = self._store.read(self._applying.owner(name) or "")
        self._applying.journeys.require(known.runs)
        return next((run for run in known.runs if run["id"] == name), None)


def awaited(run: Run, request: Request) -> str | None:
    """The clause that waits for this try. A call that waited for a host until its step was left, or was tried
    anew, has none, and is better not made at all.
    """
    for clause, work in run.get("pending", {}).items():
        if (work["key"], work.get("attempt", 1)) == (request.call, request.attempt):
            return clause
    return None


def answered_at(run: Run, clause: str, request: Request, now: datetime, took: timedelta) -> datetime:
    """When a call was answered: a service is not to blame for the time that its call lay in the outbox, so an
    answer that took no longer than the timeout is in time.
    """
    for timer in run["timers"]:
        if timer["name"] == f"{clause}/timeout":
            due = to_instant(timer["due"])
            if took <= due - to_instant(request.at):
                return min(now + took, due)
    return now + took
