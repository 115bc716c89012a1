"""Rule 10: branches side by side."""

from tests.semantics.play import Play, did, faults, journey

CONFLICTS = journey(
    """parallel here {
         branch left { leave { note "-left" }
           on c -> gone { note "branch left" }
           on told -> left { note "again left" }
           step one via web { leave { note "-one" }
             on a -> done { note "one" }
             on b { note "stays one" }
             on d -> one_more { note "within" }
             on early { note "early one" } }
           step one_more via web { on a -> done  on d -> one }
         }
         branch right { leave { note "-right" }
           step two via web { leave { note "-two" }
             on a -> gone { note "two" }
             on b -> gone { note "two leaves" }
             on c -> done { note "deeper two" }
             on d -> two_more { note "within too" }
             on part_came { note "part two" } }
           step two_more via web { on a -> done }
         }
         on c { note "parallel" }
         on d { note "never" }
         on early -> done { note "early all" }
         on divided -> here { note "again all" }
       }"""
)


def begun() -> Play:
    play = Play(CONFLICTS)
    play.send("opened")
    return play


def test_of_two_exits_the_one_written_first_wins() -> None:
    play = begun()
    assert did(play, "a") == "-two -right -one -left one"
    assert play.end == "done"


def test_one_that_stays_is_no_conflict() -> None:
    play = begun()
    assert did(play, "b") == "-two -right -one -left stays one two leaves"


def test_what_is_written_further_inside_beats_what_is_around_it_alone() -> None:
    """The step of the right branch is not inside of the left branch, so written order decides."""
    play = begun()
    assert did(play, "c") == "-two -right -one -left branch left"
    assert play.end == "gone"


def test_branches_move_together_in_one_microstep() -> None:
    play = begun()
    assert did(play, "d") == "-two -one within within too"
    assert play.places == ["one_more", "two_more"]


def test_branches_that_move_together_are_entered_in_written_order() -> None:
    """Also where the effects of leaving came in reverse order."""
    text = journey(
        """parallel here {
             branch left { step one via web { on a -> one_more } step one_more via web { enter { note "+one" }
               on b -> e1 } end e1 }
             branch right { step two via web { on a -> two_more } step two_more via web { enter {
               note "+two" } on b -> e2 } end e2 }
             on here.done -> done }"""
    )
    play = Play(text)
    play.send("opened")
    assert did(play, "a") == "+one +two"


def test_a_handler_of_the_parallel_serves_the_branches_that_do_not_take_the_event() -> None:
    play = begun()
    assert did(play, "early") == "-two -right -one -left early one early all"
    assert play.end == "done"


def test_a_branch_that_leads_to_itself_restarts_only_itself() -> None:
    play = begun()
    play.send("d")
    assert did(play, "told", accepted=True) == "-left again left"
    assert play.places == ["one", "two_more"]
    assert did(play, "divided", by=1) == "-right -one -left again all"
    assert play.places == ["one", "two"]


def test_a_descendant_beats_its_ancestor() -> None:
    play = Play(
        journey(
            """parallel here {
                 branch left { on b -> left  step one via web { on b -> done { note "inner" } }
                   step unused via web { on a -> one } }
                 branch right { step two via web { on c -> done } }
                 on a -> gone { note "outer" }
               }"""
        )
        .replace("step unused via web { on a -> one }", "")
        .replace(
            "step two via web { on c -> done }",
            'step two via web { on c -> done  on a -> three { note "two" } } '
            "step three via web { on c -> done }",
        )
    )
    play.send("opened")
    assert did(play, "a") == "two"
    assert play.places == ["one", "three"]


DONE = journey(
    """parallel here {
         branch left { step one via web { on a -> well  on b -> badly } end well end badly }
         branch right { on left.done { note "right heard {{ event.end }}" }
           step two via web { on c -> ready  on told -> two } end ready }
         on left.done when event.end == badly -> gone
         on left.done { note "left" }
         on right.done { note "right" }
         on here.done -> done { note "all" }
       }"""
)


def test_a_branch_is_done_at_its_end_and_the_parallel_when_all_are() -> None:
    play = Play(DONE)
    play.send("opened")
    assert did(play, "c") == "right"
    assert play.places == ["one", "ready"]
    assert did(play, "a") == "left right heard well all"
    assert play.end == "done"


def test_the_other_branches_hear_that_one_is_done() -> None:
    play = Play(DONE)
    play.send("opened")
    assert "right heard well" in did(play, "a")


