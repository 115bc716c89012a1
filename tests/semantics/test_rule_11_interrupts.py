"""Rule 11: what may happen wherever the customer is, and the way back."""

from journeyc.runtime.core.inputs import CallInput
from journeyc.runtime.core.written import input_document
from tests.semantics.play import Play, did, journey

TEXT = journey(
    """stage here { leave { note "-stage" }
         step one via web { leave { note "-one" }  enter { note "+one" }
           on a -> two  on early -> done  after 2 hours { note "two hours" }  after 1 hour { note "one hour" }
           remind nudge after 90 minutes, 5 hours
           after 3 days -> gone
           undo { note "undone" } }
         step two via web { on a -> one }
       }
       anytime plain { on b -> asking { note "begin" }
         step asking via chat { enter { note "+asking" } leave { note "-asking" }
           on b { note "not again" }  on told when event.accepted -> back { note "end" }  on told -> gone {
             note "away" }
           on divided -> two  on c -> over
           after 1 day -> back }
         end over "Over" neutral { note "over" }
       }
       anytime urgent loud { on d -> shouting  on part_came { note "only noted" }
         step shouting via voice { on d { note "deaf" }  on a -> back  on c -> gone } }"""
)


def begun() -> Play:
    play = Play(TEXT)
    play.send("opened")
    return play


def test_what_is_interrupted_is_not_left_and_comes_back_as_it_was() -> None:
    play = begun()
    due = play.due
    assert did(play, "b") == "begin +asking"
    assert play.places == ["asking"]
    assert play.run["frozen"][0]["configuration"] == ["one"]
    assert list(play.due) == ["asking/after/0"]
    assert did(play, "told", accepted=True) == "-asking end"
    assert play.places == ["one"]
    assert play.due == due
    assert "frozen" not in play.run
    assert "undo_log" not in play.run


def test_what_begins_an_interrupt_is_not_offered_while_it_goes_on() -> None:
    play = begun()
    assert {event.name for event in play.view().events} == {"b", "d", "part_came"}
    play.send("d")
    view = play.view()
    assert [event.name for event in view.places[0].events] == ["d", "a", "c"]
    assert [event.name for event in view.events] == ["b"]
    assert play.send("part_came", part="p")["result"] == "not_accepted"


def test_frozen_steps_hear_nothing() -> None:
    play = begun()
    play.send("b")
    assert play.send("a")["result"] == "not_accepted"
    play.send("told", accepted=True)
    play.send("a")
    assert play.places == ["two"]


def test_after_back_passed_deadlines_fire_in_order_and_missed_reminders_are_dropped() -> None:
    play = begun()
    play.send("b")
    play.wait(hours=3)
    assert play.notified == []
    assert did(play, "told", accepted=True) == "-asking end one hour two hours"
    assert play.notified == []
    assert "one/remind/0/0" in play.reports[-1]["runs"][0]["cancelled"]
    play.wait(hours=3)
    assert play.notified == ["nudge"]


def test_a_deadline_that_leads_away_after_back_takes_the_later_ones_with_it() -> None:
    play = Play(
        journey(
            """step here via web { after 1 hour -> there  after 2 hours { note "never" }  on a -> done }
               step there via web { after 1 hour -> done }
               anytime plain { on b -> asking  step asking via web { on b { note "b" } on c -> back } }"""
        )
    )
    play.send("opened")
    play.send("b")
    play.wait(hours=3)
    play.send("c")
    assert play.words == []
    assert play.places == ["there"]
    assert play.due == {"there/after/0": "2026-11-23T13:00:00Z"}


def test_an_interrupt_cannot_interrupt_itself_but_another_can() -> None:
    play = begun()
    play.send("b")
    assert did(play, "b") == "not again"
    play.send("d")
    assert play.places == ["shouting"]
    assert [frame["interrupt"] for frame in play.run["frozen"]] == ["plain", "loud"]
    assert did(play, "d") == "deaf"
    assert play.send("b")["result"] == "not_accepted"
    play.send("a")
    assert play.places == ["asking"]
    play.send("told", accepted=True)
    assert play.places == ["one"]


