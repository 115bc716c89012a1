"""The worker that is killed: `journeyc worker`, on the clock of the load.

`worker.py FOLDER NAME`: FOLDER says how (`Load`), and gets what it notes.
"""

import os
import sys
from pathlib import Path
from unittest.mock import patch

from journeyc.cli import main as journeyc
from journeyc.runtime.hosts import embedded
from tests.kills import bound
from tests.kills.journal import Journal
from tests.kills.load import Load
from tests.kills.outside import Outside
from tests.kills.playing import bindings
from tests.kills.starter import end_with_the_starter


def main(folder: Path, name: str) -> int:
    load = Load.of(folder)
    identity = f"{name}-{os.getpid()}"
    bound.bindings = bindings(Outside(Journal(folder / f"outside-{identity}"), identity))
    options = ["--bind", "tests.kills.bound:bindings", "--carriers", "3", "--lease", "10m", "--poll", "0.05s"]
    # From the command line, a worker has the clock of the machine.
    with patch.object(embedded, "SystemClock", lambda: load.clock(identity)):
        return journeyc(["worker", str(folder / "journeys.json"), "--store", load.store, *options])


if __name__ == "__main__":
    end_with_the_starter()
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
