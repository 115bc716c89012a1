"""Rule 13: what is asked, and when it is answered."""

from tests.semantics.play import Play, journey

HEADER = 'context { words: text?  count: int?  part: Part = { name = "x", count = 1 } }'


def test_what_is_known_is_not_asked_and_all_known_is_answered_at_once() -> None:
    text = journey(
        """step here via web { ask words, count  on answered -> there { note "1" }  on a -> gone }
           step there via web { ask count, words  on answered -> done { note "2" } }""",
        header=HEADER,
    )
    play = Play(text)
    play.send("opened")
    assert play.run["asked"] == {"here": ["words", "count"]}
    play.answer(count=3)
    assert play.run["asked"] == {"here": ["words"]}
    assert play.run["answered"] == {"count": {"channel": "web", "at": "2026-11-23T09:00:00Z"}}
    play.answer("web", words="x")
    assert play.words == ["1", "2"]
    assert play.end == "done"


def test_again_asks_what_is_known() -> None:
    play = Play(
        journey(
            """step here via web { ask words, again part.count
                 on answered -> here { note "{{ part.count }}" }  on a -> done }""",
            header=HEADER,
        )
    )
    play.send("opened")
    assert play.run["asked"] == {"here": ["words", "part.count"]}
    play.answer(**{"words": "x", "part.count": 7})
    assert play.words == ["7"]
    assert play.run["asked"] == {"here": ["part.count"]}


def test_an_answer_may_be_corrected_while_the_step_goes_on() -> None:
    play = Play(journey("step here via web { ask words, count  on answered -> done }", header=HEADER))
    play.send("opened")
    play.answer(words="x")
    play.answer(words="y")
    assert play.context["words"] == "y"
    assert play.end is None


def test_answered_is_for_the_step_that_asked() -> None:
    """The step is left, on an event raised before, when `answered` comes; the next step was not answered."""
    play = Play(
        journey(
            """step here via web { ask words  on b -> there  on answered -> gone }
               step there via web { ask count  on answered -> done { note "{{ count }}" } }
               step first_one via web { on a -> here { set words = "x"  raise b } }""",
            header=HEADER,
        ).replace("starts on opened -> here", "starts on opened -> first_one")
    )
    play.send("opened")
    play.send("a")
    assert play.places == ["there"]
    play.answer(count=1)
    assert play.words == ["1"]


def test_answered_that_fits_no_condition_leaves_the_step_where_it_is() -> None:
    play = Play(
        journey(
            "step here via web { ask count  on answered when count > 5 -> done  on a -> gone }", header=HEADER
        )
    )
    play.send("opened")
    play.answer(count=1)
    assert play.places == ["here"]
    play.answer(count=6)
    assert play.end == "done"


def test_a_stage_around_may_handle_answered() -> None:
    play = Play(
        journey(
            """stage here { on answered -> done { note "stage" }  step one via web { ask count } }""",
            header=HEADER,
        )
    )
    play.send("opened")
    play.answer(count=1)
    assert play.words == ["stage"]


def test_answers_come_on_any_channel_of_the_step() -> None:
    play = Play(journey("step here via web, chat { ask words, count  on answered -> done }", header=HEADER))
    play.send("opened")
    play.answer("web", words="x")
    assert play.answer("voice", count=1)["result"] == "refused"
    play.answer("chat", count=1)
    assert play.end == "done"
    assert play.run["answered"]["count"]["channel"] == "chat"


def test_leaving_takes_the_questions_along() -> None:
    play = Play(
        journey(
            "step here via web { ask words  on answered -> done  on a -> there } "
            "step there via web { on b -> here }",
            header=HEADER,
        )
    )
    play.send("opened")
    play.send("a")
    assert play.run["asked"] == {}
    assert play.answer(words="x")["result"] == "refused"
    play.send("b")
    assert play.run["asked"] == {"here": ["words"]}
