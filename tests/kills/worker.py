"""The worker that is killed: `journeyc worker`, on the clock of the load.

Its folder says how (`Load`), and gets what it notes.
"""

import os
from functools import partial
from pathlib import Path
from unittest.mock import patch

from journeyc.cli import main as journeyc
from journeyc.runtime import Runtime
from journeyc.runtime.hosts import embedded
from tests.kills import bound
from tests.kills.host import patiently
from tests.kills.journal import Journal
from tests.kills.load import Load
from tests.kills.outside import Held, Outside
from tests.kills.playing import bindings


def main(folder: Path, name: str) -> None:
    load = Load.of(folder)
    identity = f"{name}-{os.getpid()}"
    held = Held(folder / f"hold-{name}", Journal(folder / f"held-{identity}"))
    bound.bindings = bindings(Outside(Journal(folder / f"outside-{identity}"), identity, held))
    options = ["--bind", "tests.kills.bound:bindings", "--carriers", "3", "--lease", "10m", "--poll", "0.05s"]
    opening = Runtime.open
    with (
        # From the command line, a worker has the clock of the machine.
        patch.object(embedded, "SystemClock", lambda: load.clock(identity)),
        # Where nobody answers it ends, and somebody begins it again.
        patch.object(Runtime, "open", lambda *how, **more: patiently(partial(opening, *how, **more))),
    ):
        journeyc(["worker", str(folder / "journeys.json"), "--store", load.store, *options])
