"""A repository of git in a folder of a test."""

import os
import subprocess
from pathlib import Path

AROUND = 'touchpoint website "Website" { channel web: show, ask }\ncustomer { key id: id }\nevent opened\n'
TRIP = """import "shared.journey"
journey trip "Trip" {
  version 1
  starts on opened -> here
  step here "Here" via web { on opened -> done  after 2 days -> done }
  end done "Done" success
}
"""


def git(folder: Path, *arguments: str) -> str:
    """What git says in a folder, whatever this machine is set to."""
    nothing = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = {
        f"GIT_{role}_{what}": "a@b.example" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**os.environ, **nothing, **who},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def repository(folder: Path) -> Path:
    """A repository with a journey in `journeys`, committed on the branch `main` and tagged `first`; the
    working tree has a later version of it.
    """
    (folder / "journeys").mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    write(folder, "shared.journey", AROUND)
    write(folder, "trip.journey", TRIP)
    commit(folder, "first")
    write(folder, "trip.journey", TRIP.replace("version 1", "version 2").replace("2 days", "3 days"))
    return folder


def write(folder: Path, name: str, text: str) -> None:
    """Write a file in `journeys`."""
    (folder / "journeys" / name).write_text(text, encoding="utf-8")


def commit(folder: Path, tag: str) -> None:
    """Commit all there is."""
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", tag)
    git(folder, "tag", tag)
