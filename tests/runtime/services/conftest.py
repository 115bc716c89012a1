"""Systems that answer over HTTP, with and without TLS."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.runtime.services.server import System

#: A certificate for 127.0.0.1, signed by itself, and its key, until the year 2120: good for tests alone.
LOOPBACK = Path(__file__).with_name("loopback.pem")


@pytest.fixture
def system() -> Iterator[System]:
    system = System()
    yield system
    system.close()


@pytest.fixture
def certificate() -> Path:
    return LOOPBACK


@pytest.fixture
def tls(certificate: Path) -> Iterator[System]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    system = System(context)
    yield system
    system.close()
