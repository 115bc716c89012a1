"""A worker: one of any number that share what is to be done in one store.

What is to be done for a customer is one worker's at a time, under a lease. Whoever slept over theirs changes
nothing: the store refuses what they decided.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from queue import Empty, SimpleQueue
from random import Random
from threading import Lock
from time import monotonic
from typing import NamedTuple

from journeyc.runtime.calls.caller import Caller
from journeyc.runtime.calls.workers import Workers
from journeyc.runtime.delivery import Backoff
from journeyc.runtime.errors import UsageError
from journeyc.runtime.hosts.applying import Applying
from journeyc.runtime.hosts.counting import WorkerCounts
from journeyc.runtime.hosts.rounds import Round, Rounds
from journeyc.runtime.hosts.serving import Served, served
from journeyc.runtime.logs import WORKER as LOG
from journeyc.runtime.own_process import NotPickled
from journeyc.runtime.ports import Clock, Lease

_MOST_CARRIERS = 1_000
_SHORTEST_LEASE, _LONGEST_LEASE = 10.0, 86_400.0
_LONGEST_POLL, _LONGEST_GRACE = 3_600.0, 86_400.0


class Pace(NamedTuple):
    """How many customers are carried for at once, how long a lease is, how often is looked whether something
    has come, and how long what is in hand may take when all is to end; in seconds.
    """

    carriers: int = 8
    lease_seconds: float = 120.0
    poll_seconds: float = 1.0
    grace_seconds: float = 30.0


class Worker(NotPickled):
    """Carries what is in the outbox and fires timers, beside any number of other workers on the same store.
    `Runtime.worker` gives one.

    `step` does one round in the thread that calls it, and starts none. `run` works with threads until `stop`,
    which any thread may call, and a signal handler too. A worker that was stopped stays so.
    """

    def __init__(
        self,
        applying: Applying,
        clock: Clock,
        caller: Caller,
        backoff: Backoff,
        pace: Pace,
        chance: Random | None = None,
    ) -> None:
        self._applying = applying
        self._caller = caller
        self._pace = pace = _checked(pace)
        lease = timedelta(seconds=pace.lease_seconds)
        about = (applying, clock, caller, backoff, lease, pace.poll_seconds)
        self._rounds = Rounds(*about, chance or Random())  # noqa: S311  # it only keeps workers apart
        self._turn = Lock()
        self._lock = Lock()
        self._busy = 0
        # Putting into it may interrupt the thread that takes from it, as a signal does.
        self._woken: SimpleQueue[None] = SimpleQueue()

    @property
    def serves(self) -> Served:
        """What it has journeys, channels, services and listeners for, and what it leaves to others."""
        return served(self._applying.journeys, self._applying.bound)

    @property
    def counts(self) -> WorkerCounts:
        """What it has done so far; any thread may ask."""
        return self._rounds.counting.now

    def step(self) -> Round:
        """One round: apply what services answered late, carry for as many customers as there are carriers,
        one after the other, then let time pass by customers with timers that are due. What goes wrong is
        counted and logged, not raised.
        """
        with self._alone():
            return self._rounds.round(self._pace.carriers, self._rounds.carry_for)

    def stop(self) -> None:
        """Begin nothing more, and let `run` end once what is in hand is done, or `grace_seconds` are over."""
        self._rounds.stopping = True
        self._woken.put(None)

    def run(self, *, until_idle: bool = False) -> None:
        """Work until `stop`, or with `until_idle` until there is nothing to do for this worker. Then all
        leases are given back; what still hangs in a channel is tried again by who has the customer next.
        UsageError while it runs already.
        """
        with self._alone():
            self._run(until_idle=until_idle)

    def _run(self, *, until_idle: bool) -> None:
        carriers = Workers()
        try:
            while not self._rounds.stopping:
                self._forget_wakes()
                busy = self._busy
                done = self._rounds.round(self._pace.carriers - busy, partial(self._begin, carriers))
                if until_idle and not busy and done.is_idle:
                    break
                self._rest(done.seconds, wakes=not done.failed)
            self._finish()
        finally:
            self._rounds.release()
            carriers.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """UsageError in a process that was forked, on an event loop that services are to run on, and while
        another thread is here.
        """
        self._applying.locks.process.require()
        self._caller.require_elsewhere()
        if not self._turn.acquire(blocking=False):
            raise UsageError("this worker runs already", "let `worker()` of the runtime give another")
        try:
            yield
        finally:
            self._turn.release()

    def _begin(self, carriers: Workers, lease: Lease) -> None:
        """Carry for a customer in a thread; UsageError where the system gives no more threads."""
        with self._lock:
            self._busy += 1
        try:
            carriers.begin(partial(self._carry_for, lease))
        except RuntimeError:
            self._is_free()
            problem = "the system gives no more threads"
            raise UsageError(problem, "let the worker have fewer carriers") from None

    def _carry_for(self, lease: Lease) -> None:
        try:
            self._rounds.carry_for(lease)
        finally:
            self._is_free()

    def _is_free(self) -> None:
        with self._lock:
            self._busy -= 1
        self._woken.put(None)

    def _forget_wakes(self) -> None:
        """A round that begins now sees everything that anybody has woken this thread for."""
        with suppress(Empty):
            while True:
                self._woken.get_nowait()

    def _rest(self, seconds: float, *, wakes: bool) -> None:
        """Wait so long; a carrier that is free again ends it where it `wakes`, and `stop` does anyway."""
        until = monotonic() + seconds
        while not self._rounds.stopping and (left := until - monotonic()) > 0:
            if self._wait(left) and wakes:
                return

    def _finish(self) -> None:
        """Wait for those who carry, as long as they may take."""
        if self._rounds.stopping:
            LOG.info("stops; entries in hand: %d", self._busy)
        until = monotonic() + self._pace.grace_seconds
        while self._busy and (left := until - monotonic()) > 0:
            self._wait(left)
        if self._busy:
            LOG.warning("leaves what still hangs: %d", self._busy)

    def _wait(self, seconds: float) -> bool:
        """Wait, but not so long that a lease would be over; whether somebody has woken this thread."""
        self._rounds.keep()
        try:
            self._woken.get(timeout=min(seconds, self._pace.lease_seconds / 8))
        except Empty:
            return False
        return True


def _checked(pace: Pace) -> Pace:
    """The pace itself; UsageError for one that makes no sense."""
    _require("carriers", pace.carriers, 1, _MOST_CARRIERS)
    _require("lease_seconds", pace.lease_seconds, _SHORTEST_LEASE, _LONGEST_LEASE)
    _require("poll_seconds", pace.poll_seconds, 0.01, _LONGEST_POLL)
    _require("grace_seconds", pace.grace_seconds, 0, _LONGEST_GRACE)
    return pace


def _require(name: str, value: float, least: float, most: float) -> None:
    is_time = name.endswith("_seconds")
    if not isinstance(value, int | float if is_time else int) or not least <= value <= most:
        what = "a number of seconds" if is_time else "a whole number"
        raise UsageError(f"`{name}` is {value}", f"give {what} between {least:g} and {most:,.0f}")
