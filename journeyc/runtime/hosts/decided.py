"""From what the core decided to what a store commits: documents, timers that changed, history, and rendered
messages.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from journeyc.expression.values import to_instant
from journeyc.runtime.core.documents import (
    CustomerDocument,
    Decision,
    Incident,
    Input,
    Run,
    TimeInput,
)
from journeyc.runtime.core.report import input_document
from journeyc.runtime.delivery import unsaid
from journeyc.runtime.hosts.journeys import Journeys
from journeyc.runtime.ports import ArmedTimer, Channel, Commit, HistoryEntry, Known, Message
from journeyc.runtime.wording import WordingProblem, alias_values

#: Answers that are not kept under their id: the sender may mend the input and send it again.
UNKEPT = frozenset({"refused", "ambiguous"})


def commit_of(
    known: Known, given: Input, decision: Decision, journeys: Journeys, channels: Mapping[str, Channel]
) -> Commit | None:
    """What is to be written for a decision, None if there is nothing to remember."""
    report = decision.report
    kept = report["result"] not in UNKEPT and not isinstance(given, TimeInput)
    changed = decision.changed or decision.incidents
    if not kept and not changed:
        return None
    before = {run["id"]: run for run in known.runs}
    messages, unsaids = _messages(decision, before, journeys, channels)
    armed, cancelled = _timers(before, decision.changed)
    return Commit(
        revision=known.revision,
        customer=decision.customer,
        input=given.id,
        report=report if kept else None,
        runs=decision.changed,
        armed=armed,
        cancelled=cancelled,
        aliases=_aliases(known.customer, decision.customer, journeys),
        history=_history(given, decision),
        messages=messages,
        incidents=(*decision.incidents, *unsaids),
    )


def _messages(
    decision: Decision, before: Mapping[str, Run], journeys: Journeys, channels: Mapping[str, Channel]
) -> tuple[list[Message], list[Incident]]:
    """Rendered now, so that every attempt sends the same words under the same id."""
    if not decision.effects:
        return [], []
    runs = {**before, **{run["id"]: run for run in decision.changed}}
    messages: list[Message] = []
    unsaids: list[Incident] = []
    for effect in decision.effects:
        run = runs[effect["run"]]
        wording = journeys.wording(run["definition_hash"])
        try:
            messages.append(wording.message(effect, run, decision.customer, channels))
        except WordingProblem as problem:
            said = f"`{effect['notification']}` was not sent: {problem}"
            unsaids.append(unsaid(effect["id"], effect["run"], effect["at"], said))
    return messages, unsaids


def _timers(
    before: Mapping[str, Run], changed: Iterable[Run]
) -> tuple[list[ArmedTimer], list[tuple[str, str]]]:
    """The difference only: most inputs leave most timers alone."""
    armed: list[ArmedTimer] = []
    cancelled: list[tuple[str, str]] = []
    for run in changed:
        name = run["id"]
        old = {entry["name"]: entry["due"] for entry in before[name]["timers"]} if name in before else {}
        new = {entry["name"]: entry["due"] for entry in run["timers"]}
        if old == new:
            continue
        cancelled += [(name, timer) for timer in old if timer not in new]
        armed += [
            ArmedTimer(to_instant(due), name, timer, run["customer"])
            for timer, due in new.items()
            if old.get(timer) != due
        ]
    return armed, cancelled


def _aliases(
    before: CustomerDocument | None, after: CustomerDocument, journeys: Journeys
) -> dict[str, str] | None:
    if before is None or before["profile"] is not after["profile"]:
        old = alias_values(journeys.aliases, before["profile"]) if before else {}
        new = alias_values(journeys.aliases, after["profile"])
        return new if new != old else None
    return None


def _history(given: Input, decision: Decision) -> list[HistoryEntry]:
    """One line for each timer that fired and each run that was touched, or one for the customer alone."""
    report, customer = decision.report, decision.customer["id"]
    told = input_document(given)
    lines: list[HistoryEntry] = []
    alone = report["result"] not in UNKEPT and not isinstance(given, TimeInput)
    for done in report["runs"]:
        if done["result"] == "not_taken" and not done["fired"]:
            continue
        kind = "timer"
        document: dict[str, Any] = {"report": done}
        if not done["fired"]:
            kind, document, alone = str(told["kind"]), {"input": told, "report": done}, False
        lines.append(HistoryEntry(customer, done["run"], report["at"], kind, given.id, document))
    if alone:
        document = {"input": told, "result": report["result"], "reason": report["reason"]}
        lines.append(HistoryEntry(customer, None, report["at"], str(told["kind"]), given.id, document))
    return lines
