"""Stages: what they remember, and when they are done."""

import pytest

from tests.semantics.play import Play, journey


def stage(remembers: str) -> str:
    return journey(
        f"""stage here {remembers} {{ on c -> away
             step zero via web {{ on a -> before }}
             stage before {{ step one via web {{ on a -> two }} step two via web {{ on a -> three }} }}
             step three via web {{ on a -> both }}
             parallel both {{
               branch left {{ step l1 via web {{ on b -> l2 }} step l2 via web {{ on b -> l1  on d -> done
                 }} }}
               branch right {{ step r1 via web {{ on part_came -> e1 }} end e1 }} }}
           }}
           step away via web {{ on a -> last of here  on b -> one }}"""
    )


def play_to(text: str, *events: str) -> Play:
    play = Play(text)
    play.send("opened")
    for event in events:
        play.send(event, **({"part": "x"} if event == "part_came" else {}))
    return play


@pytest.mark.parametrize(
    ("remembers", "events", "places"),
    [
        ("remembers", ["c", "a"], ["zero"]),
        ("remembers", ["a", "a", "c", "a"], ["one"]),
        ("remembers deep", ["a", "a", "c", "a"], ["two"]),
        ("remembers", ["a", "a", "a", "a", "b", "c", "a"], ["l1", "r1"]),
        ("remembers deep", ["a", "a", "a", "a", "b", "c", "a"], ["l2", "r1"]),
        ("remembers deep", ["a", "a", "a", "a", "part_came", "c", "a"], ["l1", "e1"]),
        ("remembers deep", ["a", "c", "b", "a", "c", "a"], ["two"]),
    ],
)
def test_last_of_leads_back_to_where_the_customer_was(
    remembers: str, events: list[str], places: list[str]
) -> None:
    assert play_to(stage(remembers), *events).places == places


def test_a_stage_never_entered_begins_at_its_beginning() -> None:
    play = Play(
        journey(
            """step here via web { on a -> last of there }
               stage there remembers { on b -> here  step one via web { on a -> two } step two via web {
                 on d -> done } }"""
        )
    )
    play.send("opened")
    play.send("a")
    assert play.places == ["one"]
    play.send("a")
    play.send("b")
    play.send("a")
    assert play.places == ["two"]


def test_an_interrupt_that_leads_away_leaves_a_memory_of_what_was_frozen() -> None:
    play = Play(
        journey(
            """stage here remembers { step one via web { on a -> two } step two via web { on d -> done } }
               step away via web { on a -> last of here }
               anytime plain { on b -> asking  step asking via chat { on c -> away } }"""
        )
    )
    for event in ("opened", "a", "b", "c", "a"):
        play.send(event)
    assert play.places == ["two"]


def test_a_stage_is_done_at_an_end_of_its_own_and_says_which() -> None:
    text = journey(
        """stage here { on here.done when event.end == well -> done { note "{{ event.end }}" }
             on here.done -> gone
             enter { note "+" } leave { note "-" }
             step one via web { on a -> well  on b -> badly }
             end well { note "at the end" }  end badly }"""
    )
    play = play_to(text, "a")
    assert play.words == ["+", "at the end", "-", "well"]
    assert play.end == "done"
    assert play_to(text, "b").end == "gone"


def test_a_stage_that_is_done_and_that_nobody_takes_further_stays_at_its_end() -> None:
    text = journey("stage here { on a -> done  step one via web { on b -> well }  end well }")
    play = play_to(text, "b")
    assert play.places == ["well"]
    assert play.view().places[0].kind == "end"
    play.send("a")
    assert play.end == "done"


def test_stages_inside_of_each_other_are_done_from_inside_to_outside() -> None:
    text = journey(
        """stage here { on here.done -> done { note "outer" }
             stage inner { on inner.done -> outer_end { note "inner" }  step one via web { on a -> inner_end
               }  end inner_end }
             end outer_end }"""
    )
    play = play_to(text, "a")
    assert play.words == ["inner", "outer"]


def test_every_clause_of_a_step_may_stand_on_a_stage() -> None:
    text = journey(
        """stage here { enter { note "enter" } leave { note "leave" }
             after 1 day { note "after" }  at visit { note "at" }  every 1 day at most 2 times {
               note "every" }
             remind nudge after 1 hour  when customer.bills > 2 -> done
             on b { note "on" }
             step one via web { on a -> two }  step two via web { on a -> one } }""",
        header="context { visit: instant = 2026-11-24T12:00 }",
    )
    play = play_to(text, "a", "b")
    play.wait(days=3)
    play.send("a")
    play.know(bills=3)
    assert play.words == ["enter", "on", "after", "every", "at", "every", "leave"]
    assert play.notified == ["nudge"]
    assert play.end == "done"


def test_memories_of_stages_in_items_are_those_of_their_item() -> None:
    text = journey(
        """each here for part in ["p", "q"] {
             stage inner remembers { on c -> aside
               step one via web { on part_came when event.part == part -> two } step two via web {
                 on d -> e1 } }
             step aside via web { on a -> last of inner }
             end e1
             on here.done -> done  on told -> here }"""
    )
    play = Play(text)
    play.send("opened")
    play.send("part_came", part="q")
    play.send("c")
    play.send("a")
    assert play.places == ["one[0]", "two[1]"]
    play.send("told", accepted=True)
    play.send("c")
    assert play.places == ["aside[0]", "aside[1]"]
    play.send("a")
    assert play.places == ["one[0]", "one[1]"]


def test_a_stage_in_an_each_that_begins_anew_remembers_nothing() -> None:
    text = journey(
        """each here for part in ["p"] {
             step zero via web { on b -> last of inner }
             stage inner remembers { step one via web { on a -> two } step two via web { on d -> e1 } }
             end e1
             on here.done -> done  on c -> here }"""
    )
    for_item = play_to(text, "b", "a", "c", "b")
    assert for_item.places == ["one[0]"]
