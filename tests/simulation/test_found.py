"""The simulation can fail: each of these faults is found, and soon."""

import re
from collections.abc import Callable

import pytest

from journeyc.runtime.stores import MemoryStore
from tests.simulation import broken
from tests.simulation.ledger import Violation
from tests.simulation.playing import play
from tests.simulation.program import Program
from tests.simulation.stores import InMemory
from tests.simulation.world import World

#: So many seeds are enough for each of them.
_SOON = 40


def first_found(
    kind: type[MemoryStore] = MemoryStore, changed: Callable[[Program], None] | None = None
) -> str:
    """What is said of a fault by the first seed that finds it."""
    for seed in range(_SOON):
        try:
            World(seed, InMemory(kind), changed).play()
        except Violation as violation:
            return str(violation)
    return "nothing"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (broken.ForgetsTimers, "timers of `"),
        (broken.KeepsTimers, "that nobody armed"),
        (broken.ComparesNothing, "was written over"),
        (broken.ForgetsAnswers, "forgot the answer to|was applied twice"),
        (broken.ReadsOld, "without faults"),
        (broken.TearsMerges, "are lost|and came into"),
        (broken.LosesLetters, "is carried by nobody"),
        (broken.HoldsNothing, "while somebody else has it"),
        (broken.NeverSettles, "was settled for good"),
        (broken.ErasesHalf, "that nobody armed"),
        (broken.LeasesTwice, "two workers have"),
        (broken.FencesNobody, "whose lease another has taken"),
    ],
)
def test_stores(kind: type[MemoryStore], said: str) -> None:
    assert re.search(said, first_found(kind))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (broken.decides_again, "was applied twice"),
        (broken.settles_calls_first, "what came of it is not applied"),
        (broken.forgets_what_came, "what came of it is not applied"),
        (broken.never_calls, "was never made"),
        (broken.settles_messages_first, "was never told"),
        (broken.tells_under_new_ids, "is told of under"),
    ],
)
def test_programs(changed: Callable[[Program], None], said: str) -> None:
    assert re.search(said, first_found(changed=changed))


def test_who_fails_says_how_it_is_played_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.simulation.playing.InMemory", lambda: InMemory(broken.KeepsTimers))
    with pytest.raises(
        AssertionError, match=r"seed 1: Violation: timers of [\s\S]*again: python3 dev.py simulate 1$"
    ):
        play(1)
