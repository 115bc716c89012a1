"""One million paused customers in one store: what they take, and what everything costs beside them.

    .venv/bin/python benchmarks/million.py [--runs 1000000] [--store sqlite:////tmp/million.sqlite]
        [--beside postgresql://…] [--some 1000] [--wake 10000] [--keep]

Customers open a claim, answer two questions and are called away. After half an hour idle each is paused, a
day later reminded by a message, and then waits for weeks. All of it is done by the runtime, a few customers
at a time: 125 come every ten seconds of a clock that is set by hand, inputs and timers are committed in
batches, and each message is handed to a channel. How far a store is built stands beside it in a file
`….built`, so that a command that was stopped goes on where it was; with `--keep` it is only built.

Then a process of its own opens the store and measures; another does the same with a store of `--some`
customers, so that each figure stands beside its own. Then so many customers as `--wake` says are reminded
at once, and a thousand inputs are sent, which changes the store.
"""

import argparse
import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import psutil

from journeyc import load
from journeyc.runtime import Delivery, Message, Runtime
from journeyc.runtime.stores import open_store
from journeyc.runtime.stores.postgres import PostgresStore

JOURNEY = """\
touchpoint website "Website" { channel web: show, ask }
touchpoint messaging "Messaging" { channel sms: push }

type Reason one of late, lost, broken

customer {
  key id: id
  private phone: text?
}

event claim_opened { order: id   phone: text }

journey claim "A claim" {
  context {
    order: id
    reason: Reason?
    amount: money?
    note: text?
  }

  starts on claim_opened from web -> telling {
    set order = event.order
    set customer.phone = event.phone
  }

  pause {
    after 30 minutes idle
    remind come_back after 1 day, 28 days
    give up after 90 days -> abandoned
  }

  step telling "What has happened?" via web {
    say "Tell us what is wrong with your order, now or later."
    ask reason, amount, note
    on answered -> done
    after 100 days -> abandoned
  }

  end done "Told" success
  end abandoned "Given up" failure
}

notification come_back "Go on where you were" {
  via sms
  expires 3 days
  text "Your claim is where you left it. Go on here: {{ resume_link }}"
}
"""
#: Not a day that stands in the specimens by which documents are packed.
BEGIN = datetime(2027, 5, 14, 6, 17, 23, tzinfo=UTC)
STEP = timedelta(seconds=10)
#: So many customers come in each step: 375 inputs, three of each.
ARRIVING = 125
#: Paused after half an hour, reminded a day later.
WAITING = timedelta(days=1, minutes=31)
SAID_EVERY = 100
#: Where stands what a run is, and not how it came there.
STATE = ("customers", "runs", "timers", "open_runs")
REASONS = ("late", "lost", "broken")

_SQLITE_SIZES = "SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC"
_POSTGRES_SIZES = """
SELECT relname, pg_total_relation_size(oid) - CASE relkind WHEN 'r' THEN pg_indexes_size(oid) ELSE 0 END
FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'i') ORDER BY 2 DESC
"""


class SetClock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.time = BEGIN

    def now(self) -> datetime:
        return self.time


class Phones:
    """A channel that delivers everything."""

    address = "phone"

    def deliver(self, message: Message) -> Delivery:  # noqa: ARG002  # as channels are
        return Delivery("delivered")


def opened(store: str, folder: Path, clock: SetClock) -> Runtime:
    path = folder / "claim.journey"
    path.write_text(JOURNEY, encoding="utf-8")
    return Runtime.open(open_store(store), load(path), {"sms": Phones()}, clock)


# ── building ─────────────────────────────────────────────────────────────────────────────────────────


