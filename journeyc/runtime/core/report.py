"""What is told of a macrostep."""

from typing import Literal

from journeyc.expression.values import Json, instant_text
from journeyc.runtime.core.documents import (
    AnswerInput,
    EventInput,
    ProfileInput,
    Run,
    RunReport,
    TimeInput,
    TimerDue,
)
from journeyc.runtime.core.macrostep import Macrostep

Result = Literal["taken", "started", "stayed", "resumed", "paused", "ended", "not_taken", "failed"]


def label_of_move(step: Macrostep, before: Run, *, taken: bool) -> Result:
    """The one word for what happened to a run."""
    if not taken:
        return "not_taken"
    status = step.run["status"]
    if status == "ended":
        return "ended"
    if status != before["status"]:
        return "paused" if status == "paused" else "resumed"
    return "taken" if len(step.path) > len(before["configuration"]) else "stayed"


def run_report(step: Macrostep, before: Run, result: Result) -> RunReport:
    """The report of a finished macrostep, or of one that took nothing."""
    moved = result != "not_taken"
    return RunReport(
        run=before["id"],
        journey=before["journey"],
        result=result,
        path=step.path if moved else list(before["configuration"]),
        taken=step.taken if moved else [],
        considered=step.considered,
        armed=step.armed if moved else [],
        cancelled=step.cancelled if moved else [],
        fired=step.fired,
        set=step.set if moved else {},
        asked=step.asked if moved else [],
    )


def input_document(given: EventInput | AnswerInput | ProfileInput | TimeInput | TimerDue) -> dict[str, Json]:
    """An input as JSON, for incidents and history."""
    document: dict[str, Json] = {"id": given.id, "at": instant_text(given.at)}
    match given:
        case EventInput():
            return {
                **document,
                "kind": "event",
                "name": given.name,
                "payload": dict(given.payload),
                "channel": given.channel,
            }
        case AnswerInput():
            return {**document, "kind": "answer", "values": dict(given.values), "channel": given.channel}
        case ProfileInput():
            return {**document, "kind": "profile", "fields": dict(given.fields)}
        case TimeInput():
            return {**document, "kind": "time"}
        case TimerDue():
            return {**document, "kind": "timer", "name": given.name}
