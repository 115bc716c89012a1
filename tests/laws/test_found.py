"""What drawn journeys found, each in small."""

import pytest

from journeyc.ir import definition_of
from journeyc.runtime.core.inputs import EventInput
from journeyc.runtime.plan import plan_of
from tests.laws.compiling import package_of, traps
from tests.laws.vocabulary import PARTIES
from tests.laws.ways import Search
from tests.laws.world import START, World, compiled
from tests.semantics.play import Play, journey


def test_the_pause_of_a_journey_without_steps_is_typed() -> None:
    """Nobody ever pauses there, but what is written is understood all the same."""
    package = package_of(
        PARTIES
        + """journey drawn "Drawn" { context { n: int = 0 } starts on opened -> done
               pause {
                 on later
                 remind news(n = n) after 1 day
                 give up after 2 days -> done { raise pong(n = n) }
               }
               end done success }"""
    )
    assert package is not None
    assert plan_of(definition_of(package, package.journeys[-1])).journey == "drawn"
    assert (
        package_of(
            PARTIES
            + """journey drawn "Drawn" { starts on opened -> done
               pause { on later  give up after 2 days -> done { raise pong(n = nobody) } }
               end done success }"""
        )
        is None
    )


PAUSED = """
    pause { on c  hold timers }
    step here via web { on a -> done  after 2 days -> there }
    step there via web { on b -> done }
    anytime helping { on d -> help  step help via desk { on b -> back  on a -> done } }
"""


def test_an_interrupt_of_a_paused_run_freezes_the_timers_that_stand_still() -> None:
    """Rules 11 and 12: nothing of a frozen place fires; the time away until then is added to its timers."""
    play = Play(journey(PAUSED))
    play.send("opened")
    play.send("c")
    assert play.run["status"] == "paused"
    play.wait(days=1)
    play.send("d", channel=None)
    assert play.places == ["help"]
    assert (play.run["status"], play.run["timers"], play.run.get("held")) == ("active", [], None)
    assert play.run["frozen"][0]["timers"][0]["due"] == "2026-11-26T09:00:00Z"
    play.wait(days=1)
    assert play.places == ["help"]
    play.send("b", channel="desk")
    assert play.places == ["here"]
    play.wait(hours=23)
    assert play.places == ["here"]
    play.wait(hours=2)
    assert play.places == ["there"]


def test_timers_that_stood_still_are_later_whatever_ends_the_pause() -> None:
    """Rule 12: a pause that is over as nobody is awaited any more was time away, too."""
    text = """
        pause { on c  hold timers }
        stage around {
          after 2 days -> done
          step here via web { on a -> done  on b -> work }
          step work via desk { on a -> done }
        }"""
    play = Play(journey(text))
    play.send("opened")
    play.send("c")
    play.wait(days=5)
    play.send("b", channel=None)
    assert (play.places, play.run["status"]) == (["work"], "active")
    assert play.due == {"around/after/0": "2026-11-30T09:00:00Z"}


def test_the_result_of_a_call_cancels_its_timeout_also_where_that_stands_still() -> None:
    """Rules 12 and 14: a call beside the customer who is away is over when its result is there."""
    text = """
        pause { on c  hold timers }
        parallel here {
          branch one { step asking via web { on a -> asked }  end asked }
          branch two {
            step paying {
              call bank.check(bill = "B1") retry 1 times every 3 days timeout 1 day {
                ok -> paid  fails unknown -> paid  no answer -> paid
              }
            }
            end paid
          }
          on here.done -> done
        }"""
    play = Play(journey(text))
    play.send("opened")
    play.send("c")
    assert [entry["name"] for entry in play.run["held"]] == ["paying/call/0/timeout"]
    play.result(play.of_kind("call")[0]["key"], "no_answer")
    assert [entry["name"] for entry in play.run["held"]] == ["paying/call/0/retry"]
    assert play.due == {}
    play.wait(days=5)
    play.send("a")
    assert play.due == {"paying/call/0/retry": "2026-12-01T09:00:00Z"}


def test_a_late_host_may_fire_a_timer_as_often_as_it_was_due() -> None:
    """Rule 9: how late the host is changes nothing, however often time led round meanwhile."""
    play = Play(
        journey(
            "step here via web { after 30 minutes -> here { set n = n + 1 }  on a -> done }",
            header="context { n: int = 0 }",
        )
    )
    play.send("opened")
    play.later(days=40)
    play.tick()
    assert play.context["n"] == 1920
    assert not play.incidents


