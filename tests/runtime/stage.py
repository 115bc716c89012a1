"""What the tests of the runtime share: a journey, a clock that is moved by hand, a channel that remembers."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from journeyc.runtime import Attempt, Delivery, Message, Position, Runtime

DISPUTE = Path(__file__).parent / "dispute.json"
MORNING = datetime(2026, 11, 23, 9, tzinfo=UTC)
ALL = {"dispute.reason": "roaming", "dispute.amount": "12.50 EUR", "dispute.note": "odd"}

#: Opens a runtime on the store of the test: once more is another program.
Opener = Callable[..., Runtime]


class HandClock:
    """A clock that only moves when it is told to."""

    def __init__(self) -> None:
        self.time = MORNING

    def now(self) -> datetime:
        return self.time

    def pass_(self, **how_long: float) -> None:
        self.time += timedelta(**how_long)


class Recorder:
    """A channel that keeps what it is given, and answers as it is told, at last with `delivered`."""

    def __init__(self, *answers: Delivery | Exception, address: str | None = None) -> None:
        self.address = address
        self.messages: list[Message] = []
        self._answers = list(answers)

    def deliver(self, message: Message) -> Delivery:
        self.messages.append(message)
        answer = self._answers.pop(0) if self._answers else Delivery("delivered")
        if isinstance(answer, Exception):
            raise answer
        return answer


def begin(runtime: Runtime, customer: str = "anna", bill: str = "B1") -> None:
    payload = {"dispute": {"bill": bill}}
    assert runtime.send("dispute_opened", payload, customer=customer, channel="web")["result"] == "accepted"


def at(runtime: Runtime, channel: str | None = None, customer: str = "anna") -> Position:
    (position,) = runtime.where(customer, channel)
    return position


def states(attempts: tuple[Attempt, ...]) -> list[tuple[str, int]]:
    return [(tried.state, tried.attempts) for tried in attempts]


def remind(runtime: Runtime, clock: HandClock, **profile: Any) -> None:
    """Bring a reminder into the outbox, and not yet out of it."""
    if profile:
        runtime.identify("anna", profile)
    begin(runtime)
    runtime.send("save_for_later", customer="anna", channel="web")
    clock.pass_(days=1)
