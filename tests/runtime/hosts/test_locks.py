"""Threads of one program that change one customer wait for each other, and do not decide in vain."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from journeyc.runtime import Runtime
from journeyc.runtime.errors import ConflictError
from journeyc.runtime.ports import Commit
from journeyc.runtime.stores.memory import MemoryStore
from journeyc.runtime.stores.sqlite import SqliteStore
from tests.runtime.customers.journeys import company
from tests.runtime.stage import MORNING, HandClock

PACKAGE = company()
THREADS = 8


@pytest.fixture
def _in_each_others_way() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


def at_once(several: list[Callable[[], Any]]) -> list[Any]:
    """What each of them came to, all begun in threads of their own; it does not wait for ever."""
    told: dict[int, Any] = {}

    def run(number: int) -> None:
        told[number] = several[number]()

    # Nobody waits for those at the end of the process, either.
    threads = [Thread(target=run, args=(number,), daemon=True) for number in range(len(several))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return [told[number] for number in range(len(several))]


class Counting(MemoryStore):
    """A store that counts how often somebody else was faster."""

    conflicts = 0

    def commit(self, *commits: Commit) -> None:
        try:
            super().commit(*commits)
        except ConflictError:
            self.conflicts += 1
            raise


@pytest.mark.usefixtures("_in_each_others_way")
def test_what_threads_do_with_one_customer_is_decided_once() -> None:
    store = Counting()
    runtime = Runtime.open(store, PACKAGE, clock=HandClock())
    runtime.send("opened", {"bill": "B"}, customer="anna", channel="web")

    def talk(name: int) -> None:
        for number in range(20):
            given = {"words": f"{name}/{number}"}
            runtime.send("moved", given, customer="anna", channel="web", id=f"{name}/{number}")

    at_once([lambda name=name: talk(name) for name in range(THREADS)])  # type: ignore[misc]  # bound at once
    assert store.conflicts == 0
    told = [line.input for line in runtime.history(run="dispute/anna/1") if line.kind == "event"]
    assert set(told) >= {f"{name}/{number}" for name in range(THREADS) for number in range(20)}


@pytest.mark.usefixtures("_in_each_others_way")
@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_who_needs_two_customers_waits_for_nobody_who_waits_for_them(kind: str, tmp_path: Path) -> None:
    """Merges there and back, and undone, while both are written and one comes to be erased."""
    store = MemoryStore() if kind == "memory" else SqliteStore(str(tmp_path / "s.sqlite"))
    runtime = Runtime.open(store, PACKAGE, clock=HandClock())
    for name in ("anna", "bert"):
        runtime.send("opened", {"bill": name}, customer=name, channel="web")

    def join(one: str, other: str) -> None:
        for number in range(15):
            merge = f"{one} into {other} {number}"
            runtime.merge(one, into=other, id=merge, at=MORNING)
            runtime.unmerge(merge, at=MORNING)

    def talk(name: str) -> None:
        for number in range(30):
            runtime.send("moved", {"words": str(number)}, customer=name, channel="web")

    def forget() -> None:
        for _ in range(5):
            runtime.send("opened", {"bill": "C"}, customer="cleo", channel="web")
            runtime.erase("cleo", clean=False)

    at_once(
        [
            lambda: join("anna", "bert"),
            lambda: join("bert", "anna"),
            lambda: talk("anna"),
            lambda: talk("bert"),
            forget,
        ]
    )
    runs = {position.run for name in ("anna", "bert") for position in runtime.where(name)}
    assert runs == {"dispute/anna/1", "dispute/bert/1"}
    runtime.close()


@pytest.mark.usefixtures("_in_each_others_way")
def test_merges_there_and_back_into_aliases_wait_for_ever_for_nobody() -> None:
    """What is due before is fired for the keys, which are other names than those that were given."""
    runtime = Runtime.open(MemoryStore(), PACKAGE, clock=HandClock())
    for name in ("anna", "bert"):
        runtime.send("opened", {"bill": name}, customer=name, channel="web")
        runtime.identify(name, {"mail": f"{name}@example.com"})

    def join(one: str, other: str) -> None:
        for number in range(30):
            merge = f"{one} into {other} {number}"
            runtime.merge(one, into=f"{other}@example.com", id=merge, at=MORNING)
            runtime.unmerge(merge, at=MORNING)

    at_once([lambda: join("anna", "bert"), lambda: join("bert", "anna")])
    runs = {position.run for name in ("anna", "bert") for position in runtime.where(name)}
    assert runs == {"dispute/anna/1", "dispute/bert/1"}
