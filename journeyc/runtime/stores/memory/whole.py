"""All that a store in memory has of customers: read at once, erased, or gone because it is over."""

import copy
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from journeyc.expression.values import to_instant
from journeyc.runtime.core.customer_rules import customer_run
from journeyc.runtime.core.documents import Incident
from journeyc.runtime.core.incidents import customer_of_unborn
from journeyc.runtime.errors import ConflictError
from journeyc.runtime.ports import Erasure, Kept, Leaving
from journeyc.runtime.retention import has_ended
from journeyc.runtime.stores.lines import key_of
from journeyc.runtime.stores.memory.tables import Tables


class Whole(Tables):
    """What is done with customers as a whole."""

    def everything(self, customers: Sequence[str]) -> Kept:
        with self._lock:
            known = [self._customers[name][1] for name in customers if name in self._customers]
            whose, mine = set(customers), self._runs_of(customers)
            runs = {
                name: run
                for own in customers
                for runs in (self._runs, self._ended)
                for name, run in runs.get(own, {}).items()
            }
            aliases = [
                (field, value, own)
                for own in customers
                for field, value in self._aliases_of.get(own, {}).items()
            ]
            inputs = [(own, name, answer) for (own, name), answer in self._inputs.items() if own in whose]
            found = Kept(
                customers=known,
                aliases=sorted(aliases),
                runs=[runs[name] for name in reversed(self._newest(runs))],
                inputs=sorted(inputs, key=lambda one: one[:2]),
                history=[line for line in self._history if line.customer in whose],
                outbox=self._outbox.of(mine),
                incidents=[
                    (one, name not in self._settled)
                    for name, one in self._incidents.items()
                    if self._belongs(one, whose, mine)
                ],
                tasks=[
                    (task, name not in self._closed) for name, task in self._tasks.items() if task.run in mine
                ],
            )
            return copy.deepcopy(found)

    def _runs_of(self, customers: Sequence[str]) -> set[str]:
        """The runs of customers, with what stands for that of an effect of a rule of theirs."""
        begun = (
            name for own in customers for runs in (self._runs, self._ended) for name in runs.get(own, {})
        )
        return {*begun, *map(customer_run, customers)}

    @staticmethod
    def _belongs(incident: Incident, customers: set[str], runs: set[str]) -> bool:
        return incident["run"] in runs or customer_of_unborn(incident["run"]) in customers

    def erase(self, customers: Sequence[str], revision: int, *, clean: bool = True) -> Erasure:
        with self._lock:
            if self._customers.get(customers[0], (0, None))[0] != revision:
                raise ConflictError(f"`{customers[0]}` was changed by somebody else meanwhile", "read again")
            kept, whose = self.everything(customers), set(customers)
            timers = [timer for timer in self._timers.waiting() if timer[2] in whose]
            rows = {name: len(several) for name, several in kept._asdict().items()}
            rows |= {
                "timers": len(timers),
                "members": sum(len(whose & one.keys()) for one in self._members.values()),
            }
            self._forget(kept)
            for timer in timers:
                self._timers.drop(timer)
            for own in customers:
                self._leases.forget(own)
                self._write_aliases(own, dict.fromkeys(self._aliases_of.get(own, ())))
                self._write_members(own, {})
                for table in (self._customers, self._runs, self._ended, self._aliases_of):
                    table.pop(own, None)
            self._erasures += 1
            return Erasure(rows, clean)

    def erasures(self) -> int:
        return self._erasures

    def _forget(self, kept: Kept) -> None:
        """Delete what customers had: runs, and what was caused, said and answered."""
        for run in kept.runs:
            for runs in (self._runs, self._ended):
                runs.get(run["customer"], {}).pop(run["id"], None)
            del self._owners[run["id"]], self._numbers[run["id"]]
        for owner, name, _ in kept.inputs:
            del self._inputs[owner, name]
        self._outbox.forget(outgoing.id for outgoing, _ in kept.outbox)
        for name in (*(run["id"] for run in kept.runs), *(outgoing.id for outgoing, _ in kept.outbox)):
            self._traces.pop(name, None)
        for incident, _ in kept.incidents:
            del self._incidents[incident["id"]]
            self._settled.discard(incident["id"])
        for task, _ in kept.tasks:
            del self._tasks[task.id]
            self._closed.discard(task.id)
        lines = set(map(key_of, kept.history))
        self._history = [line for line in self._history if key_of(line) not in lines]

    # ── what is over ──

    def aging(self, before: datetime, limit: int, after: str = "") -> tuple[list[str], str]:
        with self._lock:
            looked_at = sorted(name for name in self._customers if name > after)[:limit]
            first: dict[str, str] = {}
            for line in self._history:
                first.setdefault(line.customer, line.at)
            found = [
                name
                for name in looked_at
                if (name in first and to_instant(first[name]) < before)
                or any(has_ended(run, before) for run in self._ended.get(name, {}).values())
            ]
            return found, looked_at[-1] if looked_at else ""

    def retire(self, leaving: Sequence[Leaving]) -> list[bool]:
        with self._lock:
            return [self._retire(one) for one in leaving]

    def _retire(self, leaving: Leaving) -> bool:
        revision, document = self._customers.get(leaving.customer, (0, None))
        gone = leaving.gone
        lines = Counter(key_of(line) for line in gone.history)
        is_as_it_was = (
            document is not None
            and revision == leaving.revision
            and all(run["id"] in self._ended.get(run["customer"], {}) for run in gone.runs)
            and all(self._outbox.is_settled(outgoing.id) for outgoing, _ in gone.outbox)
            and Counter(key for line in self._history if (key := key_of(line)) in lines) == lines
        )
        if is_as_it_was and document is not None:
            self._customers[leaving.customer] = revision + 1, document
            self._forget(gone)
        return is_as_it_was
