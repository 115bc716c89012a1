"""What was decided of a message, in words."""

from typing import Any

import pytest

from journeyc.report.contacts import of_contact, of_message, why_so

OTHERS = [{"channel": "sms", "reason": "failed"}, {"channel": "web", "reason": "no_push"}]


def told(result: str, **more: Any) -> dict[str, Any]:
    return {"notification": "offer", "result": result, **more}


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (told("sent_to", channel="sms"), "offer goes by sms"),
        (told("next", channel="email", others=OTHERS), "offer goes by email now, as sms failed"),
        (told("held", until="10:00", reason="quiet_hours"), "offer is held until at 10:00: quiet hours"),
        (told("suppressed", reason="no_consent"), "offer is not sent: the customer has not agreed"),
        (
            told("suppressed", reason="capped", cap="at most 1 per 1 day"),
            "offer is not sent: at most 1 per 1 day",
        ),
        (told("suppressed", reason="capped"), "offer is not sent: capped"),
        (told("failed", reason="no channel is left"), "offer is not sent: no channel is left"),
    ],
)
def test_a_decision_is_one_line(document: dict[str, Any], words: str) -> None:
    assert of_contact(document, "at {}".format) == words


def test_what_became_of_it_says_why() -> None:
    sent = told("", channel="sms", state="delivered", problem="")
    assert of_message(sent, "at {}".format) == "offer by sms: delivered"
    failed = told("", channel="sms", state="failed", problem="no such number")
    assert of_message(failed, "at {}".format) == "offer by sms: failed (no such number)"
    waiting = told("", channel="sms", state="waiting", problem="busy", until="10:00")
    assert of_message(waiting, "at {}".format) == "offer by sms: waits until at 10:00 (busy)"


def test_the_reasons_stand_below_it() -> None:
    found = why_so(told("suppressed", others=OTHERS, counted=["a/1", "a/2"]))
    assert found == ["sms: it has failed", "web: it cannot bring a message", "counted: a/1", "counted: a/2"]
