"""What the tests of traces and metrics share: an SDK that keeps all in memory, for one runtime alone."""

from collections.abc import Iterator
from typing import Any

from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from journeyc.runtime import Telemetry


class Told:
    """Spans and metrics of the programs that are given its `telemetry`."""

    def __init__(self) -> None:
        self._spans = InMemorySpanExporter()
        self.traces = TracerProvider()
        self.traces.add_span_processor(SimpleSpanProcessor(self._spans))
        self._metrics = InMemoryMetricReader()
        self.meters = MeterProvider([self._metrics])

    def telemetry(self, **more: Any) -> Telemetry:
        return Telemetry(self.traces, self.meters, **more)

    @property
    def spans(self) -> list[ReadableSpan]:
        return list(self._spans.get_finished_spans())

    def named(self, name: str) -> list[ReadableSpan]:
        return [span for span in self.spans if span.name == name]

    def one(self, name: str) -> ReadableSpan:
        (span,) = self.named(name)
        return span

    def clear(self) -> None:
        self._spans.clear()

    def points(self) -> Iterator[tuple[Any, Any]]:
        """Each metric, with each of its points."""
        data = self._metrics.get_metrics_data()
        for resource in data.resource_metrics if data else ():
            for scope in resource.scope_metrics:
                for metric in scope.metrics:
                    for point in metric.data.data_points:
                        yield metric, point

    def values(self, name: str) -> dict[tuple[str, ...], float]:
        """What a metric has come to, by the values of its attributes; of a histogram how many there are."""
        return {
            tuple(str(one) for one in (point.attributes or {}).values()): float(
                point.value if hasattr(point, "value") else point.count
            )
            for metric, point in self.points()
            if metric.name == name
        }

    def close(self) -> None:
        self.traces.shutdown()
        self.meters.shutdown()


def attributes(span: ReadableSpan) -> dict[str, Any]:
    return dict(span.attributes or {})


def linked(span: ReadableSpan) -> list[int]:
    """The spans that one leads to."""
    return [link.context.span_id for link in span.links]


def number(span: ReadableSpan) -> int:
    assert span.context is not None
    return int(span.context.span_id)
