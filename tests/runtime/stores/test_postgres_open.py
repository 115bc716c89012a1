"""Opening a store on PostgreSQL: what an address says, whose the tables are, and what is wrong in words."""

import socket
import sys
from collections.abc import Iterator
from contextlib import closing
from secrets import token_hex
from threading import Thread

import pytest

from journeyc.runtime import Store
from journeyc.runtime.errors import (
    StoreError,
    StoreForeignError,
    StoreMissingError,
    StoreNewerError,
    StoreOlderError,
    StoreReadOnlyError,
    StoreUnreachableError,
    UsageError,
)
from journeyc.runtime.stores import examine, look_into, open_store, postgres
from journeyc.runtime.stores.postgres import PostgresStore
from journeyc.runtime.stores.postgres.address import read_address
from journeyc.runtime.stores.postgres.schema import migrations
from tests.posix import posix
from tests.postgres import Server
from tests.runtime.stores.test_contract import commit, customer

pytestmark = posix("signals")

SECRET = "hush-hush"  # noqa: S105  # it is looked for in messages
NEWEST = len(migrations())


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as begun:
        begun.psql("CREATE ROLE guest LOGIN PASSWORD 'guest'")
        yield begun


@pytest.fixture
def schema() -> str:
    return f"s{token_hex(8)}"


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("postgresql://h/d?pol=3", "`pol` is no option of a PostgreSQL store; did you mean `pool`?"),
        ("postgresql://h/d?xyzzy=3", "`xyzzy` is no option of a PostgreSQL store; there are schema, pool,"),
        ("postgresql://h/d?pool=0", "`pool` is `0`; give a whole number between 1 and 1000"),
        ("postgresql://h/d?pool=²", "`pool` is `²`; give a whole number"),
        ("postgresql://h/d?statement_seconds=x", "`statement_seconds` is `x`; give a whole number between"),
        ("postgresql://h/d?schema=A", "`schema` is `A`; use small letters, digits and `_`"),
        ("postgresql://h/d?schema=a;b", "`schema` is `a;b`"),
        (f"postgresql://u:p@{SECRET}@h/d", "the address of the PostgreSQL store cannot be read; write `post"),
        (
            f"postgresql://u:{SECRET}%zz@h/d",
            "the address of the PostgreSQL store cannot be read; write `post",
        ),
        *(
            (f"postgresql://u:{password}@h/d", "the address of the PostgreSQL store cannot be read")
            for password in (f"1/{SECRET}", f"1#{SECRET}", f"1?{SECRET}", f"{SECRET}/1", f"{SECRET}?schema=x")
        ),
        ("postgresql://h:99999/d", "the port is `99999`; give a whole number between 1 and 65535"),
        ("postgresql://h/d?port=0", "the port is `0`"),
    ],
)
def test_a_wrong_address_is_explained(address: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        open_store(address)
    assert str(caught.value).startswith(message)
    assert SECRET not in str(caught.value)


def test_an_address_says_it_all() -> None:
    address = read_address(
        f"postgres://anna:{SECRET}@one:1,two:2/shop?target_session_attrs=read-write&schema=j&pool=3&sslmode=require"
    )
    assert address.driver == {
        "user": "anna", "password": SECRET, "host": "one,two", "port": "1,2", "dbname": "shop",
        "target_session_attrs": "read-write", "sslmode": "require",
    }  # fmt: skip
    assert address[1:] == ("j", 3, 10, 30)
    assert address.shown == "postgresql://one,two:1,2/shop?schema=j"


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "PostgreSQL"])
def test_an_address_may_have_no_host(scheme: str) -> None:
    address = read_address(f"{scheme}:///shop?host=/run/pg&password={SECRET}")
    assert address.driver == {"dbname": "shop", "host": "/run/pg", "password": SECRET}
    assert SECRET not in address.shown


def test_without_the_driver_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("journeyc.runtime.stores.postgres")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr("journeyc.runtime.stores.postgres")
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(
        UsageError, match=r"needs a driver.*; install it: `pip install 'journeyc\[postgres\]'`"
    ):
        open_store("postgresql://h/d")


