"""Rule 14: calls, tasks and sub-journeys are effects, and what comes of them are inputs."""

from typing import Any

import pytest

from tests.semantics.play import Play, journey

CALL = journey(
    """step here {
         call bank.pay(bill = "B1", tries = tries) retry 3 times every 1 minute backoff 2 timeout 30 seconds {
           ok as receipt when_none -> done { note "paid {{ receipt }}" }
           fails refused -> gone { note "refused" }
           fails closed { note "closed" }
           no answer -> lost }
         on a -> there  on b { set tries = tries + 1 } }
       step there { on a -> here  on b -> done }
       end lost "Lost" failure""".replace(" when_none", ""),
    header="context { tries: int = 1 }",
)


def begun() -> tuple[Play, str]:
    play = Play(CALL)
    play.send("opened")
    return play, play.of_kind("call")[0]["key"]


def test_what_a_service_gives_is_named_in_its_row_alone() -> None:
    play, key = begun()
    play.result(key, "ok", "R1")
    assert play.words == ["paid R1"]
    assert play.end == "done"
    assert "receipt" not in play.context


@pytest.mark.parametrize(("failure", "end"), [("refused", "gone"), ("closed", None)])
def test_a_declared_failure_is_an_answer_and_not_tried_again(failure: str, end: str | None) -> None:
    play, key = begun()
    play.result(key, "fails", failure=failure)
    assert play.words == [failure]
    assert play.end == end
    assert play.due == {}
    assert len(play.of_kind("call")) == 1


def test_results_that_do_not_fit_are_refused() -> None:
    play, key = begun()
    assert (
        "declares no failure `other`; it declares `refused`, `closed`"
        in play.result(key, "fails", failure="other")["faults"][0]
    )
    assert play.result(key, "ok", 3)["result"] == "refused"
    assert play.result("trip/anna/9/1/1", "ok", "R")["result"] == "refused"
    assert play.result(f"{key}9", "ok", "R")["because"] == "stale"


def test_no_answer_is_tried_again_with_longer_waits_and_then_is_an_outcome() -> None:
    play, key = begun()
    moments = []
    for attempt in (1, 2, 3):
        assert play.of_kind("call")[-1]["attempt"] == attempt
        moments.append(play.of_kind("call")[-1]["at"][11:19])
        play.wait(seconds=30)
        assert list(play.due) == ["here/call/0/retry"]
        play.wait(minutes=2 ** (attempt - 1))
    assert moments == ["09:00:00", "09:01:30", "09:04:00"]
    assert {call["key"] for call in play.of_kind("call")} == {key}
    play.result(key, "no_answer")
    assert play.end == "lost"


def test_a_try_may_say_itself_that_it_came_to_nothing() -> None:
    play, key = begun()
    play.wait(seconds=10)
    play.result(key, "no_answer")
    assert play.due == {"here/call/0/retry": "2026-11-23T09:01:10Z"}


def test_a_late_answer_of_an_earlier_try_counts() -> None:
    play, key = begun()
    play.wait(seconds=40)
    play.result(key, "ok", "R1")
    assert play.words == ["paid R1"]
    assert play.due == {}


@pytest.mark.parametrize(("late", "tries"), [(40, 1), (95, 2)])
def test_no_answer_of_a_try_that_is_over_changes_nothing(late: int, tries: int) -> None:
    play, key = begun()
    play.wait(seconds=late)
    before, due = dict(play.run), dict(play.due)
    assert len(play.of_kind("call")) == tries
    report = play.result(key, "no_answer", attempt=1)
    assert (report["result"], report["because"]) == ("not_accepted", "stale")
    assert report["reason"] == "this try is over already; it changes nothing"
    assert (play.run, play.due) == (before, due)


def test_no_answer_without_a_try_is_of_the_one_under_way() -> None:
    play, key = begun()
    play.wait(seconds=95)
    play.result(key, "no_answer")
    assert list(play.due) == ["here/call/0/retry"]
    assert play.result(key, "no_answer")["because"] == "stale"
    assert play.due == {"here/call/0/retry": "2026-11-23T09:03:35Z"}


@pytest.mark.parametrize(
    ("result", "value", "failure", "words"),
    [("ok", "R1", "", "paid R1"), ("fails", None, "closed", "closed")],
)
def test_what_an_earlier_try_says_counts_whenever_it_comes(
    result: str, value: str | None, failure: str, words: str
) -> None:
    play, key = begun()
    play.wait(seconds=95)
    assert play.result(key, result, value, failure, attempt=1)["result"] == "accepted"
    assert play.words == [words]
    assert play.due == {}


