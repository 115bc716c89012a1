"""Which run an event is for, what is refused, and why nothing takes it."""

from typing import Any

import pytest

from tests.runtime.core.journeys import (
    FALSE,
    Play,
    end,
    field,
    journey,
    on,
    put,
    said,
    starts,
    step,
    when,
)

TWO = journey(
    step("open", on("decided", "won", guard=when(said("accepted", "bool"), "event.accepted")), on("ping")),
    end("won"),
    begin=[starts("opened", "open", put("bill", said("bill", "id?")))],
    one_run_per=(("bill",),),
    context=(field("bill", "id?"),),
)


@pytest.mark.parametrize(
    ("name", "channel", "payload", "fault"),
    [
        ("oppened", "web", {}, "no journey knows an event `oppened`; did you mean `opened`?"),
        ("answered", "web", {}, "`answered` is raised by the runtime and cannot be sent"),
        ("opened", "wob", {}, "there is no channel `wob`; did you mean `web`?"),
        ("opened", "web", {"bil": "x"}, "`bil` is not declared; did you mean `bill`?"),
        ("opened", "web", {"bill": 3}, "`bill` must be an identifier, as text, not `3`"),
        ("decided", "web", {}, "`accepted` is missing"),
    ],
)
def test_a_bad_event_is_refused_and_changes_nothing(
    name: str, channel: str, payload: dict[str, Any], fault: str
) -> None:
    """Rule 2: payloads are checked first; a bad one is refused with its faults and changes nothing."""
    play = Play(TWO)
    before = play.state()
    report = play.send(name, channel=channel, **payload)
    assert (report["result"], report["faults"]) == ("refused", [fault])
    assert play.state() == before


def test_all_faults_are_said_at_once() -> None:
    """Rule 2: with all its faults."""
    report = Play(TWO).send("opened", bill=3, amount="lots", extra=1)
    assert len(report["faults"]) == 3


def test_runs_side_by_side_are_told_apart_by_the_payload() -> None:
    """Rule 1: an event goes to the runs whose `one run per` fields it does not contradict."""
    play = Play(TWO)
    play.send("opened", bill="B1")
    play.send("opened", bill="B2")
    assert [run["key"] for run in play.runs.values()] == [["B1"], ["B2"]]
    play.send("decided", accepted=True, bill="B1", channel="desk")
    assert [run["status"] for run in play.runs.values()] == ["ended", "active"]


def test_an_event_that_several_runs_of_a_journey_would_take_is_ambiguous() -> None:
    """Rule 1: it is refused, listing them, unless it names the run."""
    play = Play(TWO)
    play.send("opened", bill="B1")
    play.send("opened", bill="B2")
    before = play.state()
    report = play.send("ping")
    assert report["result"] == "ambiguous"
    assert "`dispute/anna/1`, `dispute/anna/2`" in report["reason"]
    assert play.state() == before
    assert play.send("ping", run="dispute/anna/2")["runs"][0]["run"] == "dispute/anna/2"


def test_runs_of_different_journeys_all_take_an_event() -> None:
    """Rule 1: ambiguity is a matter of one journey."""
    play = Play(TWO, journey(step("other", on("ping")), name="other"))
    play.send("opened", bill="B1")
    report = play.send("ping")
    assert [run["journey"] for run in report["runs"]] == ["dispute", "other"]


def test_a_second_start_for_the_same_key_is_not_accepted() -> None:
    """Rule 1: the re-entry rule is, by default, after the last run ended."""
    play = Play(TWO)
    play.send("opened", bill="B1")
    report = play.send("opened", bill="B1")
    assert report["result"] == "not_accepted"
    assert "`dispute` already runs for this customer as `dispute/anna/1`" in report["reason"]
    play.send("decided", accepted=True)
    assert play.send("opened", bill="B1")["runs"][0]["run"] == "dispute/anna/2"


def test_an_event_that_is_not_taken_says_where_it_would_be() -> None:
    """Rule 16: `no active step takes it`, with the steps that would."""
    play = Play(journey(step("first", on("pong", "second")), step("second", on("ping"))))
    play.send("opened")
    report = play.send("ping")
    assert (report["result"], report["reason"]) == (
        "not_accepted",
        "no active step takes `ping`; it is taken in `second`",
    )


def test_a_handler_whose_condition_is_false_is_named() -> None:
    """Rule 16 and principle 7: nothing happens silently."""
    play = Play(TWO)
    play.send("opened", bill="B1")
    report = play.send("decided", accepted=False)
    assert report["result"] == "not_accepted"
    assert "on decided when event.accepted -> won" in report["reason"]
    assert report["runs"][0]["considered"][0]["reason"] == "guard"


def test_an_event_for_a_run_that_is_not_open_is_not_accepted() -> None:
    """Rule 1: an event that names its run goes nowhere else."""
    report = Play(TWO).send("opened", run="dispute/anna/9", bill="B1")
    assert (report["result"], report["reason"]) == ("not_accepted", "there is no open run `dispute/anna/9`")


def test_a_profile_is_checked_written_and_cleared() -> None:
    """Rule 2: what another system knows of the customer is checked like a payload."""
    play = Play(TWO)
    assert play.know(name="Anna", timezone="Europe/Berlin")["result"] == "accepted"
    assert play.customer["profile"] == {"name": "Anna", "timezone": "Europe/Berlin"}
    play.know(timezone=None)
    assert play.customer["profile"] == {"name": "Anna"}
    report = play.know(nam="x", id="other", score="many")
    assert (report["result"], len(report["faults"])) == ("refused", 3)


def test_a_start_with_a_guard_or_channels_is_looked_at_in_written_order() -> None:
    """`starts on` lines are alternatives, the first that fits begins the run."""
    begin = [
        starts("opened", "by_phone", channels=("voice",)),
        starts("opened", "never", guard=when(FALSE)),
        starts("opened", "other"),
    ]
    nodes = (step("by_phone"), step("never"), step("other"))
    for channel, expected in (("voice", "by_phone"), ("web", "other")):
        play = Play(journey(*nodes, begin=begin))
        play.send("opened", channel=channel)
        assert play.step == expected