def test_what_begins_an_interrupt_is_not_waited_for_inside_of_it() -> None:
    """What a person is shown is what the run would take: an interrupt does not interrupt itself."""
    text = journey(
        """step here via web { on a -> done }
           anytime plain { on b -> asking  on d { note "d" }  step asking via chat { on c -> back } }"""
    )
    play = Play(text)
    play.send("opened")
    assert [event.name for event in play.view().events] == ["b", "d"]
    play.send("b")
    assert [event.name for event in (*play.view().places[0].events, *play.view().events)] == ["c"]
    for name in "bd":
        said = f"no active step takes `{name}`, and no journey starts with it"
        assert play.send(name)["reason"] == said


def test_a_handler_of_an_interrupt_that_stays_interrupts_nothing() -> None:
    play = begun()
    assert did(play, "part_came", part="x") == "only noted"
    assert play.places == ["one"]


def test_an_interrupt_that_leads_away_leaves_what_was_frozen() -> None:
    play = begun()
    play.send("b")
    assert did(play, "told", accepted=False) == "-asking -one -stage away"
    assert play.end == "gone"
    play = begun()
    play.send("b")
    assert did(play, "divided", by=1) == "-asking -one -stage"
    assert play.places == ["two"]
    assert "frozen" not in play.run
    assert play.due == {}


def test_leading_away_from_a_nested_interrupt_leaves_all_of_it() -> None:
    play = begun()
    play.send("b")
    play.send("d")
    assert did(play, "c") == "-asking -one -stage"
    assert play.end == "gone"


def test_an_end_inside_of_an_interrupt_ends_the_run() -> None:
    play = begun()
    play.send("b")
    assert did(play, "c") == "-asking over -one -stage"
    assert play.end == "over"


def test_an_event_with_keep_waits_until_back() -> None:
    play = begun()
    play.send("b")
    assert play.send("early")["result"] == "kept"
    assert play.places == ["asking"]
    play.send("told", accepted=True)
    assert play.end == "done"


WORK = (
    journey(
        """step here via web by queue experts {
         call bank.pay(bill = "B1", tries = 1) retry 1 times every 1 hour timeout 10 minutes {
           ok as receipt -> there { note "paid {{ receipt }}" }  fails refused -> gone  otherwise -> gone }
         on told -> there }
       step there via web { run inner() { ends over -> done } }
       anytime plain { on b -> asking
         step asking via chat { on c -> back  on d -> gone } }"""
    )
    + """journey inner "Inner" { starts -> look step look via web { on a -> over  after 1 hour -> over }
       end over success }"""
)


def test_results_are_held_until_back() -> None:
    play = Play(WORK)
    play.send("opened")
    play.send("b")
    (call,) = play.of_kind("call")
    report = play.result(call["key"], "ok", "R1")
    assert report["result"] == "accepted"
    assert report["runs"][0]["result"] == "held"
    assert play.places == ["asking"]
    play.send("c")
    assert play.words == ["paid R1"]
    assert play.places == ["there"]


def test_a_timeout_that_passed_meanwhile_comes_after_what_was_held() -> None:
    play = Play(WORK)
    play.send("opened")
    play.send("b")
    play.wait(minutes=5)
    play.result(play.of_kind("call")[0]["key"], "ok", "R1")
    play.wait(minutes=10)
    play.send("c")
    assert play.words == ["paid R1"]


def test_an_answer_of_a_task_is_held_too() -> None:
    play = Play(WORK)
    play.send("opened")
    play.send("b")
    key = play.of_kind("task")[0]["key"]
    play.task(key, "answer", event="told", payload={"accepted": True})
    assert play.places == ["asking"]
    play.send("c")
    assert play.places == ["there"]


