"""The instruments of the metrics, made once for each runtime."""

from collections.abc import Callable, Mapping
from typing import Any

from opentelemetry.metrics import Meter

from journeyc.runtime.observing.told import METRICS, Metric

#: How a value is told: it, and its attributes.
Tell = Callable[[float, Mapping[str, str]], None]


class Instruments:
    """All metrics of one meter."""

    def __init__(self, meter: Meter) -> None:
        self._tell = {metric.name: _teller(meter, metric) for metric in METRICS}

    def tell(self, metric: Metric, value: float, *attributes: str) -> None:
        """A value, with the attributes of its metric in their order; those that are empty are left out."""
        named = {name: one for name, one in zip(metric.attributes, attributes, strict=False) if one}
        self._tell[metric.name](value, named)


def _teller(meter: Meter, metric: Metric) -> Tell:
    about: dict[str, Any] = {"unit": metric.unit, "description": metric.said}
    match metric.kind:
        case "counter":
            return meter.create_counter(metric.name, **about).add
        case "gauge":
            return meter.create_gauge(metric.name, **about).set
        case "histogram":
            buckets = list(metric.buckets)
            return meter.create_histogram(
                metric.name, **about, explicit_bucket_boundaries_advisory=buckets
            ).record
