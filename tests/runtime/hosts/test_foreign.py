"""Code of others that raises or answers what nobody expects: no tick stops at it, what it said is kept."""

import math
from collections.abc import AsyncIterator, Iterator, Mapping
from decimal import Decimal
from itertools import count
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
PINGED = package("""
journey ping "Ping" {
  starts on opened from web -> pinging
  step pinging "Pinging" { call crm.ping() { ok -> done   no answer -> lost } }
  end done "Done" success
  end lost "Lost" failure
}
""")


class SpeechlessError(Exception):
    """An error that cannot even say what it is."""

    def __str__(self) -> str:
        raise RuntimeError("no words")


def endless() -> list[Any]:
    found: list[Any] = []
    found.append(found)
    return found


class Mute:
    """A value that cannot even say what it is, with a result that cannot be compared."""

    __hash__ = None  # type: ignore[assignment]  # it cannot be compared

    def __repr__(self) -> str:
        raise RuntimeError("no words")

    def __eq__(self, _: object) -> bool:
        raise RuntimeError("no likeness")


class Bottomless(Mapping[str, Any]):
    """Named fields without end."""

    def __getitem__(self, name: str) -> Any:
        return name

    def __iter__(self) -> Iterator[str]:
        return map(str, count())

    def __len__(self) -> int:
        return 1


async def in_parts() -> AsyncIterator[int]:
    yield 1


def everything_everywhere() -> list[Any]:
    """A small value that is endless once it is written out."""
    found: list[Any] = [1]
    for _ in range(30):
        found = [found] * 10
    return found


#: What no service can mean, and what is said of it where one gives a record.
GARBAGE = [
    (object(), "`value` must have named fields, not `<object"),
    (Mute(), "`value` must have named fields, not `Mute`"),
    (iter(map(str, range(3))), "`value` must have named fields, not `<map"),
    (in_parts(), "`value` must have named fields, not `<async_generator"),
    (everything_everywhere(), "`value` must have named fields, not `more than 100,000 values in each other`"),
    (Bottomless(), "`value` must have named fields, not `more than 100,000 values in each other`"),
    ("x" * 1_000_000, "`value` must have named fields, not `xxx"),
    ({"amount": object()}, "`value.amount` must be an amount such as `12.50 EUR`, not `<object"),
    ({"amount": Mute()}, "`value.amount` must be an amount such as `12.50 EUR`, not `Mute`"),
    ({Mute: 1}, "`value.<class"),
    (10**10_000, "`value` must have named fields, not `int`"),
    ({"amount": Decimal("1e999999999")}, "Overflow"),
]


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


@pytest.mark.parametrize(("value", "problem"), GARBAGE, ids=range(len(GARBAGE)))
def test_what_a_function_gives_may_be_anything(
    value: Any, problem: str, store: Store, clock: HandClock
) -> None:
    services = {"billing.credit": lambda **_: value}
    runtime = Runtime.open(store, CREDITED, clock=clock, services=services)
    runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    runtime.tick()
    (line,) = [line.document for line in runtime.history("anna") if line.kind == "called"]
    assert line["result"] == "no_answer"
    assert problem in line["problem"]
    assert len(line["problem"]) <= 2_100


@pytest.mark.parametrize("value", [value for value, _ in GARBAGE], ids=range(len(GARBAGE)))
def test_what_nobody_asked_for_is_not_looked_at(value: Any, store: Store, clock: HandClock) -> None:
    """The service gives nothing, so whatever its function gives is as good."""
    runtime = Runtime.open(store, PINGED, clock=clock, services={"crm.ping": lambda: value})
    runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    (report,) = runtime.tick().reports
    assert report["runs"][0]["path"] == ["pinging", "done"]
    assert [line.kind for line in runtime.history("anna")].count("called") == 1


def test_what_is_told_of_it_from_outside_is_looked_at(store: Store, clock: HandClock) -> None:
    runtime = Runtime.open(store, PINGED, clock=clock)
    runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    report = runtime.result("ping/anna/1/1/0", "ok", object())
    assert report["result"] == "refused"
    assert report["faults"][0].startswith("`value` is nothing that JSON can say")
    assert runtime.result("ping/anna/1/1/0", "ok", {"at": "all"})["result"] == "accepted"


def test_a_reply_may_be_anything_too(store: Store, clock: HandClock) -> None:
    odd: Any = Mute()
    runtime = Runtime.open(store, CREDITED, clock=clock, services={"billing.credit": Odd(Reply(odd))})
    runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    runtime.tick()
    (line,) = [line.document for line in runtime.history("anna") if line.kind == "called"]
    assert (line["result"], line["problem"]) == ("no_answer", "RuntimeError: no likeness")


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
