"""What cannot be finished is rolled back, told, and does not stop what comes later."""

from tests.runtime.core.journeys import (
    Play,
    after,
    apply,
    ask,
    ctx,
    days,
    end,
    field,
    journey,
    lit,
    of_customer,
    on,
    put,
    step,
    tell,
    when,
)

CONTEXT = (field("n", "int", lit(0, "int")), field("amount", "money?"), field("share", "decimal?"))
DIVIDE = put("share", apply("/", "decimal", lit(1, "int"), ctx("n", "int")), "1 / n")


def test_a_failing_effect_rolls_the_whole_macrostep_back() -> None:
    """Rule 7: state, effects and history commit together or not at all; the run stays where it was."""
    play = Play(
        journey(step("a", on("ping", "b", tell("news"), DIVIDE), on("pong", "b")), end("b"), context=CONTEXT)
    )
    play.send("opened")
    before = play.state()
    report = play.send("ping")
    assert (report["result"], report["reason"]) == ("incident", "division by zero")
    assert (play.state().runs, play.effects) == (before.runs, [])
    assert play.send("pong")["result"] == "accepted"


def test_an_incident_says_what_was_computed_with_which_values_and_where() -> None:
    """Rule 7: the expression, its values and its place in the source; the input is kept with it."""
    guard = when(apply("<", "bool", ctx("amount", "money"), lit("5 USD", "money")), "amount < 5 USD")
    play = Play(
        journey(
            step("a", ask("amount", "money?"), on("answered", "b", guard=guard)), end("b"), context=CONTEXT
        )
    )
    play.send("opened")
    report = play.answer(amount="3 EUR")
    assert report["result"] == "incident"
    incident = play.incidents[0]
    assert incident["problem"] == "3.00 EUR and 5.00 USD are in different currencies"
    assert (incident["expression"], incident["values"]) == ("amount < 5 USD", {"context.amount": "3.00 EUR"})
    assert incident["place"].startswith("test.journey:")
    assert incident["input"]["values"] == {"amount": "3.00 EUR"}
    assert play.asked == ["amount"]


def test_private_fields_are_masked_in_incidents() -> None:
    """What the journey declares private does not leave in logs and incidents."""
    guard = when(
        apply(
            "and",
            "bool",
            apply("==", "bool", of_customer("name", "text"), lit("Anna", "text")),
            apply(
                "==",
                "bool",
                apply("/", "decimal", lit(1, "int"), of_customer("score", "int")),
                lit("1", "decimal"),
            ),
        ),
    )
    play = Play(journey(step("a", on("ping", guard=guard))), name="Anna")
    play.send("opened")
    play.send("ping")
    assert play.incidents[0]["values"] == {"customer.name": "•••", "customer.score": 0}


def test_reading_what_is_not_set_names_the_field() -> None:
    """A field that is not optional and has no value is never read as nothing."""
    guard = when(apply("==", "bool", of_customer("name", "text"), lit("Anna", "text")), "customer.name == …")
    play = Play(journey(step("a", on("ping", guard=guard))))
    play.send("opened")
    assert play.send("ping")["reason"] == "`customer.name` has no value"


def test_a_failed_timer_does_not_arm_again() -> None:
    """Rule 7: a failed timer does not re-arm by itself; the run is otherwise as it was."""
    play = Play(
        journey(step("a", after(days(1), "b", DIVIDE), after(days(2), "b")), end("b"), context=CONTEXT)
    )
    play.send("opened")
    before = play.run
    report = play.wait(days=1)
    assert report["runs"][0]["result"] == "failed"
    assert play.run == {**before, "seq": before["seq"] + 1, "timers": before["timers"][1:]}
    assert play.incidents[0]["input"]["name"] == "a/after/0"
    play.wait(days=1)
    assert play.run["status"] == "ended"


def test_a_start_that_fails_leaves_no_run() -> None:
    """Rule 7: nothing half-written, and the next start has the number that this one did not use."""
    play = Play(journey(step("a", enter=(DIVIDE,)), context=CONTEXT))
    assert play.send("opened")["result"] == "incident"
    assert (play.runs, play.customer["journeys"]) == ({}, {})
    assert play.incidents[0]["run"] == "dispute/anna/1"


def test_incidents_have_different_ids() -> None:
    """An input that fails in several ways is told of each."""
    play = Play(
        journey(step("a", after(days(1), None, DIVIDE), after(days(1), None, DIVIDE)), context=CONTEXT)
    )
    play.send("opened")
    play.wait(days=1)
    assert len({incident["id"] for incident in play.incidents}) == 2
