"""Rule 6: what is entered, and in which order."""

from tests.semantics.play import Play, did, faults, journey

NOTES = 'enter {{ note "+{0}" }} leave {{ note "-{0}" }}'


def noted(text: str) -> str:
    """The text with `%name` written out as notes on the way in and out."""
    words = text.split("%")
    return words[0] + "".join(
        NOTES.format(word.split()[0]) + word[len(word.split()[0]) :] for word in words[1:]
    )


NESTED = noted(
    """journey trip "Trip" {
  starts on opened -> outer
  stage outer { %outer  on d -> outer  on c -> away { note "c" }  after 3 days -> away
    stage inner { first second  %inner  on told -> inner  after 2 days { note "two days" }
      step one via web { %one  on a -> one  on b -> second }
      step second via web { %second  on a -> one { note "a" }  on b -> inner  on early -> third }
    }
    step third via web { %third  on a -> second }
  }
  step away via web { on a -> third  on b -> outer }
}"""
)


def begun() -> Play:
    play = Play(NESTED)
    play.send("opened")
    return play


def test_entering_goes_inwards_to_the_first_child_or_the_one_that_is_named() -> None:
    assert begun().words == ["+outer", "+inner", "+second"]


def test_leave_then_the_effects_then_enter() -> None:
    play = begun()
    assert did(play, "a") == "-second a +one"
    assert did(play, "c") == "-one -inner -outer c"


def test_a_step_that_leads_to_itself_is_left_and_entered_again() -> None:
    play = begun()
    play.send("a")
    assert did(play, "a") == "-one +one"


def test_a_stage_that_leads_to_itself_is_left_and_entered_again() -> None:
    play = begun()
    play.send("a")
    assert did(play, "told", accepted=True) == "-one -inner +inner +second"
    assert did(play, "d") == "-second -inner -outer +outer +inner +second"
    assert did(play, "b") == "-second -inner +inner +second"


def test_a_target_from_outside_may_stand_inside_of_a_stage() -> None:
    play = begun()
    play.send("c")
    assert did(play, "a") == "+outer +third"
    assert did(play, "a") == "-third +inner +second"


def test_timers_of_a_stage_run_from_entering_to_leaving_it() -> None:
    play = begun()
    play.wait(days=1)
    play.send("a")
    assert play.due == {"inner/after/0": "2026-11-25T09:00:00Z", "outer/after/0": "2026-11-26T09:00:00Z"}
    play.send("told", accepted=True)
    assert play.due == {"outer/after/0": "2026-11-26T09:00:00Z", "inner/after/0": "2026-11-26T09:00:00Z"}
    play.wait(days=2)
    assert play.places == ["away"]
    assert "two days" in play.words


def test_parallel_branches_are_entered_in_written_order_and_left_in_reverse() -> None:
    text = noted(
        """parallel here { %here
             branch left { %left  step one via web { %one  on b -> first } step first via web { %first
               on b -> one } }
             branch right { %right  step two via web { %two } }
             on a -> done { note "a" }
           }"""
    )
    play = Play(journey(text))
    play.send("opened")
    assert play.words == ["+here", "+left", "+one", "+right", "+two"]
    play.send("b")
    assert did(play, "a") == "-two -right -first -left -here a"


def test_a_target_inside_of_one_branch_is_refused_from_outside() -> None:
    text = journey(
        """step here via web { on a -> one }
           parallel both { branch left { step one via web { on b -> done } } branch right { step two via web
             } }"""
    )
    assert any("branch" in message for message in faults(text))


def test_effects_see_every_write_before_them() -> None:
    play = Play(
        journey(
            """step here via web {
                 leave { set count = count + 1  note "{{ count }}" }
                 on a -> there { set count = count * 10  note "{{ count }}" }
               }
               step there via web { enter { set count = count + 1  note "{{ count }}" }
                 after 1 day * count -> done  on a -> done }""",
            header="context { count: int = 1 }",
        )
    )
    play.send("opened")
    play.send("a")
    assert play.words == ["2", "20", "21"]
    assert play.due == {"there/after/0": "2026-12-14T09:00:00Z"}


def test_timers_questions_and_calls_are_armed_after_all_effects() -> None:
    play = Play(
        journey(
            """step here via web { on a -> there }
               stage there { enter { set words = "known" }
                 step one via web { enter { set count = 7 }
                   ask words, count  on answered -> done }
               }""",
            header="context { words: text?  count: int? }",
        )
    )
    play.send("opened")
    play.send("a")
    assert play.end == "done"
