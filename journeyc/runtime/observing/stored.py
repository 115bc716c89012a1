"""What a host asks of its store, and how long that takes."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from time import perf_counter
from typing import Any, TypeVar

from opentelemetry import trace
from opentelemetry.trace import SpanKind

from journeyc.runtime.core.documents import Incident
from journeyc.runtime.errors import ConflictError, StoreError
from journeyc.runtime.observing import told
from journeyc.runtime.observing.instruments import Instruments
from journeyc.runtime.observing.spans import spanning
from journeyc.runtime.ports import Claimed, Commit, Known, Settled, Store

T = TypeVar("T")

_SYSTEMS = {"PostgresStore": "postgresql", "SqliteStore": "sqlite"}


class ObservedStore:
    """What an input asks of a store is told; all else is the store's own."""

    def __init__(self, store: Store, tracer: trace.Tracer, metrics: Instruments) -> None:
        self._store = store
        self._tracer = tracer
        self._metrics = metrics
        self._system = _SYSTEMS.get(type(store).__name__, "other_sql")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def read(self, customer: str, input_id: str | None = None, run: str | None = None) -> Known:
        return self._asked("read", lambda: self._store.read(customer, input_id, run))

    def read_many(self, asked: Sequence[tuple[str, str | None, str | None]]) -> list[Known]:
        return self._asked("read_many", lambda: self._store.read_many(asked))

    def commit(self, *commits: Commit) -> None:
        try:
            self._asked("commit", lambda: self._store.commit(*commits))
        except ConflictError:
            self._conflict()
            raise
        self._written(commits)

    def commit_each(self, groups: Sequence[Sequence[Commit]]) -> list[StoreError | None]:
        errors = self._asked("commit_each", lambda: self._store.commit_each(groups))
        for group, error in zip(groups, errors, strict=True):
            if error is None:
                self._written(group)
            elif isinstance(error, ConflictError):
                self._conflict()
        return errors

    def settle(self, settled: Settled) -> None:
        self._asked("settle", lambda: self._store.settle(settled))
        if settled.incident is not None:
            self._incident(settled.incident)

    def claim(self, *asked: Any) -> Claimed | None:
        return self._asked("claim", lambda: self._store.claim(*asked))

    def _asked(self, what: str, ask: Callable[[], T]) -> T:
        began, error_type = perf_counter(), ""
        try:
            with self._spanning(what):
                return ask()
        except Exception as error:
            error_type = type(error).__name__
            raise
        finally:
            self._metrics.tell(told.STORE, perf_counter() - began, what, error_type)

    def _spanning(self, what: str) -> AbstractContextManager[object]:
        """A span within that of an input or of something carried; a worker that only looks leaves none."""
        if not trace.get_current_span().is_recording():
            return nullcontext()
        about = {"db.system.name": self._system, "db.operation.name": what}
        return spanning(self._tracer, f"store {what}", SpanKind.CLIENT, about)

    def _written(self, commits: Sequence[Commit]) -> None:
        for commit in commits:
            for incident in commit.incidents:
                self._incident(incident)

    def _incident(self, incident: Incident) -> None:
        self._metrics.tell(told.INCIDENTS, 1, str(incident["input"]["kind"]))

    def _conflict(self) -> None:
        self._metrics.tell(told.CONFLICTS, 1)
        trace.get_current_span().add_event("conflict")
