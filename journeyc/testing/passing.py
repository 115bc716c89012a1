"""Time that passes for a runtime: what falls due on the way happens at its own instant, as in production."""

from collections import Counter
from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias, overload

from journeyc.expression.values import instant_text
from journeyc.runtime import Clock, Runtime, Tick
from journeyc.runtime.core.plan import node_name
from journeyc.runtime.errors import UsageError
from journeyc.runtime.hosts.clock import VirtualClock

if TYPE_CHECKING:
    from journeyc.runtime.aio.embedded import AsyncRuntime

#: Who comes to a step more often at one instant goes round in circles; more ticks are somebody who never
#: answers.
MAXIMUM_AT_ONCE = 1_000
#: Nobody comes to a step more often, however much time passes: each minute of a month is less.
MAXIMUM_IN_ALL = 50_000

#: A run, and a place in it.
_Place: TypeAlias = tuple[str, str]


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
    another clock, for a time that cannot pass, and where a run goes round: where it comes to one step more
    than 1,000 times at one instant, or 50,000 times on the way.
    """
    passing = Passing(runtime.clock, time)
    if not isinstance(runtime, Runtime):
        return _passed(runtime, passing)
    while passing.goes_on(runtime.next_due()):
        passing.keep(runtime.tick())
    return passing.over()


async def _passed(runtime: "AsyncRuntime", passing: "Passing") -> tuple[Tick, ...]:
    while passing.goes_on(await runtime.next_due()):
        passing.keep(await runtime.tick())
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
        self._ticks: list[Tick] = []
        self._ticks_at_once = 0
        self._came_at_once = Counter[_Place]()
        self._came = Counter[_Place]()

    def goes_on(self, due: datetime | None) -> bool:
        """Whether something is due before the end; the clock stands there then."""
        if due is None or due > self._end:
            return False
        if due > self._clock.now():
            self._clock.go_to(due)
            self._ticks_at_once = 0
            self._came_at_once.clear()
        self._ticks_at_once += 1
        if self._ticks_at_once > MAXIMUM_AT_ONCE:
            raise UsageError(
                f"more than {MAXIMUM_AT_ONCE:,} ticks at {self._moment}, and no end of it",
                "something leads back to itself without any time in between, or fails without a wait",
            )
        return True

    def keep(self, tick: Tick) -> None:
        """Keep what a tick did. UsageError where a run goes round."""
        self._ticks.append(tick)
        for report in tick.reports:
            for run in report["runs"]:
                for place in run.get("entered", ()):
                    self._count((run["run"], place))

    def over(self) -> tuple[Tick, ...]:
        """Stand at the end."""
        self._clock.go_to(self._end)
        return tuple(self._ticks)

    @property
    def _moment(self) -> str:
        return f"`{instant_text(self._clock.now())}`"

    def _count(self, came: _Place) -> None:
        for counts in (self._came, self._came_at_once):
            counts[came] += 1
        comes = f"`{came[0]}` comes to `{node_name(came[1])}` more than"
        if self._came_at_once[came] > MAXIMUM_AT_ONCE:
            raise UsageError(
                f"{comes} {MAXIMUM_AT_ONCE:,} times at {self._moment}, and no end of it",
                "let time pass on the way back to the step, or lead somewhere else after some tries",
            )
        if self._came[came] > MAXIMUM_IN_ALL:
            raise UsageError(
                f"{comes} {MAXIMUM_IN_ALL:,} times by {self._moment}",
                "let the way back to the step take longer, or less time pass at once",
            )
