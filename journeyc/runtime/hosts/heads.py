"""How many runs are where: by journey, version and place, as one who brings a new version wants to see it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from journeyc.runtime.core.documents import Run
from journeyc.runtime.core.plan import Plan, node_name
from journeyc.runtime.ports import StoredDefinition


class Head(NamedTuple):
    """How many open runs are at one place of a version, by status. A run in several branches, or with several
    items, is at each of its places once.

    `quiet_since` is since when nothing has happened to the one for which that is longest, `incidents` how
    many have one that is open, and `stuck` how many are, where somebody has said for how long.
    """

    place: str
    title: str
    active: int
    paused: int
    suspended: int
    quiet_since: str
    incidents: int
    stuck: int


class Heads(NamedTuple):
    """The open runs of one version of a journey, at all its places together and at each of them, in the order
    in which they are written. `newest` is the version of the store in which runs begin.
    """

    journey: str
    version: int
    newest: bool
    active: int
    paused: int
    suspended: int
    places: tuple[Head, ...]

    @property
    def runs(self) -> int:
        """How many there are."""
        return self.active + self.paused + self.suspended


class _Count:
    """Runs that are alike, counted."""

    __slots__ = ("active", "incidents", "paused", "quiet_since", "stuck", "suspended")

    def __init__(self) -> None:
        self.active = self.paused = self.suspended = self.incidents = self.stuck = 0
        self.quiet_since = ""

    def add(self, run: Run, *, incident: bool, stuck: bool) -> None:
        status, at = run["status"], run["updated_at"]
        if status == "paused":
            self.paused += 1
        elif status == "suspended":
            self.suspended += 1
        else:
            self.active += 1
        self.incidents += incident
        self.stuck += stuck
        # Without the `Z` behind them earlier instants are less, with fractions of a second and without.
        if not self.quiet_since or at[:-1] < self.quiet_since[:-1]:
            self.quiet_since = at


def heads_of(
    runs: Iterable[Run],
    definitions: Iterable[StoredDefinition],
    plans: Mapping[str, Plan],
    failed: frozenset[str],
    is_stuck: Callable[[Run], bool],
) -> list[Heads]:
    """Count runs as they come; `failed` are the ids of those with an open incident."""
    whole: dict[str, _Count] = {}
    there: dict[tuple[str, str], _Count] = {}
    versions = {one.hash: (one.journey, one.version) for one in definitions}
    newest: dict[str, int] = {}
    for journey, version in versions.values():
        newest[journey] = max(version, newest.get(journey, version))
    for run in runs:
        digest, told = run["definition_hash"], (run["id"] in failed, is_stuck(run))
        versions.setdefault(digest, (run["journey"], run["version"]))
        places = [(digest, name) for name in {node_name(place) for place in run["configuration"]}]
        for count in (whole.setdefault(digest, _Count()), *(there.setdefault(at, _Count()) for at in places)):
            count.add(run, incident=told[0], stuck=told[1])
    return [
        _heads(
            name,
            version,
            version == newest.get(name),
            whole.get(digest, _Count()),
            tuple(_places(digest, there, plans.get(digest))),
        )
        for digest, (name, version) in sorted(versions.items(), key=lambda item: item[1])
    ]


def _heads(journey: str, version: int, newest: bool, count: _Count, places: tuple[Head, ...]) -> Heads:  # noqa: FBT001  # a column of a row
    return Heads(journey, version, newest, count.active, count.paused, count.suspended, places)


def _places(digest: str, there: Mapping[tuple[str, str], _Count], plan: Plan | None) -> Iterator[Head]:
    """The places of a version where somebody is; those of one that cannot be read are in alphabetical
    order.
    """
    nodes = plan.nodes if plan is not None else {}
    names = sorted(name for of, name in there if of == digest)
    for name in sorted(names, key=lambda name: nodes[name].order if name in nodes else -1):
        count, title = there[digest, name], nodes[name].title if name in nodes else ""
        yield Head(
            name,
            title,
            count.active,
            count.paused,
            count.suspended,
            count.quiet_since,
            count.incidents,
            count.stuck,
        )
