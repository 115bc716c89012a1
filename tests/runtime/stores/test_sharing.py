"""Threads that write one file at once: they share transactions, and nothing else."""

import linecache
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from secrets import token_hex
from threading import Event, Thread, main_thread
from types import FrameType
from typing import Any

import pytest

from journeyc.runtime.errors import (
    ConflictError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreLockedError,
    UnwritableError,
)
from journeyc.runtime.ports import Commit
from journeyc.runtime.stores.sqlite import SqliteStore, sharing
from journeyc.runtime.stores.sqlite.commits import write
from journeyc.runtime.stores.sqlite.sharing import Sharing, Writing
from tests.runtime.stores.test_contract import customer, report

#: Nothing makes it smaller.
LARGE = "secret" + token_hex(50_000)
NAMES = [f"c{n}" for n in range(8)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore(str(tmp_path / "runs.sqlite"), busy_seconds=0.05)
    yield opened
    opened.close()


def new(name: str, **profile: str) -> Commit:
    return Commit(0, customer(name, **profile), "i1", report())


def at_once(store: SqliteStore, commits: Sequence[Commit]) -> dict[str, Exception | None]:
    """What each thread is told that commits one of these."""
    return done_at_once(store, {one.customer["id"]: partial(store.commit, one) for one in commits})


def done_at_once(store: SqliteStore, work: Mapping[str, Callable[[], None]]) -> dict[str, Exception | None]:
    """What each thread is told that does one of these: the first leads, and the rest wait behind it."""
    told: dict[str, Exception | None] = {}

    def run(name: str) -> None:
        try:
            work[name]()
        except Exception as error:  # noqa: BLE001  # it is told
            told[name] = error
        else:
            told[name] = None

    threads = [Thread(target=run, args=(name,)) for name in work]
    with store._lock:
        for thread in threads:
            thread.start()
        while len(store._sharing._waiting) < len(work):
            Event().wait(0.001)
    for thread in threads:
        thread.join()
    return told


def test_threads_that_wait_share_a_transaction(store: SqliteStore) -> None:
    begun: list[str] = []
    store._connection().set_trace_callback(
        lambda sql: begun.append(sql) if sql == "BEGIN IMMEDIATE" else None
    )
    assert set(at_once(store, [new(name) for name in NAMES]).values()) == {None}
    assert [store.read(name, "i1").report is not None for name in NAMES] == [True] * len(NAMES)
    # That of the first, and that of all others.
    assert len(begun) == 2


def test_a_conflict_of_one_touches_no_other(store: SqliteStore) -> None:
    commits = [new(name) if name != "c3" else new(name)._replace(revision=7) for name in NAMES]
    told = at_once(store, commits)
    assert isinstance(told.pop("c3"), ConflictError)
    assert set(told.values()) == {None}
    assert [store.read(name).revision for name in NAMES] == [int(name != "c3") for name in NAMES]


def test_a_full_disk_reaches_each_thread_and_nothing_is_written(store: SqliteStore) -> None:
    pages = store._connection().execute("PRAGMA page_count").fetchone()[0]
    store._connection().execute(f"PRAGMA max_page_count = {pages}")
    told = at_once(store, [new(name, note=LARGE) for name in NAMES])
    assert {type(error) for error in told.values()} == {StoreFullError}
    assert len(set(map(id, told.values()))) == len(NAMES)
    assert store.customers(100) == []
    store._connection().execute("PRAGMA max_page_count = 1000000")
    store.commit(new("anna"))
    assert store.read("anna").revision == 1


def test_a_lock_of_another_program_reaches_each_thread(store: SqliteStore) -> None:
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    told = at_once(store, [new(name) for name in NAMES])
    other.close()
    assert {type(error) for error in told.values()} == {StoreLockedError}
    assert store.customers(100) == []
    store.commit(new("anna"))


def test_what_cannot_be_kept_is_in_the_way_of_nobody(store: SqliteStore) -> None:
    store._connection().setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 20_000)
    told = at_once(store, [new(name, note=LARGE * (name == "c3")) for name in NAMES])
    error = told.pop("c3")
    assert isinstance(error, UnwritableError)
    assert "secret" not in str(error)
    assert set(told.values()) == {None}
    assert [store.read(name).revision for name in NAMES] == [int(name != "c3") for name in NAMES]


