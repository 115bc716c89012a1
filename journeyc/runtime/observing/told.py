"""All that is told: the spans, the metrics, and what each of them says. Their page has the same tables."""

from typing import Literal, NamedTuple

Kind = Literal["histogram", "counter", "gauge"]

#: From a millisecond, an input in memory, to the longest that a service is waited for.
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
#: From a second, a worker that is idle, to a week in which none ran.
LATE = (1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3_600.0, 14_400.0, 86_400.0, 604_800.0)


class Metric(NamedTuple):
    """A metric, by its kind and its unit; `attributes` are all that it may have."""

    name: str
    kind: Kind
    unit: str
    attributes: tuple[str, ...]
    said: str
    buckets: tuple[float, ...] = ()


INPUTS = Metric(
    "journeyc.input.duration", "histogram", "s", ("journeyc.input.kind", "journeyc.result"),
    "inputs applied, from being taken up until they are written", SECONDS,
)  # fmt: skip
RUNS = Metric(
    "journeyc.run.inputs", "counter", "{input}",
    ("journeyc.journey", "journeyc.input.kind", "journeyc.run.result"), "what inputs did to runs",
)  # fmt: skip
TIMERS = Metric(
    "journeyc.timer.lateness", "histogram", "s", ("journeyc.journey",),
    "timers of runs that fired, by how late that was", LATE,
)  # fmt: skip
MESSAGES = Metric(
    "journeyc.message.duration", "histogram", "s",
    ("messaging.destination.name", "journeyc.carried"), "messages carried to a channel", SECONDS,
)  # fmt: skip
CALLS = Metric(
    "journeyc.call.duration", "histogram", "s", ("journeyc.service", "journeyc.carried"),
    "calls made of a service", SECONDS,
)  # fmt: skip
EVENTS = Metric(
    "journeyc.event.duration", "histogram", "s", ("journeyc.event", "journeyc.carried"),
    "events handed to who listens outside", SECONDS,
)  # fmt: skip
STORE = Metric(
    "journeyc.store.duration", "histogram", "s", ("db.operation.name", "error.type"),
    "what was asked of the store", SECONDS,
)  # fmt: skip
CONFLICTS = Metric(
    "journeyc.store.conflicts", "counter", "{conflict}", (),
    "what had to be decided anew since somebody else was faster with the customer",
)  # fmt: skip
INCIDENTS = Metric(
    "journeyc.incidents", "counter", "{incident}", ("journeyc.incident.kind",), "incidents written"
)
ROUNDS = Metric(
    "journeyc.worker.rounds", "counter", "{round}", ("journeyc.round",),
    "rounds of workers: `busy`, `idle`, or `failed` as the store was",
)  # fmt: skip
TROUBLE = Metric(
    "journeyc.worker.trouble", "counter", "{fault}", ("journeyc.trouble",),
    "a lease `lost` or `fenced`, or an `error`, which is in the log",
)  # fmt: skip
LEASES = Metric("journeyc.worker.leases", "gauge", "{customer}", (), "customers whom a worker has")
WAITING = Metric(
    "journeyc.outbox.waiting", "gauge", "{entry}", ("journeyc.outlet",), "entries of the outbox that are due"
)
WAITED = Metric(
    "journeyc.outbox.age", "gauge", "s", ("journeyc.outlet",), "for how long the first of them is due"
)
DUE = Metric("journeyc.timers.due", "gauge", "{timer}", (), "timers that are due")
OVERDUE = Metric("journeyc.timers.age", "gauge", "s", (), "for how long the first of them is due")
OPEN_RUNS = Metric(
    "journeyc.runs.open", "gauge", "{run}", ("journeyc.run.status",), "runs that have not ended"
)
OPEN_TASKS = Metric("journeyc.tasks.open", "gauge", "{task}", (), "tasks that nobody has answered")
OPEN_INCIDENTS = Metric("journeyc.incidents.open", "gauge", "{incident}", (), "incidents that are open")
RESTING = Metric(
    "journeyc.service.resting",
    "gauge",
    "1",
    ("journeyc.service",),
    "1 while the circuit of a service is open",
)

METRICS: tuple[Metric, ...] = (
    INPUTS, RUNS, TIMERS, MESSAGES, CALLS, EVENTS, STORE, CONFLICTS, INCIDENTS, ROUNDS, TROUBLE, LEASES,
    WAITING, WAITED, DUE, OVERDUE, OPEN_RUNS, OPEN_TASKS, OPEN_INCIDENTS, RESTING,
)  # fmt: skip

#: The spans by their names, in which `…` stands for a word, and all the attributes of each.
SPANS: dict[str, tuple[str, ...]] = {
    "apply …": (
        "journeyc.input.kind", "journeyc.input.id", "journeyc.input.repeated", "journeyc.result",
        "journeyc.because", "journeyc.customer", "journeyc.command", "journeyc.run", "journeyc.journey",
        "journeyc.journey.version", "journeyc.run.result", "journeyc.steps.entered", "journeyc.steps.left",
        "journeyc.late_seconds", "error.type",
    ),
    "apply batch": ("journeyc.batch.size", "error.type"),
    "store …": ("db.system.name", "db.operation.name", "error.type"),
    "send …": (
        "messaging.system", "messaging.operation.name", "messaging.operation.type",
        "messaging.destination.name", "messaging.message.id", "journeyc.journey", "journeyc.run",
        "journeyc.customer", "journeyc.notification", "journeyc.attempt", "journeyc.carried", "error.type",
    ),
    "call …": (
        "journeyc.service", "journeyc.call", "journeyc.journey", "journeyc.run", "journeyc.customer",
        "journeyc.attempt", "journeyc.carried", "error.type",
    ),
    "emit …": (
        "journeyc.event", "journeyc.journey", "journeyc.run", "journeyc.customer", "journeyc.attempt",
        "journeyc.carried", "error.type",
    ),
    "unsent": (
        "journeyc.notification", "journeyc.run", "journeyc.customer", "journeyc.attempt", "journeyc.carried",
        "error.type",
    ),
}  # fmt: skip
