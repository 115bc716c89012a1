"""What is told of a macrostep."""

from journeyc.expression.values import Json
from journeyc.runtime.core.documents import Run, RunReport, RunResult
from journeyc.runtime.core.failure import as_told, rows_taken
from journeyc.runtime.core.macrostep import Macrostep


def label_of_move(step: Macrostep, before: Run) -> RunResult:
    """The one word for what happened to a run that took an input."""
    status = step.run["status"]
    if status == "ended":
        return "ended"
    # A pause is over, too, where nobody comes back: that is told by what was taken.
    ended_alone = before["status"] == "paused" and status == "active" and "resumed" not in step.raised
    if status != before["status"] and not ended_alone:
        if status == "active":
            return "resumed"
        return "paused" if status == "paused" else "suspended"
    return "taken" if len(step.path) > len(before["configuration"]) else "stayed"


def run_report(step: Macrostep, before: Run, result: RunResult, goals: list[str]) -> RunReport:
    """The report of a finished macrostep."""
    report: RunReport = {
        "run": before["id"],
        "journey": before["journey"],
        "result": result,
        "path": step.path,
        "taken": step.taken,
        "considered": step.considered,
        "armed": step.armed,
        "cancelled": step.cancelled,
        "fired": step.fired,
        "set": _what_was_set(step),
        "asked": step.asked,
    }
    if entered := step.path[len(before["configuration"]) :]:
        report["entered"] = entered
    if step.begun:
        report["begun"] = step.begun
    if step.raised:
        report["raised"] = step.raised
    if step.unheard:
        report["unheard"] = step.unheard
    if step.rules:
        report["rules"] = step.rules
    if step.decided:
        report["decided"] = rows_taken(step.decided)
    if goals:
        report["goals"] = goals
    return report


def _what_was_set(step: Macrostep) -> dict[str, Json]:
    """The fields of the context that were set, and those of the customer, each as expressions name it."""
    private = step.plan.private
    told = as_told(step.set, "context", private)
    if not step.set_customer:
        return told
    of_customer = as_told(step.set_customer, "customer", private)
    return {**told, **{f"customer.{name}": value for name, value in of_customer.items()}}


def empty_report(run: Run, result: RunResult) -> RunReport:
    """The report of an input that did nothing to a run."""
    return {
        "run": run["id"],
        "journey": run["journey"],
        "result": result,
        "path": list(run["configuration"]),
        "taken": [],
        "considered": [],
        "armed": [],
        "cancelled": [],
        "fired": [],
        "set": {},
        "asked": [],
    }