def test_a_damaged_document_is_in_the_way_of_nobody(store: SqliteStore) -> None:
    def find_damage(db: sqlite3.Connection) -> None:
        write(db, new("c3"))
        raise StoreDamagedError("a document in the store cannot be read", "restore the store from a backup")

    work: dict[str, Callable[[], None]] = {name: partial(store.commit, new(name)) for name in NAMES}
    told = done_at_once(store, work | {"c3": lambda: store._sharing.do(find_damage)})
    assert isinstance(told.pop("c3"), StoreDamagedError)
    assert set(told.values()) == {None}
    assert [store.read(name).revision for name in NAMES] == [int(name != "c3") for name in NAMES]


@pytest.mark.parametrize("whose", ["c0", "c3"])
def test_an_error_that_is_none_of_the_store_is_raised_where_it_belongs(
    store: SqliteStore, whose: str
) -> None:
    """Also where another thread has led, which has written its own."""

    def fail(db: sqlite3.Connection) -> None:
        write(db, new(whose))
        raise KeyError(whose)

    work: dict[str, Callable[[], None]] = {name: partial(store.commit, new(name)) for name in NAMES}
    told = done_at_once(store, work | {whose: lambda: store._sharing.do(fail)})
    assert isinstance(told.pop(whose), KeyError)
    assert set(told.values()) == {None}
    assert [store.read(name).revision for name in NAMES] == [int(name != whose) for name in NAMES]


def test_what_cannot_be_kept_is_not_in_the_way_of_others_in_one_call(store: SqliteStore) -> None:
    store._connection().setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 20_000)
    groups = [[new(name, note=LARGE * (name == "c3"))] for name in NAMES]
    found = store.commit_each([*groups, [Commit(1, customer("c3"), "i2", report())]])
    assert [type(error) for error in found] == [
        UnwritableError if name == "c3" else type(None) for name in NAMES
    ] + [ConflictError]  # fmt: skip


def test_reading_waits_for_no_writing_and_sees_what_this_thread_has_written(store: SqliteStore) -> None:
    seen: list[int] = []

    def work() -> None:
        seen.append(store.read("anna").revision)
        seen.append(store.read("bob").revision)

    store.commit(new("anna"))
    with store._writing() as db:
        write(db, new("bob"))
        thread = Thread(target=work)
        thread.start()
        thread.join()
    # Of what is being written nothing is seen.
    assert seen == [1, 0]
    with store._writing():
        thread = Thread(target=work)
        thread.start()
        thread.join()
    assert seen == [1, 0, 1, 1]


def test_a_closed_store_is_closed_for_who_reads_beside_a_writer_too(store: SqliteStore) -> None:
    caught: list[StoreError] = []

    def read() -> None:
        try:
            store.read("anna")
        except StoreError as error:
            caught.append(error)

    with store._writing():
        thread = Thread(target=read)
        thread.start()
        thread.join()
    store.close()
    read()
    assert [error.help for error in caught] == ["open it again"]
    beside = {path.name for path in Path(store.path).parent.iterdir()}
    assert beside == {"runs.sqlite", "runs.sqlite-lock"}


def in_turn(several: Sequence[Writing[None]]) -> None:
    """Done one after the other, in no store."""
    for one in several:
        one(None)  # type: ignore[arg-type]  # nothing is written to it


class Held:
    """A thread that leads until it is let go, and then fails if it is told to."""

    def __init__(self, error: type[BaseException] | None = None) -> None:
        self.sharing = Sharing(in_turn)
        self.done: list[str] = []
        self._error = error
        self._begun, self._may_end = Event(), Event()
        self.thread = Thread(target=self._lead)
        self.thread.start()
        self._begun.wait()

    def let_go_once(self, waiting: int) -> None:
        while len(self.sharing._waiting) <= waiting:
            Event().wait(0.001)
        self._may_end.set()

    def write(self, word: str) -> None:
        self.sharing.do(lambda _: self.done.append(word))

    def _lead(self) -> None:
        with suppress(KeyboardInterrupt):
            self.sharing.do(self._hold)

    def _hold(self, _: sqlite3.Connection) -> None:
        self._begun.set()
        self._may_end.wait()
        if self._error is not None:
            raise self._error
        self.done.append("led")


def test_who_waits_is_written_where_the_thread_that_leads_is_interrupted() -> None:
    """As by Ctrl-C, which comes to one thread alone."""
    held = Held(KeyboardInterrupt)
    follower = Thread(target=held.write, args=("followed",))
    follower.start()
    held.let_go_once(1)
    for thread in (held.thread, follower):
        thread.join()
    assert held.done == ["followed"]


