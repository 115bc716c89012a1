"""The W3C's machines for SCXML, each of them, and what the documentation says of them."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.oracles.scxml import FOLDER, REJECTED, machines, result_of, results
from tests.oracles.scxml.faults import FaultKind
from tests.oracles.scxml.reasons import Reason
from tests.oracles.table import PAGE, VARIABLE, Absent, Outcome, Result, between, is_named, oracle, table

FOUND = 193
#: What is skipped, by reason.
SKIPPED = {
    Reason.INVOKE: 35,
    Reason.SYSTEM: 27,
    Reason.HTTP: 12,
    Reason.FOREACH: 10,
    Reason.ERRORS: 7,
    Reason.IN_STATE: 6,
    Reason.DOCUMENTS: 5,
    Reason.SCRIPT: 2,
    Reason.SEVERAL_TARGETS: 2,
    Reason.HISTORY: 2,
    Reason.TYPES: 2,
    Reason.LATE_BINDING: 1,
    Reason.DONE_ELSEWHERE: 1,
}
#: What must not compile, by its fault; the rest is played, and passes.
REFUSED = {FaultKind.ILLEGAL: 7, FaultKind.UNDECLARED: 7, FaultKind.PLATFORM: 1}
PLAYED = 66


def here() -> list[Path]:
    """The machines, none where they are not on this machine."""
    try:
        return machines()
    except Absent:
        return []


MACHINES = here()
ABSENT = f"{FOUND} machines are not played: {VARIABLE} names no folder"

pytestmark = pytest.mark.skipif(not is_named(), reason=ABSENT)

result = cache(result_of)


@pytest.fixture(scope="module")
def everything() -> list[Result]:
    assert oracle(FOLDER).is_dir()
    return [result(path) for path in MACHINES]


@pytest.mark.parametrize("path", MACHINES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_machine_passes_or_has_its_reason(path: Path) -> None:
    _, outcome, reason = result(path)
    assert outcome is not Outcome.FAILED, reason
    assert (outcome is Outcome.SKIPPED) == (reason in {one.value for one in Reason})


def test_all_machines_are_found(everything: list[Result]) -> None:
    assert len({one.name for one in everything}) == len(everything) == FOUND


def test_so_many_are_played_and_pass(everything: list[Result]) -> None:
    passed = [one for one in everything if one.outcome is Outcome.PASSED and not one.reason]
    assert len(passed) == PLAYED == FOUND - sum(SKIPPED.values()) - sum(REFUSED.values())


def test_those_whose_faults_types_rule_out_do_not_compile(everything: list[Result]) -> None:
    refused = [one.reason for one in everything if one.outcome is Outcome.PASSED and one.reason]
    assert Counter(refused) == {REJECTED + kind.value: count for kind, count in REFUSED.items()}


def test_each_skip_has_its_reason(everything: list[Result]) -> None:
    skipped = Counter(Reason(one.reason) for one in everything if one.outcome is Outcome.SKIPPED)
    assert skipped == SKIPPED


def test_each_played_machine_can_fail(everything: list[Result], tmp_path: Path) -> None:
    """With the ways to its two ends exchanged, none passes that passed by being played."""
    ended = []
    for path, (_, outcome, reason) in zip(MACHINES, everything, strict=True):
        spoilt = tmp_path / path.name
        text = path.read_text(encoding="utf-8-sig")
        parts = [part.replace('target="pass"', 'target="fail"') for part in text.split('target="fail"')]
        spoilt.write_text('target="pass"'.join(parts), encoding="utf-8")
        if outcome is Outcome.PASSED and not reason:
            ended.append(result_of(spoilt).reason)
    assert ended == ["it ended in fail"] * PLAYED


def test_the_page_has_the_numbers_of_today(everything: list[Result]) -> None:
    """`python3 dev.py oracles --write` puts them there."""
    today = [line for line in table({"SCXML": everything}).splitlines() if line.startswith("| SCXML |")]
    page = between(PAGE.read_text(encoding="utf-8"))
    assert [line for line in page.splitlines() if line.startswith("| SCXML |")] == today


def test_results_are_found_where_the_variable_says(everything: list[Result]) -> None:
    assert results() == everything
