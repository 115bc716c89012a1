"""The store for tests, simulation and trying out: the same contract, gone with the process."""

import copy
from collections.abc import Collection, Sequence
from datetime import datetime
from threading import RLock

from journeyc.expression.values import to_instant
from journeyc.runtime.core.documents import CustomerDocument, Incident, Report, Run
from journeyc.runtime.errors import AliasTakenError, ConflictError, DefinitionError
from journeyc.runtime.ports import (
    ArmedTimer,
    Claimed,
    Commit,
    HistoryEntry,
    Known,
    Message,
    Settled,
    StoredDefinition,
)
from journeyc.runtime.stores.versions import clash


class _Letter:
    """A message in the outbox."""

    __slots__ = ("attempts", "message", "next_at", "problem", "state")

    def __init__(self, message: Message) -> None:
        self.message = message
        self.state = "waiting"
        self.attempts = 0
        self.next_at: datetime | None = to_instant(message.at)
        self.problem = ""


class MemoryStore:
    """Dictionaries. Documents are kept as they come, since the core never changes one in place."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._definitions: dict[str, StoredDefinition] = {}
        self._customers: dict[str, tuple[int, CustomerDocument]] = {}
        self._aliases: dict[tuple[str, str], str] = {}
        self._runs: dict[str, dict[str, Run]] = {}
        self._ended: dict[str, list[Run]] = {}
        self._numbers: dict[str, int] = {}
        self._timers: dict[tuple[str, str], ArmedTimer] = {}
        self._inputs: dict[tuple[str, str], Report] = {}
        self._history: list[HistoryEntry] = []
        self._outbox: dict[str, _Letter] = {}
        self._incidents: dict[str, Incident] = {}

    # ── definitions ──

    def define(self, definitions: Sequence[StoredDefinition]) -> None:
        with self._lock:
            known = {(old.journey, old.version): old.hash for old in self._definitions.values()}
            for new in definitions:
                if known.setdefault((new.journey, new.version), new.hash) != new.hash:
                    raise DefinitionError(*clash(new, "this store"))
            self._definitions.update((new.hash, new) for new in definitions)

    def definition(self, definition_hash: str) -> StoredDefinition | None:
        return self._definitions.get(definition_hash)

    def newest(self, journey: str) -> StoredDefinition | None:
        versions = [item for item in self._definitions.values() if item.journey == journey]
        return max(versions, key=lambda item: item.version, default=None)

    # ── one input ──

    def find(self, name: str) -> tuple[str, ...]:
        with self._lock:
            if name in self._customers:
                return (name,)
            return tuple(
                sorted({customer for (_, value), customer in self._aliases.items() if value == name})
            )

    def read(self, customer: str, input_id: str | None = None) -> Known:
        with self._lock:
            revision, document = self._customers.get(customer, (0, None))
            report = None if input_id is None else self._inputs.get((customer, input_id))
            return Known(revision, document, tuple(self._runs.get(customer, {}).values()), report)

    def commit(self, commit: Commit) -> None:
        with self._lock:
            customer = commit.customer
            own = customer["id"]
            if self._customers.get(own, (0, None))[0] != commit.revision:
                raise ConflictError(f"`{own}` was changed by somebody else meanwhile", "decide again")
            if commit.aliases is not None:
                self._write_aliases(own, dict(commit.aliases))
            self._customers[own] = (commit.revision + 1, customer)
            for run in commit.runs:
                self._write_run(run)
            for key in commit.cancelled:
                self._timers.pop(key, None)
            for timer in commit.armed:
                self._timers[timer.run, timer.name] = timer
            if commit.report is not None:
                self._inputs[own, commit.input] = commit.report
            self._history += commit.history
            for message in commit.messages:
                self._outbox[message.id] = _Letter(message)
            for incident in commit.incidents:
                self._incidents.setdefault(incident["id"], incident)

    def _write_aliases(self, own: str, aliases: dict[str, str]) -> None:
        for field, value in aliases.items():
            owner = self._aliases.get((field, value), value if value in self._customers else own)
            if owner != own:
                raise AliasTakenError(field, value, owner)
        kept = {key: customer for key, customer in self._aliases.items() if customer != own}
        self._aliases = {**kept, **dict.fromkeys(aliases.items(), own)}

    def _write_run(self, run: Run) -> None:
        self._numbers.setdefault(run["id"], len(self._numbers))
        open_runs = self._runs.setdefault(run["customer"], {})
        if run["status"] == "ended":
            open_runs.pop(run["id"], None)
            self._ended.setdefault(run["customer"], []).append(run)
        else:
            open_runs[run["id"]] = run

    def ended(self, customer: str, limit: int) -> tuple[Run, ...]:
        with self._lock:
            ended = self._ended.get(customer, ())
            latest = sorted(ended, key=lambda run: self._numbers[run["id"]], reverse=True)
            return tuple(latest[:limit])

    # ── time and messages ──

    def due(self, until: datetime, limit: int) -> list[ArmedTimer]:
        with self._lock:
            return sorted(timer for timer in self._timers.values() if timer.due <= until)[:limit]

    def claim(self, channels: Collection[str], now: datetime, lease: datetime) -> Claimed | None:
        with self._lock:
            waiting = [
                (letter.next_at, number, letter)
                for number, letter in enumerate(self._outbox.values())
                if letter.next_at is not None and letter.next_at <= now and letter.message.channel in channels
            ]
            if not waiting:
                return None
            letter = min(waiting, key=lambda item: item[:2])[2]
            letter.attempts += 1
            letter.next_at = lease
            return Claimed(letter.message, letter.attempts)

    def settle(self, settled: Settled) -> None:
        with self._lock:
            letter = self._outbox[settled.id]
            letter.state, letter.next_at, letter.problem = settled.state, settled.next_at, settled.problem
            if settled.history is not None:
                self._history.append(settled.history)
            if settled.incident is not None:
                self._incidents.setdefault(settled.incident["id"], settled.incident)

    def next_due(self, channels: Collection[str]) -> datetime | None:
        with self._lock:
            found = [timer.due for timer in self._timers.values()]
            found += [
                x.next_at
                for x in self._outbox.values()
                if x.next_at is not None and x.message.channel in channels
            ]
            return min(found, default=None)

    # ── reading back ──

    def history(self, *, customer: str | None = None, run: str | None = None) -> list[HistoryEntry]:
        with self._lock:
            found = [
                entry
                for entry in self._history
                if (entry.run == run if run is not None else entry.customer == customer)
            ]
        return copy.deepcopy(found)

    def incidents(self) -> list[Incident]:
        with self._lock:
            return copy.deepcopy(list(self._incidents.values()))

    def close(self) -> None:
        """Nothing is held that would have to be let go."""
