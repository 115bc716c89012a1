"""The same inputs once more, in the order in which they were committed: by one program, in memory, with no
faults and nobody beside it. Whatever went wrong the first time, it may not have changed what they come to.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from journeyc.expression.values import to_instant
from journeyc.runtime import Store
from journeyc.runtime.core.inputs import MergeInput, TimeInput, UnmergeInput
from journeyc.runtime.core.written import input_of
from journeyc.runtime.hosts.applying import Applying
from journeyc.runtime.hosts.retrying import dismiss, retry
from journeyc.runtime.hosts.together import Joining
from journeyc.runtime.ports import Commit, HistoryEntry
from journeyc.runtime.stores import MemoryStore
from tests.simulation.company import Build, applying_as
from tests.simulation.ledger import Erased, Ledger, Written, require

_LAST = datetime.max.replace(tzinfo=UTC)
_ALL = 1_000_000


def check_plain(ledger: Ledger, store: Store) -> None:
    """Violation where a store is another than one in which nothing ever went wrong."""
    plain = Plain()
    for done in ledger.done:
        match done:
            case Written(build, commits):
                plain.write(build, commits)
            case Erased(customers):
                plain.store.erase(customers, plain.store.read(customers[0]).revision)
            case settled:
                plain.store.settle(settled._replace(lease=None))
    for (what, there), (_, expected) in zip(_told_by(store), _told_by(plain.store), strict=True):
        require(there == expected, f"{what}: {_first_difference(there, expected)}")


def _first_difference(there: Any, expected: Any) -> str:
    """Where two values that are not the same differ first."""
    match there, expected:
        case dict(), dict():
            for key in sorted(there.keys() | expected.keys()):
                if there.get(key) != expected.get(key):
                    return f"{key}: {_first_difference(there.get(key), expected.get(key))}"
        case list() | tuple(), list() | tuple():
            for one, other in zip(there, expected, strict=False):
                if one != other:
                    return _first_difference(one, other)
            if len(there) != len(expected):
                more, whose = (there, "here") if len(there) > len(expected) else (expected, "without faults")
                return f"{more[min(len(there), len(expected))]} is there {whose} alone"
    return f"{there!r}, and without faults {expected!r}"


class _Recording(MemoryStore):
    """Tells what was written."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[tuple[Commit, ...]] = []

    def commit(self, *commits: Commit) -> None:
        super().commit(*commits)
        self.written.append(commits)


class Plain:
    """Programs of all builds that take turns on one store."""

    def __init__(self) -> None:
        self.store = _Recording()
        self._builds: dict[Build, Applying] = {}

    def write(self, build: Build, commits: tuple[Commit, ...]) -> None:
        """Apply an input anew; it must come to the same commits."""
        knows = build._replace(knows=True)
        # Who has read a run of another version knows that.
        read = (run for one in commits for run in self.store.read(one.customer["id"]).runs)
        if any(run["journey"] == "order" and run["version"] > build.version for run in read):
            build = knows
        if build not in self._builds:
            self._builds[build] = applying_as(build, self.store)
        self.store.written.clear()
        self._apply(self._builds[build], commits)
        if not self.store.written:
            # Only who knows the second version can move a run to it.
            self._apply(self._builds.setdefault(knows, applying_as(knows, self.store)), commits)
        expected = tuple(one._replace(lease=None) for one in commits)
        written = self.store.written[0] if len(self.store.written) == 1 else ()
        require(
            len(written) == len(expected), f"`{commits[-1].input}` changes {len(written)} customers alone"
        )
        for there, alone in zip(expected, written, strict=True):
            for field, one, other in zip(there._fields, there, alone, strict=True):
                same = one == other or _listed(one) == _listed(other)
                require(same, f"`{there.input}`: {field}: {_first_difference(one, other)}")

    def _apply(self, applying: Applying, commits: tuple[Commit, ...]) -> None:
        commit = commits[-1]
        given = next(_inputs(commits), None)
        settles = commit.settles[0] if commit.settles else None
        match given:
            case None if (again := _incident_of(commit)) is not None:
                kind, incident, told, at = again
                if kind == "retry":
                    retry(applying, incident, at)
                else:
                    dismiss(applying, incident, told["by"], told["reason"], at)
            case None:
                applying.to_customer(
                    commit.customer["id"], TimeInput(commit.input, _time_of(commit)), settles
                )
            case MergeInput():
                Joining(applying).merge(given.other, commit.customer["id"], given)
            case UnmergeInput():
                Joining(applying).unmerge(given._replace(other="", into=""))
            case _:
                applying.to_customer(commit.customer["id"], given, settles)


def _listed(value: Any) -> Any:
    """A list, whatever holds it."""
    return list(value) if isinstance(value, tuple | list) else value


def _inputs(commits: tuple[Commit, ...]) -> Iterator[Any]:
    """The input of commits, as the history tells it."""
    for commit in commits:
        for line in commit.history:
            document: Any = line.document.get("input")
            if document is not None and document["id"] == commit.input:
                yield input_of(document)


def _incident_of(commit: Commit) -> tuple[str, str, Any, datetime] | None:
    """What an operator did with an incident that is no input."""
    for line in commit.history:
        if line.kind in {"retry", "dismiss"} and "incident" in line.document:
            return line.kind, str(line.document["incident"]), line.document, to_instant(line.at)
    return None


def _time_of(commit: Commit) -> datetime:
    """Until when time passed."""
    told = [line.at for line in commit.history if line.kind in {"timer", "rules", "segments"}]
    return to_instant(told[0] if told else commit.customer["updated_at"])


def _told_by(store: Store) -> Iterator[tuple[str, Any]]:
    """All that a store tells, in an order that stores share."""
    kept = store.everything([one["id"] for one in store.customers(_ALL)])
    yield "customers", sorted(kept.customers, key=lambda one: one["id"])
    yield "timers", sorted(store.due(_LAST, _ALL))
    yield "tasks", store.tasks()
    yield "runs", {run["id"]: run for run in kept.runs}
    yield "members", store.members("at_risk", _ALL)
    yield "open incidents", store.incidents()
    yield "settled incidents", store.incidents(settled=True)
    yield "names", kept.aliases
    yield "answers", kept.inputs
    # Lines of two customers have no order, where one input that was theirs together is parted.
    yield "history", sorted(map(_plain, kept.history), key=lambda line: line.customer)
    yield "what is to be carried", sorted(one.id for one, state in kept.outbox if state == "waiting")


def _plain(line: HistoryEntry) -> HistoryEntry:
    return line._replace(document=dict(line.document))
