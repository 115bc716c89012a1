"""An incident tried again: the input that was kept with it, under an id of its own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from journeyc.expression.values import instant_text
from journeyc.runtime.core.documents import Incident, Report
from journeyc.runtime.core.inputs import AnswerInput, EventInput
from journeyc.runtime.core.written import input_of
from journeyc.runtime.errors import ConflictError, UsageError
from journeyc.runtime.hosts.applying import Applying
from journeyc.runtime.hosts.effects import rendered
from journeyc.runtime.ports import OUTGOING, Commit, HistoryEntry, Outgoing
from journeyc.runtime.wording import WordingProblem

_TRIES = 100


def retry(applying: Applying, name: str, now: datetime) -> Report:
    """Try an open incident again; in the same transaction it is settled. UsageError for one that is not open."""
    found = applying.store.incident(name)
    if found is None:
        raise UsageError(f"there is no incident `{name}`", "`incidents` lists those there are")
    incident, is_open = found
    if not is_open:
        raise UsageError(f"the incident `{name}` is settled already", "`incidents` lists the open ones")
    kept = incident["input"]
    if kept["kind"] in {"message", "emitted", "effect"}:
        return _send_anew(applying, incident, now)
    return _apply_anew(applying, incident, now)


def _apply_anew(applying: Applying, incident: Incident, now: datetime) -> Report:
    """The same input, now; whoever asks for it twice gets the first answer."""
    given = input_of(incident["input"], f"{incident['id']}/retry")._replace(at=now)
    owner = applying.store.owner(incident["run"])
    if isinstance(given, EventInput | AnswerInput) and owner is not None:
        # Others may have taken it the first time; this is for the run that could not.
        given = given._replace(run=incident["run"])
    return applying.to_customer(owner or incident["customer"], given, settles=incident["id"])