def test_a_try_that_was_not_made_yet_cannot_answer() -> None:
    play, key = begun()
    for attempt in (0, 2):
        report = play.result(key, "no_answer", attempt=attempt)
        assert report["faults"] == [f"this call of `bank.pay` has no try {attempt}; its last one is 1"]


def test_no_answer_that_waited_for_its_place_counts_for_its_own_try() -> None:
    aside = "anytime aside { on c -> talking  step talking { on d -> back } } end lost"
    play = Play(CALL.replace("end lost", aside))
    play.send("opened")
    key = play.of_kind("call")[0]["key"]
    play.wait(seconds=95)
    play.send("c")
    play.result(key, "no_answer", attempt=1)
    play.result(key, "no_answer", attempt=2)
    play.send("d")
    assert list(play.due) == ["here/call/0/retry"]
    assert [done["result"] for done in play.reports[-1]["runs"]] == ["taken", "stale", "stayed"]


def test_each_try_has_the_values_of_then() -> None:
    play, _ = begun()
    play.send("b")
    play.wait(seconds=90)
    assert [call["arguments"]["tries"] for call in play.of_kind("call")] == [1, 2]


def test_a_result_for_a_step_already_left_changes_nothing() -> None:
    play, key = begun()
    play.send("a")
    before = dict(play.run)
    report = play.result(key, "ok", "R1")
    assert (report["result"], report["because"]) == ("not_accepted", "stale")
    assert play.run == before


def test_a_result_of_an_earlier_stay_in_the_step_is_stale_too() -> None:
    play, key = begun()
    play.send("a")
    play.send("a")
    assert play.result(key, "ok", "R1")["because"] == "stale"
    assert play.of_kind("call")[1]["key"] != key
    play.result(play.of_kind("call")[1]["key"], "ok", "R2")
    assert play.words == ["paid R2"]


def test_a_second_answer_is_stale() -> None:
    play, key = begun()
    play.result(key, "fails", failure="closed")
    assert play.result(key, "ok", "R1")["because"] == "stale"


def test_otherwise_takes_all_outcomes_without_a_row() -> None:
    text = journey(
        'step here { call bank.pay(bill = "B", tries = 1) { fails closed -> gone  otherwise -> done } }'
    )
    outcomes: list[tuple[Any, ...]] = [("ok", "R"), ("fails", None, "refused"), ("no_answer",)]
    for outcome in outcomes:
        play = Play(text)
        play.send("opened")
        play.result(play.of_kind("call")[0]["key"], *outcome)
        assert play.end == "done"


def test_two_calls_of_one_step_are_told_apart() -> None:
    play = Play(
        journey(
            """step here { call bank.check(bill = "1") retry 1 times every 1 hour { ok { note "one" }
               otherwise -> gone }
                 call bank.check(bill = "2") timeout 1 minute { ok { note "two" } otherwise -> gone }
                   on a -> done }"""
        )
    )
    play.send("opened")
    one, two = (call["key"] for call in play.of_kind("call"))
    play.result(one, "no_answer")
    play.result(two, "ok")
    assert play.words == ["two"]
    assert list(play.due) == ["here/call/0/retry"]
    play.wait(hours=1)
    play.result(one, "ok")
    assert play.words == ["two", "one"]


# ── tasks ────────────────────────────────────────────────────────────────────────────────────────────

TASK = journey(
    """step here via chat by queue experts { ask words
         on told when event.accepted -> there { note "{{ event.words | default('none') }}" }  on answered {
           note "answered" }
         on a -> there }
       step there via chat by bot helper { on b -> done }""",
    header="context { words: text? }",
)


def with_task() -> tuple[Play, str]:
    play = Play(TASK)
    play.send("opened")
    return play, play.of_kind("task")[0]["key"]


def test_entering_opens_a_task_and_leaving_closes_it() -> None:
    play, key = with_task()
    play.send("a")
    assert [(e["worker"], e["name"], e["action"], e["key"] == key) for e in play.of_kind("task")] == [
        ("queue", "experts", "open", True), ("queue", "experts", "close", True),
        ("bot", "helper", "open", False),
    ]  # fmt: skip
    assert play.task(key, "answer", event="told", payload={"accepted": True})["because"] == "stale"


