"""An SDK of its own for each test."""

from collections.abc import Iterator

import pytest

from tests.runtime.observing.telling import Told


@pytest.fixture
def told() -> Iterator[Told]:
    one = Told()
    yield one
    one.close()
