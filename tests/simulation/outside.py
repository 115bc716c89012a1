"""Channels, services and listeners that fail as it is drawn; and what may hang, done without threads."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol, TypeAlias, TypeVar

from journeyc.runtime import Delivery, Message, Reply, Request
from journeyc.runtime.calls.workers import Job
from journeyc.runtime.ports import Callee, Channel, Emitted
from tests.simulation.faults import OUTSIDE, Fault

_Result = TypeVar("_Result")
Sent: TypeAlias = Message | Request | Emitted


class Line(NamedTuple):
    """A channel: the field of the customer that says where to, and whether it is at most once."""

    address: str | None
    at_most_once: bool


CHANNELS: Mapping[str, Line] = {
    "app": Line(None, at_most_once=False),
    "sms": Line("phone", at_most_once=True),
    "email": Line(None, at_most_once=False),
}
#: What services give, and how they fail.
SERVICES: Mapping[str, tuple[Any, str]] = {
    "bank.pay": ("R1", "refused"),
    "crm.find": (["lamp", "chair", "desk"], "unknown"),
    "crm.score": (7, "unknown"),
}
#: How long what is slow takes, in seconds: a moment, too long for a service, longer than anybody waits.
_SLOW = (2.0, 45.0, 4000.0)


class Around(Protocol):
    """What is around a program, as in `stores`."""

    def before(self, what: str, kinds: tuple[Fault, ...]) -> Fault | None: ...

    def after(self, fault: Fault | None) -> None: ...

    def drawn(self, most: int) -> int: ...

    def passes(self, seconds: float) -> None: ...

    def time(self) -> datetime: ...

    def arrived(self, what: Sent) -> None: ...

    def knows(self, what: Sent) -> None: ...


class Inline:
    """Does what may hang at once; what takes too long is over later, when `ripe` is asked."""

    def __init__(self, around: Around) -> None:
        self.hung: Counter[str] = Counter()
        #: How long what was done last takes, in seconds, and what arrived with it, if nobody doubts it.
        self.takes = 0.0
        self.sure: Sent | None = None
        self._around = around
        self._late: list[tuple[datetime, str, Callable[[], None]]] = []

    def within(
        self,
        seconds: float,
        name: str,
        work: Callable[[], _Result],
        late: Callable[[Job[_Result]], None],
    ) -> Job[_Result] | None:
        job, began = Job(work), self._around.time()
        job.do()
        # Nobody else has run since this was said.
        sure, self.sure = self.sure, None
        if self.takes <= seconds:
            self._around.passes(self.takes)
            if sure is not None:
                self._around.knows(sure)
            return job
        self.hung[name] += 1
        self._late.append((began + timedelta(seconds=self.takes), name, lambda: late(job)))
        self._around.passes(seconds)
        return None

    def ripe(self) -> None:
        """Tell of what is over by now."""
        now = self._around.time()
        over = [one for one in self._late if one[0] <= now]
        self._late = [one for one in self._late if one[0] > now]
        for _, name, tell in over:
            self.hung[name] -= 1
            tell()

    @property
    def next_ripe(self) -> datetime | None:
        return min((at for at, *_ in self._late), default=None)

    def monotonic(self) -> float:
        return self._around.time().timestamp()

    def close(self) -> None:
        self._late = []


class Outside:
    """What a program is bound to."""

    def __init__(self, around: Around) -> None:
        self._around = around
        self.doing = Inline(around)

    def channels(self) -> dict[str, Channel]:
        return {name: _Wire(self, line) for name, line in CHANNELS.items()}

    def services(self) -> dict[str, Callee]:
        return {name: _Desk(self, *known) for name, known in SERVICES.items()}

    def listen(self, event: Emitted) -> None:
        fault = self._begin(f"told {event.id}")
        if fault in {"refusal", "error"}:
            raise RuntimeError("nobody listens")
        self._around.arrived(event)
        self._around.after(fault)

    def _begin(self, what: str) -> Fault | None:
        """Draw what goes wrong, and how long it takes."""
        fault = self._around.before(what, OUTSIDE)
        self.doing.sure = None
        self.doing.takes = 0.0
        if fault in {"slow", "hangs"}:
            self.doing.takes = _SLOW[self._around.drawn(2) if fault == "slow" else 2]
        return fault

    def deliver(self, message: Message) -> Delivery:
        fault = self._begin(f"deliver {message.id} over {message.channel}")
        if fault == "error":
            raise RuntimeError("the line is dead")
        if fault == "refusal":
            return (Delivery("retry", "busy"), Delivery("failed", "unknown number"))[self._around.drawn(2)]
        self._around.arrived(message)
        self._around.after(fault)
        if fault == "slow" and self._around.drawn(3) == 0:
            return Delivery("unknown", "no answer in time")
        self.doing.sure = message
        return Delivery("delivered")

    def call(self, request: Request, gives: Any, failure: str) -> Reply:
        fault = self._begin(f"call {request.id}")
        if fault == "error":
            raise RuntimeError("the line is dead")
        self._around.arrived(request)
        self._around.after(fault)
        if fault == "refusal":
            said = (Reply("fails", failure=failure), Reply("no_answer", problem="busy"), Reply("later"))
            return said[self._around.drawn(3)]
        self.doing.sure = request
        return Reply("ok", gives)


class _Wire:
    def __init__(self, outside: Outside, line: Line) -> None:
        self._outside = outside
        self.address = line.address
        self.at_most_once = line.at_most_once

    def deliver(self, message: Message) -> Delivery:
        return self._outside.deliver(message)


class _Desk:
    def __init__(self, outside: Outside, gives: Any, failure: str) -> None:
        self._outside = outside
        self._gives, self._failure = gives, failure

    def call(self, request: Request) -> Reply:
        return self._outside.call(request, self._gives, self._failure)
