"""Rule 12: operators hold a run, let it go and cancel it."""

from tests.semantics.play import Play, journey
from tests.semantics.test_rule_12_pause import begun, paused


def test_suspending_holds_timers_until_the_run_is_resumed() -> None:
    play = begun()
    assert play.operate("suspend")["runs"][0]["result"] == "suspended"
    assert play.due == {}
    play.wait(days=3)
    assert play.send("a")["because"] == "suspended"
    assert play.answer(words="x")["because"] == "suspended"
    play.operate("resume")
    assert play.status == "active"
    assert play.due == {"idle": "2026-11-26T09:30:00Z", "here/after/0": "2026-11-28T09:00:00Z"}
    assert play.operate("resume")["result"] == "refused"


def test_a_suspended_run_does_not_move_whatever_changes() -> None:
    play = Play(
        journey(
            """step here via web { when customer.bills > 3 -> done  on many.entered { note "many" }
               on a -> gone }"""
        )
        + 'segment many "Many" when customer.bills > 1'
    )
    play.send("opened")
    play.operate("suspend")
    play.know(bills=2)
    play.know(bills=4)
    assert (play.status, play.places) == ("suspended", ["here"])
    play.operate("resume")
    assert play.end == "done"


def test_suspending_holds_the_timers_of_what_is_frozen() -> None:
    play = Play(
        journey(
            """step here via web { after 2 days -> done  on a -> gone }
               anytime plain { on b -> asking  step asking via chat { on c -> back } }"""
        )
    )
    play.send("opened")
    play.send("b")
    play.operate("suspend")
    play.wait(days=3)
    play.operate("resume")
    play.send("c", "chat")
    assert play.due == {"here/after/0": "2026-11-28T09:00:00Z"}


def test_a_paused_run_is_paused_again_after_it_was_suspended() -> None:
    play = paused(days=1)
    play.operate("suspend")
    play.wait(days=20)
    play.operate("resume")
    assert play.status == "paused"
    assert play.due == {
        "pause_remind/0/1": "2026-12-16T09:30:00Z",
        "give_up": "2026-12-27T09:30:00Z",
        "here/after/0": "2026-12-15T09:00:00Z",
    }


def test_results_wait_for_a_suspended_run() -> None:
    play = Play(
        journey(
            """step here via web by queue experts { call bank.pay(bill = "B", tries = 1) timeout 1 hour {
               ok as r -> there { note "{{ r }}" }  otherwise -> gone } }
               step there via web { enter { notify hello }  on hello.clicked -> done }"""
        )
    )
    play.send("opened")
    play.operate("suspend")
    play.wait(days=1)
    play.result(play.of_kind("call")[0]["key"], "ok", "R")
    assert play.places == ["here"]
    play.operate("resume")
    assert play.words == ["R"]
    play.operate("suspend")
    play.deliver(play.of_kind("notify")[0], "clicked")
    assert play.places == ["there"]
    play.operate("resume")
    assert play.end == "done"


def test_what_somebody_did_while_the_run_was_suspended_has_the_time_of_then() -> None:
    play = Play(
        journey(
            """step here via desk by queue experts { on told -> there { set came = event.at } }
               step there via web { on a -> done }""",
            header="context { came: instant? }",
        )
    )
    play.send("opened")
    play.operate("suspend")
    play.wait(hours=1)
    play.task(play.of_kind("task")[0]["key"], "answer", event="told", payload={"accepted": True})
    play.wait(hours=1)
    play.operate("resume")
    assert play.context["came"] == "2026-11-23T10:00:00Z"


CHILD = """journey inner "Inner" { starts -> look
  step look via web by queue experts { leave { note "left" } run innermost() { ends over -> over } }
    end over success }
journey innermost "Innermost" { starts -> peek step peek via web { on a -> over  after 9 days -> over }
  end over success }"""


def test_cancelling_ends_the_run_and_what_works_for_it_and_nothing_else() -> None:
    play = Play(
        journey(
            """step here via web by queue experts { leave { note "left" }
                 call bank.pay(bill = "B", tries = 1) { otherwise -> done }
                 after 1 day -> gone }
               anytime plain { on b -> asking  step asking via chat { on c -> back } }"""
        )
    )
    play.send("opened")
    play.send("b")
    assert play.operate("cancel")["result"] == "accepted"
    assert play.run["outcome"] == {"end": "cancelled", "kind": "neutral", "at": "2026-11-23T09:00:00Z"}
    assert play.words == []
    assert [effect["action"] for effect in play.of_kind("task")] == ["open", "close"]
    assert play.result(play.of_kind("call")[0]["key"], "ok", "R")["because"] == "stale"
    assert play.operate("cancel")["result"] == "refused"


def test_a_run_that_was_cancelled_in_an_item_can_be_looked_at() -> None:
    """It stays where it was, while what it went through is forgotten."""
    text = """
        each here for parcel in ["P", "Q"] {
          step at_hand via web { on a -> came }
          end came
          on here.done -> done
        }"""
    play = Play(journey(text))
    play.send("opened")
    assert [place.items for place in play.view().places] == [{"parcel": "P"}, {"parcel": "Q"}]
    play.operate("cancel")
    assert [(place.place, place.items) for place in play.view().places] == [
        ("at_hand[0]", {}),
        ("at_hand[1]", {}),
    ]


def test_a_suspended_run_can_be_cancelled() -> None:
    play = begun()
    play.operate("suspend")
    play.operate("cancel")
    assert play.status == "ended"


def test_cancelling_goes_down_to_the_innermost_sub_journey_and_up() -> None:
    text = journey("step here { run inner() { ends over -> done } }") + CHILD
    for cancelled in ("trip", "inner", "innermost"):
        play = Play(text)
        play.send("opened")
        assert len(play.runs) == 3
        play.operate("cancel", play.run_of(cancelled)["id"])
        assert {run["outcome"]["end"] for run in play.runs.values() if run["outcome"]} == {"cancelled"}
        assert {run["status"] for run in play.runs.values()} == {"ended"}
        assert play.words == []
        assert [effect["action"] for effect in play.of_kind("task")] == ["open", "close"]
