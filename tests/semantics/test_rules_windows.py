"""Rule 3: what a pattern means, counted event by event and read off the whole list of what happened."""

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeyc.expression.values import MAXIMUM_COUNTED, to_instant
from journeyc.runtime.core.windows import MAXIMUM_RECENT
from tests.semantics.play import START, Play, faults, journey, same

MINUTE = timedelta(minutes=1)


class Row(NamedTuple):
    """A pattern, and the same in the words of the tests."""

    kind: str
    names: tuple[str, ...]
    minutes: int = 0
    times: int = 1
    channels: tuple[str, ...] = ("web", "chat", "voice")


ROWS = {
    "on a from web": Row("repeated", ("a",), channels=("web",)),
    "on 3 a within 1 hour": Row("repeated", ("a",), 60, 3),
    "on 2 b from web, chat within 20 minutes": Row("repeated", ("b",), 20, 2, ("web", "chat")),
    "on a then b within 30 minutes": Row("sequence", ("a", "b"), 30),
    "on a then a within 10 minutes": Row("sequence", ("a", "a"), 10),
    "on a then b then a within 45 minutes": Row("sequence", ("a", "b", "a"), 45),
    "on a then no b within 30 minutes": Row("absence", ("a", "b"), 30),
    "on b then no b within 15 minutes": Row("absence", ("b", "b"), 15),
}


class Happened(NamedTuple):
    """An event of the whole list, with the minute at which it happened."""

    name: str
    channel: str
    minute: int


def fires(row: Row, events: list[Happened]) -> list[int]:
    """The minutes at which a rule fires, read off the whole list."""
    if row.kind == "absence":
        return sorted(_silences(row, events))
    found = []
    for last, event in enumerate(events):
        if row.kind == "repeated" and event.name == row.names[0] and event.channel in row.channels:
            like = [e for e in events[: last + 1] if e.name == event.name and e.channel in row.channels]
            number = sum(e.minute + row.minutes >= event.minute for e in like) if row.times > 1 else 1
            if number >= row.times:
                found.append(event.minute)
        elif row.kind == "sequence" and any(_chains(row, events, last)):
            found.append(event.minute)
    return found


def _chains(row: Row, events: list[Happened], last: int) -> Iterator[bool]:
    """Every choice of earlier events in the order of the pattern: whether its first one is near enough."""

    def choose(names: tuple[str, ...], start: int, first: int | None) -> Iterator[bool]:
        if len(names) == 1:
            yield (
                first is not None
                and events[last].name == names[0]
                and first + row.minutes >= events[last].minute
            )
            return
        for number in range(start, last):
            if events[number].name == names[0]:
                minute = events[number].minute if first is None else first
                yield from choose(names[1:], number + 1, minute)

    return choose(row.names, 0, None)


def _silences(row: Row, events: list[Happened]) -> Iterator[int]:
    for number, event in enumerate(events):
        if event.name == row.names[0]:
            until = event.minute + row.minutes
            if not any(
                later.name == row.names[1] and later.minute <= until for later in events[number + 1 :]
            ):
                yield until


def written(indent: str = "") -> str:
    return "\n".join(
        f'{indent}rule rule_{number} {{ {pattern} {{ emit sent_out(words = "{pattern}") }} }}'
        for number, pattern in enumerate(ROWS)
    )


OF_CUSTOMER = written()
OF_JOURNEY = journey(f"{written()} step here via web {{ on d -> done }}")
OF_BOTH = OF_CUSTOMER + OF_JOURNEY

EMPTY = journey("step here via web { on d -> done }")

HISTORY = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c"]), st.sampled_from(["web", "chat", "voice"]), st.integers(0, 25)
    ),
    max_size=14,
)


def played(text: str, events: list[Happened], late: frozenset[int] = frozenset()) -> Play:
    """All events one after the other; where a host is late, only the next event brings the time along."""
    play = Play(text)
    play.send("opened")
    for number, event in enumerate(events):
        moment = to_instant(START) + event.minute * MINUTE
        if number in late:
            play.now = moment
        else:
            # An event at the very instant of a timer goes before it.
            if (gap := moment - play.now) > timedelta(0):
                play.wait(seconds=gap.total_seconds() - 1)
            play.now = moment
        play.send(event.name, event.channel)
    play.wait(hours=2)
    return play


