"""What a program says of traces and metrics; this loads nothing of OpenTelemetry."""

from typing import TYPE_CHECKING, NamedTuple

from journeyc.runtime.errors import UsageError
from journeyc.runtime.ports.observing import NOBODY, Observer

if TYPE_CHECKING:
    from collections.abc import Callable

    from opentelemetry.metrics import MeterProvider
    from opentelemetry.trace import TracerProvider


class Telemetry(NamedTuple):
    """Where traces and metrics go: the providers of the program, or the global ones of OpenTelemetry.

    Keys of customers, and the ids that hold them, are hashed with a key of the store, unless `keys` are to be
    told as they are. With `seconds` 0 nobody looks at how much there is to do, else not more often than that.
    """

    tracer_provider: "TracerProvider | None" = None
    meter_provider: "MeterProvider | None" = None
    keys: bool = False
    seconds: float = 15.0


def observer_of(telemetry: "Telemetry | bool", secret: "Callable[[], bytes]") -> Observer:
    """Who is told what a host does; `secret` is the key of its hashes. UsageError where OpenTelemetry is not
    installed.
    """
    if telemetry is False:
        return NOBODY
    wanted = Telemetry() if telemetry is True else telemetry
    if not isinstance(wanted, Telemetry):
        raise UsageError(f"`telemetry` is a {type(wanted).__name__}", "give True, False or a `Telemetry(…)`")
    if not wanted.seconds >= 0:
        raise UsageError(f"`seconds` of the telemetry is {wanted.seconds:g}", "give 0 or more")
    try:
        from journeyc.runtime.observing.observer import Observing
    except ImportError as error:
        if error.name is None or not error.name.startswith("opentelemetry"):
            raise
        raise UsageError(
            "traces and metrics need the API of OpenTelemetry, which is not installed",
            "install it: `pip install 'journeyc[telemetry]'`",
        ) from None
    return Observing(wanted, secret)
