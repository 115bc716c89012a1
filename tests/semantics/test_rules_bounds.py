"""Rule 3: how long windows may be, where only a run knows their length, and what is remembered for them."""

import pytest

from journeyc.expression.values import MAXIMUM_WINDOW
from journeyc.runtime.core.inputs import EventInput
from tests.semantics.play import Play, faults, journey

COUNTED = "rule often { on 2 a within customer.patience { notify nudge } }"
SILENT = "rule silent { on a then no b within customer.patience { notify nudge } }"
EMPTY = journey("step here via web { on d -> done }")
TOO_LONG = "a rule looks back or waits for 60 months at most"
N = "context { n: int = 0 }"
NEGATIVE = "a rule cannot look back or wait for less than no time"


def happened_twice(rule: str, patience: str) -> Play:
    """What comes of two events, in a rule of the customer whose window is as long as that."""
    play = Play(rule + EMPTY, patience=patience)
    play.may_fail = True
    play.send("a")
    play.send("a")
    return play


@pytest.mark.parametrize("rule", [COUNTED, SILENT])
@pytest.mark.parametrize("patience", ["P60M", "P1800D", "PT1S", "PT0S"])
def test_a_length_that_fits_is_kept(rule: str, patience: str) -> None:
    assert happened_twice(rule, patience).incidents == []


@pytest.mark.parametrize("patience", ["P61M", "P1801D", "P60MT1S"])
@pytest.mark.parametrize("rule", [COUNTED, SILENT])
def test_a_longer_one_is_an_incident(rule: str, patience: str) -> None:
    """It says what was computed; nothing waits, and a rule of the customer holds no run up."""
    play = Play(rule + EMPTY, patience=patience)
    play.may_fail = True
    for event in ("opened", "a", "a", "d"):
        play.send(event)
    assert {incident["problem"] for incident in play.incidents} == {TOO_LONG}
    assert play.incidents[0]["values"] == {"customer.patience": patience}
    assert "timers" not in play.customer
    assert (play.notified, play.end) == ([], "done")


@pytest.mark.parametrize("rule", [COUNTED, SILENT])
def test_one_that_is_shorter_than_nothing_is_an_incident(rule: str) -> None:
    """As the time up to a moment that has gone by."""
    play = happened_twice(rule.replace("customer.patience", "2026-01-01T09:00 - now"), "PT1S")
    assert {incident["problem"] for incident in play.incidents} == {NEGATIVE}
    assert play.notified == []


def test_a_run_stays_where_it_was_and_goes_on_when_it_is_tried_again() -> None:
    text = journey(f"{COUNTED} step here via web {{ on a {{ set n = n + 1 }}  on d -> done }}", header=N)
    play = Play(text, patience="P9000D")
    play.may_fail = True
    for event in ("opened", "a", "a"):
        play.send(event)
    (incident,) = play.incidents
    assert (incident["problem"], play.context) == (TOO_LONG, {"n": 1})
    play.know(patience="PT3600S")
    play.give(
        EventInput("again", play.now, "a", {}, "web", play.run["id"], None, str(incident["input"]["id"]))
    )
    assert (play.notified, play.context) == (["nudge"], {"n": 2})


def test_business_time_is_no_longer_where_a_calendar_is_closed_for_years() -> None:
    """Most windows of such a length are short enough, so nothing can be said of it before."""
    calendar = """calendar office {
        timezone "Europe/Berlin"  monday to friday from 09:00 to 17:00  closed 2027-01-01 to 2032-01-01
    } """
    rule = "rule silent { on a then no b within 200 business days { notify nudge } }"
    text = calendar + journey(f"{rule} step here via web {{ on d -> done }}", header="calendar office")
    assert faults(text) == []
    play = Play(text)
    play.may_fail = True
    play.send("opened")
    play.send("a")
    assert [incident["problem"] for incident in play.incidents] == [TOO_LONG]
    later = Play(text, at="2032-01-05T09:00:00Z")
    later.send("opened")
    later.send("a")
    assert later.incidents == []


@pytest.mark.parametrize("length", ["60 months", "1800 days", "59 months"])
def test_the_longest_constant_window_holds_what_it_promises(length: str) -> None:
    """On any day: none that is compiled is too long for a run."""
    text = f"rule often {{ on 2 a within {length} {{ notify nudge }} }}" + EMPTY
    for day in ("2024-02-29", "2026-01-31", "2026-11-23"):
        play = Play(text, at=f"{day}T09:00:00Z")
        play.send("a")
        play.wait(days=1700)
        play.send("a")
        assert play.notified == ["nudge"]


def test_what_happened_before_the_longest_window_is_forgotten() -> None:
    """Also where the length is computed and might be any."""
    play = Play(COUNTED + EMPTY, patience="P60M")
    play.send("a")
    play.wait(days=1_825)
    play.send("a")
    assert len(play.customer["recent"]) == 2
    play.wait(days=1_840)
    play.send("a")
    assert len(play.customer["recent"]) == 1
    assert MAXIMUM_WINDOW.total_seconds == 1_800 * 86_400
