"""A whole store in memory as rows, and rows as a whole store."""

from collections.abc import Iterable, Iterator
from typing import Any

from journeyc.expression.values import instant_text, to_instant
from journeyc.runtime.ports import TABLES, Row, StoredDefinition
from journeyc.runtime.stores.memory.whole import Whole
from journeyc.runtime.stores.rows import (
    bytes_of,
    in_order,
    letter_in,
    line_in,
    outgoing_row,
    require_empty,
    row,
    task_in,
    text_of,
)


class Rows(Whole):
    """All that is kept, handed out and taken in."""

    def counts(self) -> dict[str, int]:
        with self._lock:
            counted = dict.fromkeys(TABLES, 0)
            for one in self._rows():
                counted[one.table] += 1
            return counted

    def rows(self) -> Iterator[Row]:
        with self._lock:
            # Of one moment: what is written afterwards puts other documents in the place of these.
            return iter(list(self._rows()))

    def _rows(self) -> Iterator[Row]:
        for one in sorted(self._definitions.values(), key=lambda one: (one.journey, one.version)):
            yield row("definitions", *one)
        for _, (revision, customer) in sorted(self._customers.items()):
            yield row("customers", revision, customer)
        for value, fields in sorted(self._aliases.items()):
            for field, owner in sorted(fields.items()):
                yield row("aliases", field, value, owner)
        several = (*self._runs.values(), *self._ended.values())
        runs = {name: run for of_one in several for name, run in of_one.items()}
        for name in reversed(self._newest(runs)):
            yield row("runs", runs[name])
        armed = ((own, run, name, due) for due, (run, name, own) in self._timers.all())
        for own, run, name, due in sorted(armed):
            yield row("timers", own, run, name, instant_text(due))
        for (own, name), report in sorted(self._inputs.items(), key=lambda one: one[0]):
            yield row("inputs", own, name, report)
        for line in self._history:
            yield row("history", *line)
        for letter in self._outbox.letters():
            yield outgoing_row(*letter)
        for name, incident in self._incidents.items():
            yield row("incidents", incident, name not in self._settled)
        for name, task in self._tasks.items():
            yield row("tasks", task._asdict(), name not in self._closed)
        for segment, members in sorted(self._members.items()):
            for own, since in sorted(members.items()):
                yield row("members", segment, own, since)
        for name, secret in sorted(self._secrets.items()):
            yield row("secrets", name, text_of(secret))
        for number in range(self._erasures):
            yield row("erasures", number + 1)

    def load(self, rows: Iterable[Row]) -> None:
        with self._lock:
            require_empty(self.counts(), "this store")
            new = Rows()
            for one in in_order(rows):
                new._take(one.table, one.values)  # it is one of these
            self.__dict__.update({**new.__dict__, "_lock": self._lock})

    def _take(self, table: str, values: dict[str, Any]) -> None:
        """Write one row; those that it belongs to are there."""
        match table:
            case "definitions":
                self._definitions[values["hash"]] = StoredDefinition(**values)
            case "customers":
                self._customers[values["document"]["id"]] = values["revision"], values["document"]
            case "aliases":
                self._write_aliases(values["customer"], {values["field"]: values["value"]})
            case "runs":
                self._write_run(values["document"])
            case "timers":
                key = values["run"], values["name"], values["customer"]
                self._timers.put(key, to_instant(values["due"]))
            case "inputs":
                self._inputs[values["customer"], values["id"]] = values["report"]
            case "history":
                self._history.append(line_in(values))
            case "outbox":
                self._outbox.take(*letter_in(values))
            case "incidents":
                incident = values["document"]
                self._incidents[incident["id"]] = incident
                self._settled.update([] if values["open"] else [incident["id"]])
            case "tasks":
                task = task_in(values)
                self._tasks[task.id] = task
                self._closed.update([] if values["open"] else [task.id])
            case "members":
                self._members.setdefault(values["segment"], {})[values["customer"]] = values["since"]
            case "secrets":
                self._secrets[values["name"]] = bytes_of(values["value"])
            case "erasures":
                self._erasures += 1
