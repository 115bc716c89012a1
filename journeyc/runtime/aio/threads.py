"""The threads in which a runtime works for an asyncio program: so many, its own, and none before it is
needed.
"""

from asyncio import AbstractEventLoop, get_running_loop, shield, wrap_future
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from functools import partial
from threading import Thread
from typing import Any, TypeVar

from journeyc.runtime.errors import UsageError
from journeyc.runtime.own_process import OwnProcess

#: So many threads work for the tasks of a program unless it says otherwise.
THREADS = 8
_MOST = 1_000

R = TypeVar("R")


class Threads:
    """So `many` threads for any number of tasks of the loop that runs here: who finds none free waits for
    one, in their order. What is done apart has one more, in which it waits for others of its kind alone.
    """

    def __init__(self, many: object) -> None:
        if not isinstance(many, int) or not 1 <= many <= _MOST:
            raise UsageError(f"`threads` is {many}", f"give a whole number between 1 and {_MOST:,}")
        self._process = OwnProcess()
        self.loop: AbstractEventLoop = get_running_loop()
        self._shared = ThreadPoolExecutor(many, "journeyc")
        self._apart = ThreadPoolExecutor(1, "journeyc tick")
        self._lasting: set[Future[Any]] = set()
        self._closing: Future[None] | None = None

    async def do(self, work: Callable[[], R], *, apart: bool = False) -> R:
        """Do something in a thread, which sees the context variables of this task. Cancelled before a thread
        has taken it, it is not done; cancelled later, it is done to its end, and nobody hears of it.
        """
        return await wrap_future(self._begin(work, apart=apart))

    async def open(self, work: Callable[[], R], close: Callable[[R], None]) -> R:
        """The first that is done: what it opens is closed where nobody waits for it any more."""
        opening = self._begin(work)
        try:
            return await wrap_future(opening)
        except BaseException:
            opening.add_done_callback(partial(_close, close))
            self._shared.shutdown(wait=False)
            raise

    def last(self, name: str, work: Callable[[], R]) -> Future[R]:
        """What will come of something that lasts, in a thread of that name which keeps no program from
        ending.
        """
        self._require_here()
        future = _in_daemon(name, work)
        self._lasting.add(future)
        future.add_done_callback(self._lasting.discard)
        return future

    async def close(self, close: Callable[[], None]) -> None:
        """Take nothing more, wait for all that was asked for, and close. Called again, it waits for that. In
        a process that was forked there is nothing to close.
        """
        if not self._process.is_here:
            return
        if self._closing is None:
            self._closing = _in_daemon("journeyc close", partial(self._close, close))
        await shield(wrap_future(self._closing))

    def _begin(self, work: Callable[[], R], *, apart: bool = False) -> Future[R]:
        self._require_here()
        return (self._apart if apart else self._shared).submit(copy_context().run, work)

    def _require_here(self) -> None:
        """UsageError in another process, on another loop, and once this is closed."""
        self._process.require()
        if get_running_loop() is not self.loop:
            raise UsageError(
                "this runtime was opened on another event loop",
                "open one on each loop, or share a `Runtime` among threads",
            )
        if self._closing is not None:
            raise UsageError("this runtime is closed", "open it again")

    def _close(self, close: Callable[[], None]) -> None:
        wait([*self._lasting])
        self._apart.shutdown()
        self._shared.shutdown()
        close()


def _in_daemon(name: str, work: Callable[[], R]) -> Future[R]:
    future: Future[R] = Future()

    def do() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001  # it belongs to whoever waits
            future.set_exception(error)

    future.set_running_or_notify_cancel()
    Thread(target=copy_context().run, args=(do,), name=name, daemon=True).start()
    return future


def _close(close: Callable[[R], None], opening: Future[R]) -> None:
    if not opening.cancelled() and opening.exception() is None:
        close(opening.result())
