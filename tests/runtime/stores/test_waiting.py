"""What waits in memory comes in order, whatever was put and dropped before."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from journeyc.expression.values import to_instant
from journeyc.runtime.stores.memory.letters import Outbox
from journeyc.runtime.stores.memory.waiting import Waiting
from tests.runtime.stores.test_contract import AT, message

NOW = to_instant(AT)
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


class Counted(dict[str, Any]):
    """Says how often something was looked up in it."""

    looked_up = 0

    def __getitem__(self, key: str) -> Any:
        self.looked_up += 1
        return super().__getitem__(key)


def test_what_a_customer_is_brought_first_is_found_however_much_waits_for_others() -> None:
    outbox = Outbox()
    for number in range(1_000):
        outbox.put(message(number)._replace(id=f"d/{number}/1/1/0", customer=f"c{number % 10}"))
    outbox._letters = letters = Counted(outbox._letters)
    until = NOW + timedelta(minutes=2)
    for expected in ("d/7/1/1/0", "d/17/1/1/0"):
        claimed = outbox.claim([message().outlet], NOW, until, "c7")
        assert claimed is not None
        assert claimed.outgoing.id == expected
    assert letters.looked_up == 2
    assert outbox.claim([message().outlet], NOW, until, "nobody") is None
    outbox.forget([f"d/{number}/1/1/0" for number in range(7, 1_000, 10)])
    assert outbox.claim([message().outlet], until, until, "c7") is None
    assert len(outbox._of_customer) == 9
