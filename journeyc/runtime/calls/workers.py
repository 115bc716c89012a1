"""What may hang is done in threads: whoever waits for one waits no longer than they want to.

A thread that is free is taken again, so that many calls in a row need one thread. All are daemons: one that
hangs keeps no program from ending.
"""

from collections import Counter
from collections.abc import Callable
from contextvars import copy_context
from functools import partial
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

_Result = TypeVar("_Result")
#: For so long a thread waits for work, in seconds; so those of a runtime that nobody closed end, too.
_IDLE_SECONDS = 10.0


class Job(Generic[_Result]):
    """Something that a thread does; `wait` for it, and `leave` it where that takes too long."""

    def __init__(self, work: Callable[[], _Result]) -> None:
        self._work = work
        self._lock = Lock()
        self._over = Event()
        self._done: list[_Result] = []
        self._error: BaseException | None = None
        self._then: Callable[[Job[_Result]], None] | None = None

    def do(self) -> None:
        """Do it, in this thread. Who has left it is told."""
        try:
            self._done.append(self._work())
        except BaseException as error:  # noqa: BLE001  # it belongs to whoever waits
            self._error = error
        with self._lock:
            self._over.set()
            then = self._then
        if then is not None:
            then(self)

    def wait(self, seconds: float) -> bool:
        """Whether it is over, at the latest after so many seconds."""
        return self._over.wait(seconds)

    def leave(self, then: Callable[["Job[_Result]"], None]) -> bool:
        """Wait no longer: `then` is called once it is over, in its thread. False where it is over now."""
        with self._lock:
            if self._over.is_set():
                return False
            self._then = then
            return True

    def result(self) -> _Result:
        """What came of it; what it raised is raised."""
        if self._error is not None:
            raise self._error
        return self._done[0]


class Doing(Protocol):
    """Does what may hang, for whoever waits no longer than they want to; `hung` says how many jobs of each
    name nobody waits for.
    """

    @property
    def hung(self) -> Counter[str]: ...

    def within(
        self,
        seconds: float,
        name: str,
        work: Callable[[], _Result],
        late: Callable[[Job[_Result]], None],
    ) -> Job[_Result] | None:
        """Do it, and wait for it. Where it is not over after so many seconds None, and `late` is told once it
        is. RuntimeError where it cannot be begun.
        """

    def monotonic(self) -> float:
        """The time by which it is measured how long something takes, in seconds; it never goes back."""

    def close(self) -> None:
        """Begin nothing any more."""


#: What hands a thread its next job; None ends it.
_Box: TypeAlias = "SimpleQueue[Job[Any] | None]"


class Workers:
    """Threads for jobs of any number of other threads; `hung` says how many of each name nobody waits for."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._free: list[_Box] = []
        self._closed = False
        self.hung: Counter[str] = Counter()

    def within(
        self,
        seconds: float,
        name: str,
        work: Callable[[], _Result],
        late: Callable[[Job[_Result]], None],
    ) -> Job[_Result] | None:
        """Do it in a thread, which sees the context variables of who asks. RuntimeError where the system
        gives no more threads.
        """
        job = self.begin(partial(copy_context().run, work))
        try:
            in_time = job.wait(max(seconds, 0))
        except BaseException:
            # Somebody pressed Ctrl-C; it goes on.
            self._leave(job, name, late)
            raise
        return None if not in_time and self._leave(job, name, late) else job

    def monotonic(self) -> float:
        return monotonic()

    def begin(self, work: Callable[[], _Result]) -> Job[_Result]:
        """Let a free thread do it, or a new one."""
        job = Job(work)
        with self._lock:
            box = self._free.pop() if self._free else None
        if box is None:
            box = SimpleQueue()
            Thread(target=self._work, args=(box,), name="journeyc call", daemon=True).start()
        box.put(job)
        return job

    def close(self) -> None:
        """Let the threads end, those that hang when they are done."""
        with self._lock:
            self._closed = True
            free, self._free = self._free, []
        for box in free:
            box.put(None)

    def _leave(self, job: Job[_Result], name: str, late: Callable[[Job[_Result]], None]) -> bool:
        """Wait no longer for a job; False where it is over now."""

        def ended(job: Job[_Result]) -> None:
            try:
                late(job)
            finally:
                self._count(name, -1)

        self._count(name, 1)
        if job.leave(ended):
            return True
        self._count(name, -1)
        return False

    def _count(self, name: str, change: int) -> None:
        with self._lock:
            self.hung[name] += change

    def _work(self, box: "_Box") -> None:
        while True:
            try:
                job = box.get(timeout=_IDLE_SECONDS)
            except Empty:
                with self._lock:
                    if box in self._free:
                        self._free.remove(box)
                        return
                # It was taken at this very moment.
                continue
            if job is None:
                return
            job.do()
            del job
            with self._lock:
                if self._closed:
                    return
                self._free.append(box)