def test_one_branch_may_lead_on_for_all() -> None:
    play = Play(DONE)
    play.send("opened")
    play.send("b")
    assert play.end == "gone"


def test_a_branch_that_is_done_hears_nothing_but_what_is_around_it_does() -> None:
    play = Play(DONE)
    play.send("opened")
    play.send("c")
    assert play.send("told", accepted=True)["result"] == "not_accepted"
    assert play.places == ["one", "ready"]


def test_a_branch_that_restarts_is_not_done_any_more() -> None:
    play = Play(
        journey(
            """parallel here {
                 branch left { on b -> left  step one via web { on a -> ready } end ready }
                 branch right { step two via web { on c -> ready_too } end ready_too }
                 on here.done -> done
               }"""
        )
    )
    play.send("opened")
    play.send("a")
    play.send("b")
    play.send("c")
    assert play.places == ["one", "ready_too"]
    play.send("a")
    assert play.end == "done"


def test_two_branches_that_may_write_one_field_are_refused() -> None:
    text = journey(
        """parallel here {
             branch left { step one via web { on a -> done { set count = 1 } } }
             branch right { step two via web { on a { set count = 2 } } } }""",
        header="context { count: int = 0 }",
    )
    assert any("count" in message for message in faults(text))


def test_parallels_inside_of_each_other() -> None:
    play = Play(
        journey(
            """parallel here {
                 branch left {
                   parallel inner {
                     branch l1 { step one via web { on a -> e1  on d -> away } end e1 }
                     branch l2 { step two via web { on b -> e2 } end e2 }
                     on inner.done -> e3
                   }
                   step away via web { on d -> inner }
                   end e3
                 }
                 branch right { on inner.done { note "heard" } step three via web { on c -> e4 } end e4 }
                 on here.done -> done
               }"""
        )
    )
    play.send("opened")
    play.send("a")
    play.send("d")
    assert play.places == ["e1", "two", "three"]
    play.send("c")
    play.send("b")
    assert play.end == "done"
    play = Play(DONE)


def test_a_question_in_each_branch_is_answered_for_itself() -> None:
    play = Play(
        journey(
            """parallel here {
                 branch left { step one via web { ask words  on answered -> e1 { note "one" } } end e1 }
                 branch right { step two via chat { ask count, words  on answered -> e2 { note "two" } }
                   end e2 }
                 on here.done -> done
               }""",
            header="context { words: text?  count: int? }",
        )
    )
    play.send("opened")
    play.answer(words="x")
    assert play.words == ["one"]
    assert play.run["asked"] == {"two": ["count"]}
    play.answer("chat", count=3)
    assert play.end == "done"


EACH = journey(
    """each here for part in parts at most 2 at once {
         step wait via web {
           enter { note "+{{ part }}" }
           leave { note "-{{ part }}" }
           on part_came when event.part == part -> came
           on a -> came
           on told when event.accepted -> wait
           after 1 day when part != "p1" -> missing_part
           after 5 days -> missing_part
         }
         end came { note "came {{ part }}" }
         end missing_part { note "missing {{ part }}" }
         on here.done -> done
         on c -> gone
       }""",
    header='context { parts: list of text = ["p0", "p1", "p2"] }',
)


def test_each_goes_through_a_list_so_many_at_once() -> None:
    play = Play(EACH)
    play.send("opened")
    assert play.places == ["wait[0]", "wait[1]"]
    assert did(play, "part_came", part="p1") == "-p1 came p1 +p2"
    assert play.places == ["wait[0]", "came[1]", "wait[2]"]
    assert did(play, "part_came", part="p1") == ""
    assert did(play, "told", accepted=True) == "-p2 -p0 +p0 +p2"
    assert did(play, "a") == "-p2 -p0 came p0 came p2"
    assert play.end == "done"


def test_one_event_may_move_items_until_all_are_done() -> None:
    play = Play(EACH)
    play.send("opened")
    assert did(play, "a") == "-p1 -p0 came p0 came p1 +p2"
    assert play.places == ["came[0]", "came[1]", "wait[2]"]


def test_timers_of_items_read_their_item() -> None:
    play = Play(EACH)
    play.send("opened")
    assert sorted(play.due) == ["wait[0]/after/0", "wait[0]/after/1", "wait[1]/after/0", "wait[1]/after/1"]
    play.wait(days=1)
    assert play.places == ["missing_part[0]", "wait[1]", "wait[2]"]
    assert play.due["wait[2]/after/1"] == "2026-11-29T09:00:00Z"
    play.wait(days=9)
    assert play.end == "done"


