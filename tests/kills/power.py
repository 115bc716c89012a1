"""What a power cut may leave of a store in an SQLite file.

With `synchronous=FULL`, what a commit has written to the write-ahead log is on the disk before the commit is
over, and before any of it is copied into the database. What is not there yet may come to nothing, or to
anything, in any order. So of a copy, the end of the log may be spoiled, from behind what was copied.
"""

import random
import shutil
from pathlib import Path
from typing import NamedTuple

_HEADER = 32
_FRAME_HEADER = 24
_SECTOR = 512


class Copy(NamedTuple):
    """A store as it was at one moment, and behind which byte its log may be spoiled."""

    path: Path
    spoils_from: int

    @property
    def log(self) -> Path:
        return self.path.with_name(f"{self.path.name}-wal")


def copied(store: Path, folder: Path) -> Copy:
    """A copy of a store at which nobody is at work for the moment."""
    folder.mkdir()
    for ending in ("", "-wal"):
        shutil.copy(f"{store}{ending}", folder / f"store{ending}")
    log = (folder / "store-wal").read_bytes()
    index = Path(f"{store}-shm").read_bytes()
    return Copy(folder / "store", _first_byte_that_may_go(log, index))


def _first_byte_that_may_go(log: bytes, index: bytes) -> int:
    """By the format of the log and of its index: https://sqlite.org/walformat.html."""
    if index[32:40] != log[16:24]:
        return len(log)  # All of it was copied, and it is about to be begun anew.
    page = int.from_bytes(log[8:12], "big")
    attempted = int.from_bytes(index[128:132], "little")
    copied_frames = max(attempted, int.from_bytes(index[96:100], "little"))
    return _HEADER + copied_frames * (_FRAME_HEADER + page) if copied_frames else 0


def spoiled(copy: Copy, folder: Path, chance: random.Random) -> Path:
    """A copy of a copy in which the end of the log is cut off, empty, noise, or lacks one sector."""
    folder.mkdir()
    path = folder / "store"
    shutil.copy(copy.path, path)
    log = bytearray(copy.log.read_bytes())
    if copy.spoils_from < len(log):
        at = chance.randrange(copy.spoils_from, len(log))
        rest = len(log) - at
        match chance.choice(("cut", "empty", "noise", "sector")):
            case "cut":
                del log[at:]
            case "empty":
                log[at:] = bytes(rest)
            case "noise":
                log[at:] = chance.randbytes(rest)
            case _:
                log[at : at + _SECTOR] = bytes(min(_SECTOR, rest))
    (folder / "store-wal").write_bytes(log)
    return path
