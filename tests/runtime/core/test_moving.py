"""Handlers, guards, choices, effects and ends: where a run goes and what it does on the way."""

import pytest

from journeyc.expression.tree import RecordOf
from journeyc.ir.model import Guard, Set
from tests.runtime.core.journeys import (
    FALSE,
    Play,
    apply,
    choice,
    ctx,
    end,
    field,
    journey,
    lit,
    on,
    put,
    said,
    starts,
    step,
    tell,
    when,
)

COUNTING = (field("n", "int", lit(0, "int")), field("log", "text", lit("", "text")))


def log(letter: str) -> Set:
    return put("log", apply("+", "text", ctx("log", "text"), lit(letter, "text")))


def is_n(number: int) -> Guard:
    return when(apply("==", "bool", ctx("n", "int"), lit(number, "int")), f"n == {number}")


def test_an_event_starts_a_run_and_numbers_it() -> None:
    """Rule 1: an event that no run takes begins the journeys that start on it."""
    play = Play(journey(step("ask", on("ping", "done")), end("done")))
    report = play.send("opened")
    assert (report["result"], play.run["id"], play.step) == ("accepted", "dispute/anna/1", "ask")
    assert report["runs"][0]["result"] == "started"
    assert report["runs"][0]["taken"][0].startswith("starts on opened -> ask (line ")


@pytest.mark.parametrize(
    ("handlers", "channel", "expected"),
    [
        ([on("ping", "a"), on("ping", "b")], "web", "a"),
        ([on("ping", "a", guard=when(FALSE)), on("ping", "b")], "web", "b"),
        ([on("ping", "a", channels=["voice"]), on("ping", "b")], "web", "b"),
        ([on("ping", "a", channels=["voice"]), on("ping", "b")], "voice", "a"),
        ([on("pong", "a"), on("ping, pong", "b")], None, "b"),
        ([on("ping")], "web", "first"),
    ],
)
def test_the_first_true_handler_in_written_order_wins(
    handlers: list[object], channel: str, expected: str
) -> None:
    """Rule 4: written order, first true guard; without an arrow the run stays."""
    play = Play(journey(step("first", *handlers), step("a"), step("b")))
    play.send("opened")
    assert play.send("ping", channel=channel)["result"] == "accepted"
    assert play.step == expected


def test_leaving_acting_and_entering_happen_in_this_order() -> None:
    """Rule 6: leave, the handler's effects, enter; each effect sees the writes before it."""
    first = step("first", on("ping", "second", log("h")), enter=(log("1"),), leave=(log("l"),))
    play = Play(
        journey(
            first, step("second", enter=(log("2"), tell("news", log=ctx("log", "text")))), context=COUNTING
        )
    )
    play.send("opened")
    play.send("ping")
    assert play.run["context"]["log"] == "1lh2"
    assert play.of_kind("notify")[0]["arguments"] == {"log": "1lh2"}


def test_an_arrow_to_the_own_step_enters_it_again_and_staying_does_not() -> None:
    """An arrow enters, no arrow stays: the only two things a handler does to the position."""
    play = Play(journey(step("only", on("ping", "only"), on("pong"), enter=(log("e"),)), context=COUNTING))
    play.send("opened")
    play.send("pong")
    assert play.run["context"]["log"] == "e"
    report = play.send("ping")
    assert play.run["context"]["log"] == "ee"
    assert report["runs"][0]["path"] == ["only", "only"]


@pytest.mark.parametrize(("amount", "expected"), [("5 EUR", "small"), ("50 EUR", "large"), (None, "none")])
def test_a_choice_takes_its_first_true_row(amount: str | None, expected: str) -> None:
    """Rule 5: eventless choices belong to the macrostep of the event that led to them."""
    rows = choice(
        "size",
        (when(apply("is missing", "bool", said("amount", "money?"))), "none"),
        (when(apply("<", "bool", said("amount", "money"), lit("20 EUR", "money"))), "small"),
        (None, "large"),
    )
    play = Play(journey(rows, end("none"), end("small"), end("large")))
    payload = {} if amount is None else {"amount": amount}
    report = play.send("opened", **payload)
    assert report["runs"][0]["path"] == ["size", expected]
    assert play.run["outcome"] == {"end": expected, "kind": "success", "at": "2026-11-23T09:00:00Z"}


