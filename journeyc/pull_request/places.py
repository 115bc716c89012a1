"""Where the journeys are: all paths count from the top of their repository, as those of GitHub do."""

import os
from collections.abc import Callable, Mapping
from os.path import relpath
from pathlib import Path
from typing import NamedTuple

from journeyc.cli.ending import Failure
from journeyc.pull_request.child import Program
from journeyc.pull_request.inputs import Inputs


class Places(NamedTuple):
    """The top of the repository, or the folder itself where there is none, and what of it is looked at."""

    top: Path
    paths: tuple[str, ...]


def places(asked: Inputs, environment: Mapping[str, str], git_in: Callable[[Path], Program]) -> Places:
    """The places that the inputs name; `Failure` for a folder that is not there, or that git takes for a
    repository because of files that may have been checked out.
    """
    folder = Path(environment.get("GITHUB_WORKSPACE") or ".", asked.working_directory)
    if not folder.is_dir():
        raise Failure(
            f"there is no folder `{folder}`",
            "`working-directory` counts from where actions/checkout puts the repository",
        )
    folder = folder.resolve()
    found = git_in(folder)("rev-parse", "--show-toplevel")
    top = folder if found.code else Path(found.out.rstrip("\n")).resolve()
    if not found.code and not (top / ".git").exists():
        # Before 2.38 git could not be kept from that; files like these come with a pull request.
        raise Failure(
            f"git takes its settings from files in `{top}`, which has no `.git`",
            "remove those that make it a bare repository: `HEAD`, `objects` and `refs`",
        )
    return Places(top, tuple(_from(top, folder / path) for path in asked.paths))


def _from(top: Path, path: Path) -> str:
    """A path from the top, with `/` between, which no command takes for an option."""
    way = relpath(path, top).replace(os.sep, "/")
    return f"./{way}" if way.startswith("-") else way
