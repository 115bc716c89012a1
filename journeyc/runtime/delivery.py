"""Carrying messages out of the outbox: one attempt, what becomes of it, and when to try again."""

from datetime import datetime, timedelta
from typing import Literal, NamedTuple, assert_never

from journeyc.expression.values import instant_text, to_instant
from journeyc.runtime.core.documents import Incident
from journeyc.runtime.ports import Channel, Claimed, Delivery, HistoryEntry, Message, Settled

State = Literal["waiting", "delivered", "failed", "expired"]


class Backoff(NamedTuple):
    """How long to wait between attempts: `first_seconds`, each time `factor` times as long, at most
    `longest_seconds`.
    """

    first_seconds: float = 30
    factor: float = 2
    longest_seconds: float = 3600
    attempts: int = 10

    def wait(self, attempts: int) -> timedelta:
        """The wait after so many attempts, at least one."""
        seconds = self.first_seconds
        for _ in range(attempts - 1):
            seconds = min(seconds * self.factor, self.longest_seconds)
        return timedelta(seconds=min(seconds, self.longest_seconds))


class Attempt(NamedTuple):
    """One attempt to deliver a message and where that leaves it; `next_at` is None once nothing more will
    be tried.
    """

    message: Message
    state: State
    attempts: int
    problem: str
    next_at: datetime | None


def attempt(claimed: Claimed, channel: Channel, now: datetime, backoff: Backoff) -> Attempt:
    """Try once; a channel that raises counts as one that could not just now."""
    message, attempts = claimed
    if message.expires is not None and now > to_instant(message.expires):
        return Attempt(message, "expired", attempts, f"it expired at {message.expires}", None)
    try:
        delivery = channel.deliver(message)
    except Exception as error:  # noqa: BLE001  # a channel is the author's code, and may raise anything
        delivery = Delivery("retry", f"{type(error).__name__}: {error}")
    match delivery.result:
        case "delivered":
            return Attempt(message, "delivered", attempts, "", None)
        case "failed":
            return Attempt(message, "failed", attempts, delivery.problem, None)
        case "retry":
            if attempts >= backoff.attempts:
                problem = f"{delivery.problem}; given up after {attempts} attempts"
                return Attempt(message, "failed", attempts, problem, None)
            return Attempt(message, "waiting", attempts, delivery.problem, now + backoff.wait(attempts))
        case _:
            assert_never(delivery.result)


def settled(tried: Attempt, now: datetime) -> Settled:
    """What a store keeps of an attempt: the end of a message is history, and a bad end an incident too."""
    message, at = tried.message, instant_text(now)
    history = None if tried.state == "waiting" else message_history(message, tried.state, tried.problem, at)
    incident = undelivered(message, tried.problem, at) if tried.state == "failed" else None
    return Settled(message.id, tried.state, tried.next_at, tried.problem, history, incident)


def message_history(message: Message, state: str, problem: str, at: str) -> HistoryEntry:
    """The line of history that tells what became of a message."""
    document = {
        "message": message.id,
        "notification": message.notification,
        "channel": message.channel,
        "state": state,
        "problem": problem,
    }
    return HistoryEntry(message.customer, message.run, at, "message", message.id, document)


def undelivered(message: Message, problem: str, at: str) -> Incident:
    """The incident of a message that was given up."""
    said = f"`{message.notification}` could not be delivered on `{message.channel}`: {problem}"
    return unsaid(message.id, message.run, at, said)


def unsaid(effect: str, run: str, at: str, problem: str) -> Incident:
    """The incident of a message that never reached its customer; the run itself went on."""
    return Incident(
        id=f"{effect}/message",
        run=run,
        input={"id": effect, "at": at, "kind": "message"},
        at=at,
        problem=problem,
        expression="",
        values={},
        place="",
    )