class Built:
    """How far a store is built, in a file beside it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> int:
        """The step that comes next."""
        return int(self._path.read_text(encoding="utf-8")) if self._path.exists() else 0

    def write(self, step: int) -> None:
        self._path.write_text(str(step), encoding="utf-8")


def name_of(number: int) -> str:
    return f"c{number:07d}"


def arrive(runtime: Runtime, numbers: range) -> None:
    """Let customers open a claim and answer two questions. Done again, it changes nothing."""
    with runtime.batch() as batch:
        for number in numbers:
            chance = random.Random(number)  # noqa: S311  # a draw that repeats
            name = name_of(number)
            about = {
                "order": f"R-{chance.randrange(10**8):08d}",
                "phone": f"+4917{chance.randrange(10**8):08d}",
            }
            batch.send("claim_opened", about, customer=name, channel="web", id=f"{name}/1")
            reason = {"reason": chance.choice(REASONS)}
            batch.answer(name, reason, channel="web", id=f"{name}/2")
            amount = {"amount": f"{chance.randrange(500)}.{chance.randrange(100):02d} EUR"}
            batch.answer(name, amount, channel="web", id=f"{name}/3")
    wrong = [report for report in batch.reports if report["result"] != "accepted"]
    if wrong:
        sys.exit(f"million.py: an input was not taken: {wrong[0]}")


def build(store: str, runs: int, built: Built, folder: Path) -> None:
    """Let time go on until all have come, are paused, and were reminded."""
    clock = SetClock()
    coming = -(-runs // ARRIVING)
    steps = coming + WAITING // STEP + 1
    first = built.read()
    begun = perf_counter()
    with opened(store, folder, clock) as runtime:
        for step in range(first, steps):
            clock.time = BEGIN + step * STEP
            if step < coming:
                arrive(runtime, range(step * ARRIVING, min(runs, (step + 1) * ARRIVING)))
            tick = runtime.tick()
            if any(attempt.state != "delivered" for attempt in tick.attempts):
                sys.exit(f"million.py: a message was not delivered: {tick.attempts}")
            built.write(step + 1)
            if runs > ARRIVING * SAID_EVERY and (step + 1) % SAID_EVERY == 0:
                rate = (step + 1 - first) / (perf_counter() - begun)
                left = (steps - step - 1) / rate / 60
                print(f"{step + 1:,} of {steps:,} steps, {rate:.1f} a second, {left:.0f} minutes", flush=True)


# ── measuring, in a process of its own ───────────────────────────────────────────────────────────────


def seconds_of(task: Callable[[], Any]) -> float:
    start = perf_counter()
    task()
    return perf_counter() - start


def resident() -> float:
    """The memory of this process, in MiB."""
    return psutil.Process().memory_info().rss / 2**20


def measured(store: str, runs: int, wake: int, folder: Path) -> dict[str, float]:
    """The figures of a store that was built."""
    clock = SetClock()
    path = folder / "claim.journey"
    path.write_text(JOURNEY, encoding="utf-8")
    package = load(path)
    clock.time = BEGIN + (-(-runs // ARRIVING) + WAITING // STEP + 1) * STEP
    found = {"memory before, MiB": resident()}
    start = perf_counter()
    with Runtime.open(open_store(store), package, {"sms": Phones()}, clock) as runtime:
        found["start-up, ms"] = (perf_counter() - start) * 1e3
        found["next due, ms"] = seconds_of(runtime.next_due) * 1e3
        tick = [seconds_of(runtime.tick) for _ in range(20)]
        found["a tick with nothing due, ms"] = statistics.median(tick) * 1e3
        late = clock.time + timedelta(days=40)
        inner = runtime._store  # what a tick asks of it
        due = [seconds_of(lambda: inner.due(late, 256)) for _ in range(20)]
        found["256 due timers found, ms"] = statistics.median(due) * 1e3
        found["memory after, MiB"] = resident()
        clock.time = BEGIN + timedelta(days=28, minutes=30) + (wake // ARRIVING - 1) * STEP
        start = perf_counter()
        woken = runtime.tick()
        took = perf_counter() - start
        found["woken at once"] = len(woken.reports)
        found["woken a second"] = len(woken.reports) / took if woken.reports else 0.0
        found["memory after waking, MiB"] = resident()
        each = sorted(inputs(runtime, runs))
        found["an input, p50, ms"] = each[len(each) // 2] * 1e3
        found["an input, p99, ms"] = each[len(each) * 99 // 100] * 1e3
    return found


def inputs(runtime: Runtime, runs: int) -> Iterator[float]:
    """How long an input takes of any one of the customers, in seconds: they look at the page again."""
    chance = random.Random(7)  # noqa: S311  # a draw that repeats
    for _ in range(1000):
        name = name_of(chance.randrange(runs))
        given = {"amount": f"{chance.randrange(500)}.00 EUR"}
        yield seconds_of(lambda n=name, g=given: runtime.answer(n, g, channel="web"))  # type: ignore[misc]


def on_disk(store: str) -> dict[str, float]:
    """Bytes of tables and indexes, the largest first."""
    if store.startswith("sqlite:"):
        with closing(sqlite3.connect(path_of(store))) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            found = db.execute(_SQLITE_SIZES).fetchall()
    else:
        with closing(PostgresStore(store)) as opened, opened._pool.connection() as connection:
            found = connection.execute(_POSTGRES_SIZES).fetchall()
    return {name: float(size) for name, size in found}


def alone(store: str, runs: int, wake: int) -> dict[str, float]:
    """What a process of its own measures."""
    arguments = ["--measure", "--store", store, "--runs", str(runs), "--wake", str(wake)]
    done = subprocess.run(
        [sys.executable, __file__, *arguments], check=True, stdout=subprocess.PIPE, text=True
    )
    told: dict[str, float] = json.loads(done.stdout)
    return told


# ── the command ──────────────────────────────────────────────────────────────────────────────────────


def print_disk(title: str, sizes: dict[str, float], runs: int) -> None:
    state = (
        "customers",
        "runs",
        "timers",
        "open_runs",
        "sqlite_autoindex_runs",
        "sqlite_autoindex_customers",
    )
    print(f"\n{title:34} {'bytes a run':>12}")
    for name, size in sizes.items():
        if size / runs >= 1:
            print(f"  {name:32} {size / runs:>12.0f}")
    of_state = sum(size for name, size in sizes.items() if name.startswith(state))
    print(f"  {'customer, run and timers':32} {of_state / runs:>12.0f}")
    print(f"  {'all':32} {sum(sizes.values()) / runs:>12.0f}")


def path_of(store: str) -> Path:
    """The file of an SQLite store, and for another one of its name in the working folder."""
    if store.startswith("sqlite:///"):
        return Path(store.removeprefix("sqlite:///").partition("?")[0])
    return Path(f"million-{store.rpartition('/')[2].partition('?')[0]}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=1_000_000)
    parser.add_argument("--some", type=int, default=1_000, help="the customers of the store beside it")
    parser.add_argument("--wake", type=int, default=10_000)
    parser.add_argument("--store", default="", help="its address; a temporary file if it is left out")
    parser.add_argument("--beside", default="", help="the address of the store beside it, empty as yet")
    parser.add_argument("--keep", action="store_true", help="build it only, and keep it")
    parser.add_argument("--measure", action="store_true", help="measure it only, and tell in JSON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.measure:
            print(json.dumps(measured(options.store, options.runs, options.wake, folder)))
            return
        store = options.store or f"sqlite:///{folder / 'million.sqlite'}?synchronous=normal"
        built = Built(path_of(store).with_suffix(".built"))
        build(store, options.runs, built, folder)
        if options.keep:
            return
        small = options.beside or f"sqlite:///{folder / 'some.sqlite'}?synchronous=normal"
        build(small, options.some, Built(folder / "some.built"), folder)
        print_disk(f"{options.runs:,} paused runs", on_disk(store), options.runs)
        few = alone(small, options.some, min(options.some, options.wake))
        many = alone(store, options.runs, min(options.runs, options.wake))
        print(f"\n{'':34} {options.some:>12,} {options.runs:>12,} {'ratio':>8}")
        for what, figure in many.items():
            ratio = f"{figure / few[what]:8.2f}" if few[what] else f"{'':8}"
            print(f"{what:34} {few[what]:>12,.2f} {figure:>12,.2f} {ratio}", flush=True)
        os.sync()


if __name__ == "__main__":
    main()
