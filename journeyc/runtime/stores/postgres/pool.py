"""Connections that are kept open and shared among threads."""

import select
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

from psycopg.pq import TransactionStatus

from journeyc.runtime.errors import StoreError, StoreLockedError
from journeyc.runtime.own_process import OwnProcess
from journeyc.runtime.stores.postgres.address import Address
from journeyc.runtime.stores.postgres.connection import Connection


class Pool:
    """So many connections as an address says, made when they are wanted. One that was lost is not given to
    anybody again: where a server has gone and come back, the next who asks gets a new one.
    """

    def __init__(self, address: Address, connect: Callable[[Address], Connection]) -> None:
        self._address = address
        self._connect = connect
        self._process = OwnProcess()
        self._free = BoundedSemaphore(address.pool)
        self._lock = Lock()
        self._idle: list[Connection] = []
        self._closed = False

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A connection for this thread alone. StoreError where none is free in time, or all are closed."""
        self._process.require()
        if not self._free.acquire(timeout=self._address.connect_seconds):
            raise StoreLockedError(
                f"`{self._address.shown}`: all {self._address.pool} connections are in use",
                "let fewer threads work at once, or raise `pool` in the address",
            )
        try:
            connection = self._taken()
            try:
                yield connection
            finally:
                self._put_back(connection)
        finally:
            self._free.release()

    def _taken(self) -> Connection:
        while True:
            with self._lock:
                if self._closed:
                    raise StoreError(f"`{self._address.shown}` is closed", "open it again")
                if not self._idle:
                    break
                # The last that was put back, so that those that are not needed are left alone.
                connection = self._idle.pop()
            if _is_alive(connection):
                return connection
            connection.close()
        return self._connect(self._address)

    def _put_back(self, connection: Connection) -> None:
        usable = not connection.closed and connection.info.transaction_status == TransactionStatus.IDLE
        with self._lock:
            if usable and not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    def close(self) -> None:
        """Close all; those in use when they are put back. Those of a parent are left to it."""
        if not self._process.is_here:
            return
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()


class Alone:
    """One connection that is open already, instead of a pool."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """The one that there is."""
        yield self._connection

    def close(self) -> None:
        """It belongs to somebody else."""


def _is_alive(connection: Connection) -> bool:
    """Whether nothing has come over a connection that nobody asked for: a server that goes says so."""
    if connection.closed:
        return False
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(connection.pgconn.socket, select.POLLIN)
        return not poll.poll(0)
    return not select.select([connection.pgconn.socket], [], [], 0)[0]
