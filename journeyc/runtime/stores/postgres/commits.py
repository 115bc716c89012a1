"""Groups of commits as columns of rows, so that many of them are one statement."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from journeyc.expression.values import to_instant
from journeyc.runtime.core.identities import merge_of
from journeyc.runtime.errors import AliasTakenError, FencedError, StoreError, UnwritableError
from journeyc.runtime.ports import Commit, again_of
from journeyc.runtime.stores.documents import packed, run_columns
from journeyc.runtime.stores.instants import microseconds
from journeyc.runtime.stores.postgres.arrays import Texts, columns
from journeyc.runtime.stores.postgres.connection import Connection
from journeyc.runtime.stores.revisions import changed_since, erased_since, named_since
from journeyc.runtime.stores.rows import due_of

#: A name has to fit into an index, and so has one that is made of two.
_MOST_BYTES = 1_000
#: Shorter ones need not be measured.
_SHORT = _MOST_BYTES // 4

#: The columns that `commit_each` takes for each table, behind the mark: numbers, texts and documents.
_COLUMNS = {
    "customers": "ntnnnt" + "dtd",
    "leases": "ntn",
    "runs": "nttttnd",
    "cancelled": "nttt",
    "armed": "ntttn",
    "history": "ntttttd",
    "outbox": "ntttnnd",
    "seldom": "nttttd",
}
_COMMIT = f"SELECT * FROM commit_each(%s{', %s' * sum(map(len, _COLUMNS.values()))})"  # noqa: S608  # no value is in it

#: What each part locks as well; all of it first, where others may lock it in another order.
_LOCK_CUSTOMERS = "SELECT FROM customers WHERE id = ANY (%s) ORDER BY id FOR NO KEY UPDATE"
_LOCK_NAMES = """
SELECT pg_advisory_xact_lock(key) FROM (
  SELECT DISTINCT hashtextextended(g.name, 0) AS key FROM unnest(%s) AS g (name) ORDER BY key
) AS keys
"""

Numbered = tuple[int, Sequence[Commit]]


class Refusal(NamedTuple):
    """Why a group was not written, as the server tells it."""

    group: int
    reason: str
    first: str
    second: str
    third: str

    def error(self) -> StoreError:
        """The same as an error of the store."""
        match self.reason:
            case "conflict":
                return changed_since(self.first)
            case "named":
                return named_since(self.first)
            case "erased":
                return erased_since(self.first)
            case "fenced":
                return FencedError(self.first)
            case _:
                return AliasTakenError(self.first, self.second, self.third)


def write_each(
    db: Connection, parts: Sequence[Sequence[Numbered]], mark: int, unfit: Collection[int]
) -> list[Refusal]:
    """Write groups, a part after the other, but for those that are `unfit`; those that were refused. What was
    decided on one that was not written is refused, too. Each part has a `mark` of its own, so that it is not
    taken for one before it.
    """
    if len(parts) > 1:
        _lock(db, [commit for part in parts for _, group in part for commit in group])
    refusals: list[Refusal] = []
    not_written: set[str] = set()
    for part_mark, part in enumerate(parts, mark):
        going: list[Numbered] = []
        for number, group in part:
            names = _names(group)
            if number in unfit:
                not_written |= names
            elif before := names & not_written:
                not_written |= names
                refusals.append(Refusal(number, "conflict", min(before), "", ""))
            else:
                going.append((number, group))
        refused = _write(db, going, part_mark) if going else []
        refusals += refused
        numbers = {refusal.group for refusal in refused}
        not_written.update(*(_names(group) for number, group in going if number in numbers))
    return refusals


def _lock(db: Connection, commits: Sequence[Commit]) -> None:
    """Lock what any of these commits will, in one order, so that nobody waits in a ring."""
    db.execute(_LOCK_CUSTOMERS, (Texts({commit.customer["id"] for commit in commits}),))
    names = {commit.customer["id"] for commit in commits if not commit.revision}
    names.update(alias for one in commits for alias in (one.aliases or {}).values() if alias is not None)
    db.execute(_LOCK_NAMES, (Texts(names),))


def _write(db: Connection, groups: Sequence[Numbered], mark: int) -> list[Refusal]:
    """Write groups that are of different customers; those that were refused."""
    rows: dict[str, Any] = {table: [] for table in _COLUMNS}
    # What is written twice counts as it was the last time, as if one had been written after the other.
    for table in ("runs", "armed", "outbox"):
        rows[table] = {}
    for number, group in groups:
        for commit in group:
            _add(rows, number, commit)
    rows["customers"].sort(key=lambda row: row[1].encode())
    rows["leases"].sort(key=lambda row: row[1].encode())
    values: list[Any] = [mark]
    for table, kinds in _COLUMNS.items():
        of = rows[table]
        values += columns(of.values() if isinstance(of, dict) else of, kinds)
    return [Refusal(*row) for row in db.execute(_COMMIT, values).fetchall()]


def _add(rows: dict[str, Any], number: int, commit: Commit) -> None:
    customer, own = commit.customer, commit.customer["id"]
    report = None if commit.report is None else packed(commit.report)
    about = (
        number,
        own,
        commit.revision,
        commit.next_revision,
        customer.get("generation", 0),
        merge_of(customer),
    )
    rows["customers"].append((*about, packed(customer), commit.input, report))
    if commit.lease is not None:
        rows["leases"].append((number, commit.lease.customer, commit.lease.fence))
    for run in commit.runs:
        rows["runs"][run["id"]] = (number, *run_columns(run))
    rows["cancelled"] += [(number, own, *timer) for timer in commit.cancelled]
    for due, run_id, name, owner in commit.armed:
        rows["armed"][owner, run_id, name] = (number, owner, run_id, name, microseconds(due))
    rows["history"] += [(number, *line[:-1], packed(line.document)) for line in commit.history]
    for sent in commit.outgoing:
        at = microseconds(to_instant(sent.at))
        document, names = packed(sent._asdict()), (sent.id, sent.outlet, sent.customer)
        rows["outbox"][sent.id] = (number, *names, again_of(sent), at, document)
    for kind, *values in _seldom(commit, own):
        rows["seldom"].append((number, kind, *values, *(None,) * (3 - len(values)), None))
    for incident in commit.incidents:
        rows["seldom"].append((number, "incident", incident["id"], incident["run"], None, packed(incident)))
    for task in commit.tasks:
        rows["seldom"].append(
            (number, "task", task.id, task.name, str(due_of(task.due)), packed(task._asdict()))
        )


def _seldom(commit: Commit, own: str) -> Iterator[tuple[str, *tuple[str | None, ...]]]:
    """What few commits have: what it is, and what there is to say of it."""
    if commit.parting is not None:
        for given in commit.parting.inputs:
            yield "answered", own, commit.parting.customer, given
        for run in commit.parting.runs:
            yield "parted", own, commit.parting.customer, run
    if commit.aliases is not None:
        for field, value in commit.aliases.items():
            yield "alias", own, field, value
        for part in commit.customer.get("identities", {}):
            yield "part", own, part
    if commit.segments is not None:
        yield "segments", own
        for segment, since in commit.segments.items():
            yield "segment", own, segment, since
    for name in commit.settles:
        yield "settles", name
    for name, claimed_by, due in commit.claims:
        yield "claims", name, claimed_by, str(due_of(due))
    for name in commit.closed:
        yield "closed", name
    if commit.trace:
        for changed in commit.runs:
            yield "trace", changed["id"], commit.trace
        for sent in commit.outgoing:
            yield "trace", sent.id, commit.trace


def waves(groups: Sequence[Numbered]) -> list[list[Numbered]]:
    """Groups in parts that can be written at once: in each there is a customer once, and nobody whose key is
    an alias that a group before gives away.
    """
    found: list[list[Numbered]] = []
    seen: set[str] = set()
    for number, group in groups:
        names = _names(group)
        if not found or seen & names:
            found.append([])
            seen = set()
        found[-1].append((number, group))
        seen |= names
        seen.update(alias for one in group for alias in (one.aliases or {}).values() if alias is not None)
    return found


def _names(group: Sequence[Commit]) -> set[str]:
    return {commit.customer["id"] for commit in group}


def too_long(group: Sequence[Commit]) -> UnwritableError | None:
    """Why a group cannot be written: a name in it would not fit into an index."""
    for commit in group:
        names = (commit.customer["id"], commit.input, *(commit.aliases or {}).values())
        for name in names:
            if name is not None and len(name) > _SHORT and len(name.encode()) > _MOST_BYTES:
                return UnwritableError(
                    f"a name has {len(name.encode())} bytes: `{name[:40]}…`",
                    f"a store on PostgreSQL keeps keys, ids and aliases of {_MOST_BYTES} bytes at most",
                )
    return None
