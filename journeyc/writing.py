"""Files that are written whole or not at all, also where somebody kills the one who writes them."""

import os
import re
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

_SUFFIX = ".draft"
_DIGITS = 12
#: What somebody leaves who is killed is nobody's any more after so many seconds.
_ABANDONED = 3600.0


def put(target: Path, content: bytes, mode: int | None = None) -> None:
    """Put a content in the place of a file in one step: a reader sees the old one or the new one, and who may
    read it is as `mode` says. A device or a pipe is written to, never replaced. OSError where that cannot be.
    """
    if is_stream(target):
        # A link to a pipe leads to no name.
        target.write_bytes(content)
        return
    target = target.resolve()
    draft = draft_of(target)
    try:
        with draft.open("xb") as file:
            file.write(content)
        if mode is not None:
            draft.chmod(mode)
        draft.replace(target)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def is_stream(target: Path) -> bool:
    """Whether it is a device or a pipe, or leads to one."""
    return target.exists() and not target.is_file() and not target.is_dir()


def draft_of(target: Path) -> Path:
    """A name beside a target, for a file to be written and then put in its place; those left behind go."""
    for left in _left(target):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED:
                left.unlink()
    return target.with_name(f".{target.name}.{secrets.token_hex(_DIGITS // 2)}{_SUFFIX}")


def _left(target: Path) -> Iterator[Path]:
    """The drafts of a target that were there when somebody first wrote into its folder."""
    ours = re.compile(rf"\.{re.escape(target.name)}\.[0-9a-f]{{{_DIGITS}}}{re.escape(_SUFFIX)}")
    yield from (target.with_name(name) for name in _drafts(target.parent) if ours.fullmatch(name))


@cache
def _drafts(folder: Path) -> tuple[str, ...]:
    """The drafts in a folder, looked for once: many files may be written into it."""
    with suppress(OSError), os.scandir(folder) as found:
        return tuple(one.name for one in found if one.name.endswith(_SUFFIX) and _is_plain(one))
    return ()


def _is_plain(entry: os.DirEntry[str]) -> bool:
    with suppress(OSError):
        return stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode)
    return False
