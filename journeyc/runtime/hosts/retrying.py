"""An incident tried again: the input that was kept with it, under an id of its own; or dismissed."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from journeyc.expression.values import Json, instant_text
from journeyc.runtime.core.documents import CustomerDocument, Incident, Report
from journeyc.runtime.core.incidents import EFFECT, NOTHING, UNDELIVERED, customer_of_unborn
from journeyc.runtime.core.inputs import AnswerInput, EventInput, Input, RetryInput
from journeyc.runtime.core.plan import is_system
from journeyc.runtime.core.retried import retry_id
from journeyc.runtime.core.written import input_of
from journeyc.runtime.errors import ConflictError, UsageError
from journeyc.runtime.hosts.applying import Applying
from journeyc.runtime.ports import OUTGOING, Commit, Emitted, HistoryEntry, Known, Message, Outgoing

_TRIES = 100
#: What runs are given that nobody sent.
_FROM_INSIDE = frozenset({"timer", "child", "run_start", "look"})


def retry(applying: Applying, name: str, now: datetime) -> Report:
    """Try an open incident again; in the same transaction it is settled. UsageError where it is not open, or
    where nothing failed that could be tried.
    """
    incident = applying.open_incident(name)
    if incident["input"]["kind"] == NOTHING:
        problem = f"the incident `{name}` only tells what happened, so it cannot be tried again"
        raise UsageError(problem, "`dismiss` settles it")
    if incident["input"]["kind"] in {*OUTGOING, UNDELIVERED}:
        return _send_anew(applying, incident, now)
    given: Input
    owner = applying.owner(incident["run"])
    if incident["input"]["kind"] == EFFECT or _is_from_inside(incident["input"]):
        given = RetryInput(retry_id(incident), now, incident["run"], incident["input"])
    else:
        given = input_of(incident["input"], retry_id(incident))
    if isinstance(given, EventInput):
        # Rules have counted it the first time.
        again, came = given.again or str(incident["input"]["id"]), given.came or given.at
        given = given._replace(again=again, came=came)
    given = given._replace(at=now)
    if isinstance(given, EventInput | AnswerInput) and owner is not None:
        # Others may have taken it the first time; this is for the run that could not.
        given = given._replace(run=incident["run"])
    return applying.to_customer(owner or customer_of_unborn(incident["run"]), given, settles=incident["id"])


def dismiss(applying: Applying, name: str, by: str, reason: str, now: datetime) -> Report:
    """Settle an open incident and try nothing."""
    incident = applying.open_incident(name)
    told: dict[str, Json] = {"incident": name, "by": by, "reason": reason}

    def dismissed(known: Known, customer: CustomerDocument) -> Commit:
        line = _line(customer, incident, now, "dismiss", told)
        return _commit(known, customer, line, incident)

    return _settle(applying, incident, now, dismissed)


def _is_from_inside(kept: Mapping[str, Any]) -> bool:
    """Whether no one outside gave it: a timer, for example, or that a segment was entered."""
    return kept["kind"] in _FROM_INSIDE or (kept["kind"] == "event" and is_system(kept["name"]))


def _send_anew(applying: Applying, incident: Incident, now: datetime) -> Report:
    """A message or an event back into the outbox, as it was; what of it may not be handed over any longer is
    seen to there.
    """

    def sent(known: Known, customer: CustomerDocument) -> Commit:
        line = _line(customer, incident, now, "retry", {"incident": incident["id"]})
        return _commit(known, customer, line, incident)._replace(outgoing=[_once_more(applying, incident)])

    return _settle(applying, incident, now, sent)


def _once_more(applying: Applying, incident: Incident) -> Outgoing:
    """What was given up, to be carried anew. UsageError where it is no longer kept."""
    kept: Any = incident["input"]
    outgoing: Outgoing
    if kept["kind"] == UNDELIVERED:
        message = applying.store.message(kept["id"])
        if message is None:
            raise UsageError(
                f"the message `{kept['id']}` is no longer kept", "`dismiss` settles the incident"
            )
        outgoing = message
    else:
        outgoing = OUTGOING[kept["kind"]](**kept["outgoing"])
    if isinstance(outgoing, Message | Emitted):
        outgoing = outgoing._replace(again=outgoing.again + 1)
    return outgoing


def _line(
    customer: CustomerDocument, incident: Incident, now: datetime, kind: str, told: dict[str, Json]
) -> HistoryEntry:
    identity = retry_id(incident) if kind == "retry" else f"{incident['id']}/{kind}"
    return HistoryEntry(customer["id"], incident["run"], instant_text(now), kind, identity, told)


def _commit(known: Known, customer: CustomerDocument, line: HistoryEntry, incident: Incident) -> Commit:
    settles = [incident["id"]]
    return Commit(known.revision, customer, line.input, None, history=[line], settles=settles)


def _settle(
    applying: Applying,
    incident: Incident,
    now: datetime,
    commit_of: Callable[[Known, CustomerDocument], Commit],
) -> Report:
    """Settle an incident with no input; made anew where somebody else was faster."""
    owner = applying.owner_of(incident)
    with applying.locks.of(owner):
        return _settled(applying, owner, incident, now, commit_of)


def _settled(
    applying: Applying,
    owner: str,
    incident: Incident,
    now: datetime,
    commit_of: Callable[[Known, CustomerDocument], Commit],
) -> Report:
    for _ in range(_TRIES):
        known = applying.read(owner, run=incident["run"])[1]
        if known.customer is None:
            raise UsageError(f"the customer `{owner}` is not in this store", "open the store it belongs to")
        # Whoever settles it after this has written the customer, too.
        applying.open_incident(incident["id"])
        try:
            applying.store.commit(commit_of(known, known.customer))
        except ConflictError:
            continue
        return _report(incident, instant_text(now))
    raise ConflictError(f"`{owner}` is written by others all the time", "try again later")


def _report(incident: Incident, at: str) -> Report:
    return Report(
        input=retry_id(incident), at=at, result="accepted", because="", reason="", faults=[], runs=[]
    )
