"""Rule 5: one input is one macrostep, run to completion."""

from tests.semantics.play import Play, journey


def test_choices_are_passed_before_raised_events_and_those_are_first_in_first_out() -> None:
    play = Play(
        journey(
            """step here via web { on a -> pick { raise b  raise c  note "1" } }
               choice pick { when customer.bills > 0 -> done  otherwise -> there }
               step there via web { enter { note "2"  raise d }  on b { note "3"  raise opened }  on c {
                 note "4" }
                 on d { note "5" }  on opened -> done { note "6" } }"""
        )
    )
    play.send("opened")
    report = play.send("a")
    assert play.words == ["1", "2", "3", "4", "5", "6"]
    assert report["runs"][0]["raised"] == ["b", "c", "d", "opened"]
    assert report["runs"][0]["path"] == ["here", "pick", "there", "done"]
    assert play.end == "done"


def test_a_raised_event_carries_its_fields_and_the_input_that_caused_it() -> None:
    play = Play(
        journey(
            """step here via web { on a { raise told(accepted = true, words = "so") }
                 on told when event.accepted -> done {
                   note "{{ event.words | default('') }} {{ event.channel | default('') }}"
                   note "{{ event.customer }}" } }"""
        )
    )
    play.send("opened")
    play.send("a")
    assert play.words == ["so web", "anna"]


def test_a_raised_event_that_nobody_takes_is_over() -> None:
    play = Play(
        journey("step here via web { on a { raise b }  on c -> there } step there via web { on b -> done }")
    )
    play.send("opened")
    play.send("a")
    play.send("c")
    assert play.places == ["there"]


def test_a_raised_event_stays_inside_of_the_run() -> None:
    play = Play(
        journey("step here via web { on a { raise b }  on c -> done }")
        + journey("step here via web { on b -> done }", "tour")
    )
    play.send("opened")
    play.send("a")
    assert play.run_of("tour")["status"] == "active"


def test_conditions_are_looked_at_on_entering_and_after_anything_that_happens() -> None:
    text = journey(
        """step here via web { on divided { set count = event.by }  when count > 2 -> there }
           step there via web { on divided { set count = event.by }  when count > 5 -> done {
             note "{{ count }}" } }""",
        header="context { count: int = 0 }",
    )
    play = Play(text)
    play.send("opened")
    play.send("divided", by=3)
    assert play.places == ["there"]
    play.send("divided", by=9)
    assert play.end == "done"
    play = Play(text)
    play.send("opened")
    play.send("divided", by=6)
    assert play.last["path"] == ["here", "there", "done"]


def test_conditions_are_looked_at_after_the_profile_has_changed() -> None:
    play = Play(journey("step here via web { when customer.bills == 0 -> done  on a -> gone }"), bills=2)
    play.send("opened")
    assert play.places == ["here"]
    play.know(bills=1)
    assert play.run["seq"] == 1
    play.know(bills=0)
    assert play.end == "done"


def test_conditions_of_a_stage_hold_wherever_the_run_is_in_it() -> None:
    play = Play(
        journey(
            """stage here { when customer.bills > 3 -> gone
                 step one via web { on a -> two  when customer.bills > 4 -> done }  step two via web {
                   on a -> one }
               }"""
        )
    )
    play.send("opened")
    play.send("a")
    play.know(bills=5)
    assert play.end == "gone"
    play = Play(
        journey(
            """stage here { when customer.bills > 3 -> gone
                 step one via web { on a -> one  when customer.bills > 4 -> done } }"""
        )
    )
    play.send("opened")
    play.know(bills=5)
    assert play.end == "done"


def test_a_round_without_end_is_an_incident_that_names_it() -> None:
    play = Play(
        journey(
            """step here via web { on a { raise b }  on b { raise b }  on c -> one }
               step one via web { when customer.bills > 0 -> two  on c -> done }
               step two via web { when customer.bills > 0 -> one }"""
        ),
        bills=1,
    )
    play.may_fail = True
    play.send("opened")
    play.send("a")
    assert play.incidents[0]["problem"] == "the journey raises events without end: `b` -> `b`"
    play.send("c")
    assert (
        "`one` -> `two`" in play.incidents[1]["problem"] or "`two` -> `one`" in play.incidents[1]["problem"]
    )
    assert play.places == ["here"]
    assert play.run["seq"] == 1


def test_a_round_is_named_whatever_came_last() -> None:
    """Each turn is a move and an event, so either may be the one that is too many."""
    for event in ("a", "c"):
        play = Play(
            journey(
                """step here via web { on a -> there  on c -> between }
                   choice between { when customer.bills == 0 -> there  otherwise -> done }
                   step there via web { ask words  on answered -> there  on b -> done }""",
                header='context { words: text = "known" }',
            )
        )
        play.may_fail = True
        play.send("opened")
        play.send(event)
        said = "the journey goes round without waiting for anything: `there` -> `there`"
        assert play.incidents[0]["problem"] == said


def test_many_moves_are_no_round() -> None:
    """What would come to an end, only later, is not said to have none."""
    items = ", ".join(map(str, range(600)))
    play = Play(
        journey(
            """each here for part in parts { step one via web { ask words  on answered -> e1 } end e1
                 on here.done -> done }""",
            header=f'context {{ words: text = "known"  parts: list of int = [{items}] }}',
        )
    )
    play.may_fail = True
    play.send("opened")
    said = "one input would make more than 1,000 small moves, the last of them to `e1[499]`"
    assert play.incidents[0]["problem"] == said


def test_a_split_is_passed_at_once() -> None:
    play = Play(journey('split here { 50% left -> done { note "l" }  50% right -> done { note "r" } }'))
    play.send("opened")
    assert play.end == "done"
    assert len(play.words) == 1