def listed(history: list[tuple[str, str, int]]) -> list[Happened]:
    minute, events = 0, []
    for name, channel, gap in history:
        minute += gap
        events.append(Happened(name, channel, minute))
    return events


def told(play: Play, pattern: str) -> list[int]:
    effects = [effect for effect in play.of_kind("emit") if effect["payload"]["words"] == pattern]
    return [(to_instant(effect["at"]) - to_instant(START)) // MINUTE for effect in effects]


@pytest.mark.parametrize("text", [OF_CUSTOMER, OF_JOURNEY], ids=["customer", "journey"])
@given(history=HISTORY, late=st.frozensets(st.integers(0, 13)))
def test_windows_are_those_of_the_whole_list(
    text: str, history: list[tuple[str, str, int]], late: frozenset[int]
) -> None:
    """Whoever looks at each event as it comes, on time or late, finds what is in the whole list."""
    events = listed(history)
    play = played(text, events, late)
    for pattern, row in ROWS.items():
        assert told(play, pattern) == fires(row, events), pattern


@given(history=HISTORY)
def test_played_again_it_is_the_same(history: list[tuple[str, str, int]]) -> None:
    """Replay gives the same documents and the same ids; every decision was a round trip through JSON."""
    events = listed(history)
    assert same(played(OF_BOTH, events), played(OF_BOTH, events))


def test_what_no_window_reaches_is_forgotten() -> None:
    """The document of a customer holds what may count yet, and nothing that no rule names."""
    play = Play("rule often { on 3 a within 1 hour { notify nudge } }" + EMPTY)
    play.send("a")
    play.send("b")
    assert [event["name"] for event in play.customer["recent"]] == ["a"]
    play.wait(days=4)
    play.send("a")
    assert [event["id"] for event in play.customer["recent"]] == [play.reports[-1]["input"]]


def test_too_many_are_an_incident_and_go_on() -> None:
    """A flood is told of once for a hundred events, and the customer goes on."""
    play = Play("rule often { on 3 a within 1 hour { notify nudge } }" + EMPTY)
    play.may_fail = True
    play.send("a")
    (kept,) = play.customer["recent"]
    # What a thousand inputs would leave, each of which would tell of all before it.
    play.customer["recent"] = [{**kept, "id": f"{kept['id']} {n}"} for n in range(MAXIMUM_RECENT - 1)]
    play.send("a")
    assert not play.incidents
    play.effects.clear()
    play.send("a")
    (last,) = play.incidents
    assert (
        last["problem"] == "more than 1,000 events that rules may still count; the oldest 100 count no longer"
    )
    assert last["run"] == "customer:anna"
    assert len(play.customer["recent"]) == MAXIMUM_RECENT + 1 - 100
    play.send("a")
    assert play.incidents == [last]
    assert play.notified == ["nudge", "nudge"]


def test_no_count_is_out_of_reach() -> None:
    """What the compiler lets through can be counted."""
    assert MAXIMUM_COUNTED == MAXIMUM_RECENT
    assert faults("rule r { on 1000 a within 1 day { notify nudge } }") == []
    assert faults("rule r { on 1001 a within 1 day { notify nudge } }") == [
        "`1001` is more than the 1,000 events that are remembered of a customer"
    ]


def test_a_window_is_computed_when_its_rule_has_its_turn() -> None:
    """So that a rule before it may have set what it reads."""
    play = Play(
        """rule first { on a { set customer.bills = 1 } }
           rule second { on 2 a within 1 hour * customer.bills { set customer.bills = 5 } }"""
        + journey("step here via web { on c -> done }"),
        bills=-1,
    )
    play.send("a")
    assert play.customer["profile"]["bills"] == 1
    play.know(bills=-1)
    play.send("a")
    assert play.customer["profile"]["bills"] == 5
    assert not play.incidents
