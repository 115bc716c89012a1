"""Files of a revision of git, read by git itself: nothing is checked out and nothing is changed."""

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

from journeyc.difference.problem import SideProblem
from journeyc.reading import MAXIMUM_BYTES, Missing, Unreadable, decode

#: How long git may take for one answer.
_SECONDS = 60
_FILES = frozenset({"100644", "100755"})
#: Git looks for nothing here, asks nobody, starts no helper, and says what is wrong in English.
_SETTINGS = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "LC_ALL": "C",
}
_OPTIONS = ("--no-pager", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false")


class Entry(NamedTuple):
    """Something in a revision: `kind` is `blob`, `tree` or `commit` (a submodule)."""

    mode: str
    kind: str
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
        if path in {"", "."}:
            return Entry("040000", "tree", "")
        folder, _, name = path.rpartition("/")
        found = [one for one in self._tree(folder) if one.name == name]
        return found[0] if found else None

    def files(self, folder: str, suffix: str) -> list[str]:
        """The files in a folder and those in it that end so and are not hidden, by their paths from the
        top. What is in submodules, and what links lead to, is not in the revision.
        """
        start = "" if folder in {"", "."} else folder
        found = self._tree(start, "-r")
        names = [one.name for one in found if one.mode in _FILES and one.name.endswith(suffix)]
        inside = f"{start}/" if start else ""
        return sorted(
            inside + name for name in names if not any(part.startswith(".") for part in name.split("/"))
        )

    def read(self, path: str) -> bytes:
        """A file as it was committed; `Unreadable` says why it cannot be read."""
        entry = self.entry(path) if _is_inside(path) else None
        if entry is None:
            raise Missing(f"there is no such file in `{self.name}`")
        if entry.mode not in _FILES:
            what = {"tree": "a folder", "commit": "a submodule"}.get(entry.kind, "a link")
            raise Unreadable(f"it is {what} in `{self.name}`")
        of = f"{self.commit}:{path}"
        size = int(_git("cat-file", "-s", of, where=self.top).strip())
        if size > MAXIMUM_BYTES:
            raise Unreadable(f"it has {size:,} bytes, more than the {MAXIMUM_BYTES:,} that are read")
        return _git("cat-file", "blob", of, where=self.top)

    def read_text(self, path: str) -> str:
        """The text of a file; `Unreadable` says why there is none."""
        return decode(self.read(path))

    def _tree(self, folder: str, *options: str) -> list[Entry]:
        if folder and not _is_inside(folder):
            return []
        tree = f"{self.commit}:{folder}"
        try:
            listed = _git("ls-tree", "-z", "--full-tree", *options, tree, where=self.top)
        except _Refused:
            return []
        lines = listed.decode("utf-8", "surrogateescape").split("\0")
        entries = (line.partition("\t") for line in lines if line)
        return [Entry(about.split(" ")[0], about.split(" ")[1], name) for about, _, name in entries]


def _is_inside(path: str) -> bool:
    """Whether a path stays in the repository and can be told to git."""
    return not path.startswith("/") and ".." not in path.split("/") and "\0" not in path


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
            cure = f"there is no file `{name}` here, and revisions are found in a repository alone"
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
