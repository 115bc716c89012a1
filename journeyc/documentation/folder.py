"""A folder of results, written whole or not at all, and never over something that is not ours."""

import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

#: Lists what is ours in a folder; by it we know it again.
MARK = ".journeyc-docs"
_FIRST = "made by journeyc docs, which replaces this folder whenever it is called"
#: How often a folder is put in place again when somebody else has just done it.
_TRIES = 50
#: How often something foreign must be found in it, while nobody has replaced it, before we believe it.
_SURE = 3
#: What a call leaves beside the folder if it is killed is nobody's any more after so many seconds.
_ABANDONED = 3600.0
#: The place of the folder is empty for a moment whenever one takes the place of another; for longer, if the
#: call was killed.
_MOMENT = 1.0


class FolderError(Exception):
    """Why a folder cannot be written; `help` says how to mend it."""

    def __init__(self, problem: str, help: str = "") -> None:  # noqa: A002  # the word of every message
        super().__init__(problem)
        self.problem = problem
        self.help = help


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put the files in place of what was made before: beside it first, then in its place in one step.

    FolderError where something stands there that we have not made, or that cannot be replaced.
    """
    target = folder.resolve()
    claim(folder)
    draft: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".draft", dir=target.parent))
        for name, content in files.items():
            file = draft / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        (draft / MARK).write_text("\n".join([_FIRST, *sorted(files), ""]), encoding="utf-8", newline="\n")
        draft.chmod(_mode(target))
        _swap(draft, target)
    except OSError as error:
        raise FolderError(f"`{folder}` cannot be written: {(error.strerror or str(error)).lower()}") from None
    finally:
        if draft is not None:
            shutil.rmtree(draft, ignore_errors=True)


def claim(folder: Path) -> None:
    """Put back what a call has taken away that was killed; FolderError where something stands in the folder
    that we have not put there.
    """
    target = folder.resolve()
    _heal(target)
    found = 0
    for _ in range(_TRIES):
        before = _identity(target)
        try:
            _require_ours(folder, target)
        except FileNotFoundError:
            continue
        except FolderError:
            # Another call may have put its own there meanwhile: half of each was seen.
            found += before == _identity(target)
            if found == _SURE:
                raise
        else:
            return
    raise FolderError(f"`{folder}` is replaced by others again and again", "call again once they have ended")


def _identity(folder: Path) -> tuple[int, int] | None:
    """What tells a folder from another in its place; None if there is none.

    A new folder may get the number of one that has just gone, and one that was moved away may come back: the
    time of its last move tells these.
    """
    try:
        there = folder.stat()
    except OSError:
        return None
    return there.st_ino, there.st_ctime_ns


def _require_ours(folder: Path, target: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise FolderError(f"`{folder}` is no folder", "name a folder that is not there yet")
    if target == Path.cwd() or target in Path.cwd().parents:
        raise FolderError(f"`{folder}` is where you are, and would be replaced", "name a folder in it")
    there = {path.relative_to(target).as_posix() for path in target.rglob("*") if not path.is_dir()}
    if not there:
        return
    with suppress(OSError, UnicodeDecodeError):
        first, *ours = (target / MARK).read_text(encoding="utf-8").splitlines()
        foreign = sorted(there - {MARK, *ours})
        if first == _FIRST and not foreign:
            return
        if first == _FIRST:
            raise FolderError(
                f"`{folder}` holds `{foreign[0]}`, which `journeyc docs` has not made and would take away",
                "move it elsewhere; files of your own belong in `files` of the `--templates` folder",
            )
    raise FolderError(
        f"`{folder}` holds files that `journeyc docs` has not made",
        "name a folder that is empty or not there yet",
    )


def _heal(target: Path) -> None:
    """After a call that was killed: the folder it had moved aside is put back, and what it has left goes."""
    with suppress(OSError):
        for aside in sorted(_beside(target, ".old"), key=_age):
            if not target.exists() and _age(aside) > _MOMENT and (aside / "old" / MARK).is_file():
                (aside / "old").rename(target)
                shutil.rmtree(aside, ignore_errors=True)
        for left in [*_beside(target, ".old"), *_beside(target, ".draft")]:
            if _age(left) > _ABANDONED:
                shutil.rmtree(left, ignore_errors=True)


def _beside(target: Path, suffix: str) -> list[Path]:
    """The folders that calls make beside the folder while they write it."""
    start = f".{target.name}."
    return [path for path in target.parent.iterdir() if path.name.startswith(start) and path.suffix == suffix]


def _age(path: Path) -> float:
    """Seconds since something changed in a folder; none if it has just gone."""
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _mode(target: Path) -> int:
    """Who may read the folder: as before, or as the system makes folders."""
    with suppress(FileNotFoundError):
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o777 & ~mask


def _swap(draft: Path, target: Path) -> None:
    """Put the draft in the place of the target; of two who do this at once, the later one wins."""
    for tried in range(_TRIES):
        aside: Path | None = None
        try:
            if target.exists():
                aside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".old", dir=target.parent))
                target.replace(aside / "old")
            # An empty folder gives way to another; one with files is there once more, from another call.
            draft.rename(target)
        except OSError:
            if tried == _TRIES - 1:
                raise
        else:
            return
        finally:
            if aside is not None:
                # Whatever happened, there is a folder in the place: what was there if it is no other.
                with suppress(OSError):
                    (aside / "old").rename(target)
                shutil.rmtree(aside, ignore_errors=True)
