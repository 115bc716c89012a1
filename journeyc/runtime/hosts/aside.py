"""What a worker does when something goes wrong: it leaves a customer alone for a while, or the store."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from threading import Lock
from traceback import extract_tb

from journeyc.runtime.errors import (
    AliasTakenError,
    ConflictError,
    JourneyError,
    StoreDamagedError,
    StoreError,
)

#: The first wait, and the longest, in seconds: for a customer, and for the store.
_FIRST, _LONGEST = 1.0, 300.0
_FIRST_OF_STORE, _LONGEST_OF_STORE = 0.5, 30.0
#: What of a store is a fault with one customer alone.
_OF_CUSTOMER = (ConflictError, AliasTakenError, StoreDamagedError)


def longer_each_time(first: float, longest: float, times: int, chance: Random) -> float:
    """How many seconds to wait after so many faults in a row: twice as long each time, and by chance up to
    half of that less, so that workers who met the same fault do not come back together.
    """
    return float(min(longest, first * 2 ** min(times - 1, 30)) * (1 - chance.random() / 2))


class Aside:
    """Customers with whom something went wrong, each left alone for longer each time. Threads share it."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._lock = Lock()
        self._until: dict[str, datetime] = {}
        self._times: dict[str, int] = {}

    def put(self, customer: str, now: datetime) -> float:
        """Leave a customer alone, for so many seconds."""
        with self._lock:
            self._times[customer] = times = self._times.get(customer, 0) + 1
            seconds = longer_each_time(_FIRST, _LONGEST, times, self._chance)
            self._until[customer] = now + timedelta(seconds=seconds)
            return seconds

    def forget(self, customer: str) -> None:
        """All is well with a customer again."""
        if customer in self._times:
            with self._lock:
                self._until.pop(customer, None)
                self._times.pop(customer, None)

    def customers(self, now: datetime) -> set[str]:
        """Who is left alone now. A clock that was put back makes nobody wait for longer."""
        most = now + timedelta(seconds=_LONGEST)
        with self._lock:
            self._until = {name: until for name, until in self._until.items() if now < until <= most}
            return {*self._until}


class Pause:
    """How long the store is left alone, longer each time that it fails. Threads share it."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._failed = False
        self._times = 0

    def failed(self) -> None:
        """The store did not do what was asked."""
        self._failed = True

    def well(self) -> None:
        """The store has done something."""
        self._times = 0

    def seconds(self) -> float:
        """How long to wait before it is asked again; 0 where it has not failed since this was asked."""
        if not self._failed:
            return 0.0
        # Several threads that met one fault have met one.
        self._failed = False
        self._times += 1
        return longer_each_time(_FIRST_OF_STORE, _LONGEST_OF_STORE, self._times, self._chance)


def is_of_store(error: Exception) -> bool:
    """Whether the next customer would meet the same fault."""
    return isinstance(error, StoreError) and not isinstance(error, _OF_CUSTOMER)


def said_of(error: Exception) -> str:
    """An error on one line, without values that may be private: those of the project have none."""
    if isinstance(error, JourneyError):
        return " ".join(str(error).split())
    where = extract_tb(error.__traceback__)[-1:]
    place = "".join(f" at {Path(one.filename).name}:{one.lineno}" for one in where)
    return f"this is a fault of journeyc, please report it: {type(error).__name__}{place}"
