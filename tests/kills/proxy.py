"""A network between a program and a server that stalls or breaks at any byte."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Condition, Thread
from typing import Literal, NamedTuple, TypeAlias

#: Towards the server, or back.
Way: TypeAlias = Literal["to", "fro"]
#: A connection that stalls says nothing any more; one that is cut is closed, and one that is broken off says
#: so at once.
How: TypeAlias = Literal["stall", "cut", "break off"]

_BLOCK = 65_536


class Fault(NamedTuple):
    """What becomes of all connections when so many bytes have gone one way, and of those made after it too,
    if it is `lasting`; one that stalls is.
    """

    how: How
    way: Way
    after: int
    lasting: bool = True


class Proxy:
    """Takes connections at its own `port` and leads them to a server, until a fault comes."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self._server = host, port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._changed = Condition()
        self._fault: Fault | None = None
        self._is_down = False
        self._is_closed = False
        self._gone: dict[Way, int] = {"to": 0, "fro": 0}
        #: Where each piece ended that came over the network, from the last `arm` on.
        self.ends: dict[Way, list[int]] = {"to": [], "fro": []}
        #: How often a fault has come.
        self.faults = 0
        self._open: set[socket.socket] = set()
        self._threads = [Thread(target=self._take, daemon=True)]
        self._threads[0].start()

    def arm(self, fault: Fault | None = None) -> None:
        """Count bytes from now on, and let a fault come where it says. Whatever was there is over."""
        with self._changed:
            self._fault = fault
            self._is_down = False
            self._gone = {"to": 0, "fro": 0}
            self.ends = {"to": [], "fro": []}
            self._changed.notify_all()

    @property
    def is_down(self) -> bool:
        """Whether the fault has come, and is not over."""
        return self._is_down

    def wait_until_down(self) -> None:
        """Wait for the fault."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_down)

    def close(self) -> None:
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._drop()
        for thread in [*self._threads]:
            thread.join()

    def _take(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(self._server)
            except OSError:
                client.close()
                continue
            ways: tuple[tuple[Way, socket.socket, socket.socket], ...] = (
                ("to", client, server),
                ("fro", server, client),
            )
            self._open |= {client, server}
            for pair in ways:
                thread = Thread(target=self._carry, args=pair, daemon=True)
                self._threads.append(thread)
                thread.start()

    def _carry(self, way: Way, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while block := source.recv(_BLOCK):
                for part in self._let_through(way, block):
                    target.sendall(part)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
            self._open.discard(end)

    def _let_through(self, way: Way, block: bytes) -> Iterator[bytes]:
        """What goes on of a block: all of it, or what comes before the fault and the rest when it is over."""
        with self._changed:
            fault, gone = self._fault, self._gone[way]
            self._gone[way] += len(block)
            self.ends[way].append(self._gone[way])
            comes = fault is not None and fault.way == way and gone <= fault.after < gone + len(block)
        if fault is None or not comes:
            self._wait()
            yield block
            return
        before = fault.after - gone
        with self._changed:
            # First, so that nothing comes back for what is let through here.
            self._is_down = True
            self.faults += 1
            self._changed.notify_all()
        yield block[:before]
        if fault.how != "stall":
            self._drop(at_once=fault.how == "break off")
            if not fault.lasting:
                self.arm()
                return
        self._wait()
        yield block[before:]

    def _wait(self) -> None:
        """Wait while the network is down."""
        with self._changed:
            self._changed.wait_for(lambda: not self._is_down or self._is_closed)

    def _drop(self, *, at_once: bool = False) -> None:
        for end in [*self._open]:
            with suppress(OSError):
                if at_once:
                    # Closed with a reset, as by a machine that is there again and knows of nothing.
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def proxy_to(port: int, host: str = "127.0.0.1") -> Iterator[Proxy]:
    """A network to a server, gone at the end."""
    proxy = Proxy(port, host)
    try:
        yield proxy
    finally:
        proxy.close()
