"""The laws of the core, each on drawn journeys in which drawn things happen.

A few examples in the normal run, as many as the profile wants with `--full`.
"""

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.laws import checks
from tests.laws.choices import chunks, chunks_of
from tests.laws.clauses import Temper
from tests.laws.happenings import SIZE
from tests.laws.journeys import journeys, seeded
from tests.laws.moves import moved
from tests.laws.renamed import onto_another, renamed
from tests.laws.world import Compiled, compiled

HAPPENINGS = chunks(SIZE, 4, 24)
RISKY = Temper(risky=True)
#: Guards read payloads alone, so what the checker says of the ways is true of the runs.
PLAIN = Temper(plain=True)


class Law(NamedTuple):
    """What is checked of a journey and of what happens in it, and which journeys are drawn for it."""

    check: Callable[[Compiled, list[bytes]], None]
    temper: Temper = RISKY


LAWS = {
    # The pure core: replay of the stored inputs, to plans made anew.
    "the same inputs give the same runs, effects and ids, byte for byte": Law(checks.replay),
    # The pure core: what comes in is never changed, either.
    "documents may go through JSON at any time": Law(checks.round_trip),
    # Rule 1: an id seen before gets its first report, at whatever position it comes again.
    "a repeat of any earlier input changes nothing": Law(checks.repeated_anywhere),
    # Rule 7: state, effects and history commit together or not at all; a failed timer is gone.
    "a macrostep that fails leaves the run as it was": Law(checks.failing),
    # Rule 9: timers fire once, in order, each at its own time; logical time never goes back.
    "how late the host is changes nothing": Law(checks.punctual, Temper(calm=True)),
    # Rule 9: never twice, never before its time, never after it was cancelled.
    "a timer fires once, if it is armed and due": Law(checks.once),
    # Rules 6, 10 and 11: one child in each stage, all branches and items; nothing is left behind.
    "a run is always where it can be": Law(checks.legal),
    # Rule 6: `enter` and `leave` are done once for every time; an end leaves everything.
    "what was entered was left, or is active": Law(checks.entered_and_left, RISKY._replace(noted=True)),
    # Rule 8: `run/seq/n`, and no two are the same.
    "effects have ids of their own": Law(checks.effect_ids),
    # A customer in a runtime has the runs that the core gives, byte for byte.
    "the runtime does what the core does": Law(checks.hosted),
    # Rule 17: places, questions, timers, work and memories go along, and nothing happens by the move.
    "a move to a version that means the same changes nothing": Law(moved),
    # Rule 17: all that is kept by place goes along under its new name.
    "a move to a version with other names changes names alone": Law(renamed),
}
#: Looking for ways to an end takes long; a few of its examples have a test of their own.
LONG = {"every run of a journey without traps can get to an end": Law(checks.can_end, PLAIN)}


def holds(sentence: str, data: st.DataObject) -> None:
    """Check a law where the drawn text is a journey, as nearly all are."""
    law = (LAWS | LONG)[sentence]
    text, happenings = data.draw(journeys(law.temper)), data.draw(HAPPENINGS)
    ready = compiled(text)
    assume(ready is not None)
    assert ready is not None
    law.check(ready, happenings)


@pytest.mark.parametrize("sentence", LAWS)
@settings(max_examples=15)
@given(st.data())
def test_a_law_holds_for_a_few(sentence: str, data: st.DataObject) -> None:
    holds(sentence, data)


@pytest.mark.full
@pytest.mark.parametrize("sentence", [*LAWS, *LONG])
@given(st.data())
def test_a_law_holds_for_many(sentence: str, data: st.DataObject) -> None:
    """As many journeys as the profile wants."""
    holds(sentence, data)


def lands(data: st.DataObject) -> None:
    """Let runs of one drawn journey move to any places of another."""
    texts = [data.draw(journeys(RISKY)) for _ in range(2)]
    first, second = (compiled(text) for text in texts)
    assume(first is not None and second is not None)
    assert first is not None
    assert second is not None
    onto_another(first, second, data.draw(HAPPENINGS), data.draw(st.binary(min_size=64, max_size=64)))


@settings(max_examples=10)
@given(st.data())
def test_a_run_that_moves_is_where_it_can_be_or_stays_as_it_was(data: st.DataObject) -> None:
    lands(data)


@pytest.mark.full
@given(st.data())
def test_many_runs_that_move_are_where_they_can_be_or_stay_as_they_were(data: st.DataObject) -> None:
    """As many journeys as the profile wants."""
    lands(data)


def test_every_run_of_a_journey_without_traps_can_get_to_an_end() -> None:
    """What the checker calls free of traps is: from wherever a run came to, some inputs lead it to an end."""
    drawn = [compiled(seeded(seed, 4, PLAIN)) for seed in range(60)]
    found = Counter(
        checks.reaches_end(ready, chunks_of(seed, SIZE, 8), most=400)
        for seed, ready in enumerate(drawn)
        if ready is not None
    )
    assert found["no"] == 0
    # Of the others, few have traps or are too large to be looked through.
    assert found["yes"] >= 45
