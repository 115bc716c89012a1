"""Rule 14: what a service said is used again while it is not too old, and the call is not made."""

from typing import Any

from journeyc.runtime.core.documents import KeptAnswer
from journeyc.runtime.core.known import newest
from tests.semantics.play import Play, journey

PROFILE = "type Profile { tier: Tier  bills: int }  service crm.profile(id: id) gives Profile fails unknown\n"
LOOKS = """step here via web { on a -> looks  on b -> done }
  step looks {
    call crm.profile(id = customer.id) retry 1 times every 1 minute timeout 10 seconds keep 1 day {
      ok as p       -> here { note "{{ p.bills }}" }
      fails unknown -> here { note "unknown" }
      no answer     -> here { note "nothing" }
    }
  }"""
GOLD: Any = {"tier": "gold", "bills": 2}


def asked(play: Play) -> list[Any]:
    return play.of_kind("call")


def looked(text: str = PROFILE + journey(LOOKS)) -> Play:
    """The service was asked once, and has answered."""
    play = Play(text)
    play.send("opened")
    play.send("a")
    play.result(asked(play)[0]["key"], "ok", GOLD)
    assert play.words == ["2"]
    return play


def test_within_its_time_the_answer_is_used_again_and_nobody_is_called() -> None:
    """The run goes on in the same input, no timer of the call is left, and the report says since when."""
    play = looked()
    play.wait(hours=23)
    report = play.send("a")
    assert len(asked(play)) == 1
    assert play.words == ["2", "2"]
    assert (play.places, play.due) == (["here"], {})
    assert [run.get("answered") for run in report["runs"]] == [None, "2026-11-23T09:00:00Z"]


def test_it_does_not_become_younger_by_being_used() -> None:
    play = looked()
    play.wait(hours=23)
    play.send("a")
    play.wait(hours=1)
    play.send("a")
    assert len(asked(play)) == 2
    assert play.places == ["looks"]


def test_a_new_answer_takes_the_place_of_the_old_one() -> None:
    play = looked()
    play.wait(days=2)
    play.send("a")
    play.result(asked(play)[1]["key"], "ok", {"tier": "bronze", "bills": 5})
    play.send("a")
    assert play.words == ["2", "5", "5"]
    assert [one["value"] for one in play.customer["answers"]] == [{"tier": "bronze", "bills": 5}]


def test_another_journey_uses_it_too_with_a_time_of_its_own() -> None:
    """What counts is the service and what it is asked with, not who has asked."""
    text = journey(LOOKS) + journey(LOOKS.replace("keep 1 day", "keep 1 hour"), "other")
    play = Play(PROFILE + text)
    play.send("opened")
    play.send("a", run=play.run_of("trip")["id"])
    play.result(asked(play)[0]["key"], "ok", GOLD)
    play.send("a", run=play.run_of("other")["id"])
    assert len(asked(play)) == 1
    play.wait(hours=1)
    play.send("a", run=play.run_of("other")["id"])
    assert len(asked(play)) == 2


def test_other_arguments_failures_and_silence_are_asked_again() -> None:
    text = PROFILE + journey(
        LOOKS.replace("id = customer.id", "id = who").replace(
            "on b -> done", 'on b -> here { set who = "x" }'
        )
        + " end over success",
        header='context { who: id = "w" }',
    )
    play = looked(text)
    play.send("b")
    play.send("a")
    assert len(asked(play)) == 2
    play.result(asked(play)[1]["key"], "fails", failure="unknown")
    play.send("a")
    assert len(asked(play)) == 3
    play.wait(minutes=5)
    assert play.words == ["2", "unknown", "nothing"]
    play.send("a")
    assert len(asked(play)) == 5, "one more try, and the next call"


def test_a_call_without_keep_neither_uses_nor_leaves_an_answer() -> None:
    play = looked(PROFILE + journey(LOOKS.replace(" keep 1 day", "")))
    assert "answers" not in play.customer
    play.send("a")
    assert len(asked(play)) == 2


def test_an_answer_that_comes_too_late_is_not_kept() -> None:
    play = Play(PROFILE + journey(LOOKS))
    play.send("opened")
    play.send("a")
    play.wait(minutes=5)
    assert play.places == ["here"]
    play.result(asked(play)[0]["key"], "ok", GOLD)
    assert "answers" not in play.customer


def test_what_another_version_takes_for_something_else_is_asked_again() -> None:
    """An answer of another type is none of this version of the journey."""
    older = PROFILE + journey(LOOKS, header="version 1")
    newer = PROFILE.replace("bills: int", "bills: text") + journey(
        LOOKS.replace("-> looks", "-> looks2").replace("step looks", "step looks2"),
        header="version 2 reenter always migrate from 1 { move looks -> looks2 }",
    )
    play = Play(older, newer)
    play.send("opened")
    play.customer["answers"] = [
        {"service": "crm.profile", "arguments": {"id": "anna"}, "value": GOLD, "at": "2026-11-23T09:00:00Z"}
    ]
    play.send("a")
    assert len(asked(play)) == 1
    play.customer["answers"][0]["value"] = {"tier": "gold", "bills": "two"}
    play.result(asked(play)[0]["key"], "fails", failure="unknown")
    play.send("a")
    assert play.words == ["unknown", "two"]


def test_the_answer_that_has_just_come_counts_for_what_follows_at_once() -> None:
    look = "call crm.profile(id = customer.id) keep 1 day"
    body = f"""step here {{ {look} {{ ok -> there  otherwise -> gone }} }}
      step there {{ {look} {{ ok as p -> done {{ set customer.bills = p.bills }} otherwise -> gone }} }}"""
    play = Play(PROFILE + journey(body))
    play.send("opened")
    play.result(asked(play)[0]["key"], "ok", GOLD)
    assert (play.end, play.customer["profile"]["bills"]) == ("done", 2)


def test_what_fails_with_a_known_answer_is_an_incident_that_can_be_tried_again() -> None:
    text = PROFILE + journey(
        LOOKS.replace('note "{{ p.bills }}"', 'note "{{ p.bills }}"  set n = 1 / (customer.bills - p.bills)'),
        header="context { n: decimal = 0 }",
    )
    play = looked(text)
    play.may_fail = True
    play.know(bills=2)
    play.send("a")
    assert play.incidents[-1]["problem"] == "division by zero"
    assert (play.places, play.words) == (["looks"], ["2"])
    play.know(bills=3)
    kept: Any = play.incidents[-1]["input"]
    assert kept["came"] == "2026-11-23T09:00:00Z"
    play.result(kept["call"], "ok", kept["value"])
    assert play.words == ["2", "2"]


def test_of_two_who_are_one_the_newest_answer_to_a_question_counts() -> None:
    answers = [
        KeptAnswer(service="crm.find", arguments={"id": who}, value=value, at=f"2026-11-23T0{hour}:00:00Z")
        for hour, (who, value) in enumerate([("a", "old"), ("b", "other"), ("a", "new")])
    ]
    assert [answer["value"] for answer in newest(answers)] == ["other", "new"]
