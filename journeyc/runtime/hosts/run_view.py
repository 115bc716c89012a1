"""One run with all that a store has of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from journeyc.runtime.core.documents import Incident
from journeyc.runtime.hosts.applying import Applying
from journeyc.runtime.hosts.looking import Looking
from journeyc.runtime.hosts.masking import Masking
from journeyc.runtime.ports import HistoryEntry, Outgoing, Task
from journeyc.runtime.ports.carrying import kind_of


class OutboxEntry(NamedTuple):
    """What a run has put into the outbox: a `message`, a `call`, an event that is `emitted`, or the word that
    a message is `unsent`. `outlet` says over what it leaves; `state` what has become of it, `waiting` or `in
    hand` until that is known. `problem` is what the last attempt came to, `until` when the next one is made,
    both empty where nobody has tried. `document` is what leaves.
    """

    id: str
    kind: str
    outlet: str
    at: str
    state: str
    problem: str
    until: str
    document: dict[str, Any]


class RunView(NamedTuple):
    """One run: its `document` as the store has it, `tasks` that are open, `incidents` that are and those that
    are `settled`, what it has put into the `outbox`, and its `history`; each oldest first.
    """

    document: dict[str, Any]
    tasks: tuple[Task, ...]
    incidents: tuple[Incident, ...]
    settled: tuple[Incident, ...]
    outbox: tuple[OutboxEntry, ...]
    history: tuple[HistoryEntry, ...]


class RunViewing:
    """Runs as a whole."""

    def __init__(self, applying: Applying, looking: Looking) -> None:
        self._applying = applying
        self._looking = looking
        self._store = applying.store

    def run(self, name: str, *, private: bool) -> RunView | None:
        """One run, ended or not; None where there is none."""
        owner = self._store.owner(name)
        if owner is None:
            return None
        known = self._applying.read(owner)[1].customer
        parts = known.get("identities", {}) if known is not None else {}
        kept = self._store.everything([owner, *parts])
        document = next((run for run in kept.runs if run["id"] == name), None)
        if document is None:
            return None
        mine = [(one, is_open) for one, is_open in kept.incidents if one["run"] == name]
        masking = None if private else self._looking.masking(owner)
        history = [line for line in kept.history if line.run == name]
        if masking is not None:
            mine = [(masking.incident(one), is_open) for one, is_open in mine]
            history = masking.history(history)
        return RunView(
            document={**document} if masking is None else masking.run(document),
            tasks=tuple(task for task, is_open in kept.tasks if is_open and task.run == name),
            incidents=tuple(one for one, is_open in mine if is_open),
            settled=tuple(one for one, is_open in mine if not is_open),
            outbox=_outbox(name, kept.outbox, history, masking),
            history=tuple(history),
        )


def _outbox(
    run: str,
    outbox: Iterable[tuple[Outgoing, str]],
    history: Sequence[HistoryEntry],
    masking: Masking | None,
) -> tuple[OutboxEntry, ...]:
    tried: dict[str, Mapping[str, Any]] = {
        line.document["message"]: line.document for line in history if line.kind == "message"
    }
    found: list[OutboxEntry] = []
    for outgoing, state in outbox:
        if outgoing.run != run:
            continue
        told = tried.get(outgoing.id, {})
        document = outgoing._asdict() if masking is None else masking.outgoing(outgoing._asdict())
        found.append(
            OutboxEntry(
                outgoing.id,
                kind_of(outgoing),
                outgoing.outlet,
                outgoing.at,
                state,
                str(told.get("problem", "")),
                str(told.get("until", "")),
                document,
            )
        )
    return tuple(found)


def waiting(outbox: Iterable[OutboxEntry]) -> list[OutboxEntry]:
    """What is yet to leave, or in somebody's hand."""
    return [entry for entry in outbox if entry.state in {"waiting", "in hand"}]