def test_who_has_a_task_is_noted_at_once() -> None:
    """Else two would take it, and neither would know."""
    play = Play(WORK)
    play.send("opened")
    play.send("b")
    key = play.of_kind("task")[0]["key"]
    assert play.task(key, "claim", by="maria")["runs"][0]["result"] == "stayed"
    (behind,) = play.view().interrupted
    assert [work.claimed_by for work in behind.works if work.kind == "task"] == ["maria"]
    play.operate("suspend")
    play.task(key, "release")
    play.operate("resume")
    play.send("c")
    assert [work.claimed_by for work in play.view().works if work.kind == "task"] == [""]
    assert play.places == ["here"]


def test_what_has_come_and_is_held_is_not_waited_for_any_longer() -> None:
    play = Play(WORK)
    play.send("opened")
    play.send("b")
    assert [work.kind for work in play.view().interrupted[0].works] == ["task", "call"]
    play.result(play.of_kind("call")[0]["key"], "ok", "R1")
    assert [work.kind for work in play.view().interrupted[0].works] == ["task"]


def test_the_end_of_a_sub_journey_is_held_too() -> None:
    play = Play(WORK)
    play.send("opened")
    play.result(play.of_kind("call")[0]["key"], "ok", "R1")
    play.send("b")
    play.wait(hours=2)
    assert play.run_of("inner")["status"] == "ended"
    assert play.places == ["asking"]
    play.send("c")
    assert play.end == "done"


def test_results_arrive_in_the_order_in_which_they_came() -> None:
    play = Play(
        journey(
            """parallel here {
                 branch left { step one via web { call bank.check(bill = "1") { ok { note "1" } otherwise {
                   note "1" } } on a -> done } }
                 branch right { step two via web { call bank.check(bill = "2") { ok { note "2" } otherwise {
                   note "2" } } on a -> done } } }
               anytime plain { on b -> asking  step asking via chat { on c -> back } }"""
        )
    )
    play.send("opened")
    play.send("b")
    one, two = (call["key"] for call in play.of_kind("call"))
    play.result(two, "ok")
    play.result(one, "ok")
    play.send("c")
    assert play.words == ["2", "1"]


def test_however_many_results_were_held_all_of_them_arrive() -> None:
    """One after another, and not each within what the one before did."""
    play = Play(
        journey(
            f"""each here for parcel in [{", ".join('"P"' for _ in range(400))}] {{
                 step asked {{ call bank.check(bill = customer.id) {{ ok -> came  otherwise -> came }} }}
                 end came
                 on here.done -> done
               }}
               anytime plain {{ on b -> asking  step asking via chat {{ on c -> back }} }}"""
        )
    )
    play.send("opened")
    play.send("b")
    results = [CallInput("r", play.now, call["key"], "ok") for call in play.of_kind("call")]
    play.run["arrived"] = [input_document(result) for result in results]
    play.send("c")
    assert play.end == "done"


def test_leading_away_closes_tasks_and_cancels_sub_journeys_of_what_was_frozen() -> None:
    play = Play(WORK)
    play.send("opened")
    play.send("b")
    play.send("d")
    assert [effect["action"] for effect in play.of_kind("task")] == ["open", "close"]
    assert play.result(play.of_kind("call")[0]["key"], "ok", "R1")["because"] == "stale"
    play = Play(WORK)
    play.send("opened")
    play.result(play.of_kind("call")[0]["key"], "ok", "R1")
    play.send("b")
    play.send("d")
    assert play.end_of(play.run_of("inner")) == "cancelled"


def test_idleness_is_that_of_the_interrupt() -> None:
    text = journey(
        """pause { after 1 hour idle  give up after 9 days -> gone }
           step here via web { on a -> done }
           anytime plain { on b -> asking
             step asking via chat { on c -> waiting  on d -> back }
             step waiting via desk by queue experts { on d -> back } }"""
    )
    play = Play(text)
    play.send("opened")
    play.wait(minutes=30)
    play.send("b", "chat")
    assert play.due == {"idle": "2026-11-23T10:30:00Z"}
    play.wait(minutes=30)
    play.send("c", "chat")
    assert play.due == {}
    play.wait(days=1)
    play.send("d", None)
    assert play.due == {"idle": "2026-11-24T11:00:00Z"}
    play.send("b", "chat")
    play.wait(hours=1)
    assert play.status == "paused"
    play.wait(days=9)
    assert play.end == "gone"


