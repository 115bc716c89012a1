"""Journey files as bytes and as text; what cannot be read says why."""

import os
from collections.abc import Callable, Iterator
from stat import S_ISDIR, S_ISREG

#: A journey file is a page or a few of text, and so are settings; beyond this it is something else.
MAXIMUM_BYTES = 16_000_000

#: What becomes of bytes in the name of a file that are no text: `\\udcff`, which JSON understands.
UNSEEN = "backslashreplace"

_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0)


class Unreadable(Exception):
    """A file that cannot be read as text; the message says why."""


class Missing(Unreadable):
    """A file that is not there."""


def read_text(path: str) -> str:
    """The text of a journey file; `Unreadable` says why there is none."""
    return decode(read_bytes(path))


def read_bytes(path: str) -> bytes:
    """A file as it is stored; `Unreadable` says why it cannot be read."""
    try:
        status = os.stat(path)
        if S_ISDIR(status.st_mode):
            raise Unreadable("it is a folder")
        if not S_ISREG(status.st_mode):
            raise Unreadable("it is not a regular file")
        if status.st_size > MAXIMUM_BYTES:
            message = f"it has {status.st_size:,} bytes, more than the {MAXIMUM_BYTES:,} that are read"
            raise Unreadable(message)
        # A tenth of what `open` takes, where a thousand files are only compared with what is known of them.
        descriptor = os.open(path, _READ)
        try:
            return _all_of(descriptor, status.st_size)
        finally:
            os.close(descriptor)
    except (FileNotFoundError, NotADirectoryError):
        raise Missing("there is no such file") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name cannot be used"
        raise Unreadable(why.lower()) from None


def files_inside(folder: str, suffix: str, unread: Callable[[OSError], None] | None = None) -> Iterator[str]:
    """The files in a folder and those in it that end so and are not hidden, in order; `unread` is told of
    folders that cannot be read.
    """
    for where, folders, files in os.walk(folder, onerror=unread):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.endswith(suffix) and not name.startswith("."):
                yield os.path.normpath(os.path.join(where, name))


def _all_of(descriptor: int, size: int) -> bytes:
    """All of a regular file: reading gives less than is asked for only at its end."""
    parts = [os.read(descriptor, size + 1)]
    while len(parts[-1]) > size:
        parts.append(os.read(descriptor, size + 1))
    return b"".join(parts)


def decode(raw: bytes) -> str:
    """Bytes as text; `Unreadable` for what is not UTF-8 text."""
    if b"\x00" in raw:
        raise Unreadable("it is not text (it has NUL bytes)")
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"it is not UTF-8 text (line {line} has the byte 0x{raw[error.start]:02x})"
        raise Unreadable(message) from None
