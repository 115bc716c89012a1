"""What can be asked of a runtime without changing anything."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

from journeyc.expression.values import Json, to_instant
from journeyc.runtime.core.contact_documents import PassedOver
from journeyc.runtime.core.documents import CustomerDocument, Incident, Run
from journeyc.runtime.core.plan import Plan
from journeyc.runtime.core.rule_view import RuleNow, rules_of_customer, rules_of_run
from journeyc.runtime.errors import StoreDamagedError
from journeyc.runtime.hosts.applying import Applying
from journeyc.runtime.hosts.masking import Masking, position_told
from journeyc.runtime.hosts.position import Position, position
from journeyc.runtime.hosts.tasks import Briefing, OpenTask, as_seen, happened, open_task
from journeyc.runtime.ports import HistoryEntry, TaskFilter
from journeyc.runtime.wording import Wording

#: For how long `where` still shows a run that has ended, and how many of them it looks through.
RECENT = timedelta(days=1)
_RECENT_RUNS = 5
#: The decisions by which a channel carries a message.
_CARRIED = frozenset({"sent_to", "next"})


class Contacted(NamedTuple):
    """What was decided of a message, at a moment: `sent_to` a `channel`, to the `next` one after one has
    failed, `held` `until` quiet hours are over, `suppressed` for a `reason`, or `failed` on all channels.

    `others` are the other channels with the reason that each does not carry it; `cap` is the cap that it
    would have broken, as it is written, and `counted` the messages that this counts. `run` is None for what a
    rule of the customer sends.

    `state` is what has become of it on the `channel`: it is `waiting` (until it is tried again, `until`),
    `delivered`, `failed`, `expired` or `suppressed`; `problem` is what the channel, or a report, says of it.
    """

    at: str
    message: str
    run: str | None
    notification: str
    result: str
    channel: str | None
    reason: str
    until: str | None
    others: tuple[PassedOver, ...]
    cap: str
    counted: tuple[str, ...]
    state: str = ""
    problem: str = ""


class Looking:
    """Positions and tasks, with the journeys that they belong to."""

    def __init__(self, applying: Applying) -> None:
        self._applying = applying
        self._store = applying.store
        self._journeys = applying.journeys

    def where(self, customer: str, channel: str | None, now: datetime) -> list[Position]:
        """The open runs of a customer, and those that ended lately, newest last."""
        name, known = self._applying.read(customer)
        document = known.customer
        if document is None:
            return []
        ended = [
            run
            for run in reversed(self._store.ended(name, _RECENT_RUNS))
            if now - to_instant(run["outcome"]["at"] if run["outcome"] else run["updated_at"]) <= RECENT
        ]
        runs = (*ended, *known.runs)
        self._journeys.require(runs)
        wordings = self._journeys.wordings
        return [position(wordings[run["definition_hash"]], run, document, channel, now) for run in runs]

    def position(
        self, run: str, channel: str | None, now: datetime, *, private: bool = True
    ) -> Position | None:
        """One run, ended or not; for those who only look, without what is `private`."""
        found = self._run(run)
        if found is None:
            return None
        document, customer, wording = found
        told = position(wording, document, customer, channel, now)
        return told if private else position_told(told, wording)

    def _run(self, name: str) -> tuple[Run, CustomerDocument, Wording] | None:
        """A run, ended or not, with its customer and its journey; None where there is none."""
        known = self._applying.of_run(name)
        run = known.run(name)
        if run is None or known.customer is None:
            return None
        self._journeys.require(known.runs)
        return run, known.customer, self._journeys.wordings[run["definition_hash"]]

    def history(self, customer: str, run: str | None = None, *, private: bool = False) -> list[HistoryEntry]:
        """What happened to a customer, or in one of their runs, oldest first."""
        if run is not None:
            owner = self._store.owner(run)
            lines = self._store.history(run=run)
        else:
            owner = self._applying.read(customer)[0]
            lines = self._store.history(customer=owner)
        return lines if private or owner is None else self.masking(owner).history(lines)

    def masked(self, incidents: Iterable[Incident]) -> list[Incident]:
        """Incidents for those who only look."""
        maskings: dict[str, Masking] = {}
        told: list[Incident] = []
        for incident in incidents:
            owner = self._applying.owner_of(incident)
            if owner not in maskings:
                maskings[owner] = self.masking(owner)
            told.append(maskings[owner].incident(incident))
        return told

    def masking(self, customer: str, seen: Callable[[dict[str, Plan]], dict[str, Plan]] = dict) -> Masking:
        """What masks all that is told of a customer, but for what is `seen` by somebody."""
        name, known = self._applying.read(customer)
        runs = self._applying.all_runs(name, known)
        with suppress(StoreDamagedError):  # what is not known is hidden whole
            self._journeys.require(runs)
        self._journeys.know_the_stored()
        profiles: list[Mapping[str, Json]] = []
        lines: list[HistoryEntry] = []
        # With whoever is a part of them, or was until that was undone: what was said meanwhile stands there.
        names = [name]
        for one in names:  # it grows
            told = self._store.history(customer=one)
            names += sorted({*_joined_in(told)}.difference(names))
            lines += told
            if (document := self._store.read(one).customer) is not None:
                profiles.append(document.get("merged", {}).get("document", document)["profile"])
        return Masking(seen(self._journeys.plans), profiles, runs, lines)

    def rules(self, customer: str, now: datetime) -> list[RuleNow]:
        """The rules of the customer, and those of each open run."""
        known = self._applying.read(customer)[1]
        document, runs = known.customer, known.runs
        if document is None:
            return []
        self._journeys.require(runs)
        found = [*rules_of_customer(self._journeys.directory.customer_rules, document, now)]
        for run in runs:
            found += rules_of_run(self._journeys.wordings[run["definition_hash"]].plan, run, document, now)
        return found

    def contacts(self, customer: str, *, private: bool = False) -> list[Contacted]:
        """What was decided of each message, and what has become of it, oldest first."""
        found: list[Contacted] = []
        carried: dict[tuple[str, str], int] = {}
        for line in self.history(customer, private=private):
            told = line.document
            if line.kind == "contact":
                if told["result"] in _CARRIED:
                    carried[told["message"], told["channel"]] = len(found)
                found.append(_contacted(line))
            elif line.kind == "message":
                number = carried.get((told["message"], told["channel"]))
                if number is not None:
                    became = {"state": told["state"], "problem": told["problem"], "until": told.get("until")}
                    found[number] = found[number]._replace(**became)
            elif line.kind == "delivery" and (given := told["input"])["outcome"] == "failed":
                number = carried.get((given["effect"], given.get("channel") or ""))
                if number is not None:
                    problem = given.get("reason") or found[number].problem
                    found[number] = found[number]._replace(state="failed", problem=problem, until=None)
        return found

    def tasks(
        self, wanted: TaskFilter, journey: str | None, now: datetime, *, late: bool = False
    ) -> list[OpenTask]:
        """Open tasks, those that are due first, then those that are never due, oldest first."""
        known: dict[str, tuple[CustomerDocument | None, dict[str, Run]]] = {}
        found: list[OpenTask] = []
        # What the store does not know of a task is looked at here, so that it must give more than are wanted.
        chosen = journey is not None or late
        for task in self._store.tasks(wanted._replace(limit=None) if chosen else wanted):
            if journey not in {None, task.journey}:
                continue
            if wanted.limit is not None and len(found) >= wanted.limit:
                break
            # Whose it is may have changed since the task was opened.
            owner = self._store.owner(task.run) or task.customer
            if owner not in known:
                read = self._store.read(owner)
                self._journeys.require(read.runs)
                known[owner] = (read.customer, {run["id"]: run for run in read.runs})
            document, runs = known[owner]
            if document is not None and task.run in runs:
                run = runs[task.run]
                told = open_task(task, self._journeys.wordings[run["definition_hash"]], run, document, now)
                if told.late_by is not None or not late:
                    found.append(told)
        return found

    def briefing(self, name: str, now: datetime) -> Briefing | None:
        """An open task with what was before it, None where it is none or closed."""
        task = self._store.task(name)
        found = self._run(task.run) if task is not None else None
        if task is None or found is None:
            return None
        run, customer, wording = found
        masking = self.masking(
            customer["id"], lambda plans: as_seen(plans, wording.plan, task.worker, task.name)
        )
        lines = masking.history(self._store.history(run=task.run))
        return Briefing(open_task(task, wording, run, customer, now), happened(lines))


def _joined_in(lines: Iterable[HistoryEntry]) -> Iterator[str]:
    """Those whom merges that are told of, and merges undone, are about."""
    for line in lines:
        if line.kind in {"merge", "unmerge"}:
            given = line.document["input"]
            yield from (given[who] for who in ("other", "into") if who in given)


def _contacted(line: HistoryEntry) -> Contacted:
    told = line.document
    return Contacted(
        at=line.at,
        message=told["message"],
        run=line.run,
        notification=told["notification"],
        result=told["result"],
        channel=told.get("channel"),
        reason=told.get("reason", ""),
        until=told.get("until"),
        others=tuple(told.get("others", ())),
        cap=told.get("cap", ""),
        counted=tuple(told.get("counted", ())),
        state="waiting" if told["result"] in _CARRIED else "",
    )
