"""The programs of an upgrade: clients that send inputs to the version that they were given, and one that
moves all who can be moved, again and again.

By name: `c…` have version 3, `n…` version 4, and `m…` moves. All of them are killed.
"""

import os
import random
from contextlib import ExitStack
from functools import partial
from itertools import count
from pathlib import Path
from time import monotonic_ns, sleep

from journeyc.runtime import Migrated, Runtime
from journeyc.runtime.hosts.decided import UNKEPT
from tests.kills.host import patiently
from tests.kills.journal import Journal
from tests.kills.load import Load
from tests.kills.playing import JOURNEYS, playing
from tests.upgrades.settling import send, values_of

FOUR = "journeys-4.json"
#: What happens, and how often.
_HAPPENS = {
    "opened": 3, "shown": 8, "answer": 8, "decided": 8, "help": 4, "helped": 6, "paper": 3,
    "save_for_later": 3, "to_court": 1,
}  # fmt: skip
_PAUSE_SECONDS = 0.005
_MODESTY = 5


def main(folder: Path, name: str) -> None:
    load, mark = Load.of(folder), str(os.getpid())
    identity = f"{name}-{mark}"
    journeys = JOURNEYS if name.startswith("c") else FOUR
    with ExitStack() as stack:
        how = (folder, load.store, name, mark, load.clock(identity), journeys)
        program = patiently(lambda: stack.enter_context(playing(*how)))
        os.nice(_MODESTY)
        if name.startswith("m"):
            _move(program.runtime, Journal(folder / f"moved-{identity}"), mark)
        _send(program.runtime, Journal(folder / f"answers-{identity}"), identity, int(load.seed))


def _send(runtime: Runtime, answers: Journal, identity: str, customers: int) -> None:
    chance = random.Random(identity)  # noqa: S311  # it draws what happens
    for number in count():
        name = f"{identity}/{number}"
        (what,) = chance.choices([*_HAPPENS], [*_HAPPENS.values()])
        customer = f"customer {chance.randrange(customers)}"
        sent, values = monotonic_ns(), values_of(what, name, chance)
        report = patiently(partial(send, runtime, customer, what, values, name))
        if report["result"] not in UNKEPT:
            answers.note(name, customer, report, sent, monotonic_ns())
        sleep(_PAUSE_SECONDS)


def _move(runtime: Runtime, journal: Journal, mark: str) -> None:
    def note(done: Migrated) -> None:
        journal.note("so far", done.moved)

    for number in count():
        whole = f"upgrade {mark} {number}"
        done = patiently(
            partial(runtime.migrate_all, "dispute", 4, from_version=3, id=whole, together=7, progress=note)
        )
        journal.note("whole", done.moved, [one._asdict() for one in done.refused])
        sleep(0.1)
