"""The network of the tests fails at the byte at which it is told to."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread

import pytest

from tests.kills.proxy import Fault, How, Proxy, Way, proxy_to


def echo(listening: socket.socket) -> None:
    """Give each connection back what it says, in capital letters."""
    while True:
        try:
            taken, _ = listening.accept()
        except OSError:
            return
        with taken, suppress(OSError):
            while said := taken.recv(100):
                taken.sendall(said.upper())


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        Thread(target=echo, args=(listening,), daemon=True).start()
        with proxy_to(listening.getsockname()[1]) as proxy:
            yield proxy
        listening.shutdown(socket.SHUT_RDWR)


def said(connection: socket.socket, letters: int) -> bytes:
    """What is answered, until there are so many letters, or there is an end to it."""
    answer = b""
    with suppress(ConnectionResetError):
        while len(answer) < letters and (part := connection.recv(letters - len(answer))):
            answer += part
    return answer


def is_silent(connection: socket.socket) -> bool:
    """Whether nothing comes for a moment."""
    connection.settimeout(0.05)
    with suppress(TimeoutError):
        return connection.recv(1) == b"never"
    connection.settimeout(None)
    return True


def test_what_goes_through_is_counted(proxy: Proxy) -> None:
    with socket.create_connection(("127.0.0.1", proxy.port)) as connection:
        proxy.arm()
        for word in (b"one", b"three"):
            connection.sendall(word)
            assert said(connection, len(word)) == word.upper()
        assert proxy.ends == {"to": [3, 8], "fro": [3, 8]}


@pytest.mark.parametrize(("way", "after"), [("to", 0), ("to", 2), ("fro", 0), ("fro", 4)])
def test_the_network_stalls_at_a_byte_and_goes_on(way: Way, after: int, proxy: Proxy) -> None:
    with socket.create_connection(("127.0.0.1", proxy.port)) as connection:
        proxy.arm(Fault("stall", way, after))
        connection.sendall(b"hello")
        proxy.wait_until_down()
        passed = after if way == "fro" else 0
        assert said(connection, passed) == b"HELLO"[:passed]
        assert is_silent(connection)
        proxy.arm()
        assert said(connection, 5 - passed) == b"HELLO"[passed:]


@pytest.mark.parametrize("lasting", [False, True])
@pytest.mark.parametrize("how", ["cut", "break off"])
@pytest.mark.parametrize(("way", "after"), [("to", 0), ("to", 2), ("fro", 0), ("fro", 4)])
def test_the_network_breaks_at_a_byte_and_is_there_for_the_next(
    how: How,
    way: Way,
    after: int,
    lasting: bool,  # noqa: FBT001  # a parameter of a test
    proxy: Proxy,
) -> None:
    with socket.create_connection(("127.0.0.1", proxy.port)) as connection:
        proxy.arm(Fault(how, way, after, lasting))
        connection.sendall(b"hello")
        assert b"HELLO"[:after].startswith(said(connection, 5))
    if lasting:
        assert proxy.is_down
        proxy.arm()
    with socket.create_connection(("127.0.0.1", proxy.port)) as another:
        another.sendall(b"again")
        assert said(another, 5) == b"AGAIN"
