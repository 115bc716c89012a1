"""A folder with what has left a store: files that are appended to alone, JSON lines in gzip.

What leaves together is one member of a file, which is on the disk before anything of it is deleted. A member
that a program which died has left half written is none: nothing of it has left the store. The last line of a
file says that it is whole.
"""

import json
import os
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from gzip import compress
from pathlib import Path
from secrets import token_hex
from typing import Any, NamedTuple
from zlib import decompressobj
from zlib import error as zlib_error

from journeyc.runtime.archived import KINDS, Items, counts_of, parted, together
from journeyc.runtime.errors import ArchiveError, UsageError
from journeyc.runtime.locked import Busy, locked

#: The form of what stands in an archive; a later one has another number.
ARCHIVE_FORMAT = 1
SUFFIX = ".jsonl.gz"
_DRAFT = ".draft"
_WAIT_SECONDS = 60.0
_READ_BYTES = 1 << 20
_BINARY = getattr(os, "O_BINARY", 0)
_BEHIND = os.O_WRONLY | os.O_CREAT | os.O_APPEND | _BINARY
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY
#: What a disk may hold where a program, or the machine, has died while writing.
_NOTHING = b"\0"
#: A member of gzip with its head and its sum.
_GZIP = 31


class Holding(NamedTuple):
    """What one file of an archive holds of some customers, in counts by kind."""

    file: str
    counts: dict[str, int]


class ArchiveFile(NamedTuple):
    """One file of an archive: how many batches are in it, what they hold in counts by kind, how many bytes it
    has, and whether it is whole, or whoever wrote it has died, or still writes it.
    """

    file: str
    batches: int
    counts: dict[str, int]
    bytes: int
    is_whole: bool


class Archive:
    """The files of one folder, for any number of programs. ArchiveError says what is wrong with one."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)

    # ── writing ──

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else writes or deletes here meanwhile."""
        with ExitStack() as held:
            with _explained(self.folder):
                self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                lock = Path(os.path.realpath(self.folder)) / ".lock"
                try:
                    held.enter_context(locked(lock, _WAIT_SECONDS))
                except Busy:
                    problem = f"another program writes the archive `{self.folder}`"
                    raise ArchiveError(problem, "try again later") from None
                for draft in self.folder.glob(f".*{_DRAFT}"):
                    draft.unlink()
            yield

    def new_file(self, now: datetime) -> Path:
        """A name that no file has."""
        return self.folder / f"{now.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}-{token_hex(4)}{SUFFIX}"

    def append(self, path: Path, items: Items, at: str) -> None:
        """Put onto the disk what is about to leave a store, while one is `alone`."""
        _append(path, {"format": ARCHIVE_FORMAT, "at": at, **items})

    def finish(self, path: Path) -> None:
        """Say that nothing more will be appended to a file."""
        if path.exists():
            _append(path, {"end": sum(1 for _ in _raw(path))})

    # ── looking ──

    def files(self) -> list[Path]:
        """All files, oldest first; UsageError where there is no such folder."""
        if not self.folder.is_dir():
            raise UsageError(f"there is no archive `{self.folder}`", "name the folder that `--to` has named")
        return sorted(self.folder.glob(f"*{SUFFIX}"))

    def listed(self) -> list[ArchiveFile]:
        """What each file holds."""
        return [self._listed(path) for path in self.files()]

    def _listed(self, path: Path) -> ArchiveFile:
        batches, counts, end = 0, Counter[str](), None
        for line in _lines(path):
            end = line.get("end")
            if end is None:
                batches += 1
                counts.update(counts_of(_items(line, path)))
        return ArchiveFile(path.name, batches, {**counts}, path.stat().st_size, end == batches)

    def of(self, customers: Collection[str]) -> Items:
        """All that is archived of some customers, each thing once."""
        return together(parted(batch, customers)[0] for path in self.files() for batch in _batches(path))

    def holding(self, customers: Collection[str]) -> list[Holding]:
        """The files that hold anything of some customers."""
        found = [Holding(path.name, _counts(path, customers)) for path in self.files()]
        return [one for one in found if any(one.counts.values())]

    # ── erasing ──

    def erase(self, customers: Collection[str]) -> list[Holding]:
        """Write each file anew that holds something of some customers, without it: which they were. A file is
        replaced as a whole, so whoever reads it sees what was or what is. What was left half written is
        taken out of all files, as it may be theirs.
        """
        with self.alone():
            found = self.holding(customers)
            names = {one.file for one in found}
            for path in self.files():
                if path.name in names or _is_torn(path):
                    self._rewrite(path, customers)
        return found

    def _rewrite(self, path: Path, customers: Collection[str]) -> None:
        draft, batches = path.with_name(f".{path.name}{_DRAFT}"), 0
        with _explained(path), os.fdopen(os.open(draft, _NEW, 0o600), "wb") as file:
            for line in _lines(path):
                if "end" in line:
                    file.write(_member({"end": batches}))
                    continue
                rest = parted(_items(line, path), customers)[1]
                if any(rest.values()):
                    file.write(_member({**line, **rest}))
                    batches += 1
            file.flush()
            os.fsync(file.fileno())
        with _explained(path):
            if batches:
                draft.replace(path)
            else:
                draft.unlink()
                path.unlink()
            _sync_folder(path.parent)


