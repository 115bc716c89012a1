"""Carrying messages and events out of the outbox: one attempt, what becomes of it, and when to try again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal, NamedTuple, assert_never, get_args

from journeyc.expression.values import Json, instant_text, to_instant
from journeyc.runtime.core.contact import NEVER
from journeyc.runtime.core.customer_rules import customer_in
from journeyc.runtime.core.documents import Incident
from journeyc.runtime.core.hand_over import Obstacle
from journeyc.runtime.core.incidents import UNDELIVERED
from journeyc.runtime.foreign import ends_itself, raised, words
from journeyc.runtime.ports import (
    Channel,
    Claimed,
    Delivery,
    DeliveryResult,
    Emitted,
    HistoryEntry,
    Listener,
    Message,
    Outgoing,
    Settled,
    again_of,
    kind_of,
)

_RESULTS: tuple[str, ...] = get_args(DeliveryResult)
#: Nobody is left alone for longer, whatever time they name.
_LONGEST_NAMED_SECONDS = 24 * 3600
_DIED = "whether it was sent is not known: the program that was sending it ended before it could say so"
State = Literal["waiting", "delivered", "failed", "expired", "suppressed", "stale"]


class Backoff(NamedTuple):
    """How long to wait between attempts: `first_seconds`, each time `factor` times as long, at most
    `longest_seconds`. Each wait is longer by up to `jitter` of itself, so that what failed together is not
    tried together for ever. Where another channel is left, there are `before_fallback` attempts, not more.
    """

    first_seconds: float = 30
    factor: float = 2
    longest_seconds: float = 3600
    attempts: int = 10
    before_fallback: int = 3
    jitter: float = 0.25

    def with_another(self) -> "Backoff":
        """The same where another channel is left."""
        return self._replace(attempts=min(self.attempts, self.before_fallback))

    def wait(self, attempts: int) -> timedelta:
        """The wait after so many attempts, at least one."""
        seconds = self.first_seconds
        for _ in range(attempts - 1):
            seconds = min(seconds * self.factor, self.longest_seconds)
        return timedelta(seconds=min(seconds, self.longest_seconds))

    def wait_of(self, identity: str, attempts: int, named_seconds: float | None = None) -> timedelta:
        """The wait with its jitter, which is drawn from the id of what is tried and the number of attempts:
        the same wherever it is asked. Never shorter than the time that the other side has named.
        """
        named = timedelta(seconds=min(named_seconds or 0, _LONGEST_NAMED_SECONDS))
        number = int.from_bytes(sha256(f"{identity}\x1f{attempts}".encode()).digest()[:8])
        return max(self.wait(attempts), named) * (1 + self.jitter * number / 2**64)


class Attempt(NamedTuple):
    """One attempt to carry something and where that leaves it; `next_at` is None once nothing more will be
    tried.
    """

    outgoing: Outgoing
    state: State
    attempts: int
    problem: str = ""
    next_at: datetime | None = None


def may_have_left(claimed: Claimed, channel: Channel) -> bool:
    """Whether a message may have left before over a channel that must not get it again."""
    return claimed.unsettled and _is_once(channel)


def _is_once(channel: Channel) -> bool:
    return getattr(channel, "at_most_once", False) is True


def deliver(claimed: Claimed, message: Message, channel: Channel, now: datetime, backoff: Backoff) -> Attempt:
    """Try a message once; what becomes of it with a channel that raises is unknown, so it is tried again."""
    if may_have_left(claimed, channel):
        return Attempt(message, "failed", claimed.attempts, _DIED)
    if message.expires is not None and now > to_instant(message.expires):
        return Attempt(message, "expired", claimed.attempts, f"it expired at {message.expires}")
    delivery = _delivery(message, channel)
    if _is_once(channel) and delivery.result == "unknown":
        problem = f"whether it was sent is not known: {delivery.problem}"
        delivery = Delivery("failed", problem)
    return _attempt(claimed, delivery, now, backoff)


def _delivery(message: Message, channel: Channel) -> Delivery:
    try:
        delivery: object = channel.deliver(message)
    except BaseException as error:
        # A channel is the author's code, and may raise anything.
        if not ends_itself(error):
            raise
        return Delivery("unknown", raised(error))
    if not isinstance(delivery, Delivery):
        return Delivery("unknown", f"the channel answered with a {type(delivery).__name__}, not a Delivery")
    if delivery.result not in _RESULTS:
        said = words(delivery.result)
        return Delivery("unknown", f"the channel answered `{said}`, which is none of {', '.join(_RESULTS)}")
    named: object = delivery.retry_after_seconds
    is_time = isinstance(named, int | float) and 0 <= named < float("inf")
    return Delivery(
        delivery.result, words(delivery.problem), delivery.retry_after_seconds if is_time else None
    )


def announce(
    claimed: Claimed, event: Emitted, listeners: Sequence[Listener], now: datetime, backoff: Backoff
) -> Attempt:
    """Tell all listeners; if one raises, all are told again later."""
    delivery = Delivery("delivered")
    for listener in listeners:
        try:
            listener(event)
        except Exception as error:  # noqa: BLE001  # a listener is the author's code, and may raise anything
            delivery = Delivery("retry", raised(error))
    return _attempt(claimed, delivery, now, backoff)


def _attempt(claimed: Claimed, delivery: Delivery, now: datetime, backoff: Backoff) -> Attempt:
    outgoing, attempts = claimed.outgoing, claimed.attempts
    match delivery.result:
        case "delivered":
            return Attempt(outgoing, "delivered", attempts)
        case "failed":
            return Attempt(outgoing, "failed", attempts, delivery.problem)
        case "retry" | "unknown":
            if attempts >= backoff.attempts:
                tried = f"{attempts} attempt{'' if attempts == 1 else 's'}"
                problem = f"{delivery.problem}; given up after {tried}"
                return Attempt(outgoing, "failed", attempts, problem)
            wait = backoff.wait_of(outgoing.id, attempts, delivery.retry_after_seconds)
            return Attempt(outgoing, "waiting", attempts, delivery.problem, now + wait)
        case _:
            assert_never(delivery.result)


class PutOff(NamedTuple):
    """A message that is not handed over before quiet hours are over."""

    attempt: Attempt
    settled: Settled


def put_off(claimed: Claimed, message: Message, found: Obstacle, now: datetime) -> PutOff | None:
    """Put a message off where that helps: None where it would expire before, or nobody agrees to it."""
    until = found.until
    expires = to_instant(message.expires) if message.expires else NEVER
    if until is None or until == NEVER or expires < until:
        return None
    problem = f"quiet hours until {instant_text(until)}"
    attempt = Attempt(message, "waiting", claimed.attempts - 1, problem, until)
    at = instant_text(now)
    told: dict[str, Json] = {
        "message": message.id,
        "run": message.run,
        "notification": message.notification,
        "at": at,
        "result": "held",
        "channel": message.channel,
        "reason": found.reason,
        "until": instant_text(until),
    }
    line = HistoryEntry(message.customer, run_of(message), at, "contact", message.id, told)
    kept = Settled(
        message.id, message.outlet, "waiting", until, problem, history=line, tried=False, again=message.again
    )
    return PutOff(attempt, kept)


def run_of(message: Message) -> str | None:
    """The run in whose history a message belongs; None for what a rule of the customer sends."""
    return None if customer_in(message.run) else message.run


def settled(tried: Attempt, now: datetime, *, handled: bool = False) -> Settled:
    """What a store keeps of an attempt: that of a message is history, and a bad end an incident too, unless
    the journey, or the log of the customer, has `handled` it.
    """
    at = instant_text(now)
    history = incident = None
    match tried.outgoing:
        case Message() as message:
            history = message_history(message, tried, at)
            if tried.state == "failed" and not handled:
                said = f"`{message.notification}` could not be delivered on `{message.channel}`: "
                incident = undelivered(message, said + tried.problem, at)
        case Emitted() as event:
            if tried.state == "failed":
                said = f"no listener took the event `{event.event}`: {tried.problem}"
                incident = undelivered(event, said, at)
    name, outlet = tried.outgoing.id, tried.outgoing.outlet
    again = again_of(tried.outgoing)
    return Settled(name, outlet, tried.state, tried.next_at, tried.problem, history, incident, again=again)


def message_history(message: Message, tried: Attempt, at: str) -> HistoryEntry:
    """The line of history that tells what became of a message, or when it is tried again."""
    document = {
        "message": message.id,
        "notification": message.notification,
        "channel": message.channel,
        "state": tried.state,
        "problem": tried.problem,
    }
    if tried.next_at is not None:
        document["until"] = instant_text(tried.next_at)
    return HistoryEntry(message.customer, message.run, at, "message", message.id, document)


def undelivered(outgoing: Message | Emitted, problem: str, at: str) -> Incident:
    """The incident of a message or an event that was given up; it can be sent anew, and has its own incident
    each time that it is.
    """
    again = f"/{outgoing.again}" if outgoing.again else ""
    kept: dict[str, Json] = {"kind": UNDELIVERED}
    if isinstance(outgoing, Emitted):
        kept = {"kind": kind_of(outgoing), "outgoing": outgoing._asdict()}
    return Incident(
        id=f"{outgoing.id}/message{again}",
        run=outgoing.run,
        input={"id": outgoing.id, "at": at, **kept},
        at=at,
        problem=problem,
        expression="",
        values={},
        place="",
    )
