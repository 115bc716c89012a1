"""The log of a worker as lines: for people, or an object each for programs."""

import json
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Literal

from journeyc.runtime.logs import FIELDS

Form = Literal["text", "json"]


class JsonLines(logging.Formatter):
    """A record as one JSON object: when, how grave, which room, what, and the fields that it has; with the
    span in which it was written, where a program traces.
    """

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC)
        told: dict[str, Any] = {
            "at": f"{at:%Y-%m-%dT%H:%M:%S}.{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        told |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        return json.dumps(told | span_of(), ensure_ascii=False, default=str)


def span_of() -> dict[str, str]:
    """The ids of the span that is current, if OpenTelemetry is loaded at all."""
    if (trace := sys.modules.get("opentelemetry.trace")) is None:
        return {}
    context = trace.get_current_span().get_span_context()
    if not context.is_valid:
        return {}
    return {"trace_id": f"{context.trace_id:032x}", "span_id": f"{context.span_id:016x}"}


@contextmanager
def logging_to_stderr(form: Form, level: str) -> Iterator[None]:
    """Log one line for each event on standard error, unless what is bound has set logging up."""
    log = logging.getLogger("journeyc")
    handler, before = logging.StreamHandler(sys.stderr), log.level
    handler.setFormatter(JsonLines() if form == "json" else _text())
    added = not _is_set_up(log)
    if added:
        log.addHandler(handler)
    log.setLevel(level.upper())
    try:
        yield
    finally:
        log.setLevel(before)
        if added:
            log.removeHandler(handler)


def _text() -> logging.Formatter:
    form = logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
    form.converter = time.gmtime
    return form


def _is_set_up(log: logging.Logger) -> bool:
    """Whether anything is done with what is logged; our own handler does nothing."""
    handlers = [*log.handlers, *(logging.getLogger().handlers if log.propagate else ())]
    return not all(isinstance(one, logging.NullHandler) for one in handlers)
