"""What leaves with a decision: effects become messages, calls, events, tasks and lines of history."""

from collections.abc import Mapping
from typing import NamedTuple

from journeyc.expression.values import Json
from journeyc.runtime.core.contact_log import contact_of
from journeyc.runtime.core.customer_rules import customer_in
from journeyc.runtime.core.documents import (
    Decision,
    Effect,
    EmitEffect,
    Incident,
    NoteEffect,
    NotifyEffect,
    Run,
)
from journeyc.runtime.core.incidents import unsent
from journeyc.runtime.hosts.bound import Bound
from journeyc.runtime.hosts.journeys import Journeys
from journeyc.runtime.notices import WordingProblem
from journeyc.runtime.ports import Emitted, HistoryEntry, Outgoing, Request, Task, Unsent


class Leaving(NamedTuple):
    """All that leaves with one decision; `closed` are tasks."""

    outgoing: list[Outgoing]
    incidents: list[Incident]
    history: list[HistoryEntry]
    tasks: list[Task]
    closed: list[str]


def leaving(decision: Decision, before: Mapping[str, Run], journeys: Journeys, bound: Bound) -> Leaving:
    """Everything in the order in which it was decided; `before` are the runs that were known by then, which
    effects may belong to beside those that have changed.
    """
    left = Leaving([], [], [], [], [])
    if not decision.effects:
        return left
    runs = {**before, **{run["id"]: run for run in decision.changed}}
    for effect in decision.effects:
        run = runs.get(effect["run"]) or journeys.customer_as_run(effect, decision.customer)
        if effect["kind"] == "notify":
            _say(left, effect, run, decision, journeys, bound)
        else:
            _add(left, effect, run, decision.report["input"], keep=bound.listeners is not None)
    return left


def _add(left: Leaving, effect: Effect, run: Run, given: str, *, keep: bool) -> None:
    owner = (effect["id"], effect["at"], effect["run"], effect["customer"], run["journey"])
    match effect["kind"]:
        case "call":
            what = (effect["service"], effect["arguments"], effect["key"], effect["attempt"])
            left.outgoing.append(Request(*owner, *what))
        case "emit":
            event: dict[str, Json] = {"event": effect["event"], "payload": effect["payload"]}
            told = {"effect": effect["id"], **event, **_private(effect)}
            left.history.append(_line(effect, "emitted", given, told))
            if keep:
                left.outgoing.append(Emitted(*owner, effect["event"], effect["payload"]))
        case "note":
            left.history.append(_line(effect, "note", given, {"text": effect["text"], **_private(effect)}))
        case "task" if effect["action"] == "open":
            name, worker = effect["name"], effect["worker"]
            what_for = (effect["run"], effect["customer"], run["journey"], worker, name, effect["place"])
            until = effect.get("due", "")
            left.tasks.append(Task(effect["key"], *what_for, opened_at=effect["at"], due=until))
        case "task":
            left.closed.append(effect["key"])
        case _:
            """What begins and cancels runs is carried out by the core: those runs have changed with this."""


def _private(effect: EmitEffect | NoteEffect) -> dict[str, Json]:
    return {"private": [*effect["private"]]} if "private" in effect else {}


def _line(effect: Effect, kind: str, given: str, document: dict[str, Json]) -> HistoryEntry:
    return HistoryEntry(
        effect["customer"], effect["run"], effect["at"], kind, given, {**document, "place": effect["place"]}
    )


def _say(
    left: Leaving, effect: NotifyEffect, run: Run, decision: Decision, journeys: Journeys, bound: Bound
) -> None:
    """Rendered now, so that every attempt sends the same words under the same id. What cannot be said has
    failed, which is for the journey, if it handles that, or for the log of what was sent; else an incident.
    """
    customer, name = decision.customer, effect["notification"]
    sender = journeys.directory.sender(name, None if customer_in(effect["run"]) else run)
    wording = journeys.wording(sender.definition_hash if sender else run["definition_hash"])
    try:
        left.outgoing.append(wording.message(effect, run, customer, bound.channels))
    except WordingProblem as problem:
        left.history.append(_unsaid(effect, str(problem)))
        is_open = run["status"] != "ended"
        heard = journeys.directory.hears(wording.plan if is_open else None, f"{name}.failed")
        if not heard and contact_of(customer, effect["id"]) is None:
            said = f"`{name}` was not sent: {problem}"
            left.incidents.append(unsent(effect, said, decision.report["at"]))
        else:
            owner = (effect["id"], effect["at"], effect["run"], effect["customer"])
            left.outgoing.append(Unsent(*owner, name, "failed", str(problem), effect.get("again", 0)))


def _unsaid(effect: NotifyEffect, problem: str) -> HistoryEntry:
    """What became of a message on its channel, as of one that was handed over."""
    told = {"message": effect["id"], "notification": effect["notification"], "channel": effect["channel"]}
    document = {**told, "state": "failed", "problem": problem}
    return HistoryEntry(effect["customer"], effect["run"], effect["at"], "message", effect["id"], document)
