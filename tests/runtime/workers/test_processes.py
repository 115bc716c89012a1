"""Several worker processes on one SQLite file, and how one ends."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from journeyc.ir import to_json
from journeyc.runtime import Runtime
from tests.runtime.hosts.hanging import eventually
from tests.runtime.hosts.journeys import CREDIT, package
from tests.runtime.workers.stage import CHAT

CUSTOMERS = [f"c{number:02}" for number in range(30)]


class Shop:
    """A store with journeys that began two days ago, and worker processes on it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.store, self.out = folder, folder / "runs.sqlite", folder / "out"
        self.journeys = [folder / "chat.json", folder / "credit.json"]
        for path, compiled in zip(self.journeys, (CHAT, package(CREDIT)), strict=True):
            path.write_text(to_json(compiled), encoding="utf-8")

    def open(self) -> Runtime:
        return Runtime.open(self.store, self.journeys, listeners=())

    def begin(self, customers: Sequence[str], questions: int) -> None:
        """Let everybody ask, and be credited."""
        at = datetime.now(UTC) - timedelta(days=2)
        with self.open() as runtime, runtime.batch() as batch:
            for customer in customers:
                batch.send("opened", {"bill": "B1"}, customer=customer, channel="web", at=at)
                for _ in range(questions):
                    batch.send("asked_human", customer=customer, channel="web", at=at)

    @contextmanager
    def workers(self, number: int, *options: str) -> Iterator[list[subprocess.Popen[str]]]:
        """So many worker processes, none of which outlives its test."""
        bind = "tests.runtime.workers.shop:bindings"
        command = [sys.executable, "-m", "journeyc", "worker", "--store", str(self.store), "--bind", bind]
        environment = {**os.environ, "JOURNEYC_TEST_OUT": str(self.out)}
        started = [
            subprocess.Popen([*command, *options], env=environment, stderr=subprocess.PIPE, text=True)
            for _ in range(number)
        ]
        try:
            yield started
        finally:
            for process in started:
                with process:
                    process.kill()

    def said(self) -> list[list[str]]:
        text = self.out.read_text(encoding="utf-8") if self.out.exists() else ""
        return [line.split() for line in text.splitlines()]


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


@pytest.mark.parametrize("number", [2, 4])
def test_processes_do_everything_once_and_in_order(shop: Shop, number: int) -> None:
    """`opened` begins both journeys, so each customer has messages, timers and a call."""
    shop.begin(CUSTOMERS, 3)
    with shop.workers(number, "--until-idle", "--carriers", "3") as workers:
        ends = [worker.communicate(timeout=60) for worker in workers]
        assert [worker.returncode for worker in workers] == [0] * number, ends
    said = shop.said()
    sms = [line[1:] for line in said if line[0] == "sms"]
    assert Counter(line[2] for line in sms).most_common(1)[0][1] == 1
    calls = Counter(line[1] for line in said if line[0] == "call")
    assert calls == dict.fromkeys(CUSTOMERS, 1)
    with shop.open() as runtime:
        for customer in CUSTOMERS:
            assert [text for whose, text, _ in sms if whose == customer] == ["1", "2", "3", "4"]
            kinds = Counter(line.kind for line in runtime.history(customer))
            assert (kinds["message"], kinds["called"], kinds["timer"]) == (4, 1, 1)
        assert runtime.incidents() == []
        assert runtime.next_due() is None


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_what_is_in_hand_end(shop: Shop, how: signal.Signals) -> None:
    shop.begin(["anna"], 2)
    (shop.folder / "anna").touch()
    with shop.workers(1, "--carriers", "1") as (worker,):
        eventually(lambda: ["begun", "anna"] in shop.said())
        worker.send_signal(how)
        assert worker.stderr is not None
        told = next(line for line in worker.stderr if "stops" in line)
        (shop.folder / "anna").unlink()
        assert worker.wait(60) == 0
        told += worker.stderr.read()
    assert [line[2] for line in shop.said() if line[0] == "sms"] == ["1"]
    assert "INFO ended: " in told
    assert " carried 2, " in told  # a call was before it
    with shop.open() as runtime:
        assert runtime.history("anna")[-1].kind == "message"


def test_a_second_signal_ends_it_at_once(shop: Shop) -> None:
    """What hangs in a channel is left there, and the customer is free for others."""
    shop.begin(["anna"], 2)
    (shop.folder / "anna").touch()
    with shop.workers(1, "--carriers", "1") as (worker,):
        eventually(lambda: ["begun", "anna"] in shop.said())
        worker.send_signal(signal.SIGTERM)
        assert worker.stderr is not None
        assert next(line for line in worker.stderr if "stops" in line)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(60) == 130
    (shop.folder / "anna").unlink()
    with shop.workers(1, "--until-idle") as (next_worker,):
        assert next_worker.wait(60) == 0
    assert [line[2] for line in shop.said() if line[0] == "sms"] == ["2", "3"]
