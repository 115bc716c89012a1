"""A store as one program sees it, which fails at chosen points; behind it stands a real one."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, cast

from journeyc.runtime import Store, StoreError
from journeyc.runtime.stores import MemoryStore
from journeyc.runtime.stores.sqlite import SqliteStore
from journeyc.runtime.stores.sqlite.connection import connect
from tests.simulation.faults import READ, WRITE, Died, Fault

#: What changes a store.
WRITING = frozenset(
    {
        "define", "commit", "commit_each", "settle", "claim", "erase",
        "lease_outbox", "lease_timers", "renew", "release",
    }
)  # fmt: skip
#: The statement of a transaction at which a program may end is one of so many.
_LONGEST = 12


class Around(Protocol):
    """What is around a program: it says what goes wrong at a call, and takes down what was done."""

    def before(self, what: str, kinds: tuple[Fault, ...]) -> Fault | None: ...

    def after(self, fault: Fault | None) -> None: ...

    def end(self) -> None: ...

    def noted(self, method: str, given: tuple[Any, ...], answer: Any) -> None: ...

    def drawn(self, most: int) -> int: ...


class Kept(Protocol):
    """Where a store really is: opened once for each program, and to look into."""

    def open(self) -> tuple[Store, Callable[[int], None]]:
        """The store for one program, and what lets that end at a statement of its next transaction."""

    @property
    def seen(self) -> Store: ...

    def close(self) -> None: ...


class InMemory:
    """One store in memory, which all programs share; it writes all of a commit at once, so none is torn."""

    def __init__(self, kind: type[MemoryStore] = MemoryStore) -> None:
        self.seen = kind()

    def open(self) -> tuple[Store, Callable[[int], None]]:
        return self.seen, _ends_at_once

    def close(self) -> None:
        pass


def _ends_at_once(_: int) -> None:
    raise Died


class InFile:
    """One file, which each program opens for itself."""

    def __init__(self, folder: Path) -> None:
        self._path = str(folder / "simulated.sqlite")
        connect(self._path, "normal", 0).close()
        self._seen = SqliteStore(self._path, "normal", 0)

    @property
    def seen(self) -> Store:
        return self._seen

    def open(self) -> tuple[Store, Callable[[int], None]]:
        path = Path(self._path).absolute()
        connection = sqlite3.connect(
            path, timeout=0, isolation_level=None, check_same_thread=False, factory=_Mortal
        )
        connection.execute("PRAGMA synchronous = normal")
        return SqliteStore(self._path, busy_seconds=0, connection=connection), connection.end_at

    def close(self) -> None:
        self._seen.close()


class _Mortal(sqlite3.Connection):
    """A connection that ends with its program at a statement of a transaction; SQLite takes that back when
    the file is opened anew, or by the next who reads it.
    """

    left: int | None = None

    def end_at(self, statement: int) -> None:
        """End behind so many statements of the next transaction."""
        self.left = statement

    def execute(self, sql: str, /, *values: Any) -> sqlite3.Cursor:
        if self.left is not None and (self.in_transaction or sql.startswith("BEGIN IMMEDIATE")):
            if self.left <= 0:
                raise Died
            self.left -= 1
        return super().execute(sql, *values)


class Failing:
    """A store that fails as it is drawn; what is done with it is told around it, at the moment it is done."""

    def __init__(self, around: Around, store: Store, tear: Callable[[int], None]) -> None:
        self._around = around
        self._store = store
        self._tear = tear

    def __getattr__(self, method: str) -> Callable[..., Any]:
        does = getattr(self._store, method)

        def called(*given: Any, **named: Any) -> Any:
            fault = self._around.before(method, WRITE if method in WRITING else READ)
            if fault == "error":
                raise StoreError(f"{method}: the store cannot be reached", "try again")
            try:
                if fault == "torn":
                    self._tear(self._around.drawn(_LONGEST))
                answer = does(*given, **named)
            except Died:
                self._around.end()
                raise
            self._around.noted(method, given, answer)
            self._around.after(fault)
            if fault == "lost":
                raise StoreError(f"{method}: the connection broke, so who knows what is done", "try again")
            return answer

        return called

    def close(self) -> None:
        self._store.close()


def failing(around: Around, store: Store, tear: Callable[[int], None]) -> Store:
    return cast("Store", Failing(around, store, tear))
