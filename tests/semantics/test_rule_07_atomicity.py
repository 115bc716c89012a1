"""Rule 7: a macrostep happens whole or not at all."""

from tests.semantics.play import Play, journey

PARALLEL = (
    journey(
        """parallel here {
         branch left { step one via web { enter { set left = left + 1 }
           on divided -> next { set left = 10
             note "left"  notify hello(words = "x")  start other()  raise b } }
           step next via web { on a -> one } }
         branch right { step two via web { on divided { set right = 12 / event.by  note "right" }
           on b { note "b" }
           on c -> done } }
       }""",
        header="context { left: int = 0  right: decimal = 1 }",
    )
    + """journey other "Other" { starts -> wait_here step wait_here { after 1 day -> over }
       end over success }"""
)


def test_an_effect_that_fails_late_takes_everything_back_in_all_branches() -> None:
    play = Play(PARALLEL)
    play.may_fail = True
    play.send("opened")
    before = dict(play.run)
    report = play.send("divided", by=0)
    assert report["result"] == "incident"
    assert play.run == before
    assert play.effects == []
    assert len(play.runs) == 1
    (incident,) = play.incidents
    assert incident["expression"] == "12 / event.by"
    assert incident["values"] == {"event.by": 0}
    assert incident["place"].startswith("test.journey:8:")
    assert incident["input"] == {
        "id": "i2", "at": "2026-11-23T09:00:00Z", "kind": "event", "name": "divided", "payload": {"by": 0},
        "channel": "web",
    }  # fmt: skip


def test_later_inputs_go_on_and_the_same_input_can_be_applied_again() -> None:
    play = Play(PARALLEL)
    play.may_fail = True
    play.send("opened")
    play.send("divided", by=0)
    assert play.send("divided", by=3)["result"] == "accepted"
    assert play.places == ["next", "two"]
    assert play.words == ["left", "right", "b"]
    assert [effect["id"] for effect in play.effects] == [f"trip/anna/1/2/{n}" for n in (0, 1, 3, 4)]
    assert play.run_of("other")["status"] == "active"


def test_a_failing_guard_is_an_incident_and_not_false() -> None:
    play = Play(
        journey("step here via web { on divided when 10 / event.by > 1 -> done  on divided -> gone }")
    )
    play.may_fail = True
    play.send("opened")
    assert play.send("divided", by=0)["result"] == "incident"
    assert play.places == ["here"]


def test_a_start_that_fails_begins_no_run() -> None:
    play = Play(
        """journey trip "Trip" { context { share: decimal = 0 }
          starts on divided -> here { set share = 1 / event.by }
          step here via web { on a when share > 1 -> done  on a -> done } end done success }"""
    )
    play.may_fail = True
    assert play.send("divided", by=0)["result"] == "incident"
    assert play.runs == {}
    assert play.customer["journeys"] == {}
    assert play.send("divided", by=1)["began"] == ["trip/anna/1"]


def test_a_timer_that_failed_does_not_arm_itself_again() -> None:
    play = Play(
        journey(
            """step here via web {
                 every 1 day at most 3 times { note "tick"  set count = 10 / customer.bills }
                 after 2 days { note "two days" }
                 on a -> done }""",
            header="context { count: decimal = 1 }",
        )
    )
    play.may_fail = True
    play.send("opened")
    play.wait(days=1)
    assert play.words == []
    assert play.due == {"here/after/1": "2026-11-25T09:00:00Z"}
    assert play.incidents[0]["input"]["name"] == "here/every/0"
    play.wait(days=4)
    assert play.words == ["two days"]
    assert len(play.incidents) == 1


def test_an_input_that_fails_in_one_run_does_not_fail_in_another() -> None:
    failing = journey("step here via web { on divided when 10 / event.by > 1 -> done }")
    play = Play(failing + journey("step here via web { on divided -> done }", "tour"))
    play.may_fail = True
    play.send("opened")
    report = play.send("divided", by=0)
    assert report["result"] == "incident"
    assert play.run_of("trip")["status"] == "active"
    assert play.run_of("tour")["status"] == "ended"


def test_private_fields_are_masked_in_incidents() -> None:
    play = Play(
        journey("step here via web { on divided when length(customer.first_name) / event.by > 1 -> done }"),
        first_name="Anna",
    )
    play.may_fail = True
    play.send("opened")
    play.send("divided", by=0)
    assert play.incidents[0]["values"] == {"customer.first_name": "•••", "event.by": 0}


def test_a_sub_journey_that_cannot_begin_is_an_incident() -> None:
    play = Play(
        journey("step here { run inner(by = 0) { ends over -> done }  on a -> gone }")
        + """journey inner(by: int) "Inner" { context { share: decimal = 1 }
          starts -> look { set share = 1 / by } step look { after 1 day when share > 1 -> over
            after 2 days -> over } end over success }"""
    )
    play.may_fail = True
    play.send("opened")
    (incident,) = play.incidents
    assert incident["run"] == "inner/anna/1"
    assert incident["input"]["parent"] == ["trip/anna/1", "trip/anna/1/1/0"]
    assert play.reports[-1]["runs"][0]["reason"] == "division by zero"
    assert play.places == ["here"]
    play.send("a")
    assert play.end == "gone"
