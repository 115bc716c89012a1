"""Inputs that a program collects, to have them committed together."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from journeyc.runtime.core.documents import Report
from journeyc.runtime.errors import JourneyError, UsageError
from journeyc.runtime.hosts.applying import Applying, Asked, refused
from journeyc.runtime.hosts.batching import Batching, Outcome
from journeyc.runtime.hosts.telling import Telling
from journeyc.runtime.ports import Clock

#: With more, the first of them would wait for long.
MOST = 1_000


class Batch(Telling[int]):
    """Inputs of a `with` block, at most 1,000, which are applied when it is left: in their order, and each
    as if it had come alone. Every method gives the place of its report in `reports`. Nothing is applied
    where the block raises.

    An input with which nothing can be done is refused. Where the store fails, or has lost what one of them
    needs, that is raised, and the others may be applied: given again under the same ids, they change nothing.
    """

    def __init__(self, applying: Applying, clock: Clock) -> None:
        super().__init__(applying, clock)
        self._batching = Batching(applying)
        self._told: list[Asked | Callable[[], Asked | Report]] = []
        self._reports: list[Report] | None = None
        self._left = False

    def __len__(self) -> int:
        return len(self._told)

    @property
    def reports(self) -> list[Report]:
        """What the inputs came to, in their order. UsageError before they are applied."""
        if self._reports is None:
            raise UsageError("the inputs of this batch are not applied", "ask once its block is left")
        return self._reports

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._left = True
        if error is None:
            told = [one if isinstance(one, Asked) else one() for one in self._told]
            outcomes = iter(self._batching.apply([one for one in told if isinstance(one, Asked)]))
            self._reports = [_report(one, next(outcomes)) if isinstance(one, Asked) else one for one in told]

    def _apply(self, asked: Asked) -> int:
        return self._add(asked)

    def _apply_found(self, find: Callable[[], Asked | Report]) -> int:
        return self._add(find)

    def _add(self, told: Asked | Callable[[], Asked | Report]) -> int:
        if self._left:
            raise UsageError("the block of this batch was left", "begin another batch")
        if len(self._told) == MOST:
            raise UsageError(f"a batch takes {MOST:,} inputs at most", "leave its block, and begin another")
        self._told.append(told)
        return len(self._told) - 1


def _report(asked: Asked, outcome: Outcome) -> Report:
    """The answer to an input; JourneyError where there is none."""
    if isinstance(outcome, UsageError):
        return refused(asked.given, str(outcome))
    if isinstance(outcome, JourneyError):
        raise outcome
    return outcome
