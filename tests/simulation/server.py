"""A store on a PostgreSQL that all programs of a world share, over connections that are lost."""

from collections.abc import Callable, Generator
from random import Random
from typing import Any, TypeVar

import psycopg
from psycopg.pq import TransactionStatus

from journeyc.runtime import Store
from journeyc.runtime.stores.postgres import PostgresStore
from journeyc.runtime.stores.postgres.address import Address, read_address
from journeyc.runtime.stores.postgres.connection import Connection, connect
from journeyc.runtime.stores.postgres.pool import Pool
from tests.postgres import Shared
from tests.simulation.faults import Died

T = TypeVar("T")

#: So often of a thousand times the connection is lost with what a store does again by itself, in one world.
_RATES = (0, 50, 200)
#: It is lost with one of so many trips to the server.
_TRIPS = 4


class OnServer:
    """A schema of a server, which each program opens for itself. Connections are lost as a `seed` says; no
    program hears of what a store then does again by itself, so a world is the same as on other stores.
    """

    def __init__(self, shared: Shared, seed: int) -> None:
        shared.empty()
        self._shared = shared
        # No secret is drawn; the same numbers are wanted each time.
        self._chance = Random(seed)  # noqa: S311
        self._rate = self._chance.choice(_RATES)
        self._seen = PostgresStore(shared.address)
        self._opened: list[PostgresStore] = []

    @property
    def seen(self) -> Store:
        return self._seen

    def open(self) -> tuple[Store, Callable[[int], None]]:
        line = Line(self._shared, self._chance, self._rate)
        self._opened.append(_OverLine(line))
        return self._opened[-1], line.end_at

    def close(self) -> None:
        for store in (self._seen, *self._opened):
            store.close()


class Line:
    """What one program has to the server: a connection after the other, and how each ends."""

    def __init__(self, shared: Shared, chance: Random, rate: int) -> None:
        self.address = read_address(shared.address)
        self._shared = shared
        self._chance = chance
        self._rate = rate
        #: So many trips are left to the program, and to the connection.
        self._lives: int | None = None
        self._holds: int | None = None

    def end_at(self, statement: int) -> None:
        """End with the program at one of the next trips: before it, or when the server has done what it was
        told and has not committed it.
        """
        self._lives = statement // 2

    def does(self, *, again: bool) -> None:
        """Draw whether the connection is lost with what is done next, and is done `again` then."""
        is_lost = again and self._chance.randrange(1000) < self._rate
        self._holds = self._chance.randrange(2 * _TRIPS) if is_lost else None

    def connected(self, _: Address) -> Connection:
        made = connect(self.address)
        waits = made.wait

        def wait(gen: Generator[Any, Any, T], interval: float = 0.1, timeout: float | None = None) -> T:
            self._before(made)
            done = waits(gen, interval, timeout)
            self._behind(made)
            return done

        made.wait = wait  # type: ignore[method-assign]  # a fault is put in
        return made

    def _before(self, connection: Connection) -> None:
        if self._lives is not None:
            if self._lives <= 0:
                self._end(connection)
                raise Died
            self._lives -= 1
            if self._lives == 0 and connection.info.transaction_status == TransactionStatus.IDLE:
                connection.pgconn.exec_(b"BEGIN")
        self._hold(connection)

    def _behind(self, connection: Connection) -> None:
        # What is committed is done, and the program ends a moment later.
        if self._lives == 0 and connection.info.transaction_status == TransactionStatus.INTRANS:
            self._end(connection)
            raise Died
        self._hold(connection)

    def _hold(self, connection: Connection) -> None:
        if self._holds is not None:
            if self._holds == 0:
                self._holds = None
                self._end(connection)
                raise psycopg.OperationalError("the connection is lost")
            self._holds -= 1

    def _end(self, connection: Connection) -> None:
        """Close a connection, and wait until the server has taken back what was begun over it: others would
        find its locks.
        """
        if not connection.closed:
            number = connection.info.backend_pid
            connection.close()
            self._shared.wait_for(number)


class _OverLine(PostgresStore):
    """A store whose connections are those of a line. Its tables are there: somebody has opened it before."""

    def __init__(self, line: Line) -> None:
        self._address = line.address
        self._line = line
        self._pool = Pool(line.address, line.connected)

    def _do(self, work: Callable[[Connection], T], *, again: bool = False, reads: bool = False) -> T:
        self._line.does(again=again)
        return super()._do(work, again=again, reads=reads)
