"""What a host does with the versions of journeys: who is in which, and moves many from one to another."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from math import inf

from journeyc.runtime.core.documents import Run
from journeyc.runtime.core.plan import Plan
from journeyc.runtime.errors import DefinitionError, StoreDamagedError, UsageError
from journeyc.runtime.hosts.applying import Applying
from journeyc.runtime.hosts.checking import aware, checked_limit
from journeyc.runtime.hosts.customers import CustomerCalls
from journeyc.runtime.hosts.flow import Counting, Flow, flow_of
from journeyc.runtime.hosts.heads import Heads, heads_of
from journeyc.runtime.hosts.listing import Listing, Wanted
from journeyc.runtime.hosts.migrations import Migrated, Migrating, MigrationPlan, Pace, Progress, Which
from journeyc.runtime.ports import Clock


class VersionCalls(CustomerCalls):
    """Tells of the versions of journeys, and moves runs between them."""

    def __init__(self, applying: Applying, clock: Clock) -> None:
        super().__init__(applying, clock)
        self._listing = Listing(applying)
        self._migrating = Migrating(applying, self._listing, clock)

    def heads(self, journey: str | None = None, *, stuck: timedelta | None = None) -> list[Heads]:
        """How many open runs are in each version of a journey, or of all, and at each of its places, by
        status: also of versions in which nobody is. Runs that are `stuck`, as `runs` understands it, are
        counted where it is said for how long. Every open run is read for that, some at a time.
        """
        journeys, store = self._applying.journeys, self._applying.store
        found = self._listing.found(Wanted(journey=journey, status="open"), "", self._clock.now())
        # Of a version that is lost, or that a newer journeyc has brought, there are no titles.
        with suppress(DefinitionError, StoreDamagedError):
            journeys.know_all()
        there = [one for one in store.definitions() if journey in {None, one.journey}]
        return heads_of(found, there, journeys.plans, self._listing.failed(), self._stuck(stuck))

    def flow(
        self,
        journey: str,
        *,
        version: int | None = None,
        since: datetime | None = None,
        stuck: timedelta | None = None,
    ) -> Flow:
        """How runs move through a journey: how many are at each of its places, came there and left, for how
        long they stayed, and which ways they took; of all runs that the store has, or of what happened
        `since` an instant.

        Runs of all versions count, told by the places of the newest; or those alone that are in a `version`.
        Who is `stuck`, as `runs` understands it, is counted where it is said for how long. Every run is read
        for that, some at a time, and the history of each that anything happened to. UsageError where the
        store has no such journey or version.
        """
        now = self._clock.now()
        journeys, store = self._applying.journeys, self._applying.store
        found = self._listing.found(Wanted(journey=journey, version=version), "", now)
        with suppress(DefinitionError, StoreDamagedError):
            journeys.know_all()
        plans = {digest: plan for digest, plan in journeys.plans.items() if plan.journey == journey}
        counting = Counting(
            plan=_told_by(plans.values(), journey, version),
            plans=plans,
            history=lambda run: store.history(run=run),
            is_stuck=None if stuck is None else self._stuck(stuck),
            now=now,
            since=None if since is None else aware(since),
        )
        return flow_of(found, counting)

    def _stuck(self, length: timedelta | None) -> Callable[[Run], bool]:
        if length is None:
            return lambda _: False
        return self._listing.fitting(Wanted(stuck=length), self._clock.now())

    def plan_migration(
        self,
        journey: str,
        to: int | None = None,
        *,
        from_version: int | None = None,
        place: str | None = None,
        customer: str | None = None,
        runs: Sequence[str] | None = None,
        limit: int | None = None,
    ) -> MigrationPlan:
        """What `migrate_all` would do now: whom it would move, from where to where and with what of theirs,
        and whom not, and why. Every run is decided as it would be then, and nothing is written.
        """
        which = _which(journey, to, from_version, place, customer, runs)
        return self._migrating.plan(which, _checked(limit))

    def migrate_all(
        self,
        journey: str,
        to: int | None = None,
        *,
        from_version: int | None = None,
        place: str | None = None,
        customer: str | None = None,
        runs: Sequence[str] | None = None,
        limit: int | None = None,
        by: str = "",
        reason: str = "",
        id: str | None = None,
        together: int = 100,
        per_second: float | None = None,
        progress: Progress | None = None,
    ) -> Migrated:
        """Move open runs of a journey to another version of it, the newest unless one is named: those of one
        version or of all older ones, at one `place` or of one `customer`, or the `runs` that are named; the
        newest first, until `limit` of them have moved.

        Each run moves by an input of its own, as with `migrate`; so many `together` are in one transaction,
        and others go on between two of them. At most `per_second` are tried, so that a store that is at work
        is not held up. Broken off wherever it was and called again, it goes on. `progress` is told after each
        transaction how far it has come.
        """
        which = _which(journey, to, from_version, place, customer, runs)
        pace = Pace(checked_limit(together), _checked_rate(per_second))
        return self._migrating.move(which, _checked(limit), (by, reason, id), pace, progress)


def _told_by(plans: Iterable[Plan], journey: str, version: int | None) -> Plan:
    """The version by whose places runs are told: the newest, unless one is named."""
    there = {plan.version: plan for plan in plans}
    if not there:
        raise UsageError(f"there is no journey `{journey}` in the store", "`runs` shows what is there")
    if version is None:
        return there[max(there)]
    if version not in there:
        names = ", ".join(map(str, sorted(there)))
        raise UsageError(f"there is no version {version} of `{journey}` in the store", f"there is {names}")
    return there[version]


def _which(
    journey: str,
    to: int | None,
    from_version: int | None,
    place: str | None,
    customer: str | None,
    runs: Iterable[str] | None,
) -> Which:
    if runs is None:
        return Which(journey, to, from_version, place, customer)
    if (from_version, place, customer) != (None, None, None):
        raise UsageError("runs that are named are not chosen otherwise, too", "name runs, or say which")
    return Which(journey, to, runs=tuple(runs))


def _checked(limit: int | None) -> int | None:
    return None if limit is None else checked_limit(limit)


def _checked_rate(rate: float | None) -> float | None:
    if rate is not None and not 0 < rate < inf:
        raise UsageError(f"`per_second` is {rate}", "give a number above zero")
    return rate
