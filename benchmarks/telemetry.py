"""What telling OpenTelemetry costs an input: where nobody asks for it, with the API alone, and with the SDK.

    python benchmarks/telemetry.py [--n 2000] [--rounds 7] [--synchronous normal]

The inputs are those of `inputs.py`, one to a commit. The SDK keeps spans and metrics in memory, where an
exporter would send them from a thread of its own.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from inputs import DISPUTE, INPUTS_A_CUSTOMER, StillClock, next_store, numbered, play
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio
from table import in_turn, print_table

from journeyc.runtime import Runtime, Telemetry


def sampled(part: float) -> Telemetry:
    """An SDK that keeps so many of the traces."""
    traces = TracerProvider(sampler=ParentBasedTraceIdRatio(part))
    traces.add_span_processor(SimpleSpanProcessor(InMemorySpanExporter()))
    return Telemetry(traces, MeterProvider([InMemoryMetricReader()]))


def played(
    store: Callable[[], Any], customers: int, telemetry: Callable[[], Telemetry | bool]
) -> Callable[[], float]:
    def run() -> float:
        with Runtime.open(store(), DISPUTE, clock=StillClock(), telemetry=telemetry()) as runtime:
            start = time.perf_counter()
            play(runtime, range(customers))
            return customers * INPUTS_A_CUSTOMER / (time.perf_counter() - start)

    return run


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--n", type=int, default=2000, help="inputs in a round")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--synchronous", default="normal")
    options = parser.parse_args()
    customers = max(1, options.n // INPUTS_A_CUSTOMER)
    asked: dict[str, Callable[[], Telemetry | bool]] = {
        "nothing asked for": lambda: False,
        "the API alone": lambda: True,
        "the SDK, 1 trace in 100": lambda: sampled(0.01),
        "the SDK, all traces": lambda: sampled(1),
    }
    with tempfile.TemporaryDirectory() as name:
        file = partial(next_store, numbered(Path(name)), options.synchronous)
        places: dict[str, Callable[[], Any]] = {"in memory": lambda: None, "SQLite": file}
        for title, store in places.items():
            tasks = {
                f"{what}, {title}": played(store, customers, telemetry) for what, telemetry in asked.items()
            }
            print_table(title, "inputs/s", in_turn(tasks, options.rounds), next(iter(tasks)))


if __name__ == "__main__":
    main()
