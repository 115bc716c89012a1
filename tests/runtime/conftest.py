"""Each test of the runtime is played on every store."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from journeyc.runtime import Runtime, Store
from journeyc.runtime.stores import open_store
from tests.runtime.stage import DISPUTE, HandClock, Opener


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    addresses = {"memory": None, "sqlite": tmp_path / "runs.sqlite"}
    name = request.param
    opened = open_store(request.getfixturevalue(name) if name == "postgres" else addresses[name])
    yield opened
    opened.close()


@pytest.fixture
def opened(store: Store, clock: HandClock) -> Opener:
    """Opens a runtime on the store of the test: once more is another program."""

    def open_(**more: Any) -> Runtime:
        return Runtime.open(store, DISPUTE, clock=clock, **more)

    return open_