def test_all_branches_freeze_and_come_back() -> None:
    play = Play(
        journey(
            """parallel here { branch left { step one via web { on a -> e1 } end e1 }
                 branch right { step two via web { on c -> e2 after 1 hour -> e2 } end e2 }
                 on here.done -> done }
               anytime plain { on b -> asking  step asking via chat { on d -> back } }"""
        )
    )
    play.send("opened")
    play.send("a")
    play.send("b")
    play.wait(hours=2)
    assert play.run["frozen"][0]["configuration"] == ["e1", "two"]
    play.send("d")
    assert play.end == "done"


def test_conditions_of_what_is_frozen_wait_for_back() -> None:
    play = Play(
        journey(
            """step here via web { when customer.bills > 3 -> done  on a -> gone }
               anytime plain { on b -> asking  step asking via chat { on d -> back } }"""
        )
    )
    play.send("opened")
    play.send("b")
    play.know(bills=4)
    assert play.places == ["asking"]
    play.send("d")
    assert play.end == "done"


def test_a_choice_may_lead_back_at_once() -> None:
    play = Play(
        journey(
            """step here via web { on a -> done }
               anytime plain { on b -> pick { note "b" }
                 choice pick { when customer.bills > 0 -> asking  otherwise -> short }
                 step asking via chat { on d -> back }
                 step short via web { when customer.bills == 0 -> back } }"""
        )
    )
    play.send("opened")
    play.send("b")
    assert play.places == ["here"]
    assert play.words == ["b"]


def test_raised_events_of_what_was_frozen_go_to_the_interrupt() -> None:
    play = Play(
        journey(
            """step here via web { on a -> there { raise b  raise c } }
               step there via web { on c { note "there" }  on d -> done }
               anytime plain { on b -> asking  step asking via chat { on c { note "asking" }  on d -> back }
                 }"""
        )
    )
    play.send("opened")
    play.send("a")
    assert play.words == ["asking"]


def test_a_held_result_that_is_stale_by_then_keeps_no_other_from_arriving() -> None:
    play = Play(
        journey(
            """parallel here {
                 branch left {
                   step one via web { call bank.check(bill = "1") { ok -> e1  otherwise -> e1 }
                     call bank.check(bill = "2") { ok -> e1  otherwise -> e1 } }
                   end e1 }
                 branch right { step two via web { call bank.check(bill = "3") { ok { note "3" } otherwise {
                   note "-" } } on a -> e2 } end e2 }
                 on here.done -> done }
               anytime plain { on b -> asking  step asking via chat { on c -> back } }"""
        )
    )
    play.send("opened")
    play.send("b")
    for call in play.of_kind("call"):
        play.result(call["key"], "ok")
    play.send("c")
    assert play.places == ["e1", "two"]
    assert play.words == ["3"]
    assert "arrived" not in play.run


def test_a_step_whose_questions_an_interrupt_has_answered_is_told_after_back() -> None:
    text = journey(
        """step here via web { ask words, count  on answered -> done { note "answered" } }
           anytime plain { on b -> asking  step asking via chat { ask words, count  on c -> back } }""",
        header="context { words: text?  count: int? }",
    )
    play = Play(text)
    play.send("opened")
    play.send("b")
    play.answer("chat", words="x")
    play.answer("chat", count=1)
    assert play.words == []
    play.send("c")
    assert (play.words, play.end) == (["answered"], "done")
    play = Play(text)
    play.send("opened")
    play.send("b")
    play.answer("chat", words="x")
    play.send("c")
    assert play.run["asked"] == {"here": ["count"]}
