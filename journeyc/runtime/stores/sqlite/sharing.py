"""Threads that write at once share one transaction, and so one flush of the disk."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Lock
from typing import Any, Generic, TypeVar, cast

from journeyc.runtime.errors import StoreDamagedError, StoreError, UnwritableError
from journeyc.runtime.own_process import OwnProcess
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
        self._process = OwnProcess()
        self._lock = Lock()
        #: Who is to be written for, in their order; the leader is one of them.
        self._waiting: list[_Waiting[Any]] = []
        self._leader: _Waiting[Any] | None = None

    def do(self, writing: Writing[T]) -> T:
        """Do something in a transaction, with what others do; it counts once this is back. An error of the
        store is raised in each of their threads, as nothing was written then; any other in its own.
        """
        self._process.require()
        mine = _Waiting(writing)
        try:
            try:
                self._take_part(mine)
            finally:
                if not mine.is_over or self._leader is mine:
                    self._leave(mine)
        except BaseException:
            # By Ctrl-C, for example, which may come while it leaves as well: nobody may wait for a thread
            # that has gone.
            self._leave(mine)
            raise
        return mine.result()

    def _take_part(self, mine: "_Waiting[Any]") -> None:
        with self._lock:
            self._waiting.append(mine)
            self._leader = self._leader or mine
        while not mine.is_over:
            if self._leader is mine:
                self._write(self._waiting.copy())
            else:
                mine.turn.acquire()

    def _leave(self, mine: "_Waiting[Any]") -> None:
        """Wake those who are written for, and let the first of the others lead. Done again, it does what was
        left undone.
        """
        with self._lock:
            for one in self._waiting:
                if one.is_over:
                    one.wake()
            self._waiting = [one for one in self._waiting if not (one.is_over or one is mine)]
            if self._leader is mine:
                self._leader = self._waiting[0] if self._waiting else None
            if self._leader is not None:
                self._leader.wake()

    def _write(self, several: Sequence["_Waiting[Any]"]) -> None:
        while several:
            for one in several:
                one.is_begun = False  # as it may have been where somebody was interrupted
            over = several
            try:
                self._transaction([one.write for one in several])
            except Exception as error:  # noqa: BLE001  # it is raised where it belongs
                over = _told(several, error)
            for one in over:
                one.is_over = True
            several = [one for one in several if not one.is_over]


def _told(several: Sequence["_Waiting[Any]"], error: Exception) -> Sequence["_Waiting[Any]"]:
    """Tell an error to all where the store fails, else to the one whose it is; it is over for these. What is
    neither is raised.
    """
    concerned = [one for one in several if one.is_begun]
    if isinstance(error, StoreError) and not (isinstance(error, _OF_ONE) and concerned):
        concerned = [*several]
    if not concerned:
        raise error
    for one in concerned:
        # One of its own for each thread that raises it.
        one.error = type(error)(error.problem, error.help) if isinstance(error, StoreError) else error
    return concerned


class _Waiting(Generic[T]):
    """What is to be done for a thread, which waits for its `turn`: until that is over, or it is to lead."""

    def __init__(self, writing: Writing[T]) -> None:
        self._writing = writing
        self._value: T | None = None
        self.error: Exception | None = None
        self.is_begun = False
        self.is_over = False
        self.turn = Lock()
        self.turn.acquire()

    def wake(self) -> None:
        """Let its thread look whether it is over, or leads."""
        with suppress(RuntimeError):  # It was woken already.
            self.turn.release()

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
