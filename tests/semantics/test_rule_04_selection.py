"""Rule 4: who takes an event first."""

from tests.semantics.play import Play, journey

ORDER = journey(
    """
    stage around {
      on a { note "stage" }
      on b { note "stage" }
      on c { note "stage" }
      on told { note "stage" }
      step here via web, chat {
        on a when customer.bills > 0 { note "first" }
        on a from chat { note "second" }
        on told when event.accepted { note "step" }
        on b { note "step" }
        on d -> done
      }
    }
    anytime plain { on b { note "plain" }  on c { note "plain" }  on part_came { note "plain" } }
    anytime urgent one { on divided when event.by > 1 { note "one" } }
    anytime urgent two { on divided { note "two" }  on b when customer.bills > 5 { note "urgent" } }
    """
).replace("-> here", "-> around")


def begun(bills: int = 0) -> Play:
    play = Play(ORDER, bills=bills)
    play.send("opened")
    return play


def test_the_innermost_first_then_what_is_around() -> None:
    play = begun()
    play.send("b")
    play.send("c")
    assert play.words == ["step", "stage"]


def test_the_first_in_written_order_whose_condition_and_channel_fit() -> None:
    play = begun(bills=1)
    play.send("a", "chat")
    assert play.words == ["first"]
    play = begun()
    play.send("a", "chat")
    play.send("a", "web")
    assert play.words == ["second", "stage"]


def test_a_condition_that_is_not_true_leaves_the_event_to_the_stage() -> None:
    play = begun()
    play.send("told", accepted=False)
    assert play.words == ["stage"]
    assert play.last["considered"][0]["condition"] == "event.accepted"


def test_urgent_interrupts_go_before_the_steps_and_plain_ones_after_everything() -> None:
    play = begun(bills=6)
    play.send("b")
    play.send("part_came", part="x")
    assert play.words == ["urgent", "plain"]


def test_urgent_interrupts_in_written_order() -> None:
    play = begun()
    play.send("divided", by=2)
    play.send("divided", by=1)
    assert play.words == ["one", "two"]


def test_a_plain_interrupt_is_not_asked_where_any_branch_takes_the_event() -> None:
    play = Play(
        journey(
            """parallel here {
                 branch left { step one via web { on a { note "one" }  on b -> done } }
                 branch right { step two via web { on c { note "two" }  on told -> done } }
               }
               anytime plain { on a { note "plain" }  on c { note "plain" }  on d { note "plain" } }"""
        )
    )
    play.send("opened")
    for name in "acd":
        play.send(name)
    assert play.words == ["one", "two", "plain"]
