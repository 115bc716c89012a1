"""Goals, choices, messages and what becomes of them."""

import pytest

from tests.semantics.play import Play, journey

GOALS = journey(
    """goal quick "Quick" when reached done within 2 days
       goal worked "Worked" when reached work
       goal small "Small" when count is set and count < 50
       goal soon "Soon" when count is set and count < 50 within 1 day
       step here via web { ask count  on answered -> work  on a -> work }
       stage work { step there via web { on b -> done  on c -> here } }""",
    header="context { count: int? }",
)


def test_goals_are_met_once_and_say_whether_in_time() -> None:
    play = Play(GOALS)
    play.send("opened")
    play.wait(days=1, hours=1)
    play.answer(count=3)
    assert play.last["goals"] == ["worked", "small", "soon"]
    assert play.run["goals"] == {
        "worked": {"at": "2026-11-24T10:00:00Z", "in_time": True},
        "small": {"at": "2026-11-24T10:00:00Z", "in_time": True},
        "soon": {"at": "2026-11-24T10:00:00Z", "in_time": False},
    }
    play.wait(hours=23)
    play.send("b")
    assert play.last["goals"] == ["quick"]
    assert play.run["goals"]["quick"] == {"at": "2026-11-25T09:00:00Z", "in_time": True}


def test_a_goal_that_is_met_too_late_says_so_and_changes_nothing() -> None:
    play = Play(GOALS)
    play.send("opened")
    play.send("a")
    play.wait(days=3)
    play.send("b")
    assert play.run["goals"]["quick"]["in_time"] is False
    assert "small" not in play.run["goals"]
    assert play.end == "done"


@pytest.mark.parametrize(
    ("bills", "tier", "place"),
    [(0, "gold", "done"), (9, "bronze", "one"), (9, "gold", "two"), (2, "silver", "one")],
)
def test_a_choice_takes_the_first_row_that_is_true(bills: int, tier: str, place: str) -> None:
    play = Play(
        journey(
            """choice here { when customer.bills == 0 -> done
               when customer.tier in [bronze, silver] -> one { }
                 when customer.bills > 5 -> pick_again  otherwise -> one }
               choice pick_again { when customer.tier == gold -> two  otherwise -> one }
               step one via web { on a -> done } step two via web { on a -> done }"""
        ).replace(" { }\n", "\n"),
        bills=bills,
        tier=tier,
    )
    play.send("opened")
    assert play.places == [place]


def test_what_becomes_of_a_message_is_an_event_of_the_run_that_sent_it() -> None:
    play = Play(
        journey(
            """step here via web { enter { notify hello(words = "x") }
                 on hello.sent, hello.delivered { note "sent" }  on hello.clicked -> done
                 on hello.failed -> gone  on hello.suppressed when event.reason == capped -> gone {
                   note "{{ event.reason }}" } }"""
        )
    )
    play.send("opened")
    (message,) = play.of_kind("notify")
    play.deliver(message, "sent")
    play.deliver(message, "suppressed", "expired")
    assert play.places == ["here"]
    play.deliver(message, "suppressed", "capped")
    assert play.words == ["sent", "capped"]
    assert play.end == "gone"
    assert play.deliver(message, "clicked")["result"] == "accepted"
    assert play.end == "gone"


def test_effects_in_each_position() -> None:
    play = Play(
        journey(
            """step here via web { enter { set count = 1 } leave { set count = count * 2 }
                 on a -> pick { set part.name = "new"  set part.count = part.count + 1 } }
               choice pick { when count > 1 -> done { set count = count + 1 }  otherwise -> done }""".replace(
                " { set count = count + 1 }  otherwise", "  otherwise"
            ),
            header='context { count: int = 0  part: Part = { name = "old", count = 1 } }',
        )
    )
    play.send("opened")
    report = play.send("a")
    assert play.context == {"count": 2, "part": {"name": "new", "count": 2}}
    assert report["runs"][0]["set"] == {"count": 2, "part.name": "new", "part.count": 2}


def test_the_channel_of_a_step_may_be_chosen_on_entering() -> None:
    play = Play(
        journey("step here via best best_channel(customer) { on a -> here  on b -> done }"), prefers="chat"
    )
    play.send("opened")
    assert play.view().places[0].channels == ("chat",)
    play.know(prefers="voice")
    assert play.view().places[0].channels == ("chat",)
    play.send("a")
    assert play.view().places[0].channels == ("voice",)