def test_what_leads_out_of_an_each_reads_its_item() -> None:
    """Rule 6: effects come after leaving, and still read the item of the place they were taken from."""
    text = """
        step here via web { on c -> parcels }
        each parcels for parcel in ["P", "Q"] {
          step waiting via web { on b -> out { note "{{ parcel }}" }  on a -> came }
          end came
          on parcels.done -> done
        }
        step out via web { on b -> done }"""
    play = Play(journey(text))
    play.send("opened")
    play.send("c")
    play.send("b")
    assert (play.places, play.words) == (["out"], ["P"])


def test_one_item_stays_where_another_one_leads_out() -> None:
    """Rule 10: a handler that stays leaves nothing, so it does not keep what is around it from leaving."""
    text = """
        step here via web { on c -> parcels }
        each parcels for parcel in ["P", "Q"] {
          step waiting via web {
            on part_came when event.part == parcel { note "{{ parcel }}" }
            on a -> came
          }
          end came
          on part_came -> done
          on parcels.done -> done
        }"""
    play = Play(journey(text))
    play.send("opened")
    play.send("c")
    play.send("part_came", part="Q")
    assert (play.end, play.words) == ("done", ["Q"])


def test_a_split_that_is_beaten_is_passed_all_the_same() -> None:
    """Rules 5 and 10: of two branchings that would leave the same place, the other one comes after."""
    text = """
        parallel here {
          branch one { choice which { when customer.bills == 0 -> chosen  otherwise -> chosen }  end chosen }
          branch two { split out { 50% left -> done  50% right -> done { note "right" } } }
          on one.done { note "one" }
        }"""
    play = Play(journey(text))
    play.send("opened")
    assert play.end == "done"


def test_timers_that_lead_round_are_stopped_after_a_while() -> None:
    """A host that is very late is not held for ever; each timer that is taken out is said once."""
    text = journey(
        """step here via web { after 1 second -> here  after 1 second -> there  on a -> done }
           step there via web { after 1 second -> here }"""
    )
    play = Play(text)
    play.may_fail = True
    play.send("opened")
    play.later(days=40)
    play.tick()
    assert [incident["problem"] for incident in play.incidents] == [
        "timer `here/after/0` was stopped: more than 20,000 timers were due for one input",
        "timer `here/after/1` was stopped: more than 20,000 timers were due for one input",
    ]
    play.send("a")
    assert play.end == "done"


AGAIN = (
    "who falls into `a` may never get to an end of the journey: they come back to `s`, and fall into it again"
)


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        (
            """split s { 50% a -> one 50% b -> e } step one via web { on ping -> two }
               step two { on ping -> s }""",
            [AGAIN],
        ),
        ("split s { 50% a -> one 50% b -> e } step one via web { on ping -> s on paid -> e }", []),
        (
            """split s { 50% a -> one 50% b -> e } step one via web { on ping -> s }
               anytime x { on help -> three step three via web { on ping -> back on paid -> e } }""",
            [],
        ),
        (
            """split s { 50% a -> one 50% b -> e } step one via web { on ping -> t }
               split t { 50% c -> s 50% d -> e }""",
            [AGAIN, AGAIN.replace("`a`", "`c`").replace("`s`", "`t`")],
        ),
    ],
)
def test_a_share_that_leads_back_to_its_split_is_a_trap(places: str, expected: list[str]) -> None:
    """Rule 19: splits are sticky, so who comes back to one goes the same way again."""
    assert (
        traps(f'{PARTIES} journey drawn "D" {{ starts on opened -> s {places} end e success }}') == expected
    )


QUEUE = "step s via desk by queue team { on ping { notify nudge } }"
GIVE_UP = "pause { on later  give up after 2 days -> e }"


def test_a_pause_is_no_way_out_of_a_step_that_does_not_await_the_customer() -> None:
    """Rule 12: only while somebody is awaited, there or beside it, is a run paused."""
    alone = f'{PARTIES} journey drawn "D" {{ {GIVE_UP} starts on opened -> s {QUEUE} end e success }}'
    assert package_of(alone) is None
    beside = f"""{PARTIES} journey drawn "D" {{ {GIVE_UP} starts on opened -> p
        parallel p {{ branch a {{ {QUEUE} }} branch b {{ step t via web {{ on pong {{ notify nudge }} }} }} }}
        end e success }}"""
    assert package_of(beside) is not None


def test_a_round_without_a_way_out_is_seen_by_the_checker_and_by_the_search() -> None:
    """The law of ways can fail: here the search finds no end, and the checker calls it a trap."""
    text = f"""{PARTIES} journey drawn "D" {{
        starts on opened -> here  starts on paid -> e
        step here via web {{ on ping -> there }}  step there via web {{ on ping -> here }}
        end e success }}"""
    ready = compiled(text)
    assert ready is not None
    world = World(ready.directory)
    world.apply(EventInput("1", START, "opened", {"bill": "B1"}, "web"))
    (run,) = world.runs
    assert Search(ready).end_from(world, run) is None
    assert traps(text)