def test_what_keeps_somebody_out_is_told_without_the_password(server: Server, schema: str) -> None:
    good = server.address(schema=schema)
    failures = {
        good.replace(server.password, SECRET): (StoreForeignError, "does not let in the user `postgres`"),
        server.address("nowhere"): (StoreMissingError, "there is no such database; make it"),
        good.replace("postgres:", "stranger:"): (StoreForeignError, "does not let in the user `stranger`"),
        good.replace(f":{server.port}", ":1"): (StoreUnreachableError, "cannot be reached: connection"),
    }
    for address, (kind, message) in failures.items():
        with pytest.raises(kind, match=message) as caught:
            open_store(address)
        assert server.password not in str(caught.value)
        assert SECRET not in str(caught.value)


def test_advice_fits_what_is_wrong_with_the_connection(server: Server, schema: str) -> None:
    def said(**changed: str) -> str:
        address = server.address(schema=schema)
        for old, new in changed.items():
            address = address.replace(old, new)
        with pytest.raises(StoreUnreachableError) as caught:
            open_store(address)
        assert server.password not in str(caught.value)
        return caught.value.help

    def with_option(option: str) -> str:
        return said(**{f"schema={schema}": f"schema={schema}&{option}"})

    assert "let the server offer TLS (`ssl = on`)" in with_option("sslmode=require")
    assert "such as `verify-full`" in with_option("sslmode=always")
    assert "`target_session_attrs`" in with_option("target_session_attrs=standby")
    assert "nothing listens there: check the host and the port" in said(**{f":{server.port}": ":1"})
    assert "check the host in the address" in said(**{"127.0.0.1": "nowhere.invalid"})
    with socket.create_server(("127.0.0.1", 0)) as other:
        answer = Thread(target=_answer_as_a_web_server, args=(other,))
        answer.start()
        port = other.getsockname()[1]
        assert "what answers there is no PostgreSQL" in said(**{f":{server.port}": f":{port}"})
        answer.join()


def _answer_as_a_web_server(listening: socket.socket) -> None:
    connection, _ = listening.accept()
    with connection:
        connection.recv(100)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def test_who_may_make_no_schema_needs_one_of_their_own(server: Server, schema: str) -> None:
    address = server.address(schema=schema).replace(f"postgres:{server.password}", "guest:guest")
    with pytest.raises(StoreReadOnlyError, match=f"CREATE SCHEMA {schema} AUTHORIZATION"):
        open_store(address)
    server.psql(f"CREATE SCHEMA {schema} AUTHORIZATION guest")
    with closing(open_store(address)) as store:
        commit(store, "anna")
        assert store.erase(["anna"], 1).rows["customers"] == 1


def test_a_database_that_can_only_be_read_is_looked_into(server: Server, schema: str) -> None:
    address = server.address(schema=schema)
    only_read = f"{address}&options=-c%20default_transaction_read_only%3Don"
    with pytest.raises(StoreReadOnlyError, match="can only be read"):
        open_store(only_read)
    with closing(open_store(address)) as store:
        commit(store, "anna")
    with closing(open_store(only_read)) as store:
        assert store.read("anna").revision == 1
        with pytest.raises(StoreReadOnlyError, match="can only be read: it is a standby, or set to"):
            commit(store, "anna")


def test_tables_of_somebody_else_are_left_alone(server: Server, schema: str) -> None:
    server.psql(f"CREATE SCHEMA {schema}; CREATE TABLE {schema}.customers (id int)")
    for opens in (open_store, examine, lambda address: look_into(address, lambda _: None)):
        with pytest.raises(StoreForeignError, match=f"`{schema}` holds tables of another application; name"):
            opens(server.address(schema=schema))
    assert server.psql(f"SELECT count(*) FROM pg_tables WHERE schemaname = '{schema}'") == "1"  # noqa: S608


