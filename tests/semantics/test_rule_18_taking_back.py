"""Rule 18: completed steps are taken back, the newest first, with the values of then."""

from tests.semantics.play import Play, journey

TEXT = journey(
    """step here via web { on divided -> there { set count = event.by }  on a -> gone undoing { note "a" }
         undo { note "here {{ count }}" } }
       stage work { on b -> gone undoing  on c -> later_on
         step there via web { on divided -> more { set count = event.by }  on a -> gone undoing {
           note "gone" }
           undo { note "there {{ count }}"  emit sent_out(words = words) } }
         step more via web { on a -> there { set words = "changed" }  on d -> there undoing { note "d" } }
       }
       step later_on via web { on a -> done  on b -> gone undoing }""",
    header='context { count: int = 1  words: text = "first" }',
)


def begun(*numbers: int) -> Play:
    play = Play(TEXT)
    play.send("opened")
    for number in numbers:
        play.send("divided", by=number)
    return play


def test_the_newest_first_with_the_values_of_then() -> None:
    play = begun(5, 6)
    play.send("a")
    play.send("divided", by=7)
    play.send("b")
    assert play.words == ["there 6", "there 5", "here 1"]
    assert [effect["payload"]["words"] for effect in play.of_kind("emit")] == ["changed", "first"]
    assert play.end == "gone"
    assert "undo_log" not in play.run


def test_a_step_that_goes_on_was_not_completed() -> None:
    play = begun()
    play.send("a")
    assert play.words == ["a"]


def test_a_step_that_something_around_it_leaves_was_not_completed() -> None:
    play = begun(5)
    play.send("c")
    play.send("b")
    assert play.words == ["here 1"]


def test_what_is_taken_back_is_not_taken_back_again() -> None:
    play = begun(5, 6)
    play.send("d")
    assert play.words == ["there 5", "here 1", "d"]
    play.send("b")
    assert play.words == ["there 5", "here 1", "d"]


def test_taking_back_is_after_leaving_and_before_the_effects() -> None:
    play = Play(
        journey(
            """step here via web { on a -> there  undo { note "undo" } }
               step there via web { leave { note "leave" } on a -> last_one undoing { note "effect" } }
               step last_one via web { enter { note "enter" } on a -> done }"""
        )
    )
    play.send("opened")
    play.send("a")
    play.send("a")
    assert play.words == ["leave", "undo", "effect", "enter"]


def test_taking_back_that_fails_is_an_incident() -> None:
    play = Play(
        journey(
            """step here via web { on a -> there  undo { set share = 1 / customer.bills } }
               step there via web { on a -> gone undoing  on b -> done }""",
            header="context { share: decimal = 0 }",
        )
    )
    play.may_fail = True
    for name in ("opened", "a", "a"):
        play.send(name)
    assert play.places == ["there"]
    assert len(play.run["undo_log"]) == 1
    assert play.incidents[0]["expression"] == "1 / customer.bills"


def test_a_call_that_failed_completes_nothing_and_one_without_answer_does() -> None:
    text = journey(
        """step here via web { call bank.check(bill = "B") { ok -> there  fails unknown -> there
           no answer -> there }
             undo { note "undone" } }
           step there via web { on a -> gone undoing  on b -> done }"""
    )
    for outcome, words in (
        (("ok",), ["undone"]),
        (("fails", None, "unknown"), []),
        (("no_answer",), ["undone"]),
    ):
        play = Play(text)
        play.send("opened")
        play.result(play.of_kind("call")[0]["key"], *outcome)
        play.send("a")
        assert play.words == words


def test_back_and_last_of_take_back_too() -> None:
    play = Play(
        journey(
            """stage here remembers { on b -> aside
                 step one via web { on a -> two  undo { note "undo one" } }
                 step two via web { on a -> done } }
               step aside via web { on a -> last of here undoing }
               anytime plain { on c -> asking  step asking via chat { on d -> back undoing { note "back" } }
                 }"""
        )
    )
    for name in ("opened", "a", "b", "a"):
        play.send(name)
    assert play.words == ["undo one"]
    assert play.places == ["two"]
    play = Play(
        journey(
            """step here via web { on a -> two  undo { note "undo here" } }
               step two via web { on a -> done }
               anytime plain { on c -> asking  step asking via chat { on d -> back undoing { note "back" } }
                 }"""
        )
    )
    for name in ("opened", "a", "c", "d"):
        play.send(name)
    assert play.words == ["undo here", "back"]
    assert play.places == ["two"]


def test_items_are_taken_back_with_their_item() -> None:
    play = Play(
        journey(
            """each here for part in ["p", "q"] {
                 step one via web { on part_came when event.part == part -> two  undo {
                   note "undo {{ part }}"  emit sent_out(words = part) } }
                 step two via web { on a -> e1 } end e1
                 on b -> gone undoing  on here.done -> done }"""
        )
    )
    play.send("opened")
    play.send("part_came", part="q")
    play.send("part_came", part="p")
    play.send("b")
    assert play.words == ["undo p", "undo q"]
    assert [effect["payload"]["words"] for effect in play.of_kind("emit")] == ["p", "q"]


def test_a_note_tells_of_the_customer_as_they_were() -> None:
    play = Play(
        journey(
            """step here via web { on a -> there  undo {
                 note "{{ customer.first_name }}, {{ customer.tier }}"
                 note "{% if customer.prefers is set %}by {{ customer.prefers }}{% else %}by any{% endif %}"
                 note "{% for word in words %}{{ word }}{% endfor %} {{ count }}" } }
               step there via web { on a -> gone undoing { note "{{ customer.first_name }}" }  on b -> there {
                 set count = 2  set words = ["z"] } }""",
            header='context { count: int = 1  words: list of text = ["x", "y"]  other: int = 5 }',
        ),
        first_name="Anna",
    )
    play.send("opened")
    play.send("a")
    assert play.run["undo_log"][0]["values"] == {
        "customer": {"first_name": "Anna", "tier": "bronze", "prefers": None},
        "context": {"words": ["x", "y"], "count": 1},
    }
    play.know(first_name="Ann", tier="gold", prefers="chat")
    play.send("b")
    play.send("a")
    assert play.words == ["Anna, bronze", "by any", "xy 1", "Ann"]


def test_effects_of_taking_back_see_what_those_before_them_wrote() -> None:
    play = Play(
        journey(
            """step here via web { on a -> there { set count = 10 }  undo { set count = count + 1  set
               count = count + 1 } }
               step there via web { on a -> last_one undoing } step last_one via web { on a -> done }""",
            header="context { count: int = 1 }",
        )
    )
    for name in ("opened", "a", "a"):
        play.send(name)
    assert play.context["count"] == 3
