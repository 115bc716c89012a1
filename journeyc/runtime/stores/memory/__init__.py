"""The store for tests, simulation and trying out: the same contract, gone with the process."""

import copy
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from itertools import islice
from secrets import token_bytes

from journeyc.runtime.core.documents import CustomerDocument, Incident, Run
from journeyc.runtime.core.identities import merge_of
from journeyc.runtime.errors import AliasTakenError, DefinitionError, StoreError
from journeyc.runtime.ports import (
    ALL_TASKS,
    ArmedTimer,
    Backlog,
    Claimed,
    Commit,
    HistoryEntry,
    Known,
    Lease,
    Member,
    Message,
    Parting,
    Settled,
    StoredDefinition,
    Task,
    TaskFilter,
)
from journeyc.runtime.stores.groups import each_written
from journeyc.runtime.stores.instants import NEVER, microseconds
from journeyc.runtime.stores.memory.rows import Rows
from journeyc.runtime.stores.revisions import (
    changed_since,
    named_since,
    require_generation,
)
from journeyc.runtime.stores.rows import due_of
from journeyc.runtime.stores.versions import clash

_LAST = datetime.max.replace(tzinfo=UTC)


class MemoryStore(Rows):
    """Dictionaries. Documents are kept as they come, since the core never changes one in place."""

    # ── definitions ──

    def define(self, definitions: Sequence[StoredDefinition]) -> None:
        with self._lock:
            known = {(old.journey, old.version): old for old in self._definitions.values()}
            for new in definitions:
                old = known.setdefault((new.journey, new.version), new)
                if old.hash != new.hash:
                    raise DefinitionError(*clash(old, new, "this store"))
            self._definitions.update((new.hash, new) for new in definitions)

    def definition(self, definition_hash: str) -> StoredDefinition | None:
        return self._definitions.get(definition_hash)

    def definitions(self) -> list[StoredDefinition]:
        with self._lock:
            return sorted(self._definitions.values(), key=lambda one: (one.journey, one.version))

    def newest(self, journey: str) -> StoredDefinition | None:
        versions = [item for item in self._definitions.values() if item.journey == journey]
        return max(versions, key=lambda item: item.version, default=None)

    # ── one input ──

    def find(self, name: str) -> tuple[str, ...]:
        with self._lock:
            if name in self._customers:
                return (name,)
            return tuple(sorted(set(self._aliases.get(name, {}).values())))

    def owner(self, run: str) -> str | None:
        with self._lock:
            return self._owners.get(run)

    def read(self, customer: str, input_id: str | None = None, run: str | None = None) -> Known:
        with self._lock:
            revision, document = self._customers.get(customer, (0, None))
            parts = document.get("identities", {}) if document else {}
            answers = (self._inputs.get((name, input_id or "")) for name in (customer, *parts))
            report = next((answer for answer in answers if answer), None)
            runs = tuple(self._runs.get(customer, {}).values())
            if run is not None and (named := self._ended.get(customer, {}).get(run)):
                runs = (*runs, named)
            return Known(revision, document, runs, report)

    def read_many(self, asked: Sequence[tuple[str, str | None, str | None]]) -> list[Known]:
        with self._lock:
            return [self.read(*one) for one in asked]

    def commit(self, *commits: Commit) -> None:
        with self._lock:
            for commit in commits:
                self._check(commit)
            for commit in commits:
                self._write(commit)

    def commit_each(self, groups: Sequence[Sequence[Commit]]) -> list[StoreError | None]:
        with self._lock:
            return each_written(groups, lambda group: self.commit(*group))

    def _check(self, commit: Commit) -> None:
        """Everything that a commit can fail at."""
        own = commit.customer["id"]
        self._leases.require(commit.lease)
        if self._customers.get(own, (0, None))[0] != commit.revision:
            raise changed_since(own)
        if not commit.revision:
            require_generation(commit.customer, self._erasures)
        if not commit.revision and self._aliases.get(own):
            raise named_since(own)
        parts = commit.customer.get("identities", {})
        for field, value in (commit.aliases or {}).items():
            if value is None:
                continue
            owners = {self._aliases.get(value, {}).get(field, own)}
            owners |= {value} & self._customers.keys()
            for owner in sorted(owners - {own, *parts}):
                raise AliasTakenError(field, value, owner)

    def _write(self, commit: Commit) -> None:
        customer = commit.customer
        own = customer["id"]
        if commit.parting is not None:
            self._part(own, commit.parting)
        if commit.aliases is not None:
            self._write_aliases(own, commit.aliases)
        if commit.segments is not None:
            self._write_members(own, commit.segments)
        self._customers[own] = (commit.next_revision, customer)
        for run in commit.runs:
            self._write_run(run)
        for run_id, name in commit.cancelled:
            self._timers.drop((run_id, name, own))
        for timer in commit.armed:
            self._timers.put((timer.run, timer.name, own), timer.due)
        if commit.report is not None:
            self._inputs[own, commit.input] = commit.report
        self._history += commit.history
        for outgoing in commit.outgoing:
            self._outbox.put(outgoing)
        for incident in commit.incidents:
            self._incidents.setdefault(incident["id"], incident)
        self._settled.update(commit.settles)
        self._write_tasks(commit)
        if commit.trace:
            names = (*(run["id"] for run in commit.runs), *(sent.id for sent in commit.outgoing))
            self._traces |= dict.fromkeys(names, commit.trace)

    def _write_tasks(self, commit: Commit) -> None:
        for task in commit.tasks:
            self._tasks.setdefault(task.id, task)
        for name, claimed_by, due in commit.claims:
            if name in self._tasks:
                self._tasks[name] = self._tasks[name]._replace(claimed_by=claimed_by, due=due)
        self._closed.update(commit.closed)

    def _part(self, into: str, parting: Parting) -> None:
        """Give somebody back what a merge has made a part of another."""
        for name in parting.inputs:
            if (answer := self._inputs.get((into, name))) is not None:
                self._inputs.setdefault((parting.customer, name), answer)
        runs = set(parting.runs)
        self._history = [
            line._replace(customer=parting.customer) if line.customer == into and line.run in runs else line
            for line in self._history
        ]

    def message(self, effect: str) -> Message | None:
        with self._lock:
            return self._outbox.message(effect)

    def ended(self, customer: str, limit: int) -> tuple[Run, ...]:
        with self._lock:
            ended = self._ended.get(customer, {})
            return tuple(ended[name] for name in self._newest(ended)[:limit])

    def runs(
        self,
        limit: int,
        *,
        customer: str | None = None,
        journey: str | None = None,
        status: str | None = None,
        after: str = "",
    ) -> list[Run]:
        with self._lock:
            fitting = {
                name: run
                for several in (*self._runs.values(), *self._ended.values())
                for name, run in several.items()
                if journey in {None, run["journey"]}
                and (status in {None, run["status"]} or (status == "open" and run["status"] != "ended"))
                and customer in {None, run["customer"]}
                and (not after or self._numbers[name] < self._numbers.get(after, -1))
            }
            return copy.deepcopy([fitting[name] for name in self._newest(fitting)[:limit]])

    # ── time and the outbox ──

    def due(self, until: datetime, limit: int) -> list[ArmedTimer]:
        with self._lock:
            return [ArmedTimer(due, *names) for due, names in self._timers.until(until, limit)]

    def claim(
        self, outlets: Collection[str], now: datetime, until: datetime, lease: Lease | None = None
    ) -> Claimed | None:
        with self._lock:
            self._leases.require(lease)
            return self._outbox.claim(outlets, now, until, lease.customer if lease else None)

    def settle(self, settled: Settled) -> None:
        with self._lock:
            self._leases.require(settled.lease)
            was_open = self._outbox.settle(settled)
            if was_open is None:
                return  # Its customer was erased meanwhile, so nothing may tell of it.
            if (line := settled.history) is not None:
                owner = self._owners.get(line.run or "", line.customer)
                self._history.append(line._replace(customer=owner))
            if settled.incident is not None and was_open:
                self._incidents.setdefault(settled.incident["id"], settled.incident)

    # ── workers ──

    def lease_outbox(
        self,
        outlets: Collection[str],
        now: datetime,
        until: datetime,
        limit: int,
        besides: Collection[str] = (),
    ) -> list[Lease]:
        with self._lock:
            waiting = (one.customer for one in self._outbox.due(outlets, now))
            return self._leases.take(waiting, now, until, limit, besides)

    def lease_timers(
        self,
        now: datetime,
        until: datetime,
        limit: int,
        before: Collection[str] = (),
        besides: Collection[str] = (),
    ) -> list[Lease]:
        with self._lock:
            first = {one.customer for one in self._outbox.due(before, now)}
            due = self._timers.until(now, len(self._timers.waiting()))
            customers = (customer for _, (_, _, customer) in due)
            return self._leases.take(customers, now, until, limit, {*besides, *first})

    def renew(self, leases: Sequence[Lease], until: datetime) -> list[Lease]:
        with self._lock:
            return self._leases.renew(leases, until)

    def release(self, leases: Sequence[Lease]) -> None:
        with self._lock:
            self._leases.release(leases)

    def secret(self, name: str) -> bytes:
        with self._lock:
            return self._secrets.setdefault(name, token_bytes())

    def next_due(self, outlets: Collection[str], besides: Collection[ArmedTimer] = ()) -> datetime | None:
        with self._lock:
            timers = self.due(_LAST, len(besides) + 1)
            found = [timer.due for timer in timers if timer not in besides]
            letter = self._outbox.next_due(outlets)
            return min([*found, letter] if letter is not None else found, default=None)

    # ── reading back ──

    def traces(self, names: Collection[str]) -> dict[str, str]:
        with self._lock:
            return {name: self._traces[name] for name in names if name in self._traces}

    def backlog(self, now: datetime, most: int = 10_000) -> Backlog:
        with self._lock:
            waiting = self._outbox.backlog(now)
            timers = self._timers.until(now, len(self._timers.waiting()))
            behind = {customer for _, (_, _, customer) in timers}
            behind |= {outgoing.customer for outgoing in self._outbox.due(waiting, now)}
            open_runs = [run["status"] for several in self._runs.values() for run in several.values()]
            return Backlog(
                most,
                {outlet: (min(many, most), first) for outlet, (many, first) in sorted(waiting.items())},
                _bounded([due for due, _ in timers], most),
                _bounded(self._leases.over(now, behind), most),
                dict(sorted(Counter(open_runs[:most]).items())),
                min(len(self.tasks()), most),
                min(len(self._incidents.keys() - self._settled), most),
            )

    def open_runs(self, limit: int) -> list[Run]:
        with self._lock:
            several = (run for runs in self._runs.values() for run in runs.values())
            return copy.deepcopy([*islice(several, limit)])

    def tasks(self, wanted: TaskFilter = ALL_TASKS) -> list[Task]:
        last = NEVER if wanted.due_by is None else microseconds(wanted.due_by)
        with self._lock:
            found = [
                task
                for task in self._tasks.values()
                if task.id not in self._closed
                and wanted.name in {None, task.name}
                and wanted.claimed_by in {None, task.claimed_by}
                and due_of(task.due) <= last
            ]
        return sorted(found, key=lambda task: due_of(task.due))[: wanted.limit]

    def task(self, name: str) -> Task | None:
        with self._lock:
            return None if name in self._closed else self._tasks.get(name)

    def history(self, *, customer: str | None = None, run: str | None = None) -> list[HistoryEntry]:
        with self._lock:
            document = self._customers.get(customer or "", (0, None))[1]
            whose = {customer, *(document.get("identities", {}) if document else {})}
            found = [
                entry
                for entry in self._history
                if (entry.run == run if run is not None else entry.customer in whose)
            ]
        return copy.deepcopy(found)

    def incident(self, name: str) -> tuple[Incident, bool] | None:
        with self._lock:
            found = self._incidents.get(name)
            return (copy.deepcopy(found), name not in self._settled) if found else None

    def incidents(
        self, limit: int | None = None, *, settled: bool = False, run: str | None = None, after: str = ""
    ) -> list[Incident]:
        with self._lock:
            names = list(self._incidents)
            if after:
                names = names[names.index(after) + 1 :] if after in self._incidents else []
            found = (self._incidents[name] for name in names if (name in self._settled) == settled)
            mine = [one for one in found if run in {None, one["run"]}]
            return copy.deepcopy(mine[:limit])

    # ── whole customers ──

    def merge(self, name: str) -> str | None:
        with self._lock:
            known = ((own, merge_of(document)) for own, (_, document) in self._customers.items())
            return next((own for own, merge in known if merge == name), None)

    def customers(self, limit: int, after: str = "") -> list[CustomerDocument]:
        with self._lock:
            names = sorted(name for name in self._customers if name > after)[:limit]
            return copy.deepcopy([self._customers[name][1] for name in names])

    def members(self, segment: str, limit: int, after: str = "") -> list[Member]:
        with self._lock:
            known = self._members.get(segment, {})
            return [Member(name, known[name]) for name in sorted(known) if name > after][:limit]

    def count_members(self, segment: str) -> int:
        with self._lock:
            return len(self._members.get(segment, {}))

    def close(self) -> None:
        """Nothing is held that would have to be let go."""


def _bounded(instants: Sequence[datetime], most: int) -> tuple[int, datetime | None]:
    """How many there are, so many at most, and which is the first."""
    return min(len(instants), most), min(instants, default=None)
