"""What leaves a host and what comes back: channels, services, listeners, and the outbox between."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple, Protocol, TypeAlias

from journeyc.expression.values import Json


class Clock(Protocol):
    """What time it is: an aware instant, never from the core."""

    def now(self) -> datetime: ...


# ── channels ─────────────────────────────────────────────────────────────────────────────────────────


class Message(NamedTuple):
    """A rendered notification; over one `channel` the same `id` always carries the same words. `to` is the
    address, where the channel needs one; `category` is `transactional`, `service` or `marketing`. `again`: so
    often it was decided anew under its id, as for another channel.
    """

    id: str
    at: str
    run: str
    customer: str
    journey: str
    notification: str
    channel: str
    language: str
    to: str | None
    subject: str
    text: str
    html: str
    expires: str | None
    again: int = 0
    category: str = "service"

    @property
    def outlet(self) -> str:
        return f"message:{self.channel}"


DeliveryResult = Literal["delivered", "retry", "failed", "unknown"]


class Delivery(NamedTuple):
    """What became of one attempt: done, worth another try, hopeless, or nobody can tell; `problem` says why.

    `retry_after_seconds` is how long the other side wants to be left alone, if it says so.
    """

    result: DeliveryResult
    problem: str = ""
    retry_after_seconds: float | None = None


class Channel(Protocol):
    """Delivers a message at least once under its id, in threads of the runtime. `address` names the field of
    the customer that says where to, if any.

    One that has `at_most_once = True` besides is not asked again for a message of which nobody can tell
    whether it has left.
    """

    @property
    def address(self) -> str | None: ...

    def deliver(self, message: Message) -> Delivery: ...


class AsyncChannel(Protocol):
    """The same for what is asynchronous: it runs on an event loop, as asynchronous services do."""

    @property
    def address(self) -> str | None: ...

    async def deliver(self, message: Message) -> Delivery: ...


AnyChannel: TypeAlias = Channel | AsyncChannel


# ── services ─────────────────────────────────────────────────────────────────────────────────────────


class Request(NamedTuple):
    """One try of a call; `id` is its own, the same if it has to be made again. `call` is that of all tries.

    `arguments` are in their JSON form: money is `"12.50 EUR"`, an instant `"2026-11-23T09:00:00Z"`.
    """

    id: str
    at: str
    run: str
    customer: str
    journey: str
    service: str
    arguments: dict[str, Json]
    call: str
    attempt: int

    @property
    def outlet(self) -> str:
        return f"call:{self.service}"


ReplyResult = Literal["ok", "fails", "no_answer", "later"]


class Reply(NamedTuple):
    """What came of a call: `ok` with what the service gives, `fails` with the name of a declared failure,
    `no_answer` with the problem, or `later`: the answer will come by `Runtime.result`.
    """

    result: ReplyResult
    value: Any = None
    failure: str = ""
    problem: str = ""


class ServiceFailure(Exception):
    """Raised by a function that stands for a service: it failed in this declared way."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Service(Protocol):
    """Performs calls, each at least once under its id. One that raises has given no answer. `call` may be
    asynchronous, and is called in several threads where several share a runtime.
    """

    def call(self, request: Request) -> Reply | Awaitable[Reply]: ...


#: A service, or a function, asynchronous or not, that takes the arguments by name and returns what the
#: service gives.
Callee: TypeAlias = Service | Callable[..., Any]


# ── events to the outside ────────────────────────────────────────────────────────────────────────────


class Emitted(NamedTuple):
    """An event that a journey hands to the outside; a listener that sees an `id` again has it already.
    `again`: so often an operator has let it be told anew.
    """

    id: str
    at: str
    run: str
    customer: str
    journey: str
    event: str
    payload: dict[str, Json]
    again: int = 0

    @property
    def outlet(self) -> str:
        return "emitted"


#: Takes events of journeys, asynchronous or not; one that raises gets the event again.
Listener: TypeAlias = Callable[[Emitted], object]


# ── the outbox ───────────────────────────────────────────────────────────────────────────────────────


class Unsent(NamedTuple):
    """A notification that nothing was sent for, which its run, or the log of its customer, is to know."""

    id: str
    at: str
    run: str
    customer: str
    notification: str
    outcome: Literal["failed", "suppressed"]
    reason: str
    again: int = 0

    @property
    def outlet(self) -> str:
        return "unsent"


#: What leaves a host; its `outlet` says who can carry it.
Outgoing: TypeAlias = Message | Request | Emitted | Unsent

OUTGOING: Mapping[str, type[Outgoing]] = {
    "message": Message,
    "call": Request,
    "emitted": Emitted,
    "unsent": Unsent,
}


def kind_of(outgoing: Outgoing) -> str:
    """The word for what leaves: a key of `OUTGOING`."""
    return outgoing.outlet.partition(":")[0]


def again_of(outgoing: Outgoing) -> int:
    """How often something was decided anew under its id; a try of a call never is."""
    return 0 if isinstance(outgoing, Request) else outgoing.again


class Lease(NamedTuple):
    """That one worker alone works for a customer until an instant. `fence` is higher each time that anybody
    leases them: what was decided under an earlier lease does not count any more.
    """

    customer: str
    fence: int
    until: datetime


class Claimed(NamedTuple):
    """Something to carry now; `attempts` counts this one. `unsettled`: how the one before it ended was never
    noted, so it may have come to anything.
    """

    outgoing: Outgoing
    attempts: int
    unsettled: bool = False
