"""Spans: begun and ended, and kept as text for who comes later."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from opentelemetry import trace
from opentelemetry.trace import Span, SpanContext, SpanKind, StatusCode, TraceFlags

from journeyc.runtime.logs import TELEMETRY


@contextmanager
def spanning(
    tracer: trace.Tracer, name: str, kind: SpanKind, about: Mapping[str, Any] | None = None
) -> Iterator[Span]:
    """A span that is the current one. Of what is raised it tells the type alone: words may be private. A
    processor or a sampler of the program that raises is logged, and changes nothing of what is done.
    """
    span: Span = trace.INVALID_SPAN
    with _logged("begin"):
        span = tracer.start_span(name, kind=kind, attributes=about)
    try:
        with trace.use_span(span, record_exception=False, set_status_on_exception=False):
            yield span
    except BaseException as error:
        span.set_attribute("error.type", type(error).__name__)
        span.set_status(StatusCode.ERROR)
        raise
    finally:
        with _logged("end"):
            span.end()


@contextmanager
def _logged(what: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # noqa: BLE001  # the program's code may raise anything
        TELEMETRY.error("a span could not %s: %s", what, type(error).__name__)


def text_of(context: SpanContext) -> str:
    """Where a span stands, as a `traceparent` of the W3C."""
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"


def context_of(text: str) -> SpanContext | None:
    """The span that a `traceparent` is of; None for what is none."""
    try:
        _, trace_id, span_id, flags = text.split("-")
        numbers = int(trace_id, 16), int(span_id, 16)
        context = SpanContext(*numbers, is_remote=True, trace_flags=TraceFlags(int(flags, 16)))
    except ValueError:
        return None
    return context if context.is_valid else None
