"""Whoever archives may die at any instant: nothing has left that is not in the archive, whole."""

import random
import signal
import subprocess
import sys
from pathlib import Path
from time import sleep

from journeyc.runtime import Runtime
from journeyc.runtime.archive import Archive
from tests.posix import posix
from tests.runtime.customers.test_retention import PACKAGE, ended
from tests.runtime.stage import HandClock, Recorder

HERE = Path(__file__).parent
CUSTOMERS = 150
KILLS = 12


@posix("signals")
def test_whatever_the_moment_nothing_is_lost(tmp_path: Path, clock: HandClock) -> None:
    store, archive = tmp_path / "store", Archive(tmp_path / "archive")
    names = [f"c{number}" for number in range(CUSTOMERS)]
    with Runtime.open(
        f"sqlite:///{store}?synchronous=normal", PACKAGE, {"sms": Recorder()}, clock
    ) as runtime:
        for name in names:
            ended(runtime, name)
        exports = {name: runtime.export(name) for name in names}
    command = [sys.executable, str(HERE / "archiver.py"), str(store), str(archive.folder)]
    drawn = random.Random(7)  # noqa: S311  # which instants are drawn is no secret
    for _ in range(KILLS):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "begun\n"
            sleep(drawn.uniform(0, 0.05))
            process.send_signal(signal.SIGKILL)
            process.wait()
        _compare(store, archive, exports)
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == "begun\n0\n"
    _compare(store, archive, exports)
    with Runtime.open(store) as runtime:
        assert not any(runtime.export(name)["runs"] for name in names)


def _compare(store: Path, archive: Archive, exports: dict[str, dict[str, list[object]]]) -> None:
    """Of each customer all is in the store, or all is in the archive."""
    archived = archive.of(exports) if archive.folder.is_dir() else {}
    with Runtime.open(store) as runtime:
        for name, before in exports.items():
            kept = runtime.export(name)
            for kind in ("runs", "history", "inputs", "tasks", "outbox"):
                mine = [one for one in archived.get(kind, ()) if one["customer"] == name]
                assert kept[kind] == before[kind] or (kept[kind] == [] and mine == before[kind])