def test_leaving_an_each_leaves_all_items() -> None:
    play = Play(EACH)
    play.send("opened")
    assert did(play, "c") == "-p1 -p0"
    assert play.end == "gone"


def test_an_empty_list_is_done_at_once() -> None:
    play = Play(EACH.replace('["p0", "p1", "p2"]', "[]"))
    play.send("opened")
    assert play.end == "done"


NESTED = journey(
    """each here for box in [2, 0, 1] {
         on stuff.done -> full { note "full {{ box }}" }
         step first_look via web { on a -> stuff }
         each stuff for thing in things at most 1 at once {
           stage pack { on pack.done when event.end == packed -> inside { note "{{ box }}{{ thing }}" }
             step put via web { on told when thing == "x" or event.accepted -> packed } end packed }
           end inside
         }
         end full
         on here.done -> done
       }""",
    header='context { things: list of text = ["x", "y"] }',
)


def test_each_inside_of_each_with_stages_that_are_done_in_their_item_alone() -> None:
    text = (
        NESTED.replace("on stuff.done -> full", "on nothing_here -> full")
        .replace('on nothing_here -> full { note "full {{ box }}" }\n', "")
        .replace("end inside\n", 'end inside\n on stuff.done -> full { note "full {{ box }}" }\n')
    )
    play = Play(text)
    play.send("opened")
    assert play.places == ["first_look[0]", "first_look[1]", "first_look[2]"]
    play.send("a")
    assert play.places == ["put[0.0]", "put[1.0]", "put[2.0]"]
    assert did(play, "told", accepted=False) == "2x 0x 1x"
    assert play.places == ["inside[0.0]", "put[0.1]", "inside[1.0]", "put[1.1]", "inside[2.0]", "put[2.1]"]
    play.send("told", accepted=True)
    assert play.end == "done"
    assert play.words[-3:] == ["full 2", "full 0", "full 1"]


def test_an_empty_list_inside_of_each_is_done_for_its_item() -> None:
    text = journey(
        """each here for box in [1, 2] {
             each stuff for thing in things { step put via web { on a -> inside } end inside
               on stuff.done -> full { note "full {{ box }}" } }
             end full
             on here.done -> done
           }""",
        header="context { things: list of text = [] }",
    )
    play = Play(text)
    play.send("opened")
    assert play.words == ["full 1", "full 2"]
    assert play.end == "done"


def test_work_and_questions_of_items_are_told_apart() -> None:
    play = Play(
        journey(
            """each here for part in bills {
                 step pay via desk by queue experts {
                   call bank.pay(bill = part, tries = 1) { ok as receipt -> paid_it {
                     note "{{ part }} {{ receipt }}" } otherwise -> paid_it } }
                 end paid_it
                 on here.done -> done }""",
            header='context { bills: list of id = ["p", "q"] }',
        )
    )
    play.send("opened")
    calls = play.of_kind("call")
    assert [call["arguments"]["bill"] for call in calls] == ["p", "q"]
    play.result(calls[1]["key"], "ok", "R2")
    assert play.places == ["pay[0]", "paid_it[1]"]
    assert play.words == ["q R2"]
    closed = [effect for effect in play.of_kind("task") if effect["action"] == "close"]
    assert [effect["place"] for effect in closed] == ["pay[1]"]
    play.result(calls[0]["key"], "no_answer")
    assert play.end == "done"


def test_parallel_inside_of_each() -> None:
    play = Play(
        journey(
            """each here for part in ["p", "q"] {
                 parallel both {
                   branch left { step one via web { on part_came when event.part == part -> e1 } end e1 }
                   branch right { step two via web { on left.done -> e2 { note "{{ part }}" } } end e2 }
                   on both.done -> e3
                 }
                 end e3
                 on here.done -> done }"""
        )
    )
    play.send("opened")
    assert play.places == ["one[0]", "two[0]", "one[1]", "two[1]"]
    assert did(play, "part_came", part="q") == "q"
    assert play.places == ["one[0]", "two[0]", "e3[1]"]
    assert did(play, "part_came", part="p") == "p"
    assert play.end == "done"


def test_the_list_is_looked_at_once() -> None:
    play = Play(
        EACH.replace("on c -> gone", 'on c { set parts = ["z"] }  on d -> gone').replace(
            "on a -> came", "on a -> came"
        )
    )
    play.send("opened")
    play.send("c")
    play.send("a")
    assert play.places == ["came[0]", "came[1]", "wait[2]"]
    assert play.words[-1] == "+p2"