def test_where_a_thread_is_interrupted_in_the_midst_of_anothers_work_that_is_begun_anew() -> None:
    """What is wrong with somebody before it then is told to that one alone."""
    held, told = Held(), dict[str, BaseException | None]()

    def fail_later(_: object) -> None:
        if "interrupted" in held.done:
            raise UnwritableError("it is too large", "make it smaller")

    def interrupt_once(_: object) -> None:
        held.done.append("interrupted")
        if held.done.count("interrupted") == 1:
            raise KeyboardInterrupt

    def do(name: str, writing: Writing[None]) -> None:
        try:
            told[name] = held.sharing.do(writing)
        except (UnwritableError, KeyboardInterrupt) as error:
            told[name] = error

    works: dict[str, Writing[None]] = {
        "leads": lambda _: None,
        "fails": fail_later,
        "goes on": interrupt_once,
    }
    threads = [Thread(target=do, args=one, daemon=True) for one in works.items()]
    for number, thread in enumerate(threads, 1):
        thread.start()
        while len(held.sharing._waiting) <= number:
            Event().wait(0.001)
    held.let_go_once(len(works))
    assert all_end(held.thread, *threads)
    assert {name: type(error) for name, error in told.items()} == {
        "leads": KeyboardInterrupt,
        "fails": UnwritableError,
        "goes on": type(None),
    }
    assert held.done == ["led", "interrupted", "interrupted"]


def test_nobody_waits_for_a_thread_that_was_interrupted_while_it_waited() -> None:
    held = Held()
    main = main_thread().ident
    assert main is not None

    def interrupt() -> None:
        while len(held.sharing._waiting) < 2:
            Event().wait(0.001)
        signal.pthread_kill(main, signal.SIGINT)

    interrupter = Thread(target=interrupt)
    interrupter.start()
    with pytest.raises(KeyboardInterrupt):
        held.write("interrupted")
    interrupter.join()
    follower = Thread(target=held.write, args=("followed",))
    follower.start()
    held.let_go_once(1)
    for thread in (held.thread, follower):
        thread.join()
    assert held.done == ["led", "followed"]


def interrupted_at(place: int, work: Callable[[], None]) -> bool:
    """Do it in this thread, which is interrupted at this line of the code that shares, counted as they are
    come by; whether there is such a line.
    """
    lines = count()

    def trace(frame: FrameType, event: str, _: object) -> Any:
        if frame.f_code.co_filename != sharing.__file__:
            return None
        # Between the last line under a lock and its release no interrupt comes, but the line is told again.
        is_lock = linecache.getline(sharing.__file__, frame.f_lineno).lstrip().startswith("with ")
        if event == "line" and not is_lock and next(lines) == place:
            raise KeyboardInterrupt
        return trace

    sys.settrace(trace)
    try:
        work()
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(None)
    return False


def test_wherever_who_leads_is_interrupted_nobody_waits_for_them() -> None:
    for place in count():
        shared, done = Sharing(in_turn), list[str]()
        follower = Thread(target=shared.do, args=(lambda _, done=done: done.append("followed"),), daemon=True)

        def lead(_: object, shared: Sharing = shared, follower: Thread = follower) -> None:
            if follower.ident is None:
                follower.start()
                while len(shared._waiting) < 2:
                    Event().wait(0.001)

        went = interrupted_at(place, partial(shared.do, lead))
        if follower.ident is None:
            follower.start()
        assert all_end(follower)
        assert {*done} == {"followed"}
        if not went:
            break
    assert place > 20


def test_wherever_who_follows_is_interrupted_nobody_waits_for_them() -> None:
    went = [True]
    for place in count():
        held = Held()

        def follow(held: Held = held, place: int = place) -> None:
            went.append(interrupted_at(place, lambda: held.write("interrupted")))

        follower, other = Thread(target=follow, daemon=True), Thread(target=held.write, args=("followed",))
        other.daemon = True
        follower.start()
        while follower.is_alive() and len(held.sharing._waiting) < 2:
            Event().wait(0.001)
        other.start()
        held.let_go_once(1)
        assert all_end(held.thread, follower, other)
        # Twice, where that was between the end of a transaction and the word of it; a store refuses that.
        assert [*dict.fromkeys(held.done)] in (["led", "followed"], ["led", "interrupted", "followed"])
        if not went[-1]:
            break
    assert place > 10


def all_end(*threads: Thread) -> bool:
    """Whether they do; one that waits for ever is left to the end of the program."""
    for thread in threads:
        thread.join(60)
    return not any(thread.is_alive() for thread in threads)
