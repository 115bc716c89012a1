"""The cases of the kit, all of them, and what the documentation says of them."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from tests.oracles.dmn import FOLDER, results, results_of
from tests.oracles.dmn.reasons import Reason
from tests.oracles.table import PAGE, VARIABLE, Outcome, Result, between, is_named, numbers, oracle, table

#: What is skipped, by reason; the rest is played, and passes.
SKIPPED: dict[Reason, int] = {}
FOUND = 51

WRITTEN = between(PAGE.read_text(encoding="utf-8"))


#: `skips.toml` allows it: the kit is not part of the project.
ABSENT = f"{FOUND} cases of the DMN kit are not played: {VARIABLE} names no folder"

pytestmark = pytest.mark.skipif(not is_named(), reason=ABSENT)


@pytest.fixture(scope="module")
def kit() -> Path:
    return oracle(FOLDER)


@pytest.fixture(scope="module")
def played(kit: Path) -> list[Result]:
    return results_of(kit)


def test_what_is_translated_passes(played: list[Result]) -> None:
    """Each case that is wrong is named, with what came instead."""
    assert [one for one in played if one.outcome is Outcome.FAILED] == []
    assert sum(one.outcome is Outcome.PASSED for one in played) == FOUND - sum(SKIPPED.values())


def test_all_cases_are_found_and_each_skip_has_its_reason(played: list[Result]) -> None:
    assert len(played) == len({one.name for one in played}) == FOUND
    skipped = Counter(Reason(one.reason) for one in played if one.outcome is Outcome.SKIPPED)
    assert skipped == SKIPPED


def test_a_case_that_expects_something_else_fails(kit: Path, tmp_path: Path) -> None:
    """Every case can fail: with another value expected, none passes."""
    for model in kit.glob("*/*.dmn"):
        folder = tmp_path / model.parent.name
        folder.mkdir()
        shutil.copy(model, folder)
        for path in model.parent.glob("*.xml"):
            given, *expected = path.read_text(encoding="utf-8").split("<expected>")
            spoilt = "<expected>".join(
                [given, *(part.replace("</value>", "7</value>", 1) for part in expected)]
            )
            (folder / path.name).write_text(spoilt, encoding="utf-8")
    assert numbers(results_of(tmp_path)) == (FOUND, FOUND, 0, 0, FOUND)


def test_the_page_has_the_numbers_of_today(played: list[Result]) -> None:
    """`python -m tests.oracles --write` puts them there."""
    today = [line for line in table({"DMN": played}).splitlines() if line.startswith("| DMN |")]
    assert [line for line in WRITTEN.splitlines() if line.startswith("| DMN |")] == today


def test_results_are_found_where_the_variable_says(kit: Path, played: list[Result]) -> None:
    assert kit.is_dir()
    assert results() == played
