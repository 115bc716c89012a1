"""What a host tells of what it does, while it does it; nobody listens unless it was asked for."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any, Protocol

from journeyc.runtime.core.documents import Report
from journeyc.runtime.core.inputs import Input, Together
from journeyc.runtime.ports.carrying import Claimed
from journeyc.runtime.ports.storing import Commit, Known, Store


class InputSeen(Protocol):
    """An input that is being applied."""

    def decided(self, known: Known, report: Report, commit: Commit | None) -> Commit | None:
        """It has come to this for who was known so; the commit as it is to be written. Called once more where
        somebody else was faster.
        """

    def answered(self, report: Report) -> None:
        """This counts; all of it is written."""


class CarrySeen(Protocol):
    """Something out of the outbox that is being carried."""

    def came_to(self, state: str, attempts: int, *, problem: bool) -> None:
        """What became of it, and whether anything was wrong with that."""


class Observer(Protocol):
    """Is told what a host does; whatever it makes of it changes nothing of what becomes of customers."""

    def beside(self, store: Store) -> Store:
        """The store as the host is to use it."""

    def input(self, given: Input | Together) -> AbstractContextManager[InputSeen]: ...

    def batch(self, many: int) -> AbstractContextManager[object]:
        """So many inputs are decided one after the other, and written together."""

    def carrying(self, claimed: Claimed) -> AbstractContextManager[CarrySeen]: ...

    def round(self, *, leases: int, idle: bool, failed: bool) -> None:
        """A worker was round once, and has so many customers then."""

    def trouble(self, kind: str) -> None:
        """A worker was in trouble: `fenced`, `lost` a lease, or met an `error`."""

    def look(self, store: Store, resting: Mapping[str, bool], now: datetime) -> None:
        """Look at how much there is to do, if that is worth while by now; `resting` says of each service
        whether its circuit is open.
        """


class _Unseen:
    """Nobody looks."""

    def decided(self, known: Known, report: Report, commit: Commit | None) -> Commit | None:  # noqa: ARG002  # of the port
        return commit

    def answered(self, report: Report) -> None: ...

    def came_to(self, state: str, attempts: int, *, problem: bool) -> None: ...


# It is entered by any number of threads: it keeps nothing.
_NOTHING: Any = nullcontext(_Unseen())


class Nobody:
    """The observer of a host that was not asked to tell anything."""

    def beside(self, store: Store) -> Store:
        return store

    def input(self, given: Input | Together) -> AbstractContextManager[InputSeen]:  # noqa: ARG002  # of the port
        return _NOTHING  # type: ignore[no-any-return]  # shared, so that it costs nothing

    def batch(self, many: int) -> AbstractContextManager[object]:  # noqa: ARG002  # of the port
        return _NOTHING  # type: ignore[no-any-return]  # as above

    def carrying(self, claimed: Claimed) -> AbstractContextManager[CarrySeen]:  # noqa: ARG002  # of the port
        return _NOTHING  # type: ignore[no-any-return]  # as above

    def round(self, *, leases: int, idle: bool, failed: bool) -> None: ...

    def trouble(self, kind: str) -> None: ...

    def look(self, store: Store, resting: Mapping[str, bool], now: datetime) -> None: ...


NOBODY: Observer = Nobody()
