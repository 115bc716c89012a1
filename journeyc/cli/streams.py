"""Files that are too large to be held whole, compressed where their name says so."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from gzip import GzipFile
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, TypeAlias, cast

from journeyc.cli.ending import Failure
from journeyc.cli.files import STANDARD, reason, require_result, unwritten
from journeyc.writing import draft_of, is_stream

_COMPRESSED = ".gz"
_ALONE = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)

#: Begins to write a file, from its start each time.
Begin: TypeAlias = Callable[[], AbstractContextManager[BinaryIO]]


@contextmanager
def written(file: str) -> Iterator[Begin]:
    """A file to be written, there whole or not at all and for its owner alone; or standard output (`-`), a
    device or a pipe, which get it when it is whole.
    """
    if file == STANDARD:
        with TemporaryFile() as draft:
            yield lambda: _begun(draft, file)
            sys.stdout.flush()
            _copied(draft, sys.stdout.buffer)
        return
    require_result(file)
    try:
        if is_stream(Path(file)):
            with TemporaryFile() as draft:
                yield lambda: _begun(draft, file)
                with Path(file).open("wb") as stream:
                    _copied(draft, stream)
            return
        target = Path(file).resolve()
        name = draft_of(target)
        with os.fdopen(os.open(name, _ALONE, 0o600), "w+b") as draft:
            try:
                yield lambda: _begun(draft, file)
                draft.flush()
                os.fsync(draft.fileno())
                name.replace(target)
            except BaseException:
                with suppress(OSError):
                    name.unlink()
                raise
    except OSError as error:
        raise unwritten(file, error) from None


def _copied(draft: BinaryIO, stream: BinaryIO) -> None:
    draft.seek(0)
    shutil.copyfileobj(draft, stream)


@contextmanager
def _begun(draft: BinaryIO, file: str) -> Iterator[BinaryIO]:
    draft.seek(0)
    draft.truncate()
    if not file.endswith(_COMPRESSED):
        yield draft
        return
    with GzipFile(filename="", mode="wb", fileobj=draft, mtime=0) as compressed:
        yield cast("BinaryIO", compressed)


@contextmanager
def opened(file: str) -> Iterator[BinaryIO]:
    """A file to be read, or standard input."""
    if file == STANDARD:
        yield sys.stdin.buffer
        return
    try:
        with Path(file).open("rb") as stream:
            yield cast("BinaryIO", GzipFile(fileobj=stream)) if file.endswith(_COMPRESSED) else stream
    except OSError as error:
        raise Failure(f"`{file}` cannot be read: {reason(error)}") from None