def test_a_choice_without_a_true_row_is_an_incident() -> None:
    """Rule 15: what the compiler could not prove does not move a customer silently."""
    play = Play(journey(choice("size", (is_n(1), "done")), end("done"), context=COUNTING))
    report = play.send("opened")
    assert (report["result"], play.runs) == ("incident", {})
    assert "no row of choice `size` is true" in play.incidents[0]["problem"]


def test_a_journey_that_goes_round_names_its_cycle() -> None:
    """Rule 5: at most 1,000 microsteps, then an incident that names the cycle."""
    play = Play(journey(step("safe", on("ping", "a")), choice("a", (None, "b")), choice("b", (None, "a"))))
    play.send("opened")
    report = play.send("ping")
    assert report["result"] == "incident"
    assert play.step == "safe"
    assert (
        "`a` -> `b` -> `a`" in play.incidents[0]["problem"]
        or "`b` -> `a` -> `b`" in play.incidents[0]["problem"]
    )


def test_an_end_says_its_outcome_and_takes_nothing_more() -> None:
    """An ended run has no timers, asks nothing, and no event reaches it."""
    play = Play(journey(step("a", on("ping", "lost")), end("lost", "failure", tell("news"))))
    play.send("opened")
    report = play.send("ping")
    assert (play.run["status"], play.run["configuration"], play.run["timers"]) == ("ended", ["lost"], [])
    assert (report["runs"][0]["result"], play.notified) == ("ended", ["news"])
    again = play.send("ping")
    assert (again["result"], again["reason"]) == (
        "not_accepted",
        "this customer has no open run that takes `ping`, and no journey starts with it",
    )


def test_effects_have_ids_that_the_same_input_always_gives() -> None:
    """Rule 8: `run/seq/n`."""
    play = Play(journey(step("a", on("ping", None, tell("news"), tell("nudge")))))
    play.send("opened")
    play.send("ping")
    play.send("ping")
    ids = [effect["id"] for effect in play.effects]
    assert ids == ["dispute/anna/1/2/0", "dispute/anna/1/2/1", "dispute/anna/1/3/0", "dispute/anna/1/3/1"]
    assert {effect["place"] for effect in play.effects} == {"a"}


def test_defaults_and_effects_of_the_start_see_the_event() -> None:
    """Defaults of the context are there before the effects of the start."""
    begin = starts("opened", "a", put("bill", said("bill", "id?")), put("n", ctx("twice", "int")))
    context = (field("n", "int"), field("bill", "id?"), field("twice", "int", lit(2, "int")))
    play = Play(journey(step("a"), begin=[begin], context=context))
    play.send("opened", bill="B7")
    assert play.run["context"] == {"twice": 2, "bill": "B7", "n": 2}


def test_a_condition_of_a_start_reads_defaults() -> None:
    """Defaults of the context are there before the conditions of the starts."""
    open_at_night = field("open", "bool", lit(value=True, kind="bool"))
    begin = [starts("opened", "a", guard=when(ctx("open", "bool")))]
    play = Play(journey(step("a"), begin=begin, context=(open_at_night,)))
    play.send("opened")
    assert play.step == "a"


def test_setting_inside_a_record_leaves_the_rest_of_it() -> None:
    """A path that leads through a record copies what it changes."""
    play = Play(
        journey(
            step("a", on("ping", None, put("bill.amount", lit("5.00 EUR", "money")))),
            context=(field("bill", "Bill", tree_of_bill()),),
        )
    )
    play.send("opened")
    before = play.run
    play.send("ping")
    assert play.run["context"]["bill"] == {"id": "B1", "amount": "5.00 EUR", "why": "price"}
    assert before["context"]["bill"] == {"id": "B1", "amount": None, "why": "price"}


def tree_of_bill() -> RecordOf:
    fields = (("id", lit("B1", "id")), ("amount", lit(None, "money?")), ("why", lit("price", "Reason")))
    return RecordOf(fields, "Bill")
