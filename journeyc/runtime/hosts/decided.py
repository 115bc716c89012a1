"""From what the core decided to what a store commits: documents, timers that changed, history, and all that
leaves.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from journeyc.expression.values import to_instant
from journeyc.runtime.core.customer_rules import customer_in
from journeyc.runtime.core.documents import CustomerDocument, Decision, Run, TimerEntry
from journeyc.runtime.core.inputs import Input, MergeInput, TimeInput, Together, UnmergeInput
from journeyc.runtime.core.work import task_due
from journeyc.runtime.core.written import input_document
from journeyc.runtime.hosts.bound import Bound
from journeyc.runtime.hosts.effects import leaving
from journeyc.runtime.hosts.journeys import Journeys
from journeyc.runtime.ports import ArmedTimer, Commit, HistoryEntry, Known, Lease, Task
from journeyc.runtime.wording import alias_values

#: Answers that are not kept under their id: the sender may mend the input and send it again.
UNKEPT = frozenset({"refused", "ambiguous"})


def commit_of(
    known: Known,
    given: Input | Together,
    decision: Decision,
    journeys: Journeys,
    bound: Bound,
    settles: str | None = None,
    lease: Lease | None = None,
) -> Commit | None:
    """What is to be written for a decision, None if there is nothing to remember; `settles` is the incident
    that the input was kept with, `lease` that of the worker who applies it.
    """
    report = decision.report
    kept = report["result"] not in UNKEPT and not isinstance(given, TimeInput)
    before = {run["id"]: run for run in known.runs}
    timers = _customer_timers(known.customer, decision.customer)
    if not (kept or decision.changed or decision.incidents or timers != ([], [])):
        return None
    left = leaving(decision, before, journeys, bound)
    armed, cancelled = timers
    for run in decision.changed:
        old = before[run["id"]]["timers"] if run["id"] in before else []
        _compare(run["customer"], run["id"], old, run["timers"], armed, cancelled)
    return Commit(
        revision=known.revision,
        customer=decision.customer,
        input=given.id,
        report=report if kept else None,
        runs=decision.changed,
        armed=armed,
        cancelled=cancelled,
        aliases=_aliases(known.customer, decision.customer, journeys),
        segments=_segments(known.customer, decision.customer),
        history=[*_history(given, decision), *_of_segments(known.customer, decision), *left.history],
        outgoing=left.outgoing,
        incidents=(*decision.incidents, *left.incidents),
        tasks=left.tasks,
        claims=_claims(before, decision.changed, left.tasks),
        closed=left.closed,
        settles=(settles,) if settles else (),
        lease=lease,
    )


def _customer_timers(
    before: CustomerDocument | None, after: CustomerDocument
) -> tuple[list[ArmedTimer], list[tuple[str, str]]]:
    armed: list[ArmedTimer] = []
    cancelled: list[tuple[str, str]] = []
    old = before.get("timers", ()) if before else ()
    _compare(after["id"], "", old, after.get("timers", ()), armed, cancelled)
    return armed, cancelled


def _compare(  # two lists are compared, and two are written
    customer: str,
    run: str,
    before: Iterable[TimerEntry],
    after: Iterable[TimerEntry],
    armed: list[ArmedTimer],
    cancelled: list[tuple[str, str]],
) -> None:
    """The difference only: most inputs leave most timers alone."""
    if before is after:
        return
    old = {entry["name"]: entry["due"] for entry in before}
    new = {entry["name"]: entry["due"] for entry in after}
    cancelled += [(run, name) for name in old if name not in new]
    armed += [
        ArmedTimer(to_instant(due), run, name, customer) for name, due in new.items() if old.get(name) != due
    ]


def _claims(
    before: Mapping[str, Run], changed: Iterable[Run], opened: Iterable[Task]
) -> list[tuple[str, str, str]]:
    """The tasks that somebody took or gave back, or that are due at another time, with who has them now and
    when they are due; those just `opened` are written as they were opened.
    """
    new = {task.id: (task.claimed_by, task.due) for task in opened}
    claims: list[tuple[str, str, str]] = []
    for run in changed:
        if "pending" not in run:
            continue
        old = before[run["id"]].get("pending", {}) if run["id"] in before else {}
        if old is run["pending"]:
            continue
        had = {work["key"]: (work.get("claimed_by", ""), task_due(work)) for work in old.values()}
        for work in run["pending"].values():
            now = work.get("claimed_by", ""), task_due(work)
            if now != (had.get(work["key"]) or new.get(work["key"], ("", ""))):
                claims.append((work["key"], *now))
    return claims


def _aliases(
    before: CustomerDocument | None, after: CustomerDocument, journeys: Journeys
) -> dict[str, str | None] | None:
    """The alias fields that are known here, where one of them is another now."""
    if before is None or before["profile"] is not after["profile"]:
        old = alias_values(journeys.aliases, before["profile"]) if before else {}
        new = alias_values(journeys.aliases, after["profile"])
        return {name: new.get(name) for name in journeys.aliases} if new != old else None
    return None


def _segments(before: CustomerDocument | None, after: CustomerDocument) -> dict[str, str] | None:
    """The segments, where they are others now."""
    now = after.get("segments", {})
    return now if now != (before.get("segments", {}) if before else {}) else None


def _of_segments(before: CustomerDocument | None, decision: Decision) -> list[HistoryEntry]:
    """A line where a customer has come into segments, or left them."""
    known = before.get("segments", {}) if before else {}
    now = decision.customer.get("segments", {})
    if now == known:
        return []
    entered, left = sorted(now.keys() - known.keys()), sorted(known.keys() - now.keys())
    if not entered and not left:
        return []
    report, document = decision.report, {"entered": entered, "left": left}
    return [HistoryEntry(decision.customer["id"], None, report["at"], "segments", report["input"], document)]


def _history(given: Input | Together, decision: Decision) -> list[HistoryEntry]:
    """One line for each timer that fired, each run that was touched and the rules of the customer, or one for
    the customer alone.
    """
    report, customer = decision.report, decision.customer["id"]
    told = input_document(given)
    lines: list[HistoryEntry] = []
    alone = report["result"] not in UNKEPT and not isinstance(given, TimeInput)
    for done in report["runs"]:
        if done["result"] == "not_taken" and not done["fired"] and "rules" not in done:
            continue
        kind = "timer"
        document: dict[str, Any] = {"report": done}
        if not done["fired"]:
            kind, document = str(told["kind"]), {"input": told, "report": done}
            # That two are one, or are not, is told whatever it did to runs.
            alone = alone and isinstance(given, MergeInput | UnmergeInput)
        lines.append(HistoryEntry(customer, done["run"], report["at"], kind, given.id, document))
    if rules := report.get("rules"):
        lines.append(HistoryEntry(customer, None, report["at"], "rules", given.id, {"rules": rules}))
    for contact in report.get("contacts", ()):
        run = None if customer_in(contact["run"]) else contact["run"]
        lines.append(HistoryEntry(customer, run, contact["at"], "contact", given.id, contact))
    if alone:
        document = {"input": told, "result": report["result"], "reason": report["reason"]}
        lines.append(HistoryEntry(customer, None, report["at"], str(told["kind"]), given.id, document))
    return lines