def test_a_newer_store_is_refused_and_an_older_one_only_by_who_looks(server: Server, schema: str) -> None:
    address = server.address(schema=schema)
    open_store(address).close()
    server.psql(f"UPDATE {schema}.journeyc_store SET version = {NEWEST + 1}")  # noqa: S608
    with pytest.raises(StoreNewerError, match=f"store version {NEWEST + 1}; this one knows up to {NEWEST}"):
        open_store(address)
    server.psql(f"UPDATE {schema}.journeyc_store SET version = {NEWEST - 1}")  # noqa: S608
    with pytest.raises(StoreOlderError, match="let the service open it"):
        look_into(address, lambda _: None)
    assert examine(address)[:2] == (NEWEST - 1, NEWEST)


@pytest.mark.parametrize("version", range(1, NEWEST))
def test_an_older_store_is_brought_up_to_date(server: Server, schema: str, version: int) -> None:
    server.psql(f"CREATE SCHEMA {schema}")
    steps = "".join(migrations()[:version])
    made = f"CREATE TABLE journeyc_store AS SELECT {version}::bigint AS version"
    server.psql(f"SET search_path = {schema}; {made}; {steps}")
    with closing(open_store(server.address(schema=schema))) as store:
        commit(store, "anna")
    assert server.psql(f"SELECT version FROM {schema}.journeyc_store") == str(NEWEST)  # noqa: S608


def test_several_programs_that_make_one_store_wait_for_each_other(server: Server, schema: str) -> None:
    opened: list[Store] = []
    address = server.address(schema=schema)
    threads = [Thread(target=lambda: opened.append(open_store(address))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 6
    for store in opened:
        store.close()


def test_a_migration_that_fails_leaves_nothing(
    server: Server, schema: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = (*migrations(), "CREATE TABLE half (n int); SELECT nothing")
    monkeypatch.setattr(postgres.schema, "migrations", lambda: broken)
    with pytest.raises(StoreError):
        open_store(server.address(schema=schema))
    assert server.psql(f"SELECT count(*) FROM pg_namespace WHERE nspname = '{schema}'") == "0"  # noqa: S608


def test_stores_of_two_schemas_do_not_meet(server: Server, schema: str) -> None:
    with (
        closing(open_store(server.address(schema=schema))) as one,
        closing(open_store(server.address(schema=f"{schema}_b"))) as other,
    ):
        commit(one, "anna")
        assert other.read("anna").revision == 0


def test_a_database_that_cannot_hold_every_text_is_refused(server: Server) -> None:
    server.psql("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'")
    with pytest.raises(StoreError, match="keeps texts in LATIN1; make a database with"):
        open_store(server.address("latin"))


def test_names_are_ordered_by_their_bytes_whatever_the_database_thinks(server: Server, schema: str) -> None:
    open_store(server.address(schema=schema)).close()
    unordered = server.psql(
        f"SELECT c.relname, a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"  # noqa: S608
        f" JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_collation l ON l.oid = a.attcollation"
        f" WHERE c.relnamespace = '{schema}'::regnamespace AND l.collname <> 'C'"
    )
    assert unordered == ""


@pytest.mark.parametrize("version", [16])
def test_an_older_server_does_as_well(version: int) -> None:
    with Server(version=version) as server, closing(PostgresStore(server.address())) as store:
        commit(store, "anna", aliases={"email": "a@x"})
        assert store.find("a@x") == ("anna",)


def test_who_looks_sees_one_moment(server: Server, schema: str) -> None:
    address = server.address(schema=schema)
    with pytest.raises(StoreMissingError, match="there is no store in"):
        look_into(address, lambda _: None)
    with closing(open_store(address)) as service:
        commit(service, "anna")

        def look(store: Store) -> list[list[str]]:
            before = [one["id"] for one in store.customers(9)]
            commit(service, "bob")
            return [before, [one["id"] for one in store.customers(9)], [str(store.history(customer="bob"))]]

        assert look_into(address, look) == [["anna"], ["anna"], ["[]"]]
        assert service.read("bob").revision == 1
        with pytest.raises(StoreReadOnlyError):
            look_into(address, lambda store: commit(store, "anna"))
        assert service.read("anna") == (1, customer("anna"), (), None)
