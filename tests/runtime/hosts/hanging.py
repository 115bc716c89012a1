"""Services that hang until they are let go, and what waits for them to be done."""

from collections.abc import Callable
from threading import Event
from time import monotonic, sleep
from typing import Any

from journeyc.runtime import Runtime
from tests.runtime.hosts.journeys import CREDIT, package
from tests.runtime.stage import HandClock

#: The journey of a bill whose service may take as long as it likes.
PATIENT = package(CREDIT.replace(" timeout 10 minutes", ""))
PROMPT = package(CREDIT)
#: So long a host waits in these tests for what hangs.
SHORT = 0.05


class Hanging:
    """A function that hangs until `go` is set, and gives or raises what it is told to."""

    def __init__(self, *answers: Any) -> None:
        self.go = Event()
        self.calls = 0
        self._answers = answers

    def __call__(self, bill: str, amount: str) -> Any:  # noqa: ARG002  # the arguments of the service
        answer = self._answers[min(self.calls, len(self._answers) - 1)]
        self.calls += 1
        if not self.go.wait(30):
            raise AssertionError("nobody let it go")
        if isinstance(answer, BaseException):
            raise answer
        return answer


def eventually(holds: Callable[[], bool]) -> None:
    """Wait for what other threads do; it fails where that never happens."""
    until = monotonic() + 20
    while not holds():
        assert monotonic() < until
        sleep(0.005)


def let_answer(service: Hanging, runtime: Runtime, clock: HandClock) -> None:
    """Let a service that hangs answer, until what it says can be applied."""
    service.go.set()
    eventually(lambda: runtime.next_due() == clock.time)


def eventually_paid(runtime: Runtime, *customers: str, clock: HandClock | None = None) -> None:
    """Tick until all of them are paid: on a busy machine even what does not hang may take too long. Where it
    is given a rest for that, a `clock` lets it pass.
    """

    def are_paid() -> bool:
        if clock is not None:
            clock.pass_(minutes=2)
        runtime.tick()
        return {step(runtime, one) for one in customers} == {"paid_out"}

    eventually(are_paid)


def begin(runtime: Runtime, customer: str = "anna") -> None:
    report = runtime.send("opened", {"bill": "B1"}, customer=customer, channel="web")
    assert report["result"] == "accepted"


def step(runtime: Runtime, customer: str = "anna") -> str:
    (position,) = runtime.where(customer)
    return position.steps[0]


def told(runtime: Runtime, customer: str = "anna") -> list[tuple[str, str]]:
    """What became of each try."""
    lines = [line.document for line in runtime.history(customer) if line.kind == "called"]
    return [(line["result"], line["problem"]) for line in lines]