def _counts(path: Path, customers: Collection[str]) -> dict[str, int]:
    """What a file holds of some customers, each thing once."""
    return counts_of(together(parted(batch, customers)[0] for batch in _batches(path)))


# ── the form of a file ───────────────────────────────────────────────────────────────────────────────


def _batches(path: Path) -> Iterator[Items]:
    return (_items(line, path) for line in _lines(path) if "end" not in line)


def _items(line: dict[str, Any], path: Path) -> Items:
    """What has left together, as a line of a file says."""
    found = line.get("format")
    if isinstance(found, int) and found > ARCHIVE_FORMAT:
        raise ArchiveError(
            f"`{path}` was written by a newer journeyc (format {found}; this one reads {ARCHIVE_FORMAT})",
            "update journeyc",
        )
    try:
        return {name: line[name] for name in KINDS}
    except KeyError:
        raise _damaged(path) from None


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a file, a member at a time."""
    with _explained(path):
        for line in map(json.loads, _raw(path)):
            if not isinstance(line, dict):
                raise _damaged(path)
            yield line


def _raw(path: Path) -> Iterator[bytes]:
    """The same as they stand there; nothing of a member that is cut short."""
    for member, _ in _members(path):
        yield from member.splitlines()


def _is_torn(path: Path) -> bool:
    """Whether the last member of a file is cut short."""
    return path.stat().st_size > max((end for _, end in _members(path)), default=0)


def _members(path: Path) -> Iterator[tuple[bytes, int]]:
    """What each whole member of a file holds, and where in the file it ends."""
    begun = read = 0
    try:
        with _explained(path), path.open("rb") as file:
            reader, parts = decompressobj(_GZIP), list[bytes]()
            while data := file.read(_READ_BYTES):
                read += len(data)
                while data := data if parts else data.lstrip(_NOTHING):
                    parts.append(reader.decompress(data))
                    data = reader.unused_data
                    if reader.eof:
                        begun = read - len(data)
                        yield b"".join(parts), begun
                        reader, parts = decompressobj(_GZIP), []
    except zlib_error:
        raise _damaged(path, f" behind its byte {begun}") from None


def _member(line: dict[str, Any]) -> bytes:
    """A line as a member of a file."""
    return compress(json.dumps(line, ensure_ascii=False).encode() + b"\n", mtime=0)


def _append(path: Path, line: dict[str, Any]) -> None:
    """Put a line behind a file, as a member of its own, and onto the disk; or nothing, where that fails."""
    with _explained(path):
        is_new = not path.exists()
        file = os.open(path, _BEHIND, 0o600)
        try:
            size = os.fstat(file).st_size
            try:
                _write(file, _member(line))
            except OSError:
                os.ftruncate(file, size)
                raise
        finally:
            os.close(file)
        if is_new:
            _sync_folder(path.parent)


def _write(file: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(file, left) :]
    os.fsync(file)


def _sync_folder(folder: Path) -> None:
    """See to it that a new name is on the disk, where the system can."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """What goes wrong with a file leaves as an ArchiveError."""
    try:
        yield
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        cure = "see to the folder and the disk; what was about to leave the store is still in it"
        raise ArchiveError(f"`{path}` cannot be read or written: {why}", cure) from None
    except ValueError:
        raise _damaged(path) from None


def _damaged(path: Path, where: str = "") -> ArchiveError:
    return ArchiveError(
        f"`{path}` is damaged{where}",
        "restore it from a backup, or take it out of the folder: nothing in it is shown or erased then",
    )
