"""The power fails while hosts work on one SQLite file: what is left is the history up to some moment."""

import random
from collections.abc import Generator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

import pytest

from journeyc.runtime.stores import open_store
from tests.kills.aftermath import noted_in, run_to_quiet
from tests.kills.audit import audit, kept_reports
from tests.kills.journeys import begin
from tests.kills.killing import programs
from tests.kills.notes import Noted
from tests.kills.power import Copy, copied, spoiled
from tests.kills.tables import Tables, tables_of

Copies: TypeAlias = Generator[Copy, None, None]


def answers_lost(store: Path, noted: Noted) -> int:
    """How many answers a spoiled store has lost: of each program the last ones, and nothing else is wrong."""
    open_store(store).close()
    tables = tables_of(str(store))
    assert audit(tables) == []
    kept = kept_of(tables, noted)
    for name, flags in kept.items():
        assert not any(later and not earlier for earlier, later in pairwise(flags)), (name, flags)
    return sum(flags.count(False) for flags in kept.values())


def kept_of(tables: Tables, noted: Noted) -> dict[str, list[bool]]:
    """By program, whether each of its answers is kept, in the order in which it was told them, without those
    to who was erased since, which may be lost, too.
    """
    report_of = kept_reports(tables)
    kept: dict[str, list[bool]] = {}
    for answer in noted.answers:
        if noted.may_have_gone(answer.customer, answer.sent):
            continue
        kept.setdefault(answer.input.split("/")[0], []).append(report_of(answer) is not None)
    return kept


def copies_of_a_load(
    folder: Path, hosts: str, moments: int, chance: random.Random
) -> Generator[Copy, None, None]:
    """Copies of the store at some moments of a load, beside what was noted by then."""
    begin(folder, str(folder / "store"), folder.name)
    with programs(folder, hosts) as at_work:
        for moment in range(moments):
            at_work.wait_for(chance.choice(hosts), chance.randint(10, 50))
            with at_work.standing_still():
                yield copied(folder / "store", folder / f"copy {moment}")


def holds(folder: Path, hosts: str, moments: int, cuts: int, seed: str) -> None:
    chance = random.Random(seed)  # noqa: S311  # it chooses moments and what is spoiled
    lost = 0
    with closing(copies_of_a_load(folder, hosts, moments, chance)) as copies:
        for copy in copies:
            noted = noted_in(folder)
            for cut in range(cuts):
                store = spoiled(copy, copy.path.parent / f"cut {cut}", chance)
                lost += answers_lost(store, noted)
            open_store(copy.path).close()
            assert audit(tables_of(str(copy.path)), noted) == [], "what is not spoiled has lost nothing"
    assert lost > 0, "something was lost, or nothing was tried"
    quiet = run_to_quiet(folder, str(store))
    assert audit(tables_of(str(store)), quiet_at=quiet) == []


def test_a_log_whose_end_is_lost_holds_the_history_before_it(tmp_path: Path) -> None:
    holds(tmp_path, "ab", 2, 5, "torn")


@pytest.mark.full
@pytest.mark.parametrize("seed", range(4))
def test_many_logs_whose_end_is_lost(seed: int, tmp_path: Path) -> None:
    holds(tmp_path, "abc", 12, 30, f"torn {seed}")
