"""The host that is killed: it sends inputs and, where there are no workers for that, lets time pass, makes
calls and hands messages over, for ever.

It plays the inputs that `script.py` draws for its name, going on a little before where the last program of
this name was when it died. Its folder says how (`Load`), and gets what programs note.
"""

import os
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from itertools import islice
from pathlib import Path
from time import sleep
from typing import TypeVar

from journeyc.runtime.errors import ConflictError, StoreLockedError, StoreUnreachableError
from tests.kills.journal import noted
from tests.kills.load import Load
from tests.kills.playing import playing
from tests.kills.script import rows

#: How many inputs a program plays again that were answered before.
AGAIN = 3

#: What others need that share the machine.
_PAUSE_SECONDS = 0.02

#: Whoever is at work lets those get on that are about to be.
_MODESTY = 5

T = TypeVar("T")


def next_number(folder: Path, name: str) -> int:
    """The number of the first input that was not answered, as far as programs of this name have noted."""
    answered = (line[0] for line in noted(folder, f"answers-{name}-*"))
    erased = (line[1] for line in noted(folder, f"deeds-{name}-*") if line[0] == "erased")
    return max((int(row.split("/")[1]) + 1 for row in (*answered, *erased)), default=0)


def patiently(do: Callable[[], T]) -> T:
    """Do something again as long as others are in the way, one of whom may stand still and hold the store,
    and until a server is back.
    """
    while True:
        try:
            return do()
        except (ConflictError, StoreLockedError, StoreUnreachableError):
            sleep(_PAUSE_SECONDS)


def main(folder: Path, name: str) -> None:
    load = Load.of(folder)
    first = max(next_number(folder, name) - AGAIN, 0)
    mark = str(os.getpid())
    with ExitStack() as stack:
        clock = load.clock(f"{name}-{mark}")
        program = patiently(lambda: stack.enter_context(playing(folder, load.store, name, mark, clock)))
        os.nice(_MODESTY)
        program.begin(first)
        for row in islice(rows(name, load.seed), first, None):
            patiently(partial(program.send, row))
            if load.workers:
                sleep(_PAUSE_SECONDS)
            else:
                patiently(program.go_on)
