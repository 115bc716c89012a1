"""How a document stands in a row: the same in every store that keeps rows."""

import json
from typing import Any

from pydantic_core import to_json

from journeyc.expression.values import to_instant
from journeyc.runtime.core.documents import CustomerDocument, Run
from journeyc.runtime.stores.instants import microseconds


def packed(document: Any) -> str:
    """A document as it is written into a row."""
    # Measured three times as fast as the standard library's, on documents of a run.
    return to_json(document, fallback=str).decode()


def unpacked(text: str) -> Any:
    """The document that stands in a row."""
    return json.loads(text)


def run_columns(run: Run) -> tuple[Any, ...]:
    """A run as columns: id, customer, journey, definition, status, seq, ended, and the document."""
    about = (run["id"], run["customer"], run["journey"], run["definition_hash"], run["status"], run["seq"])
    return (*about, ended_at(run), packed(run))


def ended_at(run: Run) -> int | None:
    """When a run ended, in microseconds since 1970; None while it is open."""
    outcome = run["outcome"]
    return microseconds(to_instant(outcome["at"])) if run["status"] == "ended" and outcome else None


def merge_of(customer: CustomerDocument) -> str | None:
    """The merge by which a customer has become a part of another."""
    return customer["merged"]["merge"] if "merged" in customer else None
