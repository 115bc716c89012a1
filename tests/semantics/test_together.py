"""What constructs do together that each rule tells apart."""

from typing import Any

from tests.semantics.play import Play, journey

INNER = """journey inner "Inner" { starts -> look step look via web { on a -> over } end over success }
  journey second "Second" { starts -> peek step peek via web { on b -> over } end over success }"""


def played(text: str, *events: str, **more: Any) -> Play:
    play = Play(text, **more)
    for event in events:
        play.send(event)
    return play


def test_of_two_sub_journeys_the_first_to_end_cancels_the_other() -> None:
    text = (
        journey("step here { run inner() { ends over -> done } run second() { ends over -> gone } }") + INNER
    )
    play = played(text, "opened", "b")
    assert play.end == "gone"
    assert play.end_of(play.run_of("inner")) == "cancelled"


def test_a_suspended_run_hears_of_the_end_of_its_sub_journey_when_it_is_resumed() -> None:
    play = played(journey("step here { run inner() { ends over -> done } }") + INNER, "opened")
    play.operate("suspend")
    play.send("a")
    assert play.places == ["here"]
    play.operate("resume")
    assert play.end == "done"


def test_a_suspended_sub_journey_is_cancelled_like_others() -> None:
    text = journey("step here { run inner() { ends over -> done }  on c -> gone }") + INNER
    play = played(text, "opened")
    play.operate("suspend", play.run_of("inner")["id"])
    play.send("c")
    assert play.end_of(play.run_of("inner")) == "cancelled"


def test_a_suspended_run_keeps_what_comes_too_early() -> None:
    play = played(
        journey("step here via web { on a -> there } step there via web { on early -> done  on b -> here }"),
        "opened",
    )
    play.operate("suspend")
    assert play.send("early")["result"] == "kept"
    play.operate("resume")
    play.send("a")
    assert play.end == "done"


def test_an_interrupted_each_goes_on_with_the_next_item() -> None:
    text = journey(
        """each here for part in ["p", "q", "r"] at most 1 at once {
             step one via web { on a -> e1 } end e1  on here.done -> done }
           anytime plain { on b -> asking  step asking via web { on c -> back } }"""
    )
    play = played(text, "opened", "a", "b")
    assert play.run["frozen"][0]["configuration"] == ["e1[0]", "one[1]"]
    for event in ("c", "a", "a"):
        play.send(event)
    assert play.end == "done"


def test_stages_and_branches_inside_of_an_interrupt() -> None:
    stage = """anytime plain { on b -> inside
      stage inside { on inside.done -> back { note "x" }  step one via web { on c -> e1 } end e1 } }"""
    play = played(journey(f"step here via web {{ on a -> done }} {stage}"), "opened", "b", "c")
    assert (play.places, play.words) == (["here"], ["x"])
    parallel = """anytime plain { on b -> inside
      parallel inside { on inside.done -> back
        branch left { step one via web { on c -> e1 } end e1 }
        branch right { step two via web { on d -> e2 } end e2 } } }"""
    play = played(journey(f"step here via web {{ on a -> done }} {parallel}"), "opened", "b", "c", "d")
    assert play.places == ["here"]


def test_giving_up_leaves_an_interrupt_and_what_it_froze() -> None:
    text = journey(
        """pause { after 1 hour idle  give up after 1 day -> there }
           step here via web { leave { note "here" }  on a -> done }
           step there via web { on a -> gone }
           anytime plain { on b -> asking  step asking via web { leave { note "asking" }  on c -> back } }"""
    )
    play = played(text, "opened", "b")
    play.wait(hours=26)
    assert (play.places, play.words) == (["there"], ["asking", "here"])
    assert "frozen" not in play.run


def test_others_work_on_while_the_customer_is_away() -> None:
    text = journey(
        """pause { after 1 hour idle  give up after 1 day -> gone }
           parallel here {
             branch left { step one via web { on a -> e1 } end e1 }
             branch right { step two via desk by queue experts { on told -> e2 } end e2 }
             on here.done -> done }"""
    )
    play = played(text, "opened")
    play.wait(hours=1)
    play.task(play.of_kind("task")[0]["key"], "answer", event="told", payload={"accepted": True})
    assert (play.status, play.places) == ("paused", ["one", "e2"])
    play.send("a")
    assert play.end == "done"


def test_a_start_may_raise_and_pass_choices_to_an_end() -> None:
    play = played(
        """journey trip "Trip" { starts on opened -> here { raise a }
          step here via web { on a -> pick }
          choice pick { when customer.bills > 0 -> here  otherwise -> done } end done success }""",
        "opened",
    )
    assert play.end == "done"


def test_the_effects_of_an_end() -> None:
    text = journey(
        'step here via web { leave { note "left" } on a -> over } '
        'end over success { note "end"  start inner() }'
    )
    play = played(
        text + INNER.replace("end over", "end over_too").replace("-> over", "-> over_too"), "opened", "a"
    )
    assert play.words == ["left", "end"]
    assert play.run_of("inner")["status"] == "active"


def test_what_becomes_of_a_message_goes_to_the_interrupt() -> None:
    text = journey(
        """step here via web { enter { notify hello }  on hello.clicked -> done }
           anytime plain { on b -> asking
             step asking via web { on hello.clicked { note "asking" }  on c -> back } }"""
    )
    play = played(text, "opened", "b")
    play.deliver(play.of_kind("notify")[0], "clicked")
    assert (play.words, play.places) == (["asking"], ["asking"])


def test_conditions_read_the_item() -> None:
    text = journey(
        """each here for number in [1, 2, 3] {
             step one via web { when customer.bills >= number -> e1  on a -> e1 } end e1
             on here.done -> done }"""
    )
    play = played(text, "opened")
    play.know(bills=2)
    assert play.places == ["e1[0]", "e1[1]", "one[2]"]
    play.know(bills=3)
    assert play.end == "done"


def test_an_interrupt_that_leads_away_takes_back_what_was_completed_before_it() -> None:
    text = journey(
        """step here via web { on a -> two  undo { note "here" } }
           step two via web { on a -> done }
           anytime plain { on b -> asking
             step asking via web { undo { note "asking" }  on c -> more }
             step more via web { on c -> gone undoing  on d -> back } }"""
    )
    assert played(text, "opened", "a", "b", "c", "c").words == ["asking", "here"]


def test_late_or_prompt_the_end_is_the_same() -> None:
    text = (
        journey(
            """parallel here {
                 branch left { step one via web { after 3 hours -> two }
                   step two via web { after 5 hours { note "two" }  on a -> e1 } end e1 }
                 branch right { step three { run slow() { ends over -> e2 }  after 10 hours -> e2 } end e2 }
                 on right.done { note "right" }
                 after 1 day -> done }"""
        )
        + """journey slow "Slow" { starts -> look step look via web { after 4 hours -> over }
           end over success }"""
    )
    prompt, late = played(text, "opened"), played(text, "opened")
    prompt.wait(days=2)
    late.later(days=2)
    late.tick()
    assert prompt.words == late.words == ["right", "two"]
    assert prompt.run["outcome"] == late.run["outcome"]