def test_a_task_is_claimed_released_and_answered() -> None:
    play, key = with_task()
    play.task(key, "claim", "maria")
    assert play.view().works[0].claimed_by == "maria"
    play.task(key, "release", "maria")
    assert play.view().works[0].claimed_by == ""
    assert play.task(key, "answer", event="told", payload={"accepted": False})["result"] == "not_accepted"
    assert play.places == ["here"]
    play.task(key, "answer", event="told", payload={"accepted": True, "words": "fine"})
    assert play.words == ["fine"]
    assert play.places == ["there"]


def refused(report: Any) -> tuple[str, str, str]:
    return report["result"], report["because"], report["reason"]


MARIAS = ("not_accepted", "claimed", "`maria` has this task; it is free once it is given back")
TOLD: dict[str, Any] = {"event": "told", "payload": {"accepted": True}}


def test_what_somebody_has_nobody_else_claims_gives_back_or_answers() -> None:
    play, key = with_task()
    play.task(key, "claim", "maria")
    before = play.run
    assert refused(play.task(key, "claim", "paul")) == MARIAS
    assert refused(play.task(key, "release", "paul")) == MARIAS
    assert refused(play.task(key, "answer", "paul", **TOLD)) == MARIAS
    assert play.run is before
    assert play.task(key, "claim", "maria")["result"] == "accepted"
    play.task(key, "answer", "maria", **TOLD)
    assert play.places == ["there"]


def test_an_answer_that_names_nobody_comes_from_who_has_the_task() -> None:
    play, key = with_task()
    play.task(key, "claim", "maria")
    play.task(key, "answer", "", **TOLD)
    assert play.places == ["there"]


def test_what_nobody_has_anybody_gives_back_and_answers() -> None:
    play, key = with_task()
    assert play.task(key, "release", "paul")["result"] == "accepted"
    play.task(key, "answer", "paul", **TOLD)
    assert play.places == ["there"]


def test_an_operator_gives_back_what_another_has() -> None:
    play, key = with_task()
    play.task(key, "claim", "maria")
    assert play.task(key, "release", "olaf", operator=True)["result"] == "accepted"
    assert play.view().works[0].claimed_by == ""
    play.task(key, "claim", "paul")
    assert play.view().works[0].claimed_by == "paul"


def test_who_has_a_task_is_known_at_once_wherever_the_run_is() -> None:
    aside = journey(
        """step here via chat by queue experts { on told -> done }
           anytime aside { on c -> talking  step talking via web { on d -> back } }"""
    )
    play = Play(aside)
    play.send("opened")
    key = play.of_kind("task")[0]["key"]
    play.send("c")
    play.task(key, "claim", "maria")
    assert refused(play.task(key, "claim", "paul")) == MARIAS
    play.operate("suspend")
    assert refused(play.task(key, "answer", "paul", **TOLD)) == MARIAS
    play.task(key, "release", "maria")
    play.task(key, "answer", "paul", **TOLD)
    play.operate("resume")
    play.send("d")
    assert play.end == "done"


def test_a_task_answer_may_bring_answers_and_an_event() -> None:
    play, key = with_task()
    play.task(key, "answer", values={"words": "x"}, event="told", payload={"accepted": True})
    assert play.context["words"] == "x"
    assert play.places == ["there"]


def test_a_task_answer_with_values_alone_is_answered() -> None:
    play, key = with_task()
    play.task(key, "answer", values={"words": "x"})
    assert play.words == ["answered"]
    assert play.places == ["here"]


def test_a_key_is_that_of_one_kind_of_work() -> None:
    """Nobody answers a call as if it were a task, nor a sub-journey as if it were a call."""
    play = Play(
        journey(
            """step here via desk by queue experts {
                 call bank.check(bill = "B1") { otherwise -> gone }
                 run inner() { ends found -> gone  otherwise -> gone }
                 on a -> done }"""
        )
        + INNER
    )
    play.send("opened")
    task, call, child = (work["key"] for work in play.run["pending"].values())
    for report in (
        play.task(call, "claim"),
        play.task(call, "answer", event="a"),
        play.task(child, "answer", event="a"),
        play.result(task, "ok"),
        play.result(child, "ok"),
    ):
        assert report["result"] == "refused"
    assert report["reason"] == f"`{child}` is the key of a journey, and this is for a call"
    assert play.places == ["here"]
    assert play.task(task, "answer", event="a")["result"] == "accepted"


