"""Programs die at any instant, and several work on one store: nothing is lost or applied twice."""

import json
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from time import perf_counter
from typing import IO, Any

import pytest

from journeyc.runtime import Delivery, HistoryEntry, Message, Runtime

HERE = Path(__file__).parent
DISPUTE = HERE / "dispute.json"
MORNING = datetime(2026, 11, 23, 9, tzinfo=UTC)
EVENING = MORNING + timedelta(days=30)
KILLS = 15

Row = list[Any]


class FixedClock:
    """Late enough that every lease of a dead program is over."""

    def now(self) -> datetime:
        return EVENING


class Collector:
    """A channel that keeps what it is given."""

    address: str | None = None

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []

    def deliver(self, message: Message) -> Delivery:
        self.lines.append((message.id, message.text))
        return Delivery("delivered")


@contextmanager
def player(folder: Path, rows: list[Row], name: str = "inputs") -> Iterator[subprocess.Popen[str]]:
    """The program that plays the rows on the store of a folder."""
    inputs = folder / f"{name}.json"
    inputs.write_text(json.dumps(rows), encoding="utf-8")
    command = [
        sys.executable,
        str(HERE / "player.py"),
        str(folder / "store"),
        str(inputs),
        str(folder / "out"),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def said(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


def run_to_the_end(folder: Path, rows: list[Row]) -> None:
    with player(folder, rows) as process:
        output, _ = process.communicate("")
    assert output.splitlines()[-1] == "done"


def delivered(folder: Path) -> list[tuple[str, str]]:
    lines = (folder / "out").read_text(encoding="utf-8").splitlines()
    return [tuple(json.loads(line)) for line in lines]


def inputs_of(history: list[HistoryEntry]) -> Counter[str]:
    return Counter(line.input for line in history if line.kind not in {"timer", "message", "contact"})


def test_a_journey_killed_between_two_answers_is_finished_elsewhere(tmp_path: Path) -> None:
    first: list[Row] = [
        ["identify", "anna", {"first_name": "Anna", "phone": "+49 30 1"}, None, "0", 0],
        ["dispute_opened", "anna", {"dispute": {"bill": "B1"}}, "web", "1", 1],
        ["answer", "anna", {"dispute.reason": "roaming"}, "web", "2", 2],
        ["answer", "anna", {"dispute.amount": "12.50 EUR"}, "web", "3", 3],
    ]
    second: list[Row] = [
        ["answer", "+49 30 1", {"dispute.note": "abroad"}, "voice", "4", 10],
        ["agent_decided", "anna", {"accepted": True}, "desk", "5", 11],
    ]
    with player(tmp_path, first) as process:
        lines = [said(process.stdout).readline() for _ in range(5)]
        assert lines[-1] == "done\n"
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    with Runtime.open(tmp_path / "store", DISPUTE) as runtime:
        (position,) = runtime.where("anna", "voice")
        assert position.answered == {"dispute.reason": "roaming", "dispute.amount": "12.50 EUR"}
        assert [question.name for question in position.questions] == ["dispute.note"]
    run_to_the_end(tmp_path, second)
    assert delivered(tmp_path) == [("bill_dispute/anna/1/5/0", "You get 12.50 EUR back.")]
    with Runtime.open(tmp_path / "store", DISPUTE, clock=FixedClock()) as runtime:
        assert inputs_of(runtime.history("anna")) == Counter("012345")


def script(customers: int) -> list[Row]:
    """A day of several customers; some fall silent long enough to be paused and reminded."""
    rows: list[Row] = []
    for number in range(customers):
        name = f"customer {number}"
        start = 7 * number
        silence = 2 * 24 * 60 if number % 3 == 0 else 0
        rows += [
            ["identify", name, {"first_name": f"Ä {number}", "language": "de"}, None, f"{number}/0", start],
            ["dispute_opened", name, {"dispute": {"bill": "B"}}, "web", f"{number}/1", start + 1],
            ["answer", name, {"dispute.reason": "other"}, "web", f"{number}/2", start + 2],
            [
                "answer",
                name,
                {"dispute.amount": f"{number} EUR"},
                "voice",
                f"{number}/3",
                start + silence + 3,
            ],
            ["answer", name, {"dispute.note": "x"}, "voice", f"{number}/4", start + silence + 4],
            [
                "agent_decided",
                name,
                {"accepted": number % 2 == 0},
                "desk",
                f"{number}/5",
                start + silence + 5,
            ],
        ]
    return sorted(rows, key=lambda row: row[5])


def without_lateness(line: HistoryEntry) -> dict[str, Any]:
    document = json.loads(json.dumps(line.document))
    document.get("report", {}).pop("late_seconds", None)
    return {**line._asdict(), "document": document, "at": None, "input": None}


def compared(runtime: Runtime, customer: str) -> list[dict[str, Any]]:
    """A timeline without what depends on when a program looked: deliveries, and how late a timer was."""
    return [without_lateness(line) for line in runtime.history(customer) if line.kind != "message"]


def test_programs_killed_at_random_instants_lose_nothing_and_repeat_nothing(tmp_path: Path) -> None:
    rows = script(20)
    chance = random.Random(20261123)  # noqa: S311  # it chooses when to kill
    acknowledged: set[str] = set()
    for kill in range(KILLS):
        # It starts over each time: what it did before is known by its id, and it comes a little further.
        further = len(rows) * kill // KILLS + chance.randrange(1, len(rows) // KILLS)
        with player(tmp_path, rows) as process:
            for line in (said(process.stdout).readline() for _ in range(further)):
                acknowledged.add(json.loads(line)[0])
            until = perf_counter() + chance.random() * 0.01
            while perf_counter() < until:
                pass
            process.send_signal(signal.SIGKILL)
    run_to_the_end(tmp_path, rows)

    calm = Collector()
    with (
        Runtime.open(tmp_path / "store", DISPUTE, {"sms": calm}, FixedClock()) as runtime,
        Runtime.open(None, DISPUTE, {"sms": calm}, FixedClock()) as quiet,
    ):
        runtime.tick()
        late = list(calm.lines)
        calm.lines.clear()
        play(quiet, rows)
        assert runtime.incidents() == []
        for customer in {row[1] for row in rows}:
            expected = Counter(row[4] for row in rows if row[1] == customer)
            assert inputs_of(runtime.history(customer)) == expected
            assert compared(runtime, customer) == compared(quiet, customer)
        known = {line.input for name in {row[1] for row in rows} for line in runtime.history(name)}
        assert acknowledged <= known
        assert set(delivered(tmp_path) + late) == set(calm.lines)
        assert len(dict(calm.lines)) == len(calm.lines)


def play(runtime: Runtime, rows: list[Row]) -> None:
    for what, customer, argument, channel, identity, minute in rows:
        at = MORNING + timedelta(minutes=minute)
        if what == "identify":
            runtime.identify(customer, argument, id=identity, at=at)
        elif what == "answer":
            runtime.answer(customer, argument, channel=channel, id=identity, at=at)
        else:
            runtime.send(what, argument, customer=customer, channel=channel, id=identity, at=at)
        runtime.tick(at)
    runtime.tick()


def test_programs_that_play_the_same_inputs_at_once_apply_each_once(tmp_path: Path) -> None:
    rows = script(8)
    with player(tmp_path, rows) as one, player(tmp_path, rows) as two, player(tmp_path, rows) as three:
        for process in (one, two, three):
            output, _ = process.communicate("")
            assert output.splitlines()[-1] == "done"
    with Runtime.open(tmp_path / "store", DISPUTE, clock=FixedClock()) as runtime:
        found = sum((inputs_of(runtime.history(name)) for name in {row[1] for row in rows}), Counter[str]())
        assert runtime.incidents() == []
    assert found == Counter(row[4] for row in rows)
    assert len(dict(delivered(tmp_path))) == len(set(delivered(tmp_path)))


def test_programs_that_write_one_customer_at_once_lose_no_update(tmp_path: Path) -> None:
    begin: Row = ["dispute_opened", "anna", {"dispute": {"bill": "B1"}}, "web", "open", 0]
    run_to_the_end(tmp_path, [begin])
    scripts = [
        [["answer", "anna", {"dispute.note": f"{name} {n}"}, "web", f"{name}{n}", 1] for n in range(40)]
        for name in "abc"
    ]
    a, b, c = (player(tmp_path, rows, name) for rows, name in zip(scripts, "abc", strict=True))
    with a as one, b as two, c as three:
        for process in (one, two, three):
            process.communicate("")
    with Runtime.open(tmp_path / "store", DISPUTE, clock=FixedClock()) as runtime:
        history = runtime.history(run="bill_dispute/anna/1")
    assert inputs_of(history) == Counter(["open", *(row[4] for rows in scripts for row in rows)])


@pytest.mark.parametrize("runtimes", [2, 4])
def test_threads_with_a_runtime_each_lose_no_update(runtimes: int, tmp_path: Path) -> None:
    path = tmp_path / "store"
    with Runtime.open(path, DISPUTE) as runtime:
        runtime.send("dispute_opened", {"dispute": {"bill": "B1"}}, customer="anna", channel="web", id="open")

    def work(name: str) -> None:
        with Runtime.open(path, DISPUTE) as own:
            for number in range(20):
                own.answer("anna", {"dispute.note": "x"}, channel="web", id=f"{name}/{number}")

    threads = [Thread(target=work, args=(str(name),)) for name in range(runtimes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Runtime.open(path, DISPUTE) as runtime:
        told = inputs_of(runtime.history("anna"))
    assert told == Counter(
        ["open", *(f"{name}/{number}" for name in range(runtimes) for number in range(20))]
    )


def test_a_killed_program_leaves_no_lock_behind(tmp_path: Path) -> None:
    rows = script(2)
    with player(tmp_path, rows) as process:
        said(process.stdout).readline()
        process.send_signal(signal.SIGKILL)
        process.wait()
    with Runtime.open(f"sqlite:///{tmp_path / 'store'}?busy_seconds=0", DISPUTE) as runtime:
        assert runtime.identify("bob", {"first_name": "Bob"})["result"] == "accepted"
