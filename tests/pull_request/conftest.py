"""A GitHub on this machine, a repository with a pull request, and the script as a runner starts it."""

import io
import json
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from journeyc.cli import main as journeyc
from journeyc.cli.ending import guarded
from journeyc.pull_request.api import Patience
from journeyc.pull_request.child import Done, Program
from journeyc.pull_request.script import main
from tests.pull_request.github import REPOSITORY, TOKEN, GitHub

EVENTS = Path(__file__).parent / "events"
#: As `journeyc format` lays it out.
JOURNEY = """\
touchpoint website "Website" { channel web: show, ask }

customer {
  key id: id
}

event opened
event closed

journey case "A case" {
  starts on opened from web -> inquiry

  pause {
    after 1 hour idle
    give up after 3 days -> gone
  }

  step inquiry "What is it?" via web {
    say "Tell us."
    on closed -> done
  }

  end done "Done" success
  end gone "Given up" failure
}

scenario "told" for case {
  given customer = { id = "anna" }
  on opened from web
  on closed from web
  expect ended done
}
"""


@pytest.fixture
def github() -> Iterator[GitHub]:
    there = GitHub()
    yield there
    there.close()


class Repository:
    """A repository of git, made as a person would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> str:
        person = {
            f"GIT_{who}_{what}": f"octo@{who.lower()}"
            for who in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        }
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            env={**os.environ, **person, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull},
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def commit(self, **files: str | None) -> str:
        """A revision with some files by the beginnings of their names; None takes one away."""
        for name, text in files.items():
            self.write(f"{name}.journey", text)
        return self.committed()

    def write(self, name: str, text: str | None) -> None:
        path = self.folder / name
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def committed(self) -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message=change")
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "care")


def in_this_process(folder: Path, environment: Mapping[str, str]) -> Program:
    """The command `journeyc`, without the second that starting it takes."""
    del environment

    def run(*arguments: str) -> Done:
        out, err = io.StringIO(), io.StringIO()
        with chdir(folder), redirect_stdout(out), redirect_stderr(err):
            code = journeyc(arguments)
        return Done(code, out.getvalue(), err.getvalue())

    return run


class Runner:
    """Starts the script with what a runner sets; `said` has what it wrote besides."""

    def __init__(self, folder: Path, workspace: Path, url: str) -> None:
        self.folder = folder
        self.commands: Callable[[Path, Mapping[str, str]], Program] = in_this_process
        self.waited: list[float] = []
        self.environment = {
            "PATH": os.environ["PATH"],
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": url,
            "GITHUB_OUTPUT": str(folder / "output"),
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_RUN_ID": "1658821493",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
            "GITHUB_WORKSPACE": str(workspace),
            "JOURNEYC_PICTURES": "false",
            "JOURNEYC_TOKEN": TOKEN,
        }

    def event(self, name: str, base: str | None = None, head: str | None = None) -> "Runner":
        """What has happened: a recorded event, with revisions of this repository."""
        text = (EVENTS / f"{name}.json").read_text(encoding="utf-8")
        for old, new in {
            "6dcb09b5b57875f334f61aebed695e2e4193db5e": base,
            "ec26c3e57ca3a959ca5aad62de7213c562f8c821": head,
        }.items():
            text = text.replace(old, new or old)
        return self.payload(name.partition(".")[0], text)

    def payload(self, name: str, document: Any) -> "Runner":
        path = self.folder / "event.json"
        path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        self.environment |= {"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(path)}
        return self

    def run(self, *arguments: str, **inputs: str) -> CompletedProcess[str]:
        """The script with inputs, `working_directory` for `working-directory`."""
        environment = self.environment | {f"JOURNEYC_{name.upper()}": value for name, value in inputs.items()}
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = guarded(lambda: main(arguments, environment, Patience(self.waited.append), self.commands))
        return CompletedProcess(arguments, code, out.getvalue(), err.getvalue())

    @property
    def summary(self) -> str:
        path = self.folder / "summary.md"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    @property
    def outputs(self) -> dict[str, str]:
        lines = (self.folder / "output").read_text(encoding="utf-8").splitlines()
        return {name: value for name, _, value in (line.partition("=") for line in lines)}


@pytest.fixture
def runner(tmp_path: Path, repository: Repository, github: GitHub) -> Runner:
    return Runner(tmp_path, repository.folder, github.url)
