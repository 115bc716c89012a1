"""An mbox that several programs write: under a lock that ends with the program, and each mail whole or not at
all.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from journeyc.runtime.locked import locked


class Mbox:
    """An mbox that this program has for itself."""

    def __init__(self, file: int, path: Path) -> None:
        self._file = file
        self._journal = path.with_name(f"{path.name}.journal")

    def size(self) -> int:
        return os.fstat(self._file).st_size

    def identity(self) -> tuple[int, int]:
        """Which file it is, whatever its name."""
        status = os.fstat(self._file)
        return status.st_dev, status.st_ino

    def lines(self, start: int) -> Iterator[bytes]:
        """The lines from an offset on."""
        with open(self._file, "rb", closefd=False) as reader:
            reader.seek(start)
            yield from reader

    def append(self, mail: bytes) -> None:
        """Put a mail at the end, and onto the disk. OSError where that fails; then nothing is changed."""
        size = self.size()
        record = self._gap(size) + mail
        try:
            self._announce(size, record)
            _write(self._file, record)
        except OSError:
            os.ftruncate(self._file, size)
            self._journal.unlink(missing_ok=True)
            raise
        self._journal.unlink()

    def recover(self) -> None:
        """Take back what a program left half written when it ended, and nothing that is not exactly that."""
        try:
            kept = self._journal.read_bytes()
        except FileNotFoundError:
            return
        head, _, record = kept.partition(b"\n")
        start, _, mark = head.partition(b" ")
        # What does not fit its mark was left half written itself, so nothing was appended.
        if mark == _mark(record):
            written = self._bytes(int(start), len(record))
            if 0 < len(written) < len(record) and record.startswith(written):
                os.ftruncate(self._file, int(start))
        self._journal.unlink()

    def _announce(self, size: int, record: bytes) -> None:
        """Say what is about to be written, and where, in a file beside it."""
        file = os.open(self._journal, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            _write(file, b"%d %b\n%b" % (size, _mark(record), record))
        finally:
            os.close(file)

    def _bytes(self, start: int, most: int) -> bytes:
        with open(self._file, "rb", closefd=False) as reader:
            reader.seek(start)
            return reader.read(most)

    def _gap(self, size: int) -> bytes:
        """What is missing to the empty line that stands between two mails."""
        end = self._bytes(max(size - 2, 0), 2)
        return b"" if not end or end == b"\n\n" else b"\n" if end.endswith(b"\n") else b"\n\n"


@contextmanager
def opened(path: Path, wait_seconds: float) -> Iterator[Mbox]:
    """An mbox for oneself, made where there is none. OSError where it cannot be written, Busy where others do
    not let go of it.
    """
    # By whatever name it is known: its journal lies beside it, where all who write it look.
    path = Path(os.path.realpath(path))
    with locked(path, wait_seconds) as file:
        mbox = Mbox(file, path)
        mbox.recover()
        yield mbox


def _write(file: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(file, left) :]
    os.fsync(file)


def _mark(record: bytes) -> bytes:
    return sha256(record).hexdigest().encode()
