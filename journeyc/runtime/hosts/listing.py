"""Runs and incidents as who looks after a store asks for them: chosen, and so many at a time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple, TypeVar, get_args

from journeyc.expression.values import instant_text, to_instant
from journeyc.nearest import meant
from journeyc.runtime.core.documents import Incident, Run, Status
from journeyc.runtime.core.plan import Plan, node_name
from journeyc.runtime.errors import DefinitionError, StoreDamagedError, UsageError
from journeyc.runtime.hosts.applying import Applying
from journeyc.runtime.hosts.checking import checked_limit, require_text
from journeyc.runtime.ports import HistoryEntry

_T = TypeVar("_T", Run, Incident)

#: So many are read together: what is looked through needs no more room than that.
_PAGE = 500
#: What a run can be, and what all are that have not ended.
STATUSES = (*get_args(Status), "open")


class RunNow(NamedTuple):
    """A run in short: `places` where it is or was, `outcome` the end it came to. `since` is when it came to
    one of them last, or somebody let it go on, and of one that has ended when it did; `next_due` when its
    next timer is due, empty where none is; `incidents` how many of it are open.
    """

    run: str
    journey: str
    version: int
    customer: str
    status: str
    places: tuple[str, ...]
    outcome: str
    started_at: str
    updated_at: str
    since: str
    next_due: str
    incidents: int


class IncidentNow(NamedTuple):
    """An incident, and whether it is still open: neither `retry` nor `dismiss` has settled it."""

    incident: Incident
    is_open: bool


class Wanted(NamedTuple):
    """Which runs are asked for; None stands for all. `place` is a step, or a stage it stands in. `status` may
    be `open`. With `stuck`, those that nothing has moved for so long.
    """

    customer: str | None = None
    journey: str | None = None
    version: int | None = None
    place: str | None = None
    status: str | None = None
    stuck: timedelta | None = None


class WantedIncidents(NamedTuple):
    """Which incidents are asked for; `kind` is that of the input that was kept, None stands for all."""

    settled: bool = False
    journey: str | None = None
    customer: str | None = None
    run: str | None = None
    kind: str | None = None


def short(run: Run, since: str, incidents: int) -> RunNow:
    """A run in short."""
    return RunNow(
        run=run["id"],
        journey=run["journey"],
        version=run["version"],
        customer=run["customer"],
        status=run["status"],
        places=tuple(run["configuration"]),
        outcome=run["outcome"]["end"] if run["outcome"] else "",
        started_at=run["started_at"],
        updated_at=run["updated_at"],
        since=since,
        next_due=run["timers"][0]["due"] if run["timers"] else "",
        incidents=incidents,
    )


def moved_at(run: Run, lines: Sequence[HistoryEntry]) -> str:
    """When a run came to a place last, or somebody let it go on, by the clock of its journey: what a timer
    does counts from when it was due, however late it fires. An answer, a reminder and a pause are no
    movement. `lines` are those of its history.
    """
    if run["outcome"] is not None:
        return run["outcome"]["at"]
    for line in reversed(lines):
        at: str = line.at
        report: Any = line.document.get("report")
        if report and report.get("entered"):
            late = timedelta(seconds=report.get("late_seconds", 0))
            return instant_text(to_instant(at) - late) if late else at
        if line.kind == "operator" and line.document["input"]["command"] == "resume":
            return at
    return run["started_at"]


class Listing:
    """Goes through runs and incidents."""

    def __init__(self, applying: Applying) -> None:
        self._applying = applying
        self._store = applying.store
        self._journeys = applying.journeys

    # ── runs ──

    def runs(self, limit: int, after: str, wanted: Wanted, now: datetime) -> list[RunNow]:
        """So many runs, the newest first; those behind one of them."""
        found = islice(self.found(wanted, after, now), checked_limit(limit))
        return [self._told(run) for run in found]

    def found(self, wanted: Wanted, after: str, now: datetime) -> Iterator[Run]:
        """All runs that are wanted, the newest first; they are read some at a time. UsageError at once for
        what cannot be asked.
        """
        _check(wanted)
        require_text(after, "after")
        if after and self._store.owner(after) is None:
            raise UsageError(f"there is no run `{after}`", "begin anew, without `after`")
        customer = None if wanted.customer is None else self._applying.read(wanted.customer)[0]
        status = wanted.status or ("open" if wanted.stuck is not None else None)

        def page(behind: str) -> list[Run]:
            return self._store.runs(
                _PAGE, customer=customer, journey=wanted.journey, status=status, after=behind
            )

        fits = self.fitting(wanted, now)
        return (run for run in _pages(page, after, self._store.owner) if fits(run))

    def fitting(self, wanted: Wanted, now: datetime) -> Callable[[Run], bool]:
        """What a store is not asked for: version, place and whether something is stuck."""
        is_there = _anywhere if wanted.place is None else self._is_at(wanted.place, wanted.journey)
        before = None if wanted.stuck is None else _before(wanted.stuck, now)
        return lambda run: (
            wanted.version in {None, run["version"]}
            and is_there(run)
            and (before is None or self._is_stuck(run, before))
        )

    def _is_at(self, place: str, journey: str | None) -> Callable[[Run], bool]:
        """Whether a run is at a step or an end, or in a stage, a branch or an interrupt. UsageError where no
        journey has one of this name.
        """
        known: dict[str, frozenset[str]] = {}
        # Of a version that is lost, or that a newer journeyc brought, runs are found by their steps alone.
        with suppress(DefinitionError, StoreDamagedError):
            self._journeys.know_all()
        plans = self._journeys.plans
        names = {name for plan in plans.values() if journey in {None, plan.journey} for name in plan.nodes}
        if place not in names:
            cure = meant(place, names, "`runs` shows where runs are")
            raise UsageError(f"no journey here has a step or stage `{place}`", cure)

        def is_there(run: Run) -> bool:
            digest = run["definition_hash"]
            if digest not in known:
                known[digest] = _names_in(plans.get(digest), place)
            return any(node_name(one) in known[digest] for one in run["configuration"])

        return is_there

    def _is_stuck(self, run: Run, before: datetime) -> bool:
        """Whether nothing has moved an open run since then, or an incident of it has been open for so long.
        One that is suspended is in somebody's hand.
        """
        if run["status"] in {"ended", "suspended"}:
            return False
        # It is younger, or nothing at all has come to it: so most are told without their history.
        if to_instant(run["started_at"]) > before:
            return False
        if to_instant(run["updated_at"]) <= before:
            return True
        if any(to_instant(one["at"]) <= before for one in self._store.incidents(1, run=run["id"])):
            return True
        return to_instant(self._since(run)) <= before

    def _since(self, run: Run) -> str:
        return moved_at(run, [] if run["outcome"] else self._store.history(run=run["id"]))

    def _told(self, run: Run) -> RunNow:
        return short(run, self._since(run), len(self._store.incidents(run=run["id"])))

    # ── incidents ──

    def incidents(self, limit: int | None, after: str, wanted: WantedIncidents) -> list[Incident]:
        """So many incidents, or all, the oldest first; those behind one of them."""
        if limit is not None:
            limit = checked_limit(limit)
        for what in ("journey", "run", "kind"):
            if (word := getattr(wanted, what)) is not None:
                require_text(word, what)
        require_text(after, "after")
        if after and self._store.incident(after) is None:
            raise UsageError(f"there is no incident `{after}`", "begin anew, without `after`")
        customer = None if wanted.customer is None else self._applying.read(wanted.customer)[0]

        def page(behind: str) -> list[Incident]:
            return self._store.incidents(_PAGE, settled=wanted.settled, run=wanted.run, after=behind)

        def fits(incident: Incident) -> bool:
            return (
                wanted.journey in {None, journey_of(incident)}
                and wanted.kind in {None, incident["input"]["kind"]}
                and customer in {None, self._applying.owner_of(incident)}
            )

        found = (one for one in _pages(page, after, self._store.incident) if fits(one))
        return list(islice(found, limit))

    def failed(self) -> frozenset[str]:
        """The ids of all runs with an open incident."""
        found = _pages(lambda behind: self._store.incidents(_PAGE, after=behind), "", self._store.incident)
        return frozenset(one["run"] for one in found)


def journey_of(incident: Incident) -> str:
    """The journey of the run of an incident; empty for what a rule of the customer does."""
    name, slash, _ = incident["run"].partition("/")
    return name if slash and not name.startswith("customer:") else ""


def _pages(page: Callable[[str], list[_T]], after: str, known: Callable[[str], object]) -> Iterator[_T]:
    """All that pages hold, one after the other. What the last page ended with may have left the store by
    then: the one before it tells where to go on.
    """
    found = page(after)
    while found:
        yield from found
        found = _behind(page, [one["id"] for one in found], known)


def _behind(
    page: Callable[[str], list[_T]], names: Iterable[str], known: Callable[[str], object]
) -> list[_T]:
    for name in reversed([*names]):
        if (found := page(name)) or known(name) is not None:
            return found
    return []


def _anywhere(_: Run) -> bool:
    return True


def _names_in(plan: Plan | None, place: str) -> frozenset[str]:
    """The nodes that are a place or stand in it; the place alone where the plan is not known."""
    nodes = plan.nodes.values() if plan is not None else ()
    inside = (node.name for node in nodes if any(around.name == place for around in node.around))
    return frozenset({place, *inside})


def _before(stuck: object, now: datetime) -> datetime:
    if not isinstance(stuck, timedelta) or stuck < timedelta():
        raise UsageError(f"`stuck` is {stuck}", "give a timedelta of no less than zero")
    try:
        return now - stuck
    except OverflowError:
        raise UsageError(f"`stuck` is {stuck}", "give less") from None


def _check(wanted: Wanted) -> None:
    """UsageError for words that are none, and for what a run cannot be."""
    for what in ("journey", "place", "status"):
        if (word := getattr(wanted, what)) is not None:
            require_text(word, what)
    if wanted.status is not None and wanted.status not in STATUSES:
        raise UsageError(f"no run is `{wanted.status}`", f"give one of {', '.join(STATUSES)}")
    _check_version(wanted.version)


def _check_version(version: object) -> None:
    if version is not None and (not isinstance(version, int) or isinstance(version, bool)):
        raise UsageError(f"`version` is a whole number, not `{version}`", "give the number of a version")
