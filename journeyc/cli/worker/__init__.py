"""`journeyc worker`: a process that shares the work in a store with others, until it is told to end."""

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import NamedTuple

from journeyc.cli.ending import ExitCode, Failure
from journeyc.cli.problems import as_failure
from journeyc.cli.worker.binding import bound
from journeyc.cli.worker.given import packages
from journeyc.cli.worker.lines import Form, logging_to_stderr
from journeyc.cli.worker.told import tell_end, tell_start
from journeyc.runtime import JourneyError, Runtime, Worker
from journeyc.runtime.stores import existing, file_of, shown_address


class WorkerOptions(NamedTuple):
    """What was asked for on the command line; times are in seconds."""

    store: str
    bind: str = ""
    carriers: int = 8
    lease: float = 120
    poll: float = 1
    grace: float = 30
    until_idle: bool = False
    log_format: Form = "text"
    log_level: str = "info"
    telemetry: bool = False


def work(paths: Sequence[str], options: WorkerOptions) -> int:
    """Work until a signal comes, or with `until_idle` until there is nothing to do."""
    bindings = bound(options.bind)
    if options.telemetry:
        # What is bound may say more of it.
        bindings = {"telemetry": True, **bindings}
    journeys = packages(paths)
    with as_failure(JourneyError):
        if not journeys:
            # A store that is made here would have no journeys.
            existing(options.store)
        file = file_of(options.store)
        new = str(file) if file is not None and not file.exists() else ""
        with Runtime.open(options.store, journeys, **bindings) as runtime:
            worker = runtime.worker(
                carriers=options.carriers,
                lease_seconds=options.lease,
                poll_seconds=options.poll,
                grace_seconds=options.grace,
            )
            if not worker.serves.journeys:
                raise Failure(
                    f"there is no journey in `{shown_address(options.store)}` yet", "name journeys to serve"
                )
            return _run(worker, options, new)


def _run(worker: Worker, options: WorkerOptions, new: str) -> int:
    with logging_to_stderr(options.log_format, options.log_level), _ended_by_signals(worker):
        tell_start(worker.serves, options.carriers, options.lease, new)
        worker.run(until_idle=options.until_idle)
        tell_end(worker.counts)
    return ExitCode.FINDINGS if options.until_idle and worker.counts.errors else ExitCode.CLEAN


@contextmanager
def _ended_by_signals(worker: Worker) -> Iterator[None]:
    """The first signal lets the worker end, another one ends it at once."""
    asked = False

    def end(_signal: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        worker.stop()

    before = {one: signal.signal(one, end) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
