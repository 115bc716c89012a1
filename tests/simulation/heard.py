"""What workers log, since they go on whatever happens."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from journeyc.runtime.logs import WORKER as LOG
from tests.simulation.ledger import Violation


class _Listening(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        if "fault of journeyc" in said:
            raise Violation(said)


@contextmanager
def no_faults_of_ours() -> Iterator[None]:
    """Violation where a worker meets an error that no store, channel or service has raised."""
    listening, propagates = _Listening(), LOG.propagate
    LOG.addHandler(listening)
    LOG.propagate = False
    try:
        yield
    finally:
        LOG.removeHandler(listening)
        LOG.propagate = propagates
