"""A server that goes away, comes back, hangs, or is lost at the moment of a commit: nothing happens twice."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from secrets import token_hex
from threading import Thread
from typing import Any

import pytest

from journeyc.runtime import Runtime
from journeyc.runtime.errors import ConflictError, StoreError, StoreLockedError, StoreUnreachableError
from journeyc.runtime.ports import Commit, Settled
from journeyc.runtime.stores import open_store
from journeyc.runtime.stores.postgres import PostgresStore, connection
from tests.posix import posix
from tests.postgres import Server
from tests.proxy import Proxy
from tests.runtime.stage import DISPUTE
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

pytestmark = posix("signals")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as begun:
        yield begun


@pytest.fixture
def proxy(server: Server) -> Iterator[Proxy]:
    with Proxy(server.port) as carrying:
        yield carrying


@pytest.fixture
def address(server: Server, proxy: Proxy) -> str:
    at = server.address(schema=f"s{token_hex(8)}", statement_seconds=1, connect_seconds=2)
    return at.replace(str(server.port), str(proxy.port))


def test_a_commit_of_which_the_reply_is_lost_happens_once(address: str, proxy: Proxy) -> None:
    with closing(open_store(address)) as store:
        commit(store, "anna")
        proxy.mode = "lose reply"
        groups = [
            [Commit(1, customer("anna"), "i1", report(), history=[entry("i1")])],
            [Commit(0, customer("bob"), "i1", report(), history=[entry("i1", owner="bob")])],
            [Commit(7, customer("carl"), "i1", report(), history=[entry("i1", owner="carl")])],
        ]
        errors = store.commit_each(groups)
        assert proxy.lost == 1
        assert [type(error) for error in errors] == [type(None), type(None), ConflictError]
        assert [store.read(name, "i1")[0] for name in ("anna", "bob", "carl")] == [2, 1, 0]
        assert [len(store.history(customer=name)) for name in ("anna", "bob", "carl")] == [1, 1, 0]


def test_a_commit_that_is_lost_on_its_way_is_written_by_the_next_connection(
    address: str, proxy: Proxy
) -> None:
    with closing(open_store(address)) as store:
        commit(store, "anna")
        proxy.mode = "lose request"
        store.commit(Commit(1, customer("anna"), "i1", report(), history=[entry("i1")]))
        assert proxy.lost == 1
        assert store.read("anna", "i1") == (2, customer("anna"), (), report())
        assert len(store.history(customer="anna")) == 1


@pytest.mark.parametrize("lost", ["lose request", "lose reply"])
def test_whoever_reads_does_not_notice(address: str, proxy: Proxy, lost: Any) -> None:
    with closing(open_store(address)) as store:
        commit(store, "anna")
        proxy.mode = lost
        assert store.read("anna").revision == 1
        proxy.mode = lost
        assert len(store.everything(["anna"]).customers) == 1


def test_what_became_of_a_settlement_is_not_guessed(address: str, proxy: Proxy) -> None:
    with closing(open_store(address)) as store:
        commit(store, "anna", runs=[run()], outgoing=[message()])
        store.claim([SMS], NOON, NOON + MINUTE)
        # So that the next one is one question, as for a second time the server knows it.
        store.settle(Settled("another", SMS, "failed", None, "", entry("sent")))
        proxy.mode = "lose reply"
        with pytest.raises(StoreUnreachableError, match="nobody knows whether it was"):
            store.settle(Settled(message().id, SMS, "delivered", None, "", entry("sent")))
        store.settle(Settled(message().id, SMS, "failed", None, ""))
        assert [state for _, state in store.everything(["anna"]).outbox] == ["delivered"]


def test_an_input_whose_answer_is_lost_is_answered_once(address: str, proxy: Proxy) -> None:
    payload = {"dispute": {"bill": "B1"}}
    with Runtime.open(address, DISPUTE) as runtime:
        runtime.identify("anna", {"first_name": "Anna"})
        proxy.mode = "lose reply"
        first = runtime.send("dispute_opened", payload, customer="anna", channel="web", id="1")
        assert runtime.send("dispute_opened", payload, customer="anna", channel="web", id="1") == first
        assert len(runtime.where("anna")) == 1


def test_a_runtime_goes_on_when_the_server_has_come_back(server: Server) -> None:
    with closing(open_store(server.address(schema="back"))) as store:
        commit(store, "anna")
        for end in (server.stop, server.kill):
            end()
            with pytest.raises(StoreUnreachableError, match="cannot be reached"):
                store.read("anna")
            with pytest.raises(StoreUnreachableError):
                commit(store, "anna")
            server.start()
            commit(store, "anna")
        assert store.read("anna").revision == 3


def test_a_server_that_hangs_is_not_waited_for_for_ever(
    address: str, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_GRACE_SECONDS", 0)
    with closing(open_store(address)) as store:
        commit(store, "anna")
        proxy.mode = "stall"
        with pytest.raises(StoreUnreachableError, match="nobody knows whether it was; do it again once"):
            store.commit(Commit(1, customer("anna"), "i1", report()))
        proxy.mode = "through"
        assert store.read("anna").revision in {1, 2}


def test_whoever_waits_for_another_program_too_long_is_told(server: Server) -> None:
    address = server.address(schema="waits", statement_seconds=1)
    with closing(PostgresStore(address)) as store, connection.connect(store._address, patient=True) as other:
        commit(store, "anna")
        other.execute("BEGIN")
        other.execute("SELECT FROM customers FOR UPDATE")
        with pytest.raises(StoreLockedError, match="no answer within 1 seconds"):
            store.commit(Commit(1, customer("anna"), "i1", report()))
        other.execute("ROLLBACK")
        store.commit(Commit(1, customer("anna"), "i1", report()))


def test_more_threads_than_connections_take_turns(server: Server) -> None:
    with closing(open_store(server.address(schema="turns", pool=2))) as store:
        threads = [Thread(target=commit, args=(store, f"c{number}")) for number in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(store.customers(100)) == 12


def test_a_connection_that_nobody_gives_back_is_not_waited_for_for_ever(server: Server) -> None:
    with closing(PostgresStore(server.address(schema="busy", pool=1, connect_seconds=1))) as store:
        with store._pool.connection(), pytest.raises(StoreLockedError, match="all 1 connections are in use"):
            store.read("anna")
        assert store.read("anna").revision == 0


def test_a_closed_store_says_so_and_closes_what_was_in_use(server: Server) -> None:
    store = PostgresStore(server.address(schema="closed"))
    with store._pool.connection() as used:
        closing_thread = Thread(target=store.close)
        closing_thread.start()
        closing_thread.join()
        with pytest.raises(StoreError, match="is closed; open it again"):
            store.read("anna")
    assert used.closed


def test_a_server_without_room_for_more_connections_is_explained() -> None:
    with Server("max_connections=3", "superuser_reserved_connections=0") as small, ExitStack() as kept:
        store = kept.enter_context(closing(PostgresStore(small.address())))
        for _ in range(2):
            kept.enter_context(connection.connect(store._address))
        with pytest.raises(StoreUnreachableError, match="takes no more connections; lower `pool`"):
            PostgresStore(small.address())
