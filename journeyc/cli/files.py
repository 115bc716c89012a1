"""Files in and out: which journeys a command is given, and writing results whole or not at all."""

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from journeyc.cli.ending import Failure, complain
from journeyc.reading import UNSEEN, Unreadable, files_inside, read_bytes

if TYPE_CHECKING:
    from pathlib import Path

STANDARD = "-"
#: What standard input is called in messages.
STDIN = "<stdin>"
SUFFIX = ".journey"
#: What `compile` writes.
COMPILED = ".json"
#: What a store in a file begins with.
_STORE = b"SQLite format 3\0"


def journeys_in(paths: Iterable[str]) -> list[str]:
    """The journey files that paths and folders name, each once and in order; `-` stays as it is."""
    found: dict[str, None] = {}
    for path in paths:
        if path != STANDARD and os.path.isdir(path):
            inside = list(journeys_inside(path, _refuse))
            if not inside:
                raise Failure(f"there is no `{SUFFIX}` file in the folder `{path}`")
            found.update(dict.fromkeys(inside))
        else:
            found[os.path.normpath(path) if path not in {STANDARD, ""} else path] = None
    return list(found)


def _refuse(error: OSError) -> None:
    raise Failure(f"the folder `{error.filename}` cannot be read: {reason(error)}")


def journeys_inside(folder: str, unread: Callable[[OSError], None] | None = None) -> Iterator[str]:
    """The journey files in a folder and those in it that are not hidden; `unread` is told of folders that
    cannot be read.
    """
    return files_inside(folder, SUFFIX, unread)


def is_journey(path: str) -> bool:
    """Whether a file is called as a journey is."""
    return path.lower().endswith(SUFFIX)


def compiled_inside(folder: str) -> list[str]:
    """The compiled journeys in a folder and those in it, in order."""
    return list(files_inside(folder, COMPILED, _refuse))


def named(path: str, stdin_filename: str = STDIN) -> str:
    """What a file is called in messages."""
    return stdin_filename if path == STANDARD else path


def read_raw(path: str, stdin_filename: str = STDIN) -> bytes:
    """A file or standard input as it is stored; Failure where it cannot be read."""
    try:
        return read_standard_input() if path == STANDARD else read_bytes(path)
    except Unreadable as problem:
        raise Failure(f"`{named(path, stdin_filename)}` cannot be read: {problem}") from None


def read_each(paths: Iterable[str], stdin_filename: str) -> Iterator[tuple[str, bytes]]:
    """Files by what they are called in messages, as they are stored; of one that cannot be read that is said,
    and the rest goes on.
    """
    for path in paths:
        try:
            raw = read_raw(path, stdin_filename)
        except Failure as failure:
            complain(failure.problem, failure.help)
        else:
            yield named(path, stdin_filename), raw


def read_standard_input() -> bytes:
    """All of standard input."""
    return sys.stdin.buffer.read()


def write_whole(path: str, text: str) -> None:
    """Write a result to standard output (`-`) or to a file, whole or not at all."""
    if path == STANDARD:
        sys.stdout.write(text)
        return
    from pathlib import Path

    from journeyc.writing import put

    require_result(path)
    try:
        put(Path(path), text.encode(errors=UNSEEN))
    except OSError as error:
        raise unwritten(path, error) from None


def unwritten(path: str, error: OSError) -> Failure:
    """Why a new file cannot be written, and how to mend it where its folder is missing."""
    folder = os.path.dirname(path)
    cure = f"make the folder `{folder}` first" if folder and not os.path.lexists(folder) else ""
    return Failure(f"`{path}` cannot be written: {reason(error)}", cure)


def rewrite(path: str, content: bytes) -> None:
    """Give a file another content, whole or not at all; links to it and who may read it stay as they are."""
    from pathlib import Path

    from journeyc.writing import put

    target = Path(path)
    try:
        mode = target.stat().st_mode
        if not os.access(target, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
            # Its folder would allow to replace it, but somebody meant it to stay.
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        put(target, content, stat.S_IMODE(mode))
    except OSError as error:
        raise Failure(f"`{path}` cannot be written: {reason(error)}") from None


def require_result(path: str) -> None:
    """Failure where a result would be a journey, or stand in the place of one or of a store."""
    if path in {"", STANDARD}:
        return
    if is_journey(path):
        raise Failure(f"`{path}` would be a journey", "name another file for what comes of it")
    if is_journey(os.path.realpath(path)):
        raise Failure(f"`{path}` leads to a journey, which would be written over", "name another file")
    with suppress(OSError):
        if os.path.isfile(path):
            with open(path, "rb") as file:
                if file.read(len(_STORE)) == _STORE:
                    raise Failure(f"`{path}` is a store, and would be written over", "name another file")


def require_apart(out: str, inputs: Iterable[str]) -> None:
    """Failure where a result would be written over what it is made of, or is none by `require_result`."""
    require_result(out)
    for path in inputs:
        with suppress(OSError):
            if STANDARD not in {out, path} and os.path.isfile(out) and os.path.samefile(out, path):
                raise Failure(f"`{out}` is read for it, and would be written over", "name another file")


def write_standard_output(content: bytes) -> None:
    """Write to standard output as it is: neither its line ends nor its letters are those of a terminal."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)


def make_folder(path: str) -> "Path":
    """A folder for results, made if it is not there."""
    from pathlib import Path

    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(f"the folder `{path}` cannot be made: {reason(error)}") from None
    return folder


def reason(error: OSError) -> str:
    """Why the system refused, in its own words."""
    return (error.strerror or str(error)).lower()
