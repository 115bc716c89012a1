"""What there is to do in a store, whether somebody does it, and where its customers are."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from journeyc.cli.doctor.finding import Finding
from journeyc.cli.stored import now_at
from journeyc.expression.values import to_instant
from journeyc.report.counted import counted
from journeyc.report.lasting import lasting
from journeyc.runtime import Store
from journeyc.runtime.core.documents import Run
from journeyc.runtime.ports import Backlog, StoredDefinition
from journeyc.runtime.stores import look_into

#: What is due for longer than this, nobody does: a worker looks every second.
PATIENCE = timedelta(minutes=5)
#: So many rows of anything are counted, and so many runs read.
MOST, SAMPLE = 10_000, 1_000
#: A run that an operator holds for longer may be forgotten.
_HELD = timedelta(days=1)
_KINDS = {"message": "channel", "call": "service", "emitted": "events", "unsent": "messages not sent"}


class _Seen(NamedTuple):
    backlog: Backlog
    runs: list[Run]
    definitions: list[StoredDefinition]


def look_at_work(address: str, path: str, known: Sequence[str]) -> Iterator[Finding]:
    """What is due, and who is where; `known` are the hashes of the definitions that the store has. StoreError
    where it cannot be read.
    """
    now = now_at(address)

    def look(store: Store) -> _Seen:
        return _Seen(store.backlog(now, MOST), store.open_runs(SAMPLE), store.definitions())

    seen = look_into(address, look)
    yield _outbox(path, seen.backlog, now)
    yield _timers(path, seen.backlog, now)
    if seen.backlog.leases[0]:
        yield _leases(path, seen.backlog, now)
    yield from _runs(path, seen, now, known)


def _outbox(path: str, backlog: Backlog, now: datetime) -> Finding:
    facts = {
        outlet: {"due": many, "seconds": (now - first).total_seconds()}
        for outlet, (many, first) in backlog.waiting.items()
    }
    if not backlog.waiting:
        return Finding("outbox", "well", "nothing waits that is due", facts=facts)
    late = [outlet for outlet, (_, first) in backlog.waiting.items() if now - first > PATIENCE]
    told = [
        f"{_many(many, backlog)} for {_outlet(outlet)}, the first since {lasting(now - first)}"
        for outlet, (many, first) in backlog.waiting.items()
    ]
    said = f"due: {'; '.join(told)}"
    if not late:
        return Finding("outbox", "well", said, facts=facts)
    said += f"; nobody carries {', '.join(map(_outlet, late))}, or not fast enough"
    cure = f"let a worker run that has it: `journeyc worker --store {path} --bind MODULE:NAME`"
    return Finding("outbox", "warning", said, cure, facts)


def _timers(path: str, backlog: Backlog, now: datetime) -> Finding:
    many, first = backlog.timers
    facts = {"due": many, "seconds": (now - first).total_seconds() if first else 0.0}
    if first is None:
        return Finding("timers", "well", "none is due", facts=facts)
    said = f"{_many(many, backlog)} due, the first since {lasting(now - first)}"
    if now - first <= PATIENCE:
        return Finding("timers", "well", said, facts=facts)
    cure = f"let a worker run that has the journeys: `journeyc worker --store {path}`"
    return Finding("timers", "warning", f"{said}; nobody fires them, or not fast enough", cure, facts)


def _leases(path: str, backlog: Backlog, now: datetime) -> Finding:
    many, first = backlog.leases
    over = now - first if first is not None else timedelta()
    whom = "customer" if many == 1 else "customers"
    said = f"{_many(many, backlog)} {whom} had a worker that did not give them back, "
    said += f"the first {lasting(over)} ago"
    facts = {"over": many, "seconds": over.total_seconds()}
    if over <= PATIENCE:
        return Finding("leases", "well", said, "the next round of any worker takes them over", facts)
    cure = f"a worker takes them over, and none runs: `journeyc worker --store {path}`"
    return Finding("leases", "warning", said, cure, facts)


def _runs(path: str, seen: _Seen, now: datetime, known: Sequence[str]) -> Iterator[Finding]:
    statuses = seen.backlog.runs
    total = sum(statuses.values())
    is_whole = total < SAMPLE
    heads = Counter((run["journey"], run["version"]) for run in seen.runs)
    facts = {
        "open": total,
        "statuses": dict(statuses),
        "sampled": None if is_whole else len(seen.runs),
        "versions": [
            {"journey": journey, "version": version, "runs": many}
            for (journey, version), many in sorted(heads.items())
        ],
        "tasks": seen.backlog.tasks,
    }
    if not total:
        yield Finding("runs", "well", "none is open", facts=facts)
        return
    told = ", ".join(f"{many} {status}" for status, many in statuses.items())
    said = f"{_many(total, seen.backlog)} open ({told}); "
    said += "" if is_whole else f"of {len(seen.runs)} that were looked at, "
    said += ", ".join(f"{many} in {journey} {version}" for (journey, version), many in sorted(heads.items()))
    if tasks := seen.backlog.tasks:
        said += f"; {_many(tasks, seen.backlog)} {'task' if tasks == 1 else 'tasks'} open"
    yield Finding("runs", "well", said, facts=facts)
    yield from _held(path, seen.runs, now)
    lost = {f"{one['journey']} {one['version']}" for one in seen.runs if one["definition_hash"] not in known}
    if lost:
        problem = f"the store does not have {', '.join(sorted(lost))}, which open runs need"
        yield Finding("runs", "broken", problem, "open the runtime with that version once more")
    if is_whole:
        yield from _left(seen)


def _held(path: str, runs: Sequence[Run], now: datetime) -> Iterator[Finding]:
    """Runs that an operator holds, and nobody lets go."""
    held = [run for run in runs if run["status"] == "suspended"]
    long = [run for run in held if now - to_instant(run["updated_at"]) > _HELD]
    if long:
        first = min(long, key=lambda run: run["updated_at"])
        since = lasting(now - to_instant(first["updated_at"]))
        many = counted(len(long), "run is", "runs are")
        said = f"{many} suspended for more than a day, `{first['id']}` for {since}"
        facts = {"suspended": len(long), "first": first["id"]}
        cure = f"let it go on, `journeyc runs resume {first['id']} --store {path}`, or `cancel` it"
        yield Finding("runs", "warning", said, cure, facts)


def _left(seen: _Seen) -> Iterator[Finding]:
    """Versions that nobody is in, and that no new run begins in."""
    inside = {run["definition_hash"] for run in seen.runs}
    newest = {one.journey: one.version for one in seen.definitions}  # they come by version
    left = [one for one in seen.definitions if one.version < newest[one.journey] and one.hash not in inside]
    if left:
        names = ", ".join(f"{one.journey} {one.version}" for one in left)
        facts = {"versions": [{"journey": one.journey, "version": one.version} for one in left]}
        yield Finding("versions", "well", f"nobody is in {names} any more", facts=facts)


def _many(many: int, backlog: Backlog) -> str:
    return f"{many} or more" if many >= backlog.most else str(many)


def _outlet(outlet: str) -> str:
    """An outlet as people call it: `channel sms`."""
    kind, _, name = outlet.partition(":")
    return f"{_KINDS[kind]} {name}".rstrip()
