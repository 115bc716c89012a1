"""`action.yml` itself: it is what its page says, and gives the script what that takes; its steps run as a
runner runs them.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from journeyc.pull_request.inputs import Inputs, inputs, variable
from tests.pull_request.conftest import JOURNEY, Repository, Runner
from tests.pull_request.github import TOKEN, GitHub

Step = dict[str, Any]
ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
INSTALL, CHECK = ACTION["runs"]["steps"]
PAGE = (ROOT / "docs" / "pull-requests.md").read_text(encoding="utf-8")


def filled(text: str, given: dict[str, str]) -> str:
    """What a runner makes of the expressions in a value."""
    values = {f"inputs.{name}": str(about["default"]) for name, about in ACTION["inputs"].items()}
    values |= {f"inputs.{name}": value for name, value in given.items()}
    values["github.token"] = TOKEN
    while found := re.search(r"\$\{\{ (.+?) \}\}", text):
        text = text.replace(found[0], values[found[1]])
    return text


def run(
    step: dict[str, Any], runner: Runner, temporary: Path, **given: str
) -> subprocess.CompletedProcess[str]:
    """A step, as a runner runs one with `shell: bash`."""
    names = {name.replace("_", "-"): value for name, value in given.items()}
    environment = {
        **runner.environment,
        **{name: filled(value, names) for name, value in step["env"].items()},
        "GITHUB_ACTION_PATH": str(ROOT),
        "HOME": os.environ.get("HOME", ""),
        "RUNNER_TEMP": str(temporary),
    }
    script = temporary / "step.sh"
    script.write_text(step["run"], encoding="utf-8")
    bash = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)]
    workspace = runner.environment["GITHUB_WORKSPACE"]
    return subprocess.run(bash, cwd=workspace, env=environment, check=False, capture_output=True, text=True)


@pytest.fixture
def change(repository: Repository, runner: Runner, github: GitHub, tmp_path: Path) -> Path:
    """A pull request, and a folder for what is temporary."""
    base = repository.commit(case=JOURNEY)
    repository.git("checkout", "--quiet", "-b", "change")
    # What a pull request brings is read and never run.
    repository.write("json.py", "raise SystemExit('run')\n")
    repository.write("journeyc/__init__.py", "raise SystemExit('run')\n")
    head = repository.commit(case=JOURNEY.replace("Tell us.", "Tell us all."))
    repository.git("checkout", "--quiet", "-B", "merge", "main")
    repository.git("merge", "--quiet", "--no-ff", "--no-edit", "change")
    runner.event("pull_request", base, head)
    # An action gets its inputs from its own file.
    runner.environment = {
        name: value for name, value in runner.environment.items() if not name.startswith("JOURNEYC_")
    }
    github.head = head
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    return temporary


def test_its_defaults_are_those_of_the_script() -> None:
    given = {name: filled(value, {}) for name, value in CHECK["env"].items()}
    assert inputs(given) == Inputs(token=TOKEN)


def test_each_input_goes_where_it_is_read() -> None:
    names = {**INSTALL["env"], **CHECK["env"]}
    assert names == {variable(name): f"${{{{ inputs.{name} }}}}" for name in ACTION["inputs"]}


def test_no_input_becomes_part_of_a_command() -> None:
    """An expression in a script would be run as it stands."""
    assert not [step for step in (INSTALL, CHECK) if "${{" in step["run"]]


def test_it_needs_no_other_action() -> None:
    assert [step.get("uses") for step in (INSTALL, CHECK)] == [None, None]


def test_everything_is_described_on_its_page() -> None:
    for name in [*ACTION["inputs"], *ACTION["outputs"]]:
        assert f"| `{name}` |" in PAGE


def test_the_workflow_of_the_page_is_that_of_this_repository() -> None:
    """But for where the action is, and what it looks at."""
    shown, target = (yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL))
    own = yaml.safe_load((ROOT / ".github" / "workflows" / "journeys.yml").read_text(encoding="utf-8"))
    steps = shown["jobs"]["journeys"]["steps"]
    assert steps[1] == {"uses": "OWNER/journeyc@REVISION", "with": {"paths": "journeys"}}
    steps[1] = {"uses": "./", "with": {"paths": "examples/journeys"}}
    assert shown == own
    assert target[0]["uses"] == steps[0]["uses"]


def test_its_outputs_are_those_of_the_script(change: Path, runner: Runner, github: GitHub) -> None:
    """And its check runs in an environment that is there."""
    python = change / "journeyc" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    done = run(CHECK, runner, change, pictures="false")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(github.comments) == 1
    outputs = {f"${{{{ steps.journeyc.outputs.{name} }}}}" for name in runner.outputs}
    assert outputs == {about["value"] for about in ACTION["outputs"].values()}


def test_a_python_that_is_too_old_is_said(change: Path, runner: Runner) -> None:
    old = change / "python3.8"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    done = run(INSTALL, runner, change, python=str(old))
    assert done.returncode == 2
    assert done.stdout.startswith(f"::error title=journeyc::`{old}` is no Python 3.11 or later")


@pytest.mark.full
def test_it_installs_itself_and_comments(change: Path, runner: Runner, github: GitHub) -> None:
    """With locked packages, once for all of its uses in a job."""
    for time in ("first", "second"):
        installed = run(INSTALL, runner, change, python=sys.executable)
        assert (installed.returncode, installed.stdout) == (0, ""), installed.stderr
        mine = change / "journeyc" / "mine"
        assert mine.exists() == (time == "second")
        mine.touch()
    done = run(CHECK, runner, change, pictures="false")
    assert (done.returncode, done.stderr) == (0, "")
    assert "## journeyc: passed" in github.comments[0]["body"]
