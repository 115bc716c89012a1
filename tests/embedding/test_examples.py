"""Each example of embedding passes its own tests, in its own folder, as its readers run them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "embedding"
FOLDERS = {"script": "script", "fastapi_app": ".", "django_project": "django_project"}


@pytest.mark.parametrize("name", FOLDERS)
def test_its_own_tests_pass(name: str, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "CARE_DATA": str(tmp_path / "data"),
    }
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, f"--basetemp={tmp_path / 'temp'}", str(EXAMPLES / name)],
        cwd=EXAMPLES / FOLDERS[name],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout


def test_every_example_is_run_and_says_what_it_needs() -> None:
    found = {path.name for path in EXAMPLES.iterdir() if path.is_dir() and not path.name.startswith("_")}
    assert found == set(FOLDERS)
    for name in found:
        needs = (EXAMPLES / name / "requirements.txt").read_text(encoding="utf-8")
        assert needs.splitlines()[0] == "journeyc"
