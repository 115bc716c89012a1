"""The laws of the core, each on drawn journeys in which drawn things happen.

A few examples in the normal run, as many as the profile wants with `--full`.
"""

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import assume, given, settings

from tests.laws import checks
from tests.laws.choices import chunks, chunks_of
from tests.laws.clauses import Temper
from tests.laws.happenings import SIZE
from tests.laws.journeys import journeys, seeded
from tests.laws.moves import moved
from tests.laws.world import Compiled, compiled

Law = Callable[[Compiled, list[bytes]], None]
FEW = settings(max_examples=15)
HAPPENINGS = chunks(SIZE, 4, 24)
RISKY = Temper(risky=True)
#: Guards read payloads alone, so what the checker says of the ways is true of the runs.
PLAIN = Temper(plain=True)


def holds(law: Law, text: str, happenings: list[bytes]) -> None:
    """Check a law where the drawn text is a journey, as nearly all are."""
    ready = compiled(text)
    assume(ready is not None)
    assert ready is not None
    law(ready, happenings)


@FEW
@given(journeys(RISKY), HAPPENINGS)
def test_the_same_inputs_give_the_same_runs_effects_and_ids_byte_for_byte(
    text: str, chunks: list[bytes]
) -> None:
    """The pure core: replay of the stored inputs, to plans made anew, gives the same."""
    holds(checks.replay, text, chunks)


@FEW
@given(journeys(RISKY), HAPPENINGS)
def test_documents_may_go_through_json_at_any_time(text: str, chunks: list[bytes]) -> None:
    """The pure core: documents are JSON, and what comes in is never changed."""
    holds(checks.round_trip, text, chunks)


@FEW
@given(journeys(RISKY), HAPPENINGS)
def test_a_repeat_of_any_earlier_input_changes_nothing(text: str, chunks: list[bytes]) -> None:
    """Rule 1: an id seen before gets its first report, at whatever position it comes again."""
    holds(checks.repeated_anywhere, text, chunks)


@FEW
@given(journeys(RISKY), HAPPENINGS)
def test_a_macrostep_that_fails_leaves_the_run_as_it_was(text: str, chunks: list[bytes]) -> None:
    """Rule 7: state, effects and history commit together or not at all; a failed timer is gone."""
    holds(checks.failing, text, chunks)


@FEW
@given(journeys(Temper(calm=True)), HAPPENINGS)
def test_how_late_the_host_is_changes_nothing(text: str, chunks: list[bytes]) -> None:
    """Rule 9: timers fire once, in order, each at its own time; logical time never goes back."""
    holds(checks.punctual, text, chunks)


@FEW
@given(journeys(RISKY), HAPPENINGS)
def test_a_timer_fires_once_if_it_is_armed_and_due(text: str, chunks: list[bytes]) -> None:
    """Rule 9: never twice, never before its time, never after it was cancelled."""
    holds(checks.once, text, chunks)


@FEW
@given(journeys(RISKY), HAPPENINGS)
def test_a_run_is_always_where_it_can_be(text: str, chunks: list[bytes]) -> None:
    """Rules 6, 10 and 11: one child in each stage, all branches and items; nothing is left behind."""
    holds(checks.legal, text, chunks)


@FEW
@given(journeys(RISKY._replace(noted=True)), HAPPENINGS)
def test_what_was_entered_was_left_or_is_active(text: str, chunks: list[bytes]) -> None:
    """Rule 6: `enter` and `leave` are done once for every time; an end leaves everything."""
    holds(checks.entered_and_left, text, chunks)


@FEW
@given(journeys(RISKY), HAPPENINGS)
def test_effects_have_ids_of_their_own(text: str, chunks: list[bytes]) -> None:
    """Rule 8: `run/seq/n`, and no two are the same."""
    holds(checks.effect_ids, text, chunks)


@FEW
@given(journeys(RISKY), HAPPENINGS)
def test_the_runtime_does_what_the_core_does(text: str, chunks: list[bytes]) -> None:
    """A customer in a runtime has the runs that the core gives, byte for byte."""
    holds(checks.hosted, text, chunks)


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


@FEW
@given(journeys(RISKY), HAPPENINGS)
def test_a_move_to_a_version_that_means_the_same_changes_nothing(text: str, chunks: list[bytes]) -> None:
    """Rule 17: places, questions, timers, work and memories go along, and nothing happens by the move."""
    holds(moved, text, chunks)


MANY: dict[str, tuple[Law, Temper]] = {
    "replay": (checks.replay, RISKY),
    "round_trip": (checks.round_trip, RISKY),
    "repeats": (checks.repeated_anywhere, RISKY),
    "failing": (checks.failing, RISKY),
    "punctual": (checks.punctual, Temper(calm=True)),
    "once": (checks.once, RISKY),
    "legal": (checks.legal, RISKY),
    "entered_and_left": (checks.entered_and_left, RISKY._replace(noted=True)),
    "effect_ids": (checks.effect_ids, RISKY),
    "hosted": (checks.hosted, RISKY),
    "can_end": (checks.can_end, PLAIN),
    "moved": (moved, RISKY),
}


@pytest.mark.full
@pytest.mark.parametrize("name", MANY)
def test_the_laws_hold_for_many(name: str) -> None:
    """The same laws, for as many journeys as the profile wants."""
    law, temper = MANY[name]

    @given(journeys(temper), HAPPENINGS)
    def played(text: str, chunks: list[bytes]) -> None:
        holds(law, text, chunks)

    played()
