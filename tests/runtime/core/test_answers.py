"""Asking: what is open, who may answer what, and when `answered` is raised."""

from typing import Any

import pytest

from tests.runtime.core.journeys import (
    FALSE,
    Play,
    apply,
    ask,
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
    when,
)

CONTEXT = (
    field("amount", "money?"),
    field("why", "Reason?"),
    field("note", "text?"),
    field("won", "bool", FALSE),
)
ASKS = (ask("amount", "money?"), ask("why", "Reason?"))


def asking(*handlers: object, **more: Any) -> Play:
    play = Play(
        journey(
            step("ask", *ASKS, *(handlers or (on("answered", "done"),))),
            step("done"),
            context=CONTEXT,
            **more,
        )
    )
    play.send("opened")
    return play


def test_entering_asks_what_is_not_set() -> None:
    """Rule 13: entering a step asks the fields that are not set."""
    begin = [starts("opened", "ask", put("amount", lit("5.00 EUR", "money")))]
    assert asking().asked == ["amount", "why"]
    assert asking(begin=begin).asked == ["why"]


def test_asking_again_asks_all() -> None:
    """Rule 13: `ask again` asks even what is set."""
    begin = [starts("opened", "a", put("amount", lit("5.00 EUR", "money")))]
    play = Play(journey(step("a", ask("amount", "money?", again=True)), context=CONTEXT, begin=begin))
    play.send("opened")
    assert play.asked == ["amount"]


def test_answers_are_kept_one_by_one_and_raise_answered_when_complete() -> None:
    """Rule 13: typed, kept one by one, whoever says them on whatever channel of the step."""
    play = asking()
    report = play.answer("web", amount="12.5 EUR")
    assert (play.step, play.asked, report["runs"][0]["result"]) == ("ask", ["why"], "stayed")
    report = play.pass_time(hours=2).answer("voice", why="roaming")
    assert (play.step, play.run["context"]["amount"]) == ("done", "12.50 EUR")
    assert play.run["answered"] == {
        "amount": {"channel": "web", "at": "2026-11-23T09:00:00Z"},
        "why": {"channel": "voice", "at": "2026-11-23T11:00:00Z"},
    }
    assert report["runs"][0]["set"] == {"why": "roaming"}


def test_a_step_whose_fields_are_all_set_is_answered_at_once() -> None:
    """Rule 13: when all are set `answered` is raised at once, in the macrostep that entered."""
    effects = (put("amount", lit("5.00 EUR", "money")), put("why", lit("price", "Reason")))
    play = asking(begin=[starts("opened", "ask", *effects)])
    assert play.step == "done"


def test_answered_knows_the_channel_and_guards_see_the_answers() -> None:
    """System events carry what every event carries."""
    small = when(apply("<=", "bool", ctx("amount", "money"), lit("20 EUR", "money")))
    by_voice = when(apply("==", "bool", said("channel", "channel"), lit("voice", "channel")))
    play = asking(on("answered", "ask", guard=small), on("answered", "done", guard=by_voice))
    play.answer("web", amount="25 EUR", why="price")
    assert play.step == "ask"
    play.answer("voice", amount="26 EUR")
    assert play.step == "done"


def test_a_customer_may_correct_what_the_step_asked() -> None:
    """What the active step asks may be said again, and `answered` is raised again."""
    play = asking(
        on("answered", "done", guard=when(apply("<", "bool", ctx("amount", "money"), lit("9 EUR", "money"))))
    )
    play.answer(amount="10 EUR", why="price")
    assert (play.step, play.asked) == ("ask", [])
    play.answer(amount="8 EUR")
    assert play.step == "done"


@pytest.mark.parametrize(
    ("values", "channel", "faults"),
    [
        ({"amount": "many"}, "web", ["`amount` `many` is not an amount of money such as `12.50 EUR`"]),
        ({"amount": None}, "web", ["`amount` must be an amount such as `12.50 EUR`, not nothing"]),
        ({"why": "rooming", "amount": 3}, "web", None),
        ({"won": True}, "web", ["`won` is not asked here; open: `amount`, `why`"]),
        ({"amont": "3 EUR"}, "web", ["`amont` is not asked here; did you mean `amount`?"]),
        ({}, "web", ["there is no answer in it"]),
        ({"why": "price"}, "desk", ["step `ask` is not on channel `desk`; it is on web, voice"]),
        ({"why": "price"}, "fax", ["there is no channel `fax`"]),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_and_changes_nothing(
    values: dict[str, Any], channel: str, faults: list[str] | None
) -> None:
    """Rule 2: refused with all its faults; one for a field that is not asked names the open questions."""
    play = asking()
    before = play.state()
    report = play.answer(channel, **values)
    assert report["result"] == "refused"
    assert report["faults"] == faults if faults else len(report["faults"]) == 2
    assert play.state() == before


def test_answers_need_an_open_run_that_asks() -> None:
    """Answers go to the run that asks; several are ambiguous, none is refused."""
    one, two = (journey(step("ask", *ASKS), context=CONTEXT, name=name) for name in ("one", "two"))
    play = Play(one, two)
    assert play.answer(amount="3 EUR")["reason"] == "this customer has no open run"
    play.send("opened")
    assert play.answer(amount="3 EUR")["result"] == "ambiguous"
    assert play.answer(amount="3 EUR", run="two/anna/1")["runs"][0]["run"] == "two/anna/1"
    assert play.answer(amount="3 EUR", run="two/anna/7")["reason"] == "there is no open run `two/anna/7`"


def test_a_record_is_filled_field_by_field() -> None:
    """A path leads into a record of the context."""
    play = Play(
        journey(
            step("a", ask("bill.amount", "money?"), on("answered", "b")),
            end("b"),
            context=(field("bill", "Bill"),),
        )
    )
    play.send("opened")
    play.answer(bill__amount="3 EUR")
    assert play.run["context"] == {"bill": {"amount": "3.00 EUR"}}
