"""A new version of a journey beside many runs of the old one: how long it takes to count who is where, to say
what a move would do, and to move them, some in each transaction, beside one at a time.

    .venv/bin/python benchmarks/versions.py [--runs 20000] [--some 500] [--rounds 5] [--postgres]

Runs wait in two branches, one of them with a task, with a timer each. In turn, so many as `--some` says move
one at a time, by `migrate`, and as many by `migrate_all`. Each step of the journey has another name in the
new version, and one has a timer more. The newest runs move first, so later rounds look through more that
have moved.
"""

import argparse
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from durable_postgres import server
from table import in_turn, print_table

import journeyc
from journeyc.ir import Package
from journeyc.runtime import Runtime

#: As many as a batch takes.
MOST = 1_000
JOURNEY = """
touchpoint website "Website" { channel web: show, ask }
touchpoint centre "Centre" { channel desk: agent }
queue experts "Experts"
customer { key id: id }
event opened { bill: id }
event decided
event shown
journey dispute "A dispute" {
  version 1
  context { bill: id = "none"  amount: money = 0 EUR  reason: text = "it is too much" }
  starts on opened from web -> looking { set bill = event.bill }
  parallel looking {
    branch people {
      step deciding via desk by queue experts { on decided -> yes  after 9 days -> yes }
      end yes
    }
    branch paper { step asking via web { on shown -> seen  after 12 days -> seen } end seen }
    on looking.done -> done
  }
  end done "Done" success
}
"""


def version(folder: Path, number: int) -> Package:
    """The journey in its first version, or in the second, with other names."""
    text = JOURNEY
    if number > 1:
        moves = "move deciding -> judging move asking -> reading"
        text = text.replace("version 1", f"version 2 migrate from 1 {{ {moves} }}")
        text = text.replace("step deciding", "step judging").replace("step asking", "step reading")
        text = text.replace("on shown -> seen", 'on shown -> seen  after 2 days { note "two days" }')
    file = folder / f"dispute-{number}.journey"
    file.write_text(text, encoding="utf-8")
    return journeyc.load(file)


def begin(runtime: Runtime, runs: int) -> None:
    for start in range(0, runs, MOST):
        with runtime.batch() as batch:
            for number in range(start, min(start + MOST, runs)):
                customer = f"customer {number}"
                batch.send("opened", {"bill": f"B{number}"}, customer=customer, channel="web")


def measure(address: str, folder: Path, runs: int, some: int, rounds: int) -> None:
    with Runtime.open(address, version(folder, 1)) as runtime:
        begin(runtime, runs)
    with Runtime.open(address, version(folder, 2)) as runtime:
        started = perf_counter()
        assert sum(heads.runs for heads in runtime.heads()) == runs
        print(f"heads of 100,000 runs: {(perf_counter() - started) / runs * 100_000:.2f} s")
        started = perf_counter()
        assert runtime.plan_migration("dispute").moves == runs
        print(f"told what a move would do: {runs / (perf_counter() - started):,.0f} runs/s")
        tasks = {
            "one at a time": lambda: one_by_one(runtime, some),
            "100 in a transaction": lambda: together(runtime, some),
        }
        print_table("moved to another version", "runs/s", in_turn(tasks, rounds), "one at a time")


def one_by_one(runtime: Runtime, some: int) -> float:
    names = [run.run for run in runtime.runs(some, version=1)]
    started = perf_counter()
    for name in names:
        assert runtime.migrate(name)["result"] == "accepted"
    return some / (perf_counter() - started)


def together(runtime: Runtime, some: int) -> float:
    started = perf_counter()
    assert runtime.migrate_all("dispute", from_version=1, limit=some).moved == some
    return some / (perf_counter() - started)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=20_000)
    parser.add_argument("--some", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--postgres", action="store_true")
    given = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        address = f"sqlite:///{folder / 'store'}"
        if given.postgres:
            address = server(stack)(schema="versions")
        measure(address, folder, given.runs, given.some, given.rounds)


if __name__ == "__main__":
    main()
