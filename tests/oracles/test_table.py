"""The table of what became of the cases of others, and the command that prints it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.oracles import __main__ as command
from tests.oracles import table as module
from tests.oracles.table import Absent, Outcome, Result, between, is_named, numbers, oracle, table, written

PASSED = Result("one", Outcome.PASSED)
OTHERWISE = Result("two", Outcome.PASSED, "our compiler refuses it")
FAILED = Result("three", Outcome.FAILED, "it is 4, not 5")
SKIPPED = Result("four", Outcome.SKIPPED, "no words for it")
FOUND = {"DMN": [PASSED, OTHERWISE, FAILED, SKIPPED, SKIPPED], "SCXML": [PASSED]}


def test_the_five_numbers() -> None:
    """Found, translated, skipped, passed, failed."""
    assert numbers(FOUND["DMN"]) == (5, 3, 2, 2, 1)
    assert numbers([]) == (0, 0, 0, 0, 0)


def test_the_table_has_all_numbers_and_each_reason() -> None:
    assert (
        table(FOUND)
        == """\
| cases | found | translated | skipped | passed | failed |
| --- | --: | --: | --: | --: | --: |
| DMN | 5 | 3 | 2 | 2 | 1 |
| SCXML | 1 | 1 | 0 | 1 | 0 |

| cases | | why | how many |
| --- | --- | --- | --: |
| DMN | passed | our compiler refuses it | 1 |
| DMN | skipped | no words for it | 2 |"""
    )


def test_it_is_written_between_its_marks() -> None:
    """What is around it stays, however often it is written."""
    page = f"# Page\n\n{module.BEGIN}\nold\n{module.END}\n\nMore.\n"
    once = written(page, FOUND)
    assert between(once) == table(FOUND)
    assert written(once, {}) == written(page, {})
    assert once.replace(table(FOUND), "old") == page


def test_an_oracle_is_where_the_variable_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kit").mkdir()
    monkeypatch.setenv(module.VARIABLE, str(tmp_path))
    assert is_named()
    assert oracle("kit") == tmp_path / "kit"
    with pytest.raises(Absent, match="no folder that holds `other`"):
        oracle("other")
    monkeypatch.delenv(module.VARIABLE)
    assert not is_named()
    with pytest.raises(Absent, match=module.VARIABLE):
        oracle("kit")


@pytest.mark.parametrize(
    ("found", "missing", "arguments", "code", "said"),
    [
        ({"DMN": [PASSED, SKIPPED]}, [], [], 0, ["| DMN | 2 | 1 | 1 | 1 | 0 |"]),
        ({"DMN": [PASSED, SKIPPED]}, [], ["--all"], 0, ["DMN four: skipped: no words for it"]),
        ({"DMN": [FAILED]}, [], [], 1, ["DMN three: failed: it is 4, not 5"]),
        ({"DMN": [PASSED]}, ["SCXML: not played"], [], 0, ["SCXML: not played"]),
        ({"DMN": [PASSED]}, ["SCXML: not played"], ["--write"], 2, ["SCXML: not played"]),
        ({}, ["DMN: not played"], [], 2, ["DMN: not played"]),
        ({"DMN": [PASSED]}, [], ["--wirte"], 2, ["no option --wirte"]),
    ],
)
def test_the_command_says_what_became_of_them(
    found: dict[str, list[Result]],
    missing: list[str],
    arguments: list[str],
    code: int,
    said: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A case that fails is always named, and a page is never written with half of the numbers."""
    monkeypatch.setattr(command, "collected", lambda: (found, missing))
    monkeypatch.setattr(command, "PAGE", Path("nowhere"))
    assert command.main(arguments) == code
    streams = capsys.readouterr()
    for line in said:
        assert line in streams.out + streams.err


def test_the_command_writes_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"{module.BEGIN}\n{module.END}\n", encoding="utf-8")
    monkeypatch.setattr(command, "collected", lambda: (FOUND, []))
    monkeypatch.setattr(command, "PAGE", page)
    assert command.main(["--write"]) == 1
    assert between(page.read_text(encoding="utf-8")) == table(FOUND)


def test_oracles_that_are_not_here_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(module.VARIABLE, raising=False)
    found, missing = command.collected()
    assert found == {}
    assert [line.partition(":")[0] for line in missing] == ["SCXML", "DMN"]


HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("variable", "code", "said"),
    [
        ("", 0, ["193 machines are not played", "51 cases of the DMN kit are not played"]),
        (str(HERE), 1, ["no folder that holds `scxml-w3c`", "no folder that holds `dmn-tck`"]),
    ],
)
def test_only_cases_that_nobody_promised_are_skipped(variable: str, code: int, said: list[str]) -> None:
    """With their number; a folder that is named and does not hold them is a mistake, and fails."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", HERE / "test_scxml.py", HERE / "dmn" / "test_kit.py"],
        env={**os.environ, module.VARIABLE: variable},
        cwd=HERE.parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout
    assert " passed" not in done.stdout.splitlines()[-1]
    for line in said:
        assert line in done.stdout
