"""Code of others that raises or answers what nobody expects: no tick stops at it, what it said is kept."""

import math
from typing import Any

import pytest

from journeyc.runtime import (
    Backoff,
    Delivery,
    Emitted,
    Message,
    Reply,
    Request,
    Runtime,
    ServiceFailure,
    Store,
)
from tests.runtime.hosts.journeys import CREDIT, package
from tests.runtime.hosts.test_outgoing import SERVICES, TOLD
from tests.runtime.stage import HandClock

CREDITED = package(CREDIT)


class SpeechlessError(Exception):
    """An error that cannot even say what it is."""

    def __str__(self) -> str:
        raise RuntimeError("no words")


def endless() -> list[Any]:
    found: list[Any] = []
    found.append(found)
    return found


class Odd:
    """A channel and a service that answer or raise what they are given."""

    address = None

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def say(self) -> Any:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def deliver(self, _: Message) -> Delivery:
        return self.say()  # type: ignore[no-any-return]  # whatever it is

    def call(self, _: Request) -> Reply:
        return self.say()  # type: ignore[no-any-return]  # whatever it is


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (ValueError("half a character: \ud800"), "ValueError: half a character: \\ud800"),
        (ValueError("a\0b"), "ValueError: a\\x00b"),
        (ValueError("x" * 1_000_000), f"ValueError: {'x' * 2_000}"),
        (SpeechlessError(), "SpeechlessError"),
        (None, "it replied with a NoneType, not a Reply"),
        (Reply("perhaps"), "it replied `perhaps`, which is none of ok, fails, no_answer, later"),  # type: ignore[arg-type]  # nobody checks what others write
        (Reply("no_answer", problem=b"\xff"), "b'\\xff'"),  # type: ignore[arg-type]  # as above
        (Reply("no_answer", problem="\ud800"), "\\ud800"),
        (ServiceFailure("\ud800"), "the result does not fit; `billing.credit` declares no failure `\\ud800`"),
        (Reply("ok", endless()), "the result does not fit; `value` must have named fields, not a list"),
        (Reply("ok", {"amount": math.nan}), "the result does not fit; `value.amount`"),
        (Reply("ok", {"\ud800": 1, "amount": "1 EUR"}), "the result does not fit; `value.\\ud800`"),
    ],
)
def test_a_service_that_answers_oddly_has_given_no_answer(
    answer: Any, problem: str, store: Store, clock: HandClock
) -> None:
    runtime = Runtime.open(store, CREDITED, clock=clock, services={"billing.credit": Odd(answer)})
    runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    runtime.tick()
    (line,) = [line.document for line in runtime.history("anna") if line.kind == "called"]
    assert (line["result"], line["problem"][: len(problem)]) == ("no_answer", problem)
    assert len(line["problem"]) <= 2_100


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (ValueError("\ud800"), "ValueError: \\ud800"),
        (SpeechlessError(), "SpeechlessError"),
        (None, "the channel answered with a NoneType, not a Delivery"),
        (Delivery("eaten"), "the channel answered `eaten`, which is none of delivered, retry, failed"),  # type: ignore[arg-type]  # nobody checks what others write
        (Delivery("failed", "\ud800"), "\\ud800"),
    ],
)
def test_a_channel_that_answers_oddly_is_tried_again_or_given_up(
    answer: Any, problem: str, store: Store, clock: HandClock
) -> None:
    """A message that nobody confirms may have gone out, or not."""
    runtime = Runtime.open(
        store, TOLD, {"sms": Odd(answer), "app": Odd(answer)}, clock, backoff=Backoff(attempts=1)
    )
    runtime.identify("anna", {"phone": "+49"})
    runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    attempts = [attempt for attempt in runtime.tick().attempts if isinstance(attempt.outgoing, Message)]
    assert [(attempt.state, attempt.problem.startswith(problem)) for attempt in attempts] == [
        ("failed", True)
    ]


def test_a_listener_that_raises_oddly_is_told_again(store: Store, clock: HandClock) -> None:
    def listen(_: Emitted) -> None:
        raise ValueError("\ud800")

    runtime = Runtime.open(store, CREDITED, clock=clock, services=SERVICES, listeners=[listen])
    runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    attempts = [attempt for attempt in runtime.tick().attempts if isinstance(attempt.outgoing, Emitted)]
    assert [(attempt.state, attempt.problem) for attempt in attempts] == [("waiting", "ValueError: \\ud800")]
