"""The circuit of a service: where it is down, nobody waits for it again and again.

pybreaker keeps its states; what time it is, the runtime knows.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from threading import Lock
from typing import NamedTuple

from journeyc.expression.values import instant_text
from journeyc.runtime.errors import UsageError

_LONGEST_SECONDS = 86_400


class Circuit(NamedTuple):
    """When a service is given a rest: after so many tries in a row without an answer, for so many seconds.
    Then one try is made, and its answer ends the rest. With 0 `faults` there is none.
    """

    faults: int = 5
    seconds: float = 60


def checked_circuit(circuit: Circuit) -> Circuit:
    """The circuit itself; UsageError for one that makes no sense."""
    if circuit.faults < 0 or not 0 < circuit.seconds <= _LONGEST_SECONDS:
        raise UsageError(
            f"`circuit` opens after {circuit.faults} faults, for {circuit.seconds:g} seconds",
            "give 0 faults or more, and up to a day",
        )
    return circuit


class _Fault(Exception):
    """No answer came."""


class Breaker:
    """The circuit of one service; threads may share it."""

    def __init__(self, circuit: Circuit) -> None:
        import pybreaker

        self._lock = Lock()
        self._rest = timedelta(seconds=circuit.seconds)
        self._states = pybreaker
        self._breaker = pybreaker.CircuitBreaker(fail_max=circuit.faults)
        self._next: datetime | None = None

    @property
    def rests_until(self) -> datetime | None:
        """When the next try is made; None where all are."""
        return None if self._breaker.current_state == self._states.STATE_CLOSED else self._next

    def refusal(self, now: datetime) -> str:
        """Why no try is made now; empty where one is."""
        with self._lock:
            until = self.rests_until
            if until is None:
                return ""
            if now < until:
                faults = self._breaker.fail_counter
                often = "" if faults == 1 else f" {faults} times in a row"
                return f"it has not answered{often}, so it is not called before {instant_text(until)}"
            # Others wait for what comes of this one, but not for ever.
            self._next = now + self._rest
            self._breaker.half_open()
            return ""

    def answered(self) -> None:
        """A try has come to something."""
        with self._lock:
            self._count(fault=False)

    def failed(self, now: datetime) -> None:
        """A try has come to nothing."""
        with self._lock:
            self._count(fault=True)
            if self._breaker.current_state == self._states.STATE_OPEN:
                self._next = now + self._rest

    def _count(self, *, fault: bool) -> None:
        # What began before the circuit opened says nothing of how the service is after its rest.
        if self._breaker.current_state != self._states.STATE_OPEN:
            with suppress(_Fault, self._states.CircuitBreakerError):
                self._breaker.call(_come_to, fault)


def _come_to(fault: bool) -> None:  # noqa: FBT001  # pybreaker calls it
    if fault:
        raise _Fault
