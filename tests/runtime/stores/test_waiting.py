"""What waits in memory comes in order, whatever was put and dropped before."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from journeyc.runtime.stores.memory.waiting import Waiting

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MOMENTS = st.integers(0, 9).map(lambda minutes: START + timedelta(minutes=minutes))
KEYS = st.sampled_from("abcdef")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), KEYS, MOMENTS),
        st.tuples(st.just("drop"), KEYS, MOMENTS),
        st.tuples(st.just("until"), st.integers(0, 7), MOMENTS),
    ),
    max_size=60,
)


@given(STEPS)
def test_it_is_a_sorted_list(steps: list[tuple[str, str | int, datetime]]) -> None:
    waiting: Waiting[str] = Waiting()
    known: dict[str, datetime] = {}
    for step in steps:
        match step:
            case "put", str(key), at:
                waiting.put(key, at)
                known[key] = at
            case "drop", str(key), _:
                waiting.drop(key)
                known.pop(key, None)
            case _, int(limit), until:
                expected = sorted((at, key) for key, at in known.items() if at <= until)
                assert waiting.until(until, limit) == expected[:limit]
        assert waiting.first() == min(((at, key) for key, at in known.items()), default=None)


def test_one_that_is_put_again_and_again_takes_no_more_space() -> None:
    waiting: Waiting[str] = Waiting()
    for minutes in range(10_000):
        waiting.put("idle", START + timedelta(minutes=minutes))
    assert len(waiting._heap) < 100
    assert waiting.until(START + timedelta(days=30), 5) == [(START + timedelta(minutes=9_999), "idle")]
