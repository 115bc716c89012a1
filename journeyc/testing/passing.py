"""Time that passes for a runtime: what falls due on the way happens at its own instant, as in production."""

from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NoReturn, overload

from journeyc.expression.values import instant_text
from journeyc.runtime import Clock, Runtime, Tick
from journeyc.runtime.errors import UsageError
from journeyc.runtime.hosts.clock import VirtualClock

if TYPE_CHECKING:
    from journeyc.runtime.aio.embedded import AsyncRuntime

#: More ticks at one instant are a journey that goes round in circles, or somebody who never answers.
MAXIMUM_AT_ONCE = 1_000


@overload
def pass_time(runtime: Runtime, time: timedelta | datetime | str) -> tuple[Tick, ...]: ...
@overload
def pass_time(
    runtime: "AsyncRuntime", time: timedelta | datetime | str
) -> Coroutine[Any, Any, tuple[Tick, ...]]: ...
def pass_time(
    runtime: "Runtime | AsyncRuntime", time: timedelta | datetime | str
) -> tuple[Tick, ...] | Coroutine[Any, Any, tuple[Tick, ...]]:
    """Let time pass for a runtime that goes by a `VirtualClock`: for so long (a timedelta, or `"3 days"`), or
    until a moment (an aware datetime). Each timer fires, each call is made and each message is handed over at
    its own instant, in order. Gives the ticks that had something to do; of an `AsyncRuntime` it is awaited.

    What is due now happens too, so `pass_time(runtime, "0 seconds")` lets leave what waits. UsageError for
    another clock, for a time that cannot pass, and where there is no end of what happens at one instant.
    """
    passing = Passing(runtime.clock, time)
    if not isinstance(runtime, Runtime):
        return _passed(runtime, passing)
    while passing.goes_on(runtime.next_due()):
        passing.ticks.append(runtime.tick())
    return passing.over()


async def _passed(runtime: "AsyncRuntime", passing: "Passing") -> tuple[Tick, ...]:
    while passing.goes_on(await runtime.next_due()):
        passing.ticks.append(await runtime.tick())
    return passing.over()


class Passing:
    """The way from one moment to another, instant by instant; whoever ticks asks it where to stop."""

    def __init__(self, clock: Clock, time: timedelta | datetime | str) -> None:
        if not isinstance(clock, VirtualClock):
            raise UsageError(
                f"this runtime goes by a {type(clock).__name__}, and its time passes by itself",
                "open it with `clock=VirtualClock()`",
            )
        self._clock = clock
        self._end = clock.moment(time) if isinstance(time, datetime) else clock.later(time)
        if self._end < clock.now():
            clock.go_to(self._end)  # it says what is wrong
        self._at_once = 0
        self.ticks: list[Tick] = []

    def goes_on(self, due: datetime | None) -> bool:
        """Whether something is due before the end; the clock stands there then."""
        if due is None or due > self._end:
            return False
        if due > self._clock.now():
            self._clock.go_to(due)
            self._at_once = 0
        self._at_once += 1
        if self._at_once > MAXIMUM_AT_ONCE:
            self._refuse_endless()
        return True

    def over(self) -> tuple[Tick, ...]:
        """Stand at the end."""
        self._clock.go_to(self._end)
        return tuple(self.ticks)

    def _refuse_endless(self) -> NoReturn:
        moment = instant_text(self._clock.now())
        raise UsageError(
            f"more than {MAXIMUM_AT_ONCE:,} ticks at `{moment}`, and no end of it",
            "something leads back to itself without any time in between, or fails without a wait",
        )
