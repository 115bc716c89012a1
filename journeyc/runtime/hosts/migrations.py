"""Many runs move to another version of their journey: first a look at what that does to whom, then the moves,
some at a time.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from time import monotonic, sleep
from typing import NamedTuple

from journeyc.nearest import meant
from journeyc.runtime.core.documents import Report, Run
from journeyc.runtime.core.inputs import OperatorInput
from journeyc.runtime.errors import JourneyError, UsageError
from journeyc.runtime.hosts.affected import Affected, affected
from journeyc.runtime.hosts.applying import Applying, Asked
from journeyc.runtime.hosts.batching import TOGETHER, Batching, Outcome
from journeyc.runtime.hosts.checking import identity, require_text
from journeyc.runtime.hosts.listing import Listing, Wanted
from journeyc.runtime.ports import Clock


class Which(NamedTuple):
    """Which runs are to move: the open ones of a journey, in one version or in all before the target, at a
    place or in a stage, of a customer, or those that are named.
    """

    journey: str
    to: int | None = None
    from_version: int | None = None
    place: str | None = None
    customer: str | None = None
    runs: tuple[str, ...] | None = None


class Group(NamedTuple):
    """Runs that a move would do the same to: what that is, and their ids, the newest first."""

    what: Affected
    runs: tuple[str, ...]


class MigrationPlan(NamedTuple):
    """Whom a move of runs to a version would concern, and how: groups, the largest first. It is as the runs
    are at the time; what is decided when they move is decided anew.
    """

    journey: str
    version: int
    groups: tuple[Group, ...]

    @property
    def moves(self) -> int:
        """How many runs would move."""
        return sum(len(group.runs) for group in self.groups if group.what.result == "moves")

    @property
    def others(self) -> int:
        """How many would not."""
        return sum(len(group.runs) for group in self.groups) - self.moves


class Refused(NamedTuple):
    """Runs that did not move, and why."""

    reasons: tuple[str, ...]
    runs: tuple[str, ...]


class Migrated(NamedTuple):
    """What has come of moving runs to a version: how many have `moved`, were there `already` as somebody else
    has moved them, or `ended` meanwhile; and those that were `refused`, with the reasons. `id` names the
    whole: given again, it does nothing twice.
    """

    journey: str
    version: int
    id: str
    moved: int = 0
    already: int = 0
    ended: int = 0
    refused: tuple[Refused, ...] = ()


#: Who is told how far a move of many has come.
Progress = Callable[[Migrated], None]


class Pace(NamedTuple):
    """How fast runs move: so many in one transaction, and so many a second at most, or as fast as it goes."""

    together: int = 100
    per_second: float | None = None


class Migrating:
    """Moves runs to another version, and says before what that does."""

    def __init__(self, applying: Applying, listing: Listing, clock: Clock) -> None:
        self._applying = applying
        self._listing = listing
        self._clock = clock
        self._batching = Batching(applying)

    # ── before ──

    def plan(self, which: Which, limit: int | None) -> MigrationPlan:
        """What a move would do, of so many runs that would move at most."""
        target = self._target(which)
        groups: dict[Affected, list[str]] = {}
        moves = 0
        found = self._wanted(which, target)
        while page := [*islice(found, TOGETHER)]:
            for run, what in self._considered(page, target):
                if limit is not None and moves == limit:
                    break
                moves += what.result == "moves"
                groups.setdefault(what, []).append(run["id"])
            if limit is not None and moves == limit:
                break
        largest = sorted(groups.items(), key=lambda item: (item[0].version, -len(item[1]), item[0].places))
        return MigrationPlan(which.journey, target, tuple(Group(what, tuple(runs)) for what, runs in largest))

    def _considered(self, page: Sequence[Run], target: int) -> Iterator[tuple[Run, Affected]]:
        """What the core makes of the moves of runs that have not ended meanwhile; nothing is written."""
        applying, now = self._applying, self._clock.now()
        asked = [
            Asked(None, OperatorInput("looked ahead", now, run["id"], "migrate", version=target))
            for run in page
        ]
        read = applying.store.read_many([(run["customer"], None, run["id"]) for run in page])
        for run, one, known in zip(page, asked, read, strict=True):
            name, there = applying.meant(run["customer"], known, one)
            current = there.run(run["id"])
            if current is None or current["status"] == "ended" or current["version"] == target:
                continue
            try:
                yield run, affected(current, applying.considered(name, there, one)[1])
            except JourneyError as error:
                what = Affected(current["version"], current["status"], (), "refused", (str(error),))
                yield run, what

    # ── the moves ──

    def move(
        self,
        which: Which,
        limit: int | None,
        told: tuple[str, str, str | None],
        pace: Pace,
        progress: Progress | None,
    ) -> Migrated:
        """Move runs, some in each transaction, until so many have moved; `told` is by whom and why, and the
        id of it all.
        """
        by, reason, name = told
        whole = identity(name, "migration")
        target = self._target(which)
        done, refused = Migrated(which.journey, target, whole), dict[tuple[str, ...], list[str]]()
        found, begun = self._wanted(which, target), monotonic()
        tried = 0
        while page := [run["id"] for run in islice(found, _so_many(pace, limit, done.moved))]:
            now = self._clock.now()
            moves = [
                Asked(None, OperatorInput(f"{whole}/{target}/{run}", now, run, "migrate", by, reason, target))
                for run in page
            ]
            for run, outcome in zip(page, self._batching.apply(moves), strict=True):
                done = self._counted(done, refused, run, outcome)
            tried += len(page)
            if progress is not None:
                progress(done)
            if pace.per_second is not None:
                sleep(max(0.0, begun + tried / pace.per_second - monotonic()))
        several = tuple(Refused(why, tuple(runs)) for why, runs in sorted(refused.items()))
        return done._replace(refused=several)

    def _counted(
        self, done: Migrated, refused: dict[tuple[str, ...], list[str]], run: str, outcome: Outcome
    ) -> Migrated:
        if not isinstance(outcome, JourneyError) and outcome["result"] == "accepted":
            return done._replace(moved=done.moved + 1)
        # What is refused is kept nowhere, so it is looked at what the run has become.
        current = self._applying.of_run(run).run(run)
        if current is None or current["status"] == "ended":
            return done._replace(ended=done.ended + 1)
        if current["version"] == done.version:
            return done._replace(already=done.already + 1)
        refused.setdefault(_reasons(outcome), []).append(run)
        return done

    # ── which ──

    def _target(self, which: Which) -> int:
        """The version that runs are to move to, which is known then. UsageError where there is none."""
        require_text(which.journey, "journey")
        store, journeys = self._applying.store, self._applying.journeys
        journeys.require_version(which.journey, which.to)
        there = {one.version for one in store.definitions() if one.journey == which.journey}
        if not there:
            names = {one.journey for one in store.definitions()}
            cure = meant(which.journey, names, "`heads` shows the journeys that are there")
            raise UsageError(f"there is no journey `{which.journey}` in the store", cure)
        for version in (which.to, which.from_version):
            if version is not None and version not in there:
                known = ", ".join(map(str, sorted(there)))
                raise UsageError(
                    f"there is no version {version} of `{which.journey}`", f"the store has {known}"
                )
        return max(there) if which.to is None else which.to

    def _wanted(self, which: Which, target: int) -> Iterator[Run]:
        """The runs that are to move, the newest first, read some at a time."""
        if which.runs is not None:
            return self._named(which.runs, which.journey)
        wanted = Wanted(which.customer, which.journey, which.from_version, which.place, "open")
        found = self._listing.found(wanted, "", self._clock.now())
        if which.from_version is not None:
            return (run for run in found if run["version"] != target)
        return (run for run in found if run["version"] < target)

    def _named(self, names: Iterable[str], journey: str) -> Iterator[Run]:
        for name in dict.fromkeys(names):
            run = self._applying.of_run(name).run(name)
            if run is None:
                raise UsageError(f"there is no run `{name}`", "`runs` lists those there are")
            if run["journey"] != journey:
                raise UsageError(f"`{name}` is no run of `{journey}`", "name runs of one journey")
            yield run


def _so_many(pace: Pace, limit: int | None, moved: int) -> int:
    """How many runs are tried next."""
    return pace.together if limit is None else min(pace.together, limit - moved)


def _reasons(outcome: Report | JourneyError) -> tuple[str, ...]:
    if isinstance(outcome, JourneyError):
        return (str(outcome),)
    return tuple(outcome["faults"] or [outcome["reason"]])
