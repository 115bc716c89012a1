"""Files of a revision of git, read by git itself: nothing is checked out and nothing is changed."""

import os
import subprocess
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import NamedTuple

from journeyc.difference.problem import SideProblem
from journeyc.reading import MAXIMUM_BYTES, Missing, Unreadable, decode, files_inside

#: How long git may take for one answer.
_SECONDS = 60
_FILES = frozenset({"100644", "100755"})
_LINK = "120000"
#: Git looks for nothing here, asks nobody, starts no helper, and says what is wrong in English.
_SETTINGS = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    # One from before 2024 does not know that word, and every git this one.
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "LC_ALL": "C",
}
_OPTIONS = ("--no-pager", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false")


class Entry(NamedTuple):
    """Something in a revision: `kind` is `blob`, `tree` or `commit` (a submodule), `object` its hash."""

    mode: str
    kind: str
    object: str
    name: str


class Revision(NamedTuple):
    """A commit: the name somebody gave it, and its hash, which is all that git is told."""

    name: str
    commit: str
    #: The folder of the working tree that holds all of it; None in a bare repository.
    top: Path | None

    def named(self, path: str) -> str:
        """A file of it as people and git write it."""
        return f"{self.name}:{path}"

    def entry(self, path: str) -> Entry | None:
        """What stands at a path from the top; None where nothing does. The empty path is all of it."""
        found = Entry("040000", "tree", self.commit, "")
        for name in path.split("/") if path not in {"", "."} else ():
            inside = _tree(found.object, self.top) if found.kind == "tree" else ()
            alike = [one for one in inside if one.name == name]
            if not alike:
                return None
            found = alike[0]
        return found

    def files(self, folder: str, suffix: str) -> list[str]:
        """The files in a folder and those in it that end so and are not hidden, by their paths from the
        top. Links that lead to none of them are among them, and submodules that hold such files now: what
        is there is not in the revision.
        """
        there = self.entry(folder)
        found = _tree(there.object, self.top, "-r") if there is not None and there.kind == "tree" else ()
        start = "" if folder in {"", "."} else f"{folder}/"
        seen = [
            one._replace(name=start + one.name)
            for one in found
            if not any(part.startswith(".") for part in one.name.split("/"))
        ]
        files = {one.name for one in seen if one.mode in _FILES and one.name.endswith(suffix)}
        hidden = [one.name for one in seen if self._leads_elsewhere(one, suffix, files)]
        return sorted([*files, *hidden])

    def _leads_elsewhere(self, one: Entry, suffix: str, files: Collection[str]) -> bool:
        if one.kind == "commit":
            return self.top is not None and any(files_inside(str(self.top / one.name), suffix))
        if one.mode != _LINK or not one.name.endswith(suffix):
            return False
        target = os.fsdecode(_object("cat-file", "blob", one.object, where=self.top))
        return normpath(join(dirname(one.name), target)) not in files

    def read(self, path: str) -> bytes:
        """A file as it was committed; `Unreadable` says why it cannot be read."""
        entry = self.entry(path)
        if entry is None:
            raise Missing(f"there is no such file in `{self.name}`")
        if entry.mode not in _FILES:
            what = {"tree": "a folder", "commit": "a submodule"}.get(entry.kind, "a link")
            raise Unreadable(f"it is {what} in `{self.name}`")
        size = int(_object("cat-file", "-s", entry.object, where=self.top))
        if size > MAXIMUM_BYTES:
            raise Unreadable(f"it has {size:,} bytes, more than the {MAXIMUM_BYTES:,} that are read")
        return _object("cat-file", "blob", entry.object, where=self.top)

    def read_text(self, path: str) -> str:
        """The text of a file; `Unreadable` says why there is none."""
        return decode(self.read(path))


@lru_cache(maxsize=1_000)
def _tree(name: str, where: Path | None, *options: str) -> tuple[Entry, ...]:
    """What a tree, or that of a commit, holds; a hash always names the same."""
    listed = _object("ls-tree", "-z", "--full-tree", *options, name, where=where)
    lines = listed.decode("utf-8", "surrogateescape").split("\0")
    found = (line.partition("\t") for line in lines if line)
    return tuple(Entry(*_about(about), name) for about, _, name in found)


def _about(words: str) -> tuple[str, str, str]:
    mode, kind, name = words.split(" ")
    return mode, kind, name


def _object(*arguments: str, where: Path | None) -> bytes:
    """What git has under a hash; SideProblem where it has lost it, or never got it."""
    try:
        return _git(*arguments, where=where)
    except _Refused as refused:
        cure = "`git fsck` says what is damaged; a partial clone may lack it"
        raise SideProblem(f"git cannot read the revision: {refused}", cure) from None


class _Refused(Exception):
    """Git has said no; the message is what it said."""


def revision(name: str) -> Revision:
    """The commit of a name, in the repository of this folder. SideProblem says why there is none."""
    if not name or name.startswith("-") or "\0" in name or "\n" in name:
        raise SideProblem(f"`{name}` is no revision", "a revision is a branch, a tag or a commit, as `main`")
    try:
        _git("rev-parse", "--git-dir")
    except _Refused as refused:
        if "not a git repository" in str(refused):
            cure = f"`{name}` would be a revision of one; name two files or folders to compare those"
            raise SideProblem("this folder is in no git repository", cure) from None
        raise SideProblem(f"git refuses: {refused}") from None
    try:
        found = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    except _Refused:
        raise _unknown(name) from None
    return Revision(name, found.decode().strip(), top())


def _unknown(name: str) -> SideProblem:
    if ".." in name:
        return SideProblem(
            f"`{name}` is a range, and one revision is needed", "write both: `journeyc diff OLD NEW`"
        )
    problem = f"there is no revision `{name}`, and no file or folder of that name"
    if _git("rev-parse", "--is-shallow-repository").strip() == b"true":
        cure = "this clone is shallow: `git fetch --unshallow`, or `fetch-depth: 0` in a GitHub workflow"
        return SideProblem(problem, cure)
    return SideProblem(problem, "`git branch --all` and `git log` name those there are")


def top() -> Path | None:
    """The folder of the working tree around this one; None where there is none."""
    try:
        found = _git("rev-parse", "--show-toplevel").removesuffix(b"\n")
    except _Refused:
        return None
    return Path(os.fsdecode(found)) if found else None


def _git(*arguments: str, where: Path | None = None) -> bytes:
    """What git answers. `_Refused` where it says no, SideProblem where there is no git."""
    command = ("git", *_OPTIONS, *arguments)
    try:
        done = subprocess.run(  # noqa: S603  # no shell, and what people name is a hash by then
            command,
            cwd=where,
            env={**os.environ, **_SETTINGS},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
    except FileNotFoundError:
        raise SideProblem("git is not installed", "revisions need it; compare two files instead") from None
    except subprocess.TimeoutExpired:
        raise SideProblem(f"git did not answer within {_SECONDS} seconds") from None
    except OSError as error:
        raise SideProblem(f"git cannot be started: {(error.strerror or str(error)).lower()}") from None
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["it says nothing"]
        raise _Refused(lines[0].removeprefix("fatal: "))
    return done.stdout
