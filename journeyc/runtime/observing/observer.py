"""Spans and metrics of what a host does. No word of a customer, of an author or of an error is told: names of
journeys, steps, channels and services, kinds and results are, and ids that are hashed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from time import perf_counter
from typing import Any

from opentelemetry import metrics, trace
from opentelemetry.trace import Span, SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from journeyc.runtime.core.documents import Report, RunReport
from journeyc.runtime.core.inputs import Input, OperatorInput, Together
from journeyc.runtime.core.written import kind_of_input
from journeyc.runtime.observing import told
from journeyc.runtime.observing.instruments import Instruments
from journeyc.runtime.observing.spans import context_of, spanning, text_of
from journeyc.runtime.observing.stored import ObservedStore
from journeyc.runtime.observing.telemetry import Telemetry
from journeyc.runtime.ports import Claimed, Commit, Emitted, Known, Message, Outgoing, Request, Store
from journeyc.runtime.services.headers import TRACE

_SCOPE = "journeyc"
#: The conventions that names of attributes follow.
_CONVENTIONS = "https://opentelemetry.io/schemas/1.30.0"
_W3C = TraceContextTextMapPropagator()
#: What became of something that is over in good order.
_WELL = frozenset({"delivered", "waiting", "suppressed", "stale"})
_UNTOUCHED = frozenset({"not_taken"})


class Observing:
    """Tells OpenTelemetry what a host does; threads share one."""

    def __init__(self, telemetry: Telemetry, secret: Callable[[], bytes]) -> None:
        self.tracer = trace.get_tracer(_SCOPE, _version(), telemetry.tracer_provider, schema_url=_CONVENTIONS)
        meter = metrics.get_meter(_SCOPE, _version(), telemetry.meter_provider, schema_url=_CONVENTIONS)
        self.metrics = Instruments(meter)
        self._seconds = timedelta(seconds=telemetry.seconds)
        self._looked: datetime | None = None
        self._shown: dict[str, set[str]] = {}
        self._keys = telemetry.keys
        self._secret = secret
        self._salt = b""
        self._store: Store | None = None

    def beside(self, store: Store) -> Store:
        self._store = store
        observed: Any = ObservedStore(store, self.tracer, self.metrics)
        return observed  # type: ignore[no-any-return]  # what it does not name is the store's own

    def named(self, text: str) -> str:
        """A key of a customer, or an id that may hold one, as it is told."""
        if self._keys:
            return text
        if not self._salt:
            self._salt = self._secret()
        return blake2b(text.encode(errors="surrogatepass"), key=self._salt, digest_size=8).hexdigest()

    @contextmanager
    def input(self, given: Input | Together) -> Iterator["_InputSeen"]:
        kind = kind_of_input(given)
        with spanning(self.tracer, f"apply {kind}", SpanKind.INTERNAL) as span:
            if span.is_recording():
                span.set_attribute("journeyc.input.kind", kind)
                span.set_attribute("journeyc.input.id", self.named(given.id))
                if isinstance(given, OperatorInput):
                    span.set_attribute("journeyc.command", given.command)
            yield _InputSeen(self, span, kind)

    def batch(self, many: int) -> AbstractContextManager[object]:
        return spanning(self.tracer, "apply batch", SpanKind.INTERNAL, {"journeyc.batch.size": many})

    @contextmanager
    def carrying(self, claimed: Claimed) -> Iterator["_CarrySeen"]:
        outgoing = claimed.outgoing
        name, kind, about = self._about(outgoing)
        with spanning(self.tracer, name, kind) as span:
            if span.is_recording():
                span.set_attributes(
                    {
                        **about,
                        "journeyc.run": self.named(outgoing.run),
                        "journeyc.customer": self.named(outgoing.customer),
                        "journeyc.attempt": claimed.attempts,
                    }
                )
                self.link(span, [outgoing.id])
            headers: dict[str, str] = {}
            _W3C.inject(headers)
            token = TRACE.set(headers)
            try:
                yield _CarrySeen(self, span, outgoing)
            finally:
                TRACE.reset(token)

    def _about(self, outgoing: Outgoing) -> tuple[str, SpanKind, dict[str, str]]:
        """The name of a span, its kind, and what it says of what is carried."""
        match outgoing:
            case Message():
                return (
                    f"send {outgoing.channel}",
                    SpanKind.PRODUCER,
                    {
                        "messaging.system": _SCOPE,
                        "messaging.operation.name": "send",
                        "messaging.operation.type": "send",
                        "messaging.destination.name": outgoing.channel,
                        "messaging.message.id": self.named(outgoing.id),
                        "journeyc.journey": outgoing.journey,
                        "journeyc.notification": outgoing.notification,
                    },
                )
            case Request():
                return (
                    f"call {outgoing.service}",
                    SpanKind.CLIENT,
                    {
                        "journeyc.service": outgoing.service,
                        "journeyc.call": self.named(outgoing.call),
                        "journeyc.journey": outgoing.journey,
                    },
                )
            case Emitted():
                about = {"journeyc.event": outgoing.event, "journeyc.journey": outgoing.journey}
                return f"emit {outgoing.event}", SpanKind.PRODUCER, about
            case _:
                return "unsent", SpanKind.INTERNAL, {"journeyc.notification": outgoing.notification}

    def link(self, span: Span, names: Sequence[str]) -> None:
        """Let a span lead to those that had to do with these runs, or with what left, before."""
        if self._store is None or not names:
            return
        for text in sorted(set(self._store.traces(names).values())):
            if (context := context_of(text)) is not None:
                span.add_link(context)

    def round(self, *, leases: int, idle: bool, failed: bool) -> None:
        self.metrics.tell(told.ROUNDS, 1, "failed" if failed else "idle" if idle else "busy")
        self.metrics.tell(told.LEASES, leases)

    def trouble(self, kind: str) -> None:
        self.metrics.tell(told.TROUBLE, 1, kind)

    def look(self, store: Store, resting: Mapping[str, bool], now: datetime) -> None:
        last = self._looked
        if not self._seconds or (last is not None and last <= now < last + self._seconds):
            return
        self._looked = now
        backlog, tell = store.backlog(now), self.metrics.tell
        waiting = {outlet: float(many) for outlet, (many, _) in backlog.waiting.items()}
        self._tell_each(told.WAITING, waiting)
        first = {outlet: _age(first, now) for outlet, (_, first) in backlog.waiting.items()}
        self._tell_each(told.WAITED, first)
        tell(told.DUE, backlog.timers[0])
        tell(told.OVERDUE, _age(backlog.timers[1], now))
        self._tell_each(told.OPEN_RUNS, {status: float(many) for status, many in backlog.runs.items()})
        tell(told.OPEN_TASKS, backlog.tasks)
        tell(told.OPEN_INCIDENTS, backlog.incidents)
        self._tell_each(told.RESTING, {name: float(is_open) for name, is_open in resting.items()})

    def _tell_each(self, metric: told.Metric, values: Mapping[str, float]) -> None:
        """A gauge for each of these; 0 for one that there is no more, as it would stay as it was."""
        known = self._shown.setdefault(metric.name, set())
        for name in sorted(known | values.keys()):
            self.metrics.tell(metric, values.get(name, 0.0), name)
        known.update(values)


class _InputSeen:
    """The span of an input."""

    def __init__(self, observing: Observing, span: Span, kind: str) -> None:
        self._observing = observing
        self._span = span
        self._kind = kind
        self._began = perf_counter()
        self._repeated = False

    def decided(self, known: Known, report: Report, commit: Commit | None) -> Commit | None:
        self._repeated = known.report is not None
        span = self._span
        if not span.is_recording():
            return commit
        self._tell_result(report)
        if self._repeated:
            span.set_attribute("journeyc.input.repeated", value=True)
            return commit
        customer = commit.customer if commit is not None else known.customer
        if customer is not None:
            span.set_attribute("journeyc.customer", self._observing.named(customer["id"]))
        self._tell_runs(known, report, commit)
        if commit is None:
            return None
        self._observing.link(span, [run["id"] for run in known.runs if run["id"] in _ids(commit)])
        return commit._replace(trace=text_of(span.get_span_context()))

    def answered(self, report: Report) -> None:
        if self._span.is_recording():
            self._tell_result(report)
        tell, result = self._observing.metrics.tell, "repeated" if self._repeated else report["result"]
        tell(told.INPUTS, perf_counter() - self._began, self._kind, result)
        if self._repeated:
            return
        for run in _touched(report):
            tell(told.RUNS, 1, run["journey"], self._kind, run["result"])
            for _ in run["fired"]:
                tell(told.TIMERS, run.get("late_seconds", 0), run["journey"])

    def _tell_result(self, report: Report) -> None:
        """Before all is written, as the spans of a batch are over by then."""
        self._span.set_attribute("journeyc.result", report["result"])
        if report["because"]:
            self._span.set_attribute("journeyc.because", report["because"])
        if report["result"] == "incident":
            self._span.set_status(StatusCode.ERROR)

    def _tell_runs(self, known: Known, report: Report, commit: Commit | None) -> None:
        """The run that an input is about, on the span itself; if there are several, each as an event."""
        before = {run["id"]: run for run in known.runs}
        after = {run["id"]: run for run in commit.runs} if commit is not None else {}
        runs = _touched(report)
        for done in runs:
            was, now = before.get(done["run"]), after.get(done["run"])
            about: dict[str, Any] = {
                "journeyc.run": self._observing.named(done["run"]),
                "journeyc.journey": done["journey"],
                "journeyc.run.result": done["result"],
                "journeyc.steps.entered": done.get("entered", []),
            }
            if was is not None and now is not None:
                stay = set(now["configuration"]) if now["status"] != "ended" else set()
                about["journeyc.steps.left"] = [one for one in was["configuration"] if one not in stay]
            if (run := now or was) is not None:
                about["journeyc.journey.version"] = run["version"]
            if late := done.get("late_seconds"):
                about["journeyc.late_seconds"] = late
            if len(runs) == 1:
                self._span.set_attributes(about)
            else:
                self._span.add_event("run", about)


class _CarrySeen:
    """The span of something that is carried."""

    def __init__(self, observing: Observing, span: Span, outgoing: Outgoing) -> None:
        self._observing = observing
        self._span = span
        self._outgoing = outgoing
        self._began = perf_counter()

    def came_to(self, state: str, attempts: int, *, problem: bool) -> None:
        outgoing, took = self._outgoing, perf_counter() - self._began
        is_call = isinstance(outgoing, Request)
        became = "no_answer" if is_call and problem and state == "delivered" else state
        if is_call and became == "delivered":
            became = "answered"
        if self._span.is_recording():
            self._span.set_attribute("journeyc.carried", became)
            self._span.set_attribute("journeyc.attempt", attempts)
            if became not in {*_WELL, "answered"}:
                self._span.set_attribute("error.type", became)
                self._span.set_status(StatusCode.ERROR)
        tell = self._observing.metrics.tell
        match outgoing:
            case Message():
                tell(told.MESSAGES, took, outgoing.channel, became)
            case Request():
                tell(told.CALLS, took, outgoing.service, became)
            case Emitted():
                tell(told.EVENTS, took, outgoing.event, became)


def _version() -> str:
    """That of journeyc, where it is installed; its root is no room of the runtime."""
    try:
        return version("journeyc")
    except PackageNotFoundError:
        return ""


def _ids(commit: Commit) -> set[str]:
    return {run["id"] for run in commit.runs}


def _touched(report: Report) -> list[RunReport]:
    """What an input did to runs, but for those that did not take it."""
    return [run for run in report["runs"] if run["result"] not in _UNTOUCHED or run["fired"]]


def _age(first: datetime | None, now: datetime) -> float:
    return 0.0 if first is None else max((now - first).total_seconds(), 0.0)
