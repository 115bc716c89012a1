"""Who makes the calls: each try in a thread, under a deadline; what comes after it is kept."""

from collections import deque
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from threading import Lock
from typing import NamedTuple

from journeyc.expression.types import Type
from journeyc.runtime.calls.awaiting import Awaiting
from journeyc.runtime.calls.breaker import Breaker, Circuit, checked_circuit
from journeyc.runtime.calls.trying import perform
from journeyc.runtime.calls.workers import Doing, Job
from journeyc.runtime.foreign import raised
from journeyc.runtime.ports import Callee, Reply, Request
from journeyc.runtime.waits import require_seconds, too_long

#: So many calls of one service may hang at once; each holds a thread.
MOST_HUNG = 16
#: How long `tick` waits for a service, in seconds, unless the host says otherwise.
SECONDS = 30.0


class Tried(NamedTuple):
    """What came of a try, and whether it still runs."""

    reply: Reply
    hangs: bool


class Late(NamedTuple):
    """What came of a try after its deadline, and when, counted from the logical time of the call."""

    request: Request
    reply: Reply
    at: datetime


class Caller:
    """Calls services, for any number of threads."""

    def __init__(
        self,
        services: Mapping[str, Callee],
        workers: Doing,
        awaiting: Awaiting,
        seconds: float = SECONDS,
        circuit: Circuit | None = None,
    ) -> None:
        require_seconds("service_seconds", seconds)
        self._services = services
        self._seconds = seconds
        self._circuit = checked_circuit(circuit or Circuit())
        self._breakers: dict[str, Breaker] = {}
        self._workers = workers
        self._awaiting = awaiting
        self._late: deque[Late] = deque()
        self._lock = Lock()

    def refusal(self, request: Request, now: datetime) -> str:
        """Why no try is made now; empty where one is."""
        if self._workers.hung[request.outlet] >= MOST_HUNG:
            return f"{MOST_HUNG} calls of it hang already, so it is not called until one of them ends"
        breaker = self._breakers.get(request.service)
        return breaker.refusal(now) if breaker is not None else ""

    def call(self, request: Request, gives: Type | None, allowed: timedelta | None, now: datetime) -> Tried:
        """Call once, and wait as long as the journey `allowed`, but no longer than this host does: then the
        answer comes later, or the journey's own timeout.
        """
        work = partial(perform, self._services[request.service], request, gives, self._awaiting)
        late = partial(self._keep, request, now, self._workers.monotonic())
        seconds = self._seconds if allowed is None else min(self._seconds, allowed.total_seconds())
        try:
            job = self._workers.within(seconds, request.outlet, work, late)
        except RuntimeError as error:
            # The system gives no more threads.
            return Tried(Reply("no_answer", problem=raised(error)), hangs=False)
        if job is not None:
            return Tried(job.result(), hangs=False)
        is_over = allowed is None or allowed.total_seconds() <= seconds
        return Tried(Reply("no_answer" if is_over else "later", problem=too_long(seconds)), hangs=True)

    def judge(self, service: str, now: datetime, *, answered: bool) -> None:
        """Remember how a service does; a declared failure is an answer, one that takes too long is none."""
        breaker = self._breakers.get(service)
        if answered:
            if breaker is not None:
                breaker.answered()
        elif self._circuit.faults > 0:
            if breaker is None:
                with self._lock:
                    breaker = self._breakers.setdefault(service, Breaker(self._circuit))
            breaker.failed(now)

    def next_late(self) -> Late | None:
        """An answer that came late, each once; `put_back` one that could not be applied."""
        try:
            return self._late.popleft()
        except IndexError:
            return None

    def put_back(self, late: Late) -> None:
        """Behind the others, which are not to wait for it."""
        self._late.append(late)

    @property
    def has_late(self) -> bool:
        return bool(self._late)

    @property
    def resting(self) -> dict[str, datetime]:
        """The services that are given a rest, and until when."""
        found = {name: breaker.rests_until for name, breaker in sorted(self._breakers.items())}
        return {name: until for name, until in found.items() if until is not None}

    def close(self) -> None:
        """Call nobody any more; what hangs is left to itself."""
        self._workers.close()
        self._awaiting.close()

    def require_elsewhere(self) -> None:
        """UsageError where who is to wait for calls would keep them from being made."""
        self._awaiting.require_elsewhere()

    def _keep(self, request: Request, now: datetime, began: float, job: Job[Reply]) -> None:
        """Keep what came of a call that nobody waited for any longer."""
        try:
            reply = job.result()
        except BaseException as error:  # noqa: BLE001  # nobody waits that it could be raised for
            reply = Reply("no_answer", problem=raised(error))
        breaker = self._breakers.get(request.service)
        if breaker is not None and reply.result != "no_answer":
            breaker.answered()
        if reply.result != "later":
            took = timedelta(seconds=self._workers.monotonic() - began)
            self._late.append(Late(request, reply, now + took))
