"""Threads that write at once share one transaction, and so one flush of the disk."""

import sqlite3
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any, Generic, TypeVar, cast

from journeyc.runtime.errors import StoreDamagedError, StoreError, UnwritableError
from journeyc.runtime.stores.groups import REFUSALS

T = TypeVar("T")

#: What is done in a transaction. A refusal it raises only before it has written anything; what else it raises
#: takes the transaction back.
Writing = Callable[[sqlite3.Connection], T]

#: What is wrong with a document of one of them, and in the way of no other.
_OF_ONE = (UnwritableError, StoreDamagedError)


class Sharing:
    """Who finds nobody writing writes for all who wait by then; who comes meanwhile waits for the next. So
    one thread at a time writes, and none is started for it. `transaction` does several things in one.
    """

    def __init__(self, transaction: Callable[[Sequence[Writing[None]]], None]) -> None:
        self._transaction = transaction
        self._lock = Lock()
        self._waiting: list[_Waiting[Any]] = []
        self._is_led = False

    def do(self, writing: Writing[T]) -> T:
        """Do something in a transaction, with what others do; it counts once this is back. An error of the
        store is raised in each of their threads, as nothing was written then; any other in its own.
        """
        mine = _Waiting(writing)
        with self._lock:
            mine.leads, self._is_led = not self._is_led, True
            if not mine.leads:
                self._waiting.append(mine)
        if not mine.leads:
            self._wait(mine)
        if mine.leads:
            self._lead(mine)
        return mine.result()

    def _wait(self, mine: "_Waiting[Any]") -> None:
        try:
            mine.turn.acquire()
        except BaseException:
            # By Ctrl-C, for example: nobody may wait for a thread that has gone.
            with self._lock:
                if mine in self._waiting:
                    self._waiting.remove(mine)
            if mine.leads:
                self._pass_on([])
            raise

    def _lead(self, mine: "_Waiting[Any]") -> None:
        with self._lock:
            others, self._waiting = self._waiting, []
        try:
            self._write([mine, *others])
        finally:
            # Where this thread was interrupted nothing is written, and the next writes for the others.
            self._pass_on([one for one in others if not one.is_over])
            for one in others:
                if one.is_over:
                    one.turn.release()

    def _pass_on(self, again: list["_Waiting[Any]"]) -> None:
        """Let the first of those who wait lead, if there is one."""
        with self._lock:
            self._waiting[:0] = again
            following = self._waiting.pop(0) if self._waiting else None
            self._is_led = following is not None
            if following is not None:
                following.leads = True
        if following is not None:
            following.turn.release()

    def _write(self, several: Sequence["_Waiting[Any]"]) -> None:
        while several:
            over = several
            try:
                self._transaction([one.write for one in several])
            except StoreError as error:
                if isinstance(error, _OF_ONE):
                    over = [one for one in several if one.is_begun] or several
                for one in over:
                    # An error of its own for each thread that raises it.
                    one.error = type(error)(error.problem, error.help)
            for one in over:
                one.is_over = True
            several = [one for one in several if not one.is_over]


class _Waiting(Generic[T]):
    """What is to be done for a thread, whose `turn` it is once that is over, or it is to lead."""

    def __init__(self, writing: Writing[T]) -> None:
        self._writing = writing
        self._value: T | None = None
        self.error: StoreError | None = None
        self.leads = False
        self.is_begun = False
        self.is_over = False
        self.turn = Lock()
        self.turn.acquire()

    def write(self, db: sqlite3.Connection) -> None:
        """Do it; what refuses it is raised in its own thread."""
        self.is_begun, self.error = True, None
        try:
            self._value = self._writing(db)
        except REFUSALS as error:
            self.error = error
        self.is_begun = False

    def result(self) -> T:
        """What came of it, in its own thread."""
        if self.error is not None:
            raise self.error
        return cast("T", self._value)
