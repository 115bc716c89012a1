"""Where what is asynchronous runs while a thread waits for it: services, channels and listeners may be
coroutine functions.
"""

from collections.abc import Awaitable, Coroutine
from inspect import isawaitable
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from journeyc.runtime.errors import UsageError

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

    from journeyc.runtime.calls.loop import Loop


class Awaiting(Protocol):
    """An event loop, for threads that have none."""

    def finish(self, awaitable: Awaitable[Any]) -> Any:
        """Let it run, and wait for what comes of it. RuntimeError where that will never be."""

    def require_elsewhere(self) -> None:
        """UsageError where the thread that is here runs the loop, and would wait for itself."""

    def close(self) -> None:
        """Cancel what runs."""


def finished(said: Any, awaiting: Awaiting) -> Any:
    """What code of the author has given, once it is there."""
    return awaiting.finish(said) if isawaitable(said) else said


class OwnLoop:
    """A loop in a thread of the runtime's own, which begins with the first that is asynchronous."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._loop: Loop | None = None
        self._closed = False

    def finish(self, awaitable: Awaitable[Any]) -> Any:
        """The same; a loop that one of them holds or has ended is left."""
        while True:
            try:
                loop = self._loop_now()
            except Exception:
                forgotten(awaitable)
                raise
            if (future := loop.begin(awaitable)) is not None:
                return future.result()
            with self._lock:
                if self._loop is loop:
                    self._loop = None
                    loop.retire()

    def require_elsewhere(self) -> None:
        """Nobody but this runs it."""

    def close(self) -> None:
        with self._lock:
            self._closed, loop, self._loop = True, self._loop, None
        if loop is not None:
            loop.close()

    def _loop_now(self) -> "Loop":
        from journeyc.runtime.calls.loop import Loop

        with self._lock:
            if self._closed:
                raise RuntimeError("the runtime is closed")
            if self._loop is None:
                self._loop = Loop()
            return self._loop


class LoopOfProgram:
    """The loop of the program, whose clients and pools belong to it."""

    def __init__(self, loop: "AbstractEventLoop") -> None:
        from journeyc.runtime.calls.loop import Tasks

        self._loop = loop
        self._tasks = Tasks(loop)
        self._closed = False

    def finish(self, awaitable: Awaitable[Any]) -> Any:
        """The same. It waits for a loop that is held, as who waits for this has a deadline."""
        if self._closed or (future := self._tasks.begin(awaitable)) is None:
            forgotten(awaitable)
            raise RuntimeError("the runtime is closed" if self._closed else "the event loop has ended")
        return future.result()

    def require_elsewhere(self) -> None:
        from asyncio import get_running_loop

        try:
            here = get_running_loop()
        except RuntimeError:
            return
        if here is self._loop:
            raise UsageError(
                "what runs on this event loop is waited for in its own thread",
                "call this in another thread, or use an `AsyncRuntime`",
            )

    def close(self) -> None:
        self._closed = True
        self._tasks.cancel()


def forgotten(awaitable: Awaitable[Any]) -> None:
    """It will never run, and says so itself unless it is closed."""
    if isinstance(awaitable, Coroutine):
        awaitable.close()
