"""Threads of which one alone runs at a time: at every call to the outside it hands on a baton, and a seed
says to whom.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from threading import Lock, Thread

#: Whoever does not hand on the baton for so long waits for a lock that somebody holds over a call.
_STUCK_SECONDS = 120


class Stopped(BaseException):
    """Somebody has failed, and nobody goes on."""


class _Actor:
    def __init__(self, name: str) -> None:
        self.name = name
        self.gate = Lock()
        self.gate.acquire()


class Baton:
    """Whoever is `at` it runs. `stays` is how often it is kept, of a hundred times."""

    def __init__(self, chance: Random, stays: int) -> None:
        self._chance = chance
        self._stays = stays
        self._waiting: list[_Actor] = []
        self._at: _Actor | None = None
        self._over = Lock()
        self._failure: BaseException | None = None

    @property
    def holder(self) -> str:
        """Who runs now; empty outside of `play`."""
        return self._at.name if self._at else ""

    def play(self, parts: dict[str, Callable[[], None]]) -> None:
        """Let each part run in a thread until all are over; what one raises ends all and is raised."""
        actors = {name: _Actor(name) for name in parts}
        threads = [
            Thread(target=self._run, args=(actors[name], part), name=name, daemon=True)
            for name, part in parts.items()
        ]
        self._waiting = list(actors.values())
        self._over.acquire()
        for thread in threads:
            thread.start()
        self._hand_on()
        if not self._over.acquire(timeout=_STUCK_SECONDS):
            message = f"`{self.holder}` does not go on: it waits for a lock that is held over a call"
            raise AssertionError(message)
        for thread in threads:
            thread.join()
        self._at = None
        self._over.release()
        if self._failure is not None:
            raise self._failure

    def hand_on(self) -> None:
        """Let another go on, or go on oneself."""
        me = self._at
        if me is None or (self._failure is None and self._chance.randrange(100) < self._stays):
            return
        self._waiting.append(me)
        self._hand_on()
        me.gate.acquire()
        if self._failure is not None:
            raise Stopped

    def _hand_on(self) -> None:
        self._at = self._waiting.pop(self._chance.randrange(len(self._waiting)))
        self._at.gate.release()

    @contextmanager
    def failing_at_once(self) -> Iterator[None]:
        """What is raised in here ends all now, also where whoever called does more before it ends."""
        try:
            yield
        except BaseException as failure:
            self._failure = self._failure or failure
            raise

    def lock(self) -> "Turnstile":
        """A lock for those who would hold a real one over a call."""
        return Turnstile(self)

    def _run(self, me: _Actor, part: Callable[[], None]) -> None:
        me.gate.acquire()
        try:
            if self._failure is None:
                part()
        except Stopped:
            pass
        except BaseException as failure:  # noqa: BLE001  # it is raised where the play was begun
            self._failure = self._failure or failure
        if self._waiting:
            self._hand_on()
        else:
            self._over.release()


class Turnstile:
    """Lets one pass at a time, who may pass again; who waits hands on the baton."""

    def __init__(self, baton: Baton) -> None:
        self._baton = baton
        self._holder = ""
        self._passed = 0

    def __enter__(self) -> None:
        while self._passed and self._holder != self._baton.holder:
            self._baton.hand_on()
        self._holder = self._baton.holder
        self._passed += 1

    def __exit__(self, *_: object) -> None:
        self._passed -= 1
