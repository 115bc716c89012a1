"""Rule 2: what does not fit is refused with all its faults, and changes nothing."""

from typing import Any

import pytest

from tests.semantics.play import Play, journey

TEXT = journey(
    """step here via web, chat {
         ask count, words
         on told -> there
         after 1 day { note "a day" }
       }
       step there via chat by queue experts { ask words  on divided -> done  on answered -> done }""",
    header="context { count: int?  words: text? }",
)


def begun() -> Play:
    play = Play(TEXT)
    play.send("opened")
    return play


@pytest.mark.parametrize(
    ("name", "payload", "number"),
    [
        ("told", {}, 1),
        ("told", {"accepted": "yes", "words": 3, "more": 1}, 3),
        ("toldd", {"accepted": True}, 1),
        ("answered", {}, 1),
        ("hello.clicked", {}, 1),
    ],
)
def test_a_bad_payload_is_refused_with_all_its_faults(
    name: str, payload: dict[str, Any], number: int
) -> None:
    play = begun()
    report = play.send(name, **payload)
    assert report["result"] == "refused"
    assert len(report["faults"]) == number
    assert play.run["seq"] == 1


def test_a_hundred_faults_are_told_of_many() -> None:
    more: dict[str, Any] = {f"more{number}": 1 for number in range(250)}
    report = begun().send("told", accepted=True, **more)
    assert report["result"] == "refused"
    assert (len(report["faults"]), report["faults"][-1]) == (101, "and 150 more")


def test_a_refused_input_does_not_even_fire_what_is_due() -> None:
    play = begun()
    play.later(days=2)
    assert play.send("told")["result"] == "refused"
    assert play.words == []
    assert play.send("told", accepted=True)["result"] == "accepted"
    assert play.words == ["a day"]


def test_bad_answers_are_refused_together() -> None:
    play = begun()
    report = play.answer(count="many", words=3, more=1)
    assert report["result"] == "refused"
    assert len(report["faults"]) == 3
    assert play.context.get("count") is None
    report = play.answer("voice", count=1)
    assert "is on web, chat" in report["faults"][0]


def test_an_unknown_channel_is_refused() -> None:
    assert "did you mean `web`" in begun().send("told", "wep", accepted=True)["reason"]


def test_a_profile_that_does_not_fit_is_refused() -> None:
    play = begun()
    report = play.know(tier="platinum", bills="x", first_name=None, id="other", shoe=43)
    assert report["result"] == "refused"
    assert len(report["faults"]) == 5
    assert play.customer["profile"] == {}


def test_a_task_answer_is_checked() -> None:
    play = begun()
    play.send("told", accepted=True)
    key = play.of_kind("task")[0]["key"]
    assert play.task(key, "answer", event="divided", payload={"by": "x"})["faults"]
    assert play.task(key, "answer", event="dividd")["faults"] == [
        "`trip` knows no event `dividd`; did you mean `divided`?"
    ]
    assert play.task(key, "answer", values={"count": 3})["faults"] == ["`count` is not asked in `there`"]
    assert play.task(key, "answer")["faults"]
    assert play.task(key, "claim", by="")["faults"]
    assert play.places == ["there"]


def test_arguments_of_a_start_are_checked() -> None:
    play = Play(
        'journey trip(words: text, count: int = 2) "Trip" { starts -> here '
        "step here { after 1 day -> done } end done success }"
    )
    assert play.start("trip")["faults"] == ["`words` is missing"]
    assert len(play.start("trip", words=1, count=None, more=1)["faults"]) >= 2
    assert play.start("trap")["result"] == "refused"
    assert not play.runs
    assert play.start("trip", words="x")["result"] == "accepted"
    assert play.run["parameters"] == {"words": "x", "count": 2}
