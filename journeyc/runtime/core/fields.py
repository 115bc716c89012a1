"""Fields of a run by their paths."""

from collections.abc import Mapping
from typing import Any

from journeyc.expression.values import Json
from journeyc.runtime.core.documents import Run
from journeyc.runtime.core.plan import Plan


def value_at(record: Json, path: tuple[str, ...]) -> Json:
    """The value at the end of a path, None where the way there is missing."""
    for name in path:
        if not isinstance(record, dict):
            return None
        record = record.get(name)
    return record


def contradicts(plan: Plan, run: Run, payload: Mapping[str, Any]) -> bool:
    """Whether the payload names another value for a field that tells the runs of a customer apart."""
    for path, value in zip(plan.one_run_per, run["key"], strict=False):
        said = value_at(dict(payload), path)
        if said is not None and value is not None and said != value:
            return True
    return False
