"""A call or a chat stays with the run that it was about."""

from typing import Any

from tests.runtime.stage import Opener, begin


def steps(runtime: Any) -> list[tuple[str, ...]]:
    return [position.steps for position in runtime.where("anna")]


def test_an_answer_is_for_the_run_that_its_conversation_was_about(opened: Opener) -> None:
    runtime = opened()
    for bill, conversation in (("B1", "call 1"), ("B2", "call 2")):
        payload = {"dispute": {"bill": bill}}
        runtime.send("dispute_opened", payload, customer="anna", channel="web", conversation=conversation)
    values = {"dispute.reason": "other", "dispute.amount": "1 EUR", "dispute.note": "x"}
    assert runtime.answer("anna", values, channel="web")["result"] == "ambiguous"
    report = runtime.answer("anna", values, channel="web", conversation="call 1")
    assert [done["run"] for done in report["runs"]] == ["bill_dispute/anna/1"]
    assert steps(runtime) == [("review",), ("intake",)]


def test_an_event_is_for_the_run_that_its_conversation_was_about(opened: Opener) -> None:
    runtime = opened()
    begin(runtime, bill="B1")
    begin(runtime, bill="B2")
    runtime.answer("anna", {"dispute.note": "x"}, channel="web", run="bill_dispute/anna/1", conversation="c")
    assert runtime.send("save_for_later", customer="anna", channel="web")["result"] == "ambiguous"
    runtime.send("save_for_later", customer="anna", channel="web", conversation="c")
    assert [position.status for position in runtime.where("anna")] == ["paused", "active"]
