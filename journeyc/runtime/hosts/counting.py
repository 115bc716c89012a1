"""What a worker has done so far, for people."""

from datetime import datetime
from threading import Lock
from typing import NamedTuple

from journeyc.runtime.core.documents import Report


class WorkerCounts(NamedTuple):
    """What a worker has done since it was made: timers that `fired`, entries of the outbox that were
    `carried`, whatever became of them, `answers` that came late. `fenced` is how often
    something was refused since another worker had the customer, `lost` how many leases were over before they
    were renewed. `errors` are in the log. `progress` is when it last did something.
    """

    fired: int = 0
    carried: int = 0
    answers: int = 0
    fenced: int = 0
    lost: int = 0
    errors: int = 0
    progress: datetime | None = None


class Counting:
    """The counts, added to by the threads of a worker."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts = WorkerCounts()

    @property
    def now(self) -> WorkerCounts:
        return self._counts

    def progress(self, now: datetime, *, fired: int = 0, carried: int = 0, answers: int = 0) -> None:
        """Something was done."""
        with self._lock:
            was = self._counts
            self._counts = was._replace(
                fired=was.fired + fired,
                carried=was.carried + carried,
                answers=was.answers + answers,
                progress=now,
            )

    def trouble(self, *, fenced: int = 0, lost: int = 0, errors: int = 0) -> None:
        """Something was not."""
        with self._lock:
            was = self._counts
            self._counts = was._replace(
                fenced=was.fenced + fenced, lost=was.lost + lost, errors=was.errors + errors
            )


def fired_in(report: Report) -> int:
    """How many timers have fired, schedules begun and rules been looked at as time has passed."""
    of_runs = sum(len(run["fired"]) for run in report["runs"])
    return of_runs + len(report.get("began", ())) + len(report.get("rules", ()))
