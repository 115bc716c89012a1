"""Starts programs: each is forked off this one, which has loaded all they need, and is at work at once.

`starter.py FOLDER HOST`: it reads `start NAME`, and says by which number the program goes, which works on
FOLDER; or `ended NUMBER`, and says how it ended when it has. Where nobody can ask any more, all of them end.
HOST is the module of those that are no workers.
"""

import os
import sys
import traceback
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any

from tests.kills import worker


def main(folder: Path, host: Any) -> None:
    """Do what is asked for, until nobody can ask any more."""
    # Nothing is ever written to it: it comes to an end with this program, which alone may write.
    ends, lives = os.pipe()
    for asked in iter(sys.stdin.readline, ""):
        match asked.split():
            case ["start", name]:
                answer = os.fork()
                if not answer:
                    os.close(lives)
                    _work(folder, name, worker if name.startswith("w") else host, ends)
            case ["ended", number]:
                _, status = os.waitpid(int(number), 0)
                answer = os.waitstatus_to_exitcode(status)
        print(answer, flush=True)


def _work(folder: Path, name: str, program: Any, ends: int) -> None:
    """Be a program; what it says goes to a file."""
    with (folder / f"said-{name}").open("ab") as said:
        for stream in (1, 2):
            os.dup2(said.fileno(), stream)
    Thread(target=_end_with, args=(ends,), daemon=True).start()
    try:
        program.main(folder, name)
    except BaseException:  # noqa: BLE001  # it is told, whatever it is
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(1)


def _end_with(ends: int) -> None:
    os.read(ends, 1)
    os._exit(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]), import_module(sys.argv[2]))
