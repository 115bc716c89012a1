"""Processes of their own: what a pull request brings is read and never run."""

import os
import sys
from pathlib import Path

import pytest

from journeyc.cli.ending import Failure
from journeyc.pull_request import child
from journeyc.pull_request.inputs import inputs
from journeyc.pull_request.places import places
from tests.pull_request.conftest import JOURNEY, Repository

#: Of the library, of what it depends on, and its own.
MODULES = [
    "json.py",
    "lark.py",
    "typer.py",
    "sitecustomize.py",
    "journeyc/__init__.py",
    "journeyc/__main__.py",
]


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "case.journey").write_text(JOURNEY, encoding="utf-8")
    return tmp_path


def test_no_module_of_the_folder_is_run(here: Path) -> None:
    for name in MODULES:
        (here / name).parent.mkdir(exist_ok=True)
        (here / name).write_text("raise SystemExit('run')\n", encoding="utf-8")
    done = child.journeyc(here, os.environ)("test", ".")
    assert (done.code, done.err) == (0, "")
    assert "1 passed" in done.out


def test_no_settings_of_a_pull_request_start_a_program(repository: Repository, tmp_path: Path) -> None:
    """Files like those of a repository make a folder one, which git would take settings from."""
    ran = tmp_path / "ran"
    inner = repository.folder / "inner"
    for folder in ("objects", "refs"):
        (inner / folder).mkdir(parents=True)
    (inner / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    (inner / "config").write_text(
        f"[core]\nrepositoryformatversion = 0\nbare = false\nworktree = {inner}\n"
        f'fsmonitor = "touch {ran};"\n',
        encoding="utf-8",
    )
    done = child.git(inner, os.environ)("ls-files", "--stage")
    assert "cannot use bare repository" in done.err
    assert not ran.exists()
    # A git from before 2.38 does use it.
    told = {"GITHUB_WORKSPACE": str(repository.folder), "JOURNEYC_WORKING_DIRECTORY": "inner"}
    with pytest.raises(Failure, match=r"which has no `\.git`"):
        places(inputs(told, []), told, lambda folder: child.Child(["git"], folder, os.environ))
    assert places(inputs(told, []), told, lambda folder: child.git(folder, os.environ)).top == inner
    # In a repository itself, a monitor and hooks are for people.
    hooks = repository.folder / "hooks"
    hooks.mkdir()
    (hooks / "reference-transaction").write_text(f"#!/bin/sh\ntouch {ran}\n", encoding="utf-8")
    (hooks / "reference-transaction").chmod(0o755)
    repository.committed()
    repository.git("config", "core.hooksPath", "hooks")
    repository.git("config", "core.fsmonitor", f"touch {ran};")
    git = child.git(repository.folder, os.environ)
    assert git("ls-files", "--stage").code == 0
    assert git("fetch", "--quiet", ".", "main:other").code == 0
    assert not ran.exists()


def test_no_token_is_handed_on(here: Path) -> None:
    environment = {
        "GITHUB_TOKEN": "1",
        "JOURNEYC_TOKEN": "2",
        "ACTIONS_ID_TOKEN_REQUEST_URL": "3",
        "HOME": "4",
    }
    told = "import os; print(*sorted(os.environ))"
    run = child.journeyc(here, environment)
    run._command = (sys.executable, "-I", "-c", told)
    assert not [name for name in run().out.split() if "TOKEN" in name]
    # What it starts in turn imports nothing from the folder, either.
    assert {"HOME", "PYTHONSAFEPATH"} <= set(run().out.split())


def test_one_that_does_not_end_is_ended(here: Path) -> None:
    sleep = child.Child([sys.executable, "-c", "import time; time.sleep(60)"], here, os.environ, 0.2)
    assert sleep().code == 2
    assert "did not end within 0.2 seconds" in sleep().err


def test_one_that_is_not_there_is_said(here: Path) -> None:
    done = child.Child(["no-such-program"], here, os.environ)()
    assert (done.code, done.err) == (2, "`no-such-program` cannot be started: no such file or directory\n")


def test_whatever_is_written_can_be_read(here: Path) -> None:
    done = child.Child(
        [sys.executable, "-c", r"import sys; sys.stdout.buffer.write(b'\xff\n')"], here, os.environ
    )()
    assert done.out == "\\xff\n"
