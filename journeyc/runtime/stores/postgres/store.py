"""The store on PostgreSQL: one statement for each commit however much it writes, shared by many processes."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from functools import partial
from itertools import count
from secrets import randbits, token_bytes
from typing import Any, TypeVar

import psycopg
from psycopg.pq import TransactionStatus
from pydantic_core import PydanticSerializationError

from journeyc.runtime.core.documents import CustomerDocument, Incident, Run
from journeyc.runtime.errors import (
    ConflictError,
    DefinitionError,
    FencedError,
    StoreError,
    StoreUnreachableError,
    UnwritableError,
)
from journeyc.runtime.ports import (
    ALL_TASKS,
    OUTGOING,
    ArmedTimer,
    Backlog,
    Claimed,
    Commit,
    Erasure,
    HistoryEntry,
    Kept,
    Known,
    Lease,
    Leaving,
    Member,
    Message,
    Row,
    Settled,
    StoredDefinition,
    Task,
    TaskFilter,
)
from journeyc.runtime.stores.backlogs import backlog_of
from journeyc.runtime.stores.documents import packed, unpacked
from journeyc.runtime.stores.groups import REFUSALS, each_written
from journeyc.runtime.stores.instants import microseconds, moment_of
from journeyc.runtime.stores.postgres import statements as sql
from journeyc.runtime.stores.postgres.address import read_address
from journeyc.runtime.stores.postgres.arrays import Texts, columns_of_leases
from journeyc.runtime.stores.postgres.commits import Numbered, Refusal, too_long, waves, write_each
from journeyc.runtime.stores.postgres.connection import (
    Connection,
    asked_of,
    connected,
    explained,
    was_lost,
    was_rolled_back,
)
from journeyc.runtime.stores.postgres.pool import Alone, Pool
from journeyc.runtime.stores.postgres.retiring import aging, retire
from journeyc.runtime.stores.postgres.rows import counts, load, rows
from journeyc.runtime.stores.postgres.schema import bring_up_to_date, is_newest
from journeyc.runtime.stores.postgres.whole import (
    RUNS_OF_CUSTOMERS,
    clear_away,
    erase,
    everything,
    line_of,
    with_parts,
)
from journeyc.runtime.stores.rows import task_of
from journeyc.runtime.stores.tables import open_task, open_tasks
from journeyc.runtime.stores.versions import clash

_LAST = datetime.max.replace(tzinfo=UTC)
#: So often is tried again what the server has undone for the sake of others.
_TRIES = 10

T = TypeVar("T")


class PostgresStore:
    """A schema of a database, which any number of processes share. With a `connection` that is open already,
    only that one is used, and nothing is brought up to date.
    """

    def __init__(self, address: str, *, connection: Connection | None = None) -> None:
        self._address = read_address(address)
        self._pool: Pool | Alone
        if connection is not None:
            self._pool = Alone(connection)
            return
        self._pool = Pool(self._address, connected)
        try:
            self._bring_up_to_date()
        except BaseException:
            self._pool.close()
            raise

    def _bring_up_to_date(self) -> None:
        try:
            with self._pool.connection() as db:
                if is_newest(db, self._address):
                    return
            # What there is may be much, and to change it may take its time.
            with closing(connected(self._address, patient=True)) as db:
                bring_up_to_date(db, self._address)
        except psycopg.Error as error:
            raise explained(error, self._address) from None

    # ── definitions ──

    def define(self, definitions: Sequence[StoredDefinition]) -> None:
        # Mostly all is known already, and then opening a runtime waits for nobody.
        if all(self.definition(new.hash) == new for new in definitions):
            return

        def write_all(db: Connection) -> None:
            with db.transaction():
                db.execute("LOCK TABLE definitions IN SHARE ROW EXCLUSIVE MODE")
                for new in definitions:
                    known = db.execute(
                        f"{sql.DEFINITIONS} WHERE journey = %s AND version = %s", (new.journey, new.version)
                    ).fetchone()
                    if known is not None and known[0] != new.hash:
                        where = f"`{self._address.shown}`"
                        raise DefinitionError(*clash(StoredDefinition(*known), new, where))
                    db.execute(sql.DEFINE, new)

        self._do(write_all, again=True)

    def definition(self, definition_hash: str) -> StoredDefinition | None:
        rows = self._rows(f"{sql.DEFINITIONS} WHERE hash = %s", (definition_hash,))
        return StoredDefinition(*rows[0]) if rows else None

    def definitions(self) -> list[StoredDefinition]:
        return [StoredDefinition(*row) for row in self._rows(f"{sql.DEFINITIONS} ORDER BY journey, version")]

    def newest(self, journey: str) -> StoredDefinition | None:
        rows = self._rows(f"{sql.DEFINITIONS} WHERE journey = %s ORDER BY version DESC LIMIT 1", (journey,))
        return StoredDefinition(*rows[0]) if rows else None

    # ── inputs ──

    def find(self, name: str) -> tuple[str, ...]:
        return tuple(row[0] for row in self._rows(sql.FIND, {"name": name}))

    def owner(self, run: str) -> str | None:
        rows = self._rows("SELECT customer FROM runs WHERE id = %s", (run,))
        return rows[0][0] if rows else None

    def read(self, customer: str, input_id: str | None = None, run: str | None = None) -> Known:
        return self.read_many([(customer, input_id, run)])[0]

    def read_many(self, asked: Sequence[tuple[str, str | None, str | None]]) -> list[Known]:
        if not asked:
            return []
        rows = self._rows(sql.READ, tuple(Texts(one) for one in zip(*asked, strict=True)))
        return [self._known(one[1], *row) for one, row in zip(asked, rows, strict=True)]

    def _known(
        self,
        input_id: str | None,
        revision: int | None,
        document: bytes | None,
        report: bytes | None,
        runs: list[bytes],
        ended: bytes | None,
    ) -> Known:  # the columns of a row
        if revision is None or document is None:
            return Known(0, None, (), None)
        customer: CustomerDocument = unpacked(document)
        if report is None and input_id is not None and (parts := customer.get("identities")):
            # What is newer than the rest does no harm: it was answered.
            answered = self._rows(sql.ANSWERED, (Texts(parts), input_id))
            report = answered[0][0] if answered else None
        found = tuple(unpacked(one) for one in (*runs, *([ended] if ended else [])))
        return Known(revision, customer, found, unpacked(report) if report else None)

    def commit(self, *commits: Commit) -> None:
        (error,) = self.commit_each([commits])
        if error is not None:
            raise error

    def commit_each(self, groups: Sequence[Sequence[Commit]]) -> list[StoreError | None]:
        errors: list[StoreError | None] = [too_long(group) for group in groups]
        numbered = [(number, group) for number, group in enumerate(groups) if group]
        unfit = [number for number, error in enumerate(errors) if error is not None]
        try:
            for refusal in self._written(numbered, unfit) if len(numbered) > len(unfit) else ():
                errors[refusal.group] = refusal.error()
        except UnwritableError:
            if len(groups) == 1:
                raise
            # One of them is in the way of all, so each has a transaction of its own for once.
            return each_written(groups, lambda group: self.commit(*group), (*REFUSALS, UnwritableError))
        return errors

    def _written(self, groups: Sequence[Numbered], unfit: Collection[int]) -> list[Refusal]:
        """Write groups in one transaction; those that were refused. Where the connection is lost they are
        written again under the same mark, by which it shows whether they were.
        """
        mark = randbits(62)  # so that those of all parts fit into 64 bits with a sign
        parts = waves(groups)

        def write(db: Connection) -> list[Refusal]:
            if len(parts) == 1:
                return write_each(db, parts, mark, unfit)
            with db.transaction():
                return write_each(db, parts, mark, unfit)

        try:
            return self._do(write, again=True)
        except PydanticSerializationError as error:
            raise explained(error, self._address) from None

    def message(self, effect: str) -> Message | None:
        rows = self._rows("SELECT doc FROM outbox WHERE id = %s AND outlet LIKE 'message:%%'", (effect,))
        return Message(**unpacked(rows[0][0])) if rows else None

    def ended(self, customer: str, limit: int) -> tuple[Run, ...]:
        return tuple(unpacked(row[0]) for row in self._rows(sql.ENDED, (customer, limit)))

    def runs(
        self,
        limit: int,
        *,
        customer: str | None = None,
        journey: str | None = None,
        status: str | None = None,
        after: str = "",
    ) -> list[Run]:
        about = {"customers": Texts([customer]), "journey": journey, "status": status}
        asked = sql.runs_asked("runs" if customer is None else f"({RUNS_OF_CUSTOMERS})", after)
        return [unpacked(row[0]) for row in self._rows(asked, {**about, "after": after, "limit": limit})]

    # ── time and the outbox ──

    def due(self, until: datetime, limit: int) -> list[ArmedTimer]:
        rows = self._rows(sql.DUE, (microseconds(until), limit))
        return [ArmedTimer(moment_of(row[0]), *row[1:]) for row in rows]

    def claim(
        self, outlets: Collection[str], now: datetime, until: datetime, lease: Lease | None = None
    ) -> Claimed | None:
        about = {"outlets": Texts(outlets), "now": microseconds(now), "until": microseconds(until)}
        if lease is None:
            rows = self._changed(sql.CLAIM, about)
        else:
            about |= {"customer": lease.customer, "fence": lease.fence}
            ((is_held, *found),) = self._changed(sql.CLAIM_LEASED, about)
            if not is_held:
                raise FencedError(lease.customer)
            rows = [found] if found[0] is not None else []
        for outlet, document, attempts, unsettled in rows:
            outgoing = OUTGOING[outlet.partition(":")[0]](**unpacked(document))
            return Claimed(outgoing, attempts, unsettled)
        return None

    def settle(self, settled: Settled) -> None:
        lease, line, incident = settled.lease, settled.history, settled.incident
        next_at = None if settled.next_at is None else microseconds(settled.next_at)
        about = settled.id, settled.outlet, settled.again, settled.state, next_at, settled.problem
        held = lease[:2] if lease is not None else (None,) * 2
        told = (*line[:-1], packed(line.document)) if line is not None else (None,) * 6
        raised = (incident["id"], incident["run"], packed(incident)) if incident is not None else (None,) * 3
        values = (*about, int(not settled.tried), *held, *told, *raised)
        ((is_held,),) = self._changed(sql.SETTLE, values)
        if lease is not None and not is_held:
            raise FencedError(lease.customer)

    def next_due(self, outlets: Collection[str], besides: Collection[ArmedTimer] = ()) -> datetime | None:
        found = [moment_of(at) for (at,) in self._rows(sql.NEXT_DUE, (Texts(outlets),)) if at is not None]
        timers = self.due(_LAST, len(besides) + 1)
        return min([*found, *(timer.due for timer in timers if timer not in besides)], default=None)

    # ── workers ──

    def lease_outbox(
        self,
        outlets: Collection[str],
        now: datetime,
        until: datetime,
        limit: int,
        besides: Collection[str] = (),
    ) -> list[Lease]:
        times = microseconds(now), microseconds(until)
        rows = self._changed(sql.LEASE_OUTBOX, (Texts(outlets), *times, limit, Texts(besides)))
        return [Lease(customer, fence, until) for customer, fence in rows]

    def lease_timers(
        self,
        now: datetime,
        until: datetime,
        limit: int,
        before: Collection[str] = (),
        besides: Collection[str] = (),
    ) -> list[Lease]:
        times = microseconds(now), microseconds(until)
        rows = self._changed(sql.LEASE_TIMERS, (*times, limit, Texts(before), Texts(besides)))
        return [Lease(customer, fence, until) for customer, fence in rows]

    def renew(self, leases: Sequence[Lease], until: datetime) -> list[Lease]:
        held = {*self._changed(sql.RENEW, (microseconds(until), *columns_of_leases(leases)))}
        return [one._replace(until=until) for one in leases if one[:2] in held]

    def release(self, leases: Sequence[Lease]) -> None:
        self._do(lambda db: db.execute(sql.RELEASE, columns_of_leases(leases)))

    def secret(self, name: str) -> bytes:
        asked = "SELECT value FROM secrets WHERE name = %s"
        if not (rows := self._rows(asked, (name,))):
            # Whoever was faster has made the one that counts.
            made = "INSERT INTO secrets VALUES (%s, %s) ON CONFLICT DO NOTHING"
            self._do(lambda db: db.execute(made, (name, token_bytes())), again=True)
            rows = self._rows(asked, (name,))
        return bytes(rows[0][0])

    # ── reading back ──

    def open_runs(self, limit: int) -> list[Run]:
        return [unpacked(row[0]) for row in self._rows(sql.OPEN_RUNS, (limit,))]

    def traces(self, names: Collection[str]) -> dict[str, str]:
        return dict(self._rows(sql.TRACES, {"names": Texts(names)}) if names else ())

    def backlog(self, now: datetime, most: int = 10_000) -> Backlog:
        mark = "%({})s".format
        return self._at_one_moment(lambda db: backlog_of(partial(asked_of, db), mark, now, most))

    def tasks(self, wanted: TaskFilter = ALL_TASKS) -> list[Task]:
        return [task_of(unpacked(one), *now) for one, *now in self._rows(*open_tasks("%s", wanted))]

    def task(self, name: str) -> Task | None:
        rows = self._rows(open_task("%s"), (name,))
        return task_of(unpacked(rows[0][0]), *rows[0][1:]) if rows else None

    def history(self, *, customer: str | None = None, run: str | None = None) -> list[HistoryEntry]:
        def lines(db: Connection) -> list[Any]:
            whose = customer
            if run is not None:
                found = db.execute("SELECT customer FROM runs WHERE id = %s", (run,)).fetchone()
                whose = found[0] if found else None
            wanted = {"customers": Texts(with_parts(db, whose)), "run": run}
            return db.execute(sql.HISTORY, wanted).fetchall()

        return [line_of(*row) for row in self._at_one_moment(lines)]

    def incident(self, name: str) -> tuple[Incident, bool] | None:
        rows = self._rows("SELECT doc, state FROM incidents WHERE id = %s", (name,))
        return (unpacked(rows[0][0]), rows[0][1] == "open") if rows else None

    def incidents(
        self, limit: int | None = None, *, settled: bool = False, run: str | None = None, after: str = ""
    ) -> list[Incident]:
        asked = sql.incidents_asked(run, after, settled=settled)
        rows = self._rows(asked, {"run": run, "after": after, "limit": limit})
        return [unpacked(one) for (one,) in rows]

    # ── whole customers ──

    def merge(self, name: str) -> str | None:
        rows = self._rows("SELECT id FROM customers WHERE merge = %s", (name,))
        return rows[0][0] if rows else None

    def customers(self, limit: int, after: str = "") -> list[CustomerDocument]:
        return [unpacked(row[0]) for row in self._rows(sql.CUSTOMERS, (after, limit))]

    def members(self, segment: str, limit: int, after: str = "") -> list[Member]:
        return [Member(*row) for row in self._rows(sql.MEMBERS, (segment, after, limit))]

    def count_members(self, segment: str) -> int:
        found: int = self._rows("SELECT count(*) FROM members WHERE segment = %s", (segment,))[0][0]
        return found

    def everything(self, customers: Sequence[str]) -> Kept:
        return self._at_one_moment(lambda db: everything(db, customers))

    def erase(self, customers: Sequence[str], revision: int, *, clean: bool = True) -> Erasure:
        def erase_all(db: Connection) -> dict[str, int]:
            with db.transaction():
                # As a commit does: whoever decides for them meanwhile finds a conflict.
                locked = "SELECT id, seq FROM customers WHERE id = ANY (%s) ORDER BY id FOR UPDATE"
                found = dict(db.execute(locked, (Texts(customers),)).fetchall())
                if found.get(customers[0]) != revision:
                    raise ConflictError(
                        f"`{customers[0]}` was changed by somebody else meanwhile", "read again"
                    )
                return erase(db, customers)

        rows = self._do(erase_all)
        if clean:
            # They are erased already, so nobody is told that it has failed.
            with suppress(StoreError), closing(connected(self._address, patient=True)) as db:
                clear_away(db)
        # Nobody can tell of copies in the log of the server, on standbys and in backups.
        return Erasure(rows, clean=False)

    def erasures(self) -> int:
        found: int = self._rows("SELECT coalesce(max(number), 0) FROM erasures")[0][0]
        return found

    # ── what is over, and the whole store ──

    def aging(self, before: datetime, limit: int, after: str = "") -> tuple[list[str], str]:
        return self._do(lambda db: aging(db, before, limit, after), again=True, reads=True)

    def retire(self, leaving: Sequence[Leaving]) -> list[bool]:
        def retire_all(db: Connection) -> list[bool]:
            with db.transaction():
                # In order, so that no two who do this wait for each other.
                in_turn = sorted(enumerate(leaving), key=lambda one: one[1].customer)
                done = {number: retire(db, one) for number, one in in_turn}
                return [done[number] for number in range(len(leaving))]

        return self._do(retire_all)

    def counts(self) -> dict[str, int]:
        return self._at_one_moment(counts)

    def rows(self) -> Iterator[Row]:
        if isinstance(self._pool, Alone):
            with self._pool.connection() as db:
                yield from rows(db)
            return
        # By a connection of its own, since whoever takes them one by one may take long.
        with closing(connected(self._address, patient=True)) as db:
            try:
                db.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                yield from rows(db)
            except psycopg.Error as error:
                raise explained(error, self._address) from None

    def load(self, rows: Iterable[Row]) -> None:
        with closing(connected(self._address, patient=True)) as db:
            try:
                with db.transaction():
                    load(db, rows, f"`{self._address.shown}`")
            except psycopg.Error as error:
                raise explained(error, self._address) from None

    def close(self) -> None:
        self._pool.close()

    # ── transactions ──

    def _rows(self, asked: str, values: Any = ()) -> list[Any]:
        """What a statement gives that changes nothing."""
        return self._do(lambda db: asked_of(db, asked, values), again=True, reads=True)

    def _changed(self, asked: str, values: Any) -> list[Any]:
        """What a statement gives that changes something."""
        return self._do(lambda db: asked_of(db, asked, values))

    def _at_one_moment(self, work: Callable[[Connection], T]) -> T:
        """What several statements give that see one moment."""

        def look(db: Connection) -> T:
            # There may be one already: that of who looks at all at one moment.
            if db.info.transaction_status != TransactionStatus.IDLE:
                return work(db)
            with db.transaction():
                db.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                return work(db)

        return self._do(look, again=True, reads=True)

    def _do(self, work: Callable[[Connection], T], *, again: bool = False, reads: bool = False) -> T:
        """Work with a connection, once more if it may be done `again` where the connection is lost.
        StoreError says what went wrong.
        """
        was_once_lost = False
        for tried in count(1):
            try:
                with self._pool.connection() as db:
                    return work(db)
            except StoreError:
                if reads or not was_once_lost:
                    raise
                break
            except UnicodeError as error:
                raise explained(error, self._address) from None
            except psycopg.Error as error:
                if was_rolled_back(error) and tried < _TRIES:
                    continue
                if again and not was_once_lost and was_lost(error):
                    was_once_lost = True
                    continue
                if reads or not (was_once_lost or was_lost(error)):
                    raise explained(error, self._address) from None
                break
        raise StoreUnreachableError(
            f"`{self._address.shown}`: the connection was lost while something was written, and nobody knows "
            "whether it was",
            "do it again once the server is back; an input under the same id happens once",
        )
