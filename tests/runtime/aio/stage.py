"""A store that waits until it is let go, and what waits for threads without holding the loop."""

import asyncio
from collections.abc import Callable, Sequence
from threading import Event
from time import monotonic

from journeyc.runtime import AsyncRuntime, Report
from journeyc.runtime.ports import Commit, StoredDefinition
from journeyc.runtime.stores.memory import MemoryStore


class Gated(MemoryStore):
    """Opened and written only while its gates are; it counts who has come to the second one."""

    def __init__(self) -> None:
        super().__init__()
        self.may_open, self.may_write = Event(), Event()
        self.may_open.set()
        self.writing = 0
        self.closed = False

    def define(self, definitions: Sequence[StoredDefinition]) -> None:
        assert self.may_open.wait(30)
        super().define(definitions)

    def commit(self, *commits: Commit) -> None:
        self.writing += 1
        assert self.may_write.wait(30)
        super().commit(*commits)

    def close(self) -> None:
        self.closed = True


async def eventually(holds: Callable[[], bool]) -> None:
    """Wait for what threads do, while the loop goes on; it fails where that never happens."""
    until = monotonic() + 20
    while not holds():
        assert monotonic() < until
        await asyncio.sleep(0.002)


async def begin(runtime: AsyncRuntime, customer: str = "anna", id: str | None = None) -> Report:  # noqa: A002
    payload = {"dispute": {"bill": "B1"}}
    return await runtime.send("dispute_opened", payload, customer=customer, channel="web", id=id)
