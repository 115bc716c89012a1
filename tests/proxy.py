"""A network between a program and a server that loses what it is told to lose."""

import contextlib
import select
import socket
from threading import Event, Thread
from types import TracebackType
from typing import Literal, Self

#: `through` carries everything; `lose request` and `lose reply` cut the next connection that asks something,
#: before or after the server has got it; `stall` carries nothing, and tells nobody.
Mode = Literal["through", "lose request", "lose reply", "stall"]


class Proxy:
    """Listens on a port of its own, and carries what comes to that of a server."""

    def __init__(self, port: int) -> None:
        self.mode: Mode = "through"
        self.lost = 0
        self._target = port
        self._done = Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._threads = [Thread(target=self._listen)]
        self._threads[0].start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join()
        self._listening.close()

    def _listen(self) -> None:
        while not self._done.is_set():
            if select.select([self._listening], [], [], 0.02)[0]:
                client = self._listening.accept()[0]
                self._threads.append(Thread(target=self._carry, args=(client,)))
                self._threads[-1].start()

    def _lose(self) -> None:
        self.mode = "through"
        self.lost += 1

    def _carry(self, client: socket.socket) -> None:
        with (
            client,
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", self._target)) as server,
        ):
            asked = False
            while not self._done.is_set():
                if self.mode == "stall":
                    self._done.wait(0.02)
                    continue
                for one in select.select([client, server], [], [], 0.02)[0]:
                    if one is client and self.mode == "lose request":
                        self._lose()
                        return
                    if one is server and self.mode == "lose reply" and asked:
                        self._lose()
                        return
                    data = one.recv(65536)
                    if not data:
                        return
                    asked = asked or (one is client and self.mode == "lose reply")
                    (server if one is client else client).sendall(data)
