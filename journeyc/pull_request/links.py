"""Links that a pull request brings, which must not lead out of its repository: what else stands on the
machine of a runner is nobody's to read in a finding.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from journeyc.cli.ending import Failure
from journeyc.pull_request.child import Program

_LINK = "120000"
#: Journeys and settings are read, and their words stand in findings.
_READ = (".journey", ".toml")


def refuse_links(git: Program, top: Path) -> None:
    """`Failure` where a journey, settings, or a folder that could hold some, are a link to what is not in
    the repository.
    """
    for name in _links(git, top):
        link = top / name
        if (name.endswith(_READ) or link.is_dir()) and not _is_inside(top, link):
            what = "folder" if link.is_dir() else "file"
            problem = f"`{name}` is a link, and leads to no {what} of the repository"
            raise Failure(problem, f"have the {what} itself in its place")


def _links(git: Program, top: Path) -> Iterator[str]:
    """The links that git knows of, from the top; all there are but its own where it refuses, or is not there,
    for nobody can tell then which of them the pull request brings.
    """
    listed = git("ls-files", "--stage", "-z")
    if not listed.code:
        entries = (entry.partition("\t") for entry in listed.out.split("\0"))
        yield from (name for about, _, name in entries if about.startswith(_LINK))
        return
    for folder, folders, files in os.walk(top):
        folders[:] = [name for name in folders if name != ".git"]
        paths = (Path(folder, name) for name in (*folders, *files))
        yield from (path.relative_to(top).as_posix() for path in paths if path.is_symlink())


def _is_inside(top: Path, link: Path) -> bool:
    try:
        real = link.resolve(strict=True)
    except (OSError, RuntimeError):
        return False
    return real.is_relative_to(top) and ".git" not in real.relative_to(top).parts
