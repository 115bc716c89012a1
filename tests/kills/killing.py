"""Starting programs, and ending them when they expect it least."""

import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import psutil

HERE = Path(__file__).parent
#: What programs are that no name says to be workers.
HOST = "tests.kills.host"
#: Far longer than any program needs to get on: whoever waits for so long waits for ever.
PATIENCE_SECONDS = 120


class Programs:
    """Programs by name, one of each name at a time, all on one folder: workers where the name begins with
    `w`, else hosts, by their module.
    """

    def __init__(self, folder: Path, names: Sequence[str], host: str = HOST) -> None:
        self.folder = folder
        self.names = names
        self._running: dict[str, psutil.Process] = {}
        command = [sys.executable, str(HERE / "starter.py"), str(folder), host]
        # What it reads comes to an end when this program does, however that ends.
        self._starter = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def start(self, name: str) -> None:
        """Start a program."""
        self._running[name] = psutil.Process(self._ask(f"start {name}"))

    def pid(self, name: str) -> int:
        return self._running[name].pid

    def signal(self, name: str, number: int) -> None:
        self._running[name].send_signal(number)

    def kill(self, name: str) -> None:
        """End a program that has not ended by itself, as none may."""
        program = self._running.pop(name)
        program.kill()
        ended = self._ask(f"ended {program.pid}")
        assert ended == -signal.SIGKILL, f"{name} ended with {ended}: {self.said(name)}"

    def _ask(self, what: str) -> int:
        assert self._starter.stdin is not None
        assert self._starter.stdout is not None
        self._starter.stdin.write(f"{what}\n")
        self._starter.stdin.flush()
        return int(self._starter.stdout.readline())

    def said(self, name: str) -> str:
        return (self.folder / f"said-{name}").read_text(encoding="utf-8")

    def wait_for(self, name: str, things: int) -> None:
        """Wait until a program has noted so many things more."""
        until, noted = monotonic() + PATIENCE_SECONDS, self._noted(name)
        while self._noted(name) < noted + things:
            assert not self._is("zombie", name), f"{name} has ended: {self.said(name)}"
            assert monotonic() < until, f"{name} does not get on: {self.said(name)}"
            sleep(0.002)

    def _noted(self, name: str) -> int:
        journals = self.folder.glob(f"*-{name}-{self.pid(name)}")
        return sum(path.read_bytes().count(b"\n") for path in journals)

    def _is(self, status: str, name: str) -> bool:
        return bool(self._running[name].status() == status)

    def reap(self) -> None:
        """End all that still run, however the test ended."""
        for program in self._running.values():
            program.kill()
        self._running.clear()
        self._starter.communicate()

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """All of them stop where they are, and go on afterwards."""
        for name in self._running:
            self.signal(name, signal.SIGSTOP)
        for name in self._running:
            while not self._is("stopped", name):
                sleep(0.002)
        yield
        for name in self._running:
            self.signal(name, signal.SIGCONT)


@contextmanager
def programs(folder: Path, names: Sequence[str], host: str = HOST) -> Iterator[Programs]:
    """Programs of these names, all started."""
    started = Programs(folder, names, host)
    try:
        for name in names:
            started.start(name)
        yield started
    finally:
        started.reap()


def until(is_so: Callable[[], object]) -> None:
    """Wait until something is so."""
    latest = monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert monotonic() < latest, "it is not so for ever"
        sleep(0.01)


def kill_again_and_again(at_work: Programs, kills: int, seed: str, things: int = 16) -> None:
    """So often, kill one of the programs at some instant, and start it anew: mostly after it has noted up to
    so many things more, now and then while it opens the store. Before some kills it stands still for a while,
    so that others go on, and then for a moment runs again.
    """
    chance = random.Random(seed)  # noqa: S311  # it chooses when to kill
    for _ in range(kills):
        name = chance.choice(at_work.names)
        if chance.random() < 0.85:
            at_work.wait_for(name, chance.randint(1, things))
        sleep(chance.random() * 0.02)
        if chance.random() < 0.2:
            at_work.signal(name, signal.SIGSTOP)
            sleep(chance.random() * 0.3)
            at_work.signal(name, signal.SIGCONT)
            sleep(chance.random() * 0.02)
        at_work.kill(name)
        at_work.start(name)


def end(at_work: Programs) -> None:
    """Kill all of them: what is in the store then is what there is."""
    for name in at_work.names:
        at_work.kill(name)
