"""Several programs on one PostgreSQL at once: nothing is taken twice or lost, and nobody waits in a ring."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from itertools import permutations
from time import sleep
from typing import Any, TypeVar

import pytest

from journeyc.runtime.errors import AliasTakenError, ConflictError, StoreError, UnwritableError
from journeyc.runtime.ports import ArmedTimer, Commit, Parting, Settled
from journeyc.runtime.stores.postgres import PostgresStore
from journeyc.runtime.stores.postgres.connection import Connection, connect
from journeyc.runtime.stores.postgres.whole import erase
from tests.runtime.stores.test_contract import (
    MINUTE,
    NOON,
    SMS,
    commit,
    customer,
    entry,
    message,
    report,
    run,
)

T = TypeVar("T")
LATER = NOON + MINUTE


@pytest.fixture
def stores(postgres: str) -> Iterator[list[PostgresStore]]:
    opened = [PostgresStore(f"{postgres}&pool=4") for _ in range(3)]
    yield opened
    for one in opened:
        one.close()


def at_once(stores: list[PostgresStore], work: Callable[[PostgresStore, int], T], times: int) -> list[T]:
    """What several threads of several programs come to."""
    with ThreadPoolExecutor(12) as threads:
        begun = [threads.submit(work, stores[number % len(stores)], number) for number in range(times)]
        return [one.result() for one in begun]


def wait_until_held_up(begun: Future[Any], holding: Connection) -> None:
    """Wait until what was begun waits for what a connection has locked, or is over, as it should not be."""
    asked = "SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
    while not begun.done() and not holding.execute(asked).fetchall():
        sleep(0.005)


def test_of_many_who_decide_at_once_one_is_written(stores: list[PostgresStore]) -> None:
    def decide(store: PostgresStore, number: int) -> StoreError | None:
        change = Commit(0, customer("anna"), f"i{number}", report(), history=[entry(f"i{number}")])
        return store.commit_each([[change]])[0]

    errors = at_once(stores, decide, 24)
    assert sorted(type(error).__name__ for error in errors) == ["ConflictError"] * 23 + ["NoneType"]
    assert len(stores[0].history(customer="anna")) == 1


def test_groups_in_any_order_do_not_wait_in_a_ring(stores: list[PostgresStore]) -> None:
    names = ["a", "b", "c", "d"]
    orders = [*permutations(names)]

    def count_up(store: PostgresStore, number: int) -> int:
        order = orders[number % len(orders)]
        known = dict(zip(order, store.read_many([(name, None, None) for name in order]), strict=True))
        groups = [
            [Commit(known[name].revision, customer(name), "i", None, history=[entry("i", owner=name)])]
            for name in order
        ]
        return sum(error is None for error in store.commit_each(groups))

    written = sum(at_once(stores, count_up, 48))
    assert written == sum(stores[0].read(name).revision for name in names)
    assert written == sum(len(stores[0].history(customer=name)) for name in names)


def test_groups_in_several_parts_are_locked_in_order(stores: list[PostgresStore]) -> None:
    """Who is in a call twice is written in two parts. One who waits has nothing yet that comes later in the
    order, so that nobody waits in a ring.
    """
    for name in ("anna", "bob"):
        commit(stores[0], name)
    groups = [
        [Commit(1, customer("bob"), "i", None, aliases={"email": "b@x"})],
        [Commit(2, customer("bob"), "i", None)],
        [Commit(1, customer("anna"), "i", None)],
    ]
    with (
        ThreadPoolExecutor(1) as threads,
        closing(connect(stores[0]._address, patient=True)) as holding,
        closing(connect(stores[0]._address, patient=True)) as other,
    ):
        holding.execute("BEGIN")
        holding.execute("SELECT FROM customers WHERE id = 'anna' FOR UPDATE")
        writing = threads.submit(stores[0].commit_each, groups)
        wait_until_held_up(writing, holding)
        bob = other.execute("SELECT FROM customers WHERE id = 'bob' FOR UPDATE SKIP LOCKED").fetchall()
        free = other.execute("SELECT pg_try_advisory_xact_lock(hashtextextended('b@x', 0))").fetchall()
        holding.execute("COMMIT")
        assert writing.result() == [None] * 3
    assert bob, "he was locked before"
    assert free == [(True,)], "his alias was locked before"


def test_of_two_who_take_one_alias_at_once_one_gets_it(stores: list[PostgresStore]) -> None:
    def take(store: PostgresStore, number: int) -> StoreError | None:
        change = Commit(0, customer(f"c{number}"), "i", None, aliases={"email": "x@y", "phone": f"{number}"})
        return store.commit_each([[change]])[0]

    errors = at_once(stores, take, 24)
    assert sorted(type(error).__name__ for error in errors) == ["AliasTakenError"] * 23 + ["NoneType"]
    (owner,) = stores[0].find("x@y")
    assert [one["id"] for one in stores[0].customers(99)] == [owner]
    assert isinstance(next(error for error in errors if error), AliasTakenError)


def test_what_leaves_is_taken_by_one(stores: list[PostgresStore]) -> None:
    commit(stores[0], "anna", outgoing=[message(number) for number in range(20)])
    claimed = [
        claim.outgoing.id
        for claim in at_once(stores, lambda store, _: store.claim([SMS], NOON, LATER), 24)
        if claim is not None
    ]
    assert len(claimed) == len({*claimed})
    rest = [claim.outgoing.id for _ in range(20) if (claim := stores[0].claim([SMS], NOON, LATER))]
    assert len({*claimed, *rest}) == len(claimed) + len(rest) == 20


def test_what_somebody_is_taking_is_passed_over(stores: list[PostgresStore]) -> None:
    """As one who takes something and is not through with it yet keeps nobody from the next."""
    commit(stores[0], "anna", outgoing=[message(0), message(1)])
    with closing(connect(stores[0]._address, patient=True)) as other:
        other.execute("BEGIN")
        other.execute("SELECT FROM outbox ORDER BY number LIMIT 1 FOR UPDATE")
        claimed = stores[0].claim([SMS], NOON, LATER)
        assert claimed is not None
        assert claimed.outgoing == message(1)
        assert stores[0].claim([SMS], NOON, LATER) is None


def test_a_customer_is_leased_by_one_of_many(stores: list[PostgresStore]) -> None:
    for number in range(30):
        name = f"c{number:02}"
        commit(stores[0], name, armed=[ArmedTimer(NOON + timedelta(seconds=number), "", "t", name)])
    leases = [
        lease.customer
        for some in at_once(stores, lambda store, _: store.lease_timers(LATER, LATER + MINUTE, 3), 24)
        for lease in some
    ]
    leases += [lease.customer for lease in stores[0].lease_timers(LATER, LATER + MINUTE, 30)]
    assert sorted(leases) == [f"c{number:02}" for number in range(30)]


def test_whom_somebody_writes_is_not_waited_for(stores: list[PostgresStore]) -> None:
    for name in ("anna", "bob"):
        commit(stores[0], name, armed=[ArmedTimer(NOON, "", "t", name)])
    with closing(connect(stores[0]._address, patient=True)) as other:
        other.execute("BEGIN")
        other.execute("SELECT FROM customers WHERE id = 'anna' FOR UPDATE")
        leased = stores[0].lease_timers(NOON, LATER, 9)
        other.execute("ROLLBACK")  # closing it would not wait for the server
    assert [lease.customer for lease in leased] == ["bob"]
    assert [lease.customer for lease in stores[0].lease_timers(NOON, LATER, 9)] == ["anna"]


def test_who_is_erased_while_others_write_leaves_nothing_or_is_written_anew(
    stores: list[PostgresStore],
) -> None:
    def work(store: PostgresStore, number: int) -> Any:
        known = store.read("anna")
        try:
            if number % 6 == 5 and known.revision:
                return store.erase(["anna"], known.revision, clean=False)
            line = entry(f"i{number}")
            return store.commit(
                Commit(known.revision, customer("anna"), f"i{number}", report(), history=[line])
            )
        except ConflictError:
            return None

    at_once(stores, work, 60)
    known = stores[0].read("anna")
    assert len(stores[0].history(customer="anna")) == known.revision
    assert len(stores[0].everything(["anna"]).inputs) == known.revision


def test_whoever_is_new_while_one_of_that_name_is_erased_is_decided_again(
    stores: list[PostgresStore],
) -> None:
    """With what was decided before they would have the ids of who was erased."""
    patient = stores[0]._address
    with (
        ThreadPoolExecutor(1) as threads,
        closing(connect(patient, patient=True)) as holding,
        closing(connect(patient, patient=True)) as erasing,
    ):
        holding.execute("BEGIN")
        holding.execute("SELECT pg_advisory_xact_lock(hashtextextended('anna', 0))")
        late = threads.submit(stores[0].commit_each, [[Commit(0, customer("anna"), "i", report())]])
        wait_until_held_up(late, holding)
        # Meanwhile somebody else makes them known, and another begins to erase them.
        erasing.execute("INSERT INTO customers (id, seq, doc) VALUES ('anna', 1, '')")
        erasing.execute("BEGIN")
        erase(erasing, ["anna"])
        holding.execute("COMMIT")
        (error,) = late.result()
        erasing.execute("COMMIT")
    assert isinstance(error, ConflictError)
    assert stores[0].read("anna").revision == 0


def test_what_is_settled_while_a_run_goes_to_another_is_told_of_that_one(
    stores: list[PostgresStore], postgres: str
) -> None:
    commit(stores[0], "anna", runs=[run()], outgoing=[message()], history=[entry("i1", run()["id"])])
    settled = Settled(message().id, SMS, "delivered", None, "", history=entry("sent", run()["id"]))
    left = Commit(1, customer("anna"), "i2", report(), parting=Parting("bob", [run()["id"]], []))
    taken = Commit(0, customer("bob"), "i2", report(), runs=[run(owner="bob")])
    with (
        ThreadPoolExecutor(1) as threads,
        closing(connect(stores[0]._address, patient=True)) as settling,
    ):
        settling.execute("BEGIN")
        PostgresStore(postgres, connection=settling).settle(settled)
        parting = threads.submit(stores[0].commit, left, taken)
        wait_until_held_up(parting, settling)
        settling.execute("COMMIT")
        parting.result()
    assert [line.input for line in stores[0].history(customer="bob")] == ["i1", "sent"]
    assert stores[0].history(customer="anna") == []


def test_a_name_too_long_for_an_index_is_refused_and_the_rest_is_written(stores: list[PostgresStore]) -> None:
    long = "x" * 1_001
    groups = [
        [Commit(0, customer("anna"), "i", report())],
        [Commit(0, customer(long), "i", report())],
        [Commit(0, customer("bob"), long, report())],
        [Commit(0, customer("carl"), "i", report(), aliases={"email": "é" * 501})],
        [Commit(0, customer("x" * 1_000), "y" * 1_000, report(), aliases={"email": "é" * 500})],
    ]
    decided_on_it = [Commit(1, customer("bob"), "i", report())]
    errors = stores[0].commit_each([*groups, decided_on_it])
    assert [error is None for error in errors] == [True, False, False, False, True, False]
    assert isinstance(errors[5], ConflictError)
    assert "1001 bytes" in str(errors[1])
    assert "1002 bytes" in str(errors[3])
    with pytest.raises(StoreError, match="keeps keys, ids and aliases of 1000 bytes at most"):
        stores[0].commit(*groups[1])


def test_huge_documents_and_odd_characters_come_back(stores: list[PostgresStore]) -> None:
    document = customer("Ännä \U0001f600", note="\0 \u2028 \\u0000 '\"$1 %s" + "é" * 1_000_000)
    stores[0].commit(Commit(0, document, "i", report()))
    assert stores[0].read("Ännä \U0001f600").customer == document


@pytest.mark.parametrize("name", ["\ud800", "a\0b"])
def test_a_name_that_is_no_text_is_in_the_way_of_no_other_group(
    stores: list[PostgresStore], name: str
) -> None:
    groups = [
        [Commit(0, customer("anna"), "i", report())],
        [Commit(0, customer(name), "i", report())],
        [Commit(0, customer("bob"), "i", report(), aliases={"email": name})],
        [Commit(1, customer("anna"), "j", report("j"))],
    ]
    nothing = type(None)
    found = stores[0].commit_each(groups)
    assert [type(error) for error in found] == [nothing, UnwritableError, UnwritableError, nothing]
    assert stores[0].read("anna", "j").report is not None
    with pytest.raises(UnwritableError):
        stores[0].commit(*groups[1])


@pytest.mark.parametrize("name", ["\ud800", "a\0b"])
def test_what_is_no_text_for_postgresql_is_refused_in_words(stores: list[PostgresStore], name: str) -> None:
    with pytest.raises(StoreError):
        stores[0].find(name)
    with pytest.raises(StoreError):
        stores[0].read(name)
    with pytest.raises(StoreError):
        stores[0].commit(Commit(0, customer(), "i", None, claims=[("x", name, "")]))
    assert stores[0].read("anna").revision == 0
