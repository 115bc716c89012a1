"""Documents of earlier schemas, as today's core reads them."""

from collections.abc import Iterable
from typing import Any

Document = dict[str, Any]


def upgraded_run(run: Document) -> Document:
    """A run of schema 1 as one of schema 2: questions are kept by place, and what is empty is left out."""
    if run["schema"] != 1:
        return run
    place = run["configuration"][0]
    changed = {
        **run,
        "schema": 2,
        "asked": {place: run["asked"]} if run["asked"] else {},
        "answered": dict(run["answered"]),
    }
    if not run["held"]:
        del changed["held"]
    return changed


def upgraded_customer(customer: Document, ended: Iterable[Document]) -> Document:
    """A customer of schema 1 as one of schema 2: what was begun is kept with when it was last left, as the
    ended runs tell.
    """
    if customer["schema"] != 1:
        return customer
    changed = {name: value for name, value in customer.items() if name != "started"}
    left: dict[str, str] = {}
    for run in ended:
        at = run["outcome"]["at"]
        left[run["journey"]] = max(at, left.get(run["journey"], at))
    changed["schema"] = 2
    changed["journeys"] = {
        journey: {"begun": begun, "ended_at": left.get(journey)}
        for journey, begun in customer["started"].items()
    }
    return changed


def upgraded_report(report: Document) -> Document:
    """The answer to an input, with the one word for its reason that reports have now."""
    return {"because": "not_accepted" if report["result"] == "not_accepted" else "", **report}