def test_what_a_task_brings_is_for_its_step_alone() -> None:
    play = Play(
        journey(
            """parallel here {
                 branch left { step one via desk by queue experts { on told -> e1 } end e1 }
                 branch right { step two via desk by queue experts { on told -> e2 } end e2 }
                 on here.done -> done }"""
        )
    )
    play.send("opened")
    play.task(play.of_kind("task")[1]["key"], "answer", event="told", payload={"accepted": True})
    assert play.places == ["one", "e2"]


# ── sub-journeys ─────────────────────────────────────────────────────────────────────────────────────

INNER = """journey inner(words: text = "default", urgent_one: bool = false) "Inner" {
  starts -> look { note "{{ words }} {{ urgent_one }}" }
  step look via web { on a -> found  on b -> lost_it  on c -> deeper }
  step deeper { run innermost(words = words) { ends over -> found } }
  end found success end lost_it failure }
journey innermost(words: text) "Innermost" { starts -> peek step peek via web { on d -> over {
  note "in {{ words }}" } } end over success }"""
OUTER = journey(
    """step here via web { run inner(words = "given") { ends found -> done {
       note "found" }  ends lost_it -> gone }
         on told -> there  after 2 days -> gone }
       step there via web { on told -> here  on early -> done }"""
)


def test_the_end_of_a_sub_journey_leads_on() -> None:
    for event, end in (("a", "done"), ("b", "gone")):
        play = Play(OUTER + INNER)
        play.send("opened")
        assert play.run_of("inner")["parent"] == {"run": "trip/anna/1", "key": "trip/anna/1/1/0"}
        assert play.words[0].startswith("given ")
        assert play.send(event)["result"] == "accepted"
        assert play.end == end


def test_sub_journeys_three_deep() -> None:
    play = Play(OUTER + INNER)
    play.send("opened")
    play.send("c")
    assert [run["journey"] for run in play.runs.values()] == ["trip", "inner", "innermost"]
    play.send("d")
    assert play.words[1:] == ["in given", "found"]
    assert {run["status"] for run in play.runs.values()} == {"ended"}


def test_leaving_the_step_cancels_its_sub_journey_and_coming_back_begins_another() -> None:
    play = Play(OUTER + INNER)
    play.send("opened")
    play.send("c")
    play.send("told", accepted=True)
    assert [run["outcome"] and run["outcome"]["end"] for run in play.runs.values()] == [
        None,
        "cancelled",
        "cancelled",
    ]
    play.send("told", accepted=True)
    assert play.run_of("inner")["id"] == "inner/anna/2"
    play.send("a")
    assert play.end == "done"


def test_a_sub_journey_that_ends_at_once() -> None:
    play = Play(
        journey("step here { run inner() { ends over -> done  otherwise -> gone } }")
        + """journey inner "Inner" { starts -> pick choice pick { when customer.bills > 0 -> other
           otherwise -> over } end over success end other failure }"""
    )
    play.send("opened")
    assert play.end == "done"


def test_an_end_that_is_called_cancelled_is_an_end_like_others() -> None:
    play = Play(
        journey("step here { run inner() { ends cancelled -> done } }")
        + """journey inner "Inner" { starts -> look step look via web { on a -> cancelled }
           end cancelled failure }"""
    )
    play.send("opened")
    play.send("a")
    assert play.end == "done"


def test_start_does_not_wait() -> None:
    play = Play(journey('step here via web { on part_came -> done { start inner(words = "x") } }') + INNER)
    play.send("opened")
    play.send("part_came", part="x")
    assert play.end == "done"
    assert play.run_of("inner")["status"] == "active"
    assert "parent" not in play.run_of("inner")
    play.send("opened")
    report = play.send("part_came", part="x")
    assert len([run for run in play.runs.values() if run["journey"] == "inner"]) == 1
    assert "already runs for this customer" in str(report)


def test_a_sub_journey_that_nobody_waits_for_any_more_does_not_begin() -> None:
    """Where the one before ends at once, what it raises may lead away from the next."""
    quick = 'journey quick "Quick" { starts -> over end over "Over" success }'
    slow = 'journey slow "Slow" { starts -> look step look via web { on a -> seen } end seen "Seen" success }'
    play = Play(
        journey(
            """parallel here {
                 branch first { step one { run quick() { ends over -> e1 { raise b } } } end e1 }
                 branch second { step two { run slow() { ends seen -> e2 } on b -> e2 } end e2 }
                 on here.done -> done }"""
        )
        + quick
        + slow
    )
    play.send("opened")
    assert play.end == "done"
    assert sorted(play.runs) == ["quick/anna/1", "trip/anna/1"]
