"""A whole store goes to PostgreSQL and comes back the same; who is erased there is in no table of it."""

import io
from contextlib import closing
from pathlib import Path
from typing import Any, NoReturn

import pytest

from journeyc.runtime import Runtime
from journeyc.runtime.errors import UsageError
from journeyc.runtime.ports import TABLES
from journeyc.runtime.stores import open_store
from journeyc.runtime.stores.postgres.whole import erase
from journeyc.runtime.transfer import import_store
from tests.postgres import Server
from tests.runtime.customers.test_erasing import PACKAGE, PLANTED, lived, uncompressed
from tests.runtime.stage import HandClock, Recorder
from tests.runtime.stores.test_rows import exported, filled

__all__ = ["uncompressed"]


def test_from_a_file_to_a_server_and_back_all_is_the_same(
    postgres: str, tmp_path: Path, clock: HandClock
) -> None:
    first = open_store(tmp_path / "first.sqlite")
    filled(first, clock)
    told = exported(first)
    server, last = open_store(postgres), open_store(tmp_path / "last.sqlite")
    import_store(server, io.BytesIO(told))
    assert exported(server) == told
    import_store(last, io.BytesIO(exported(server)))
    assert exported(last) == told
    # The server goes on counting where it was.
    with Runtime.open(server, PACKAGE, {"sms": Recorder()}, clock) as runtime:
        runtime.send("opened", {"bill": "B9"}, customer="anna", channel="web")
        runtime.erase("anna")
        assert runtime.erase("bob").customers == ("bob", "cookie")
    first.close()
    last.close()


def test_an_erasure_that_is_taken_back_is_not_counted(
    postgres: str, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number of the last one is how many there are, without looking at all of them."""

    def fails(*about: Any) -> NoReturn:
        erase(*about)
        raise UsageError("it was erased", "it is taken back")

    with closing(open_store(postgres)) as store:
        filled(store, clock)
        erased = ["anna"], store.read("anna").revision
        before = store.erasures()
        with monkeypatch.context() as patched:
            patched.setattr("journeyc.runtime.stores.postgres.store.erase", fails)
            with pytest.raises(UsageError):
                store.erase(*erased, clean=False)
        store.erase(*erased, clean=False)
        assert store.erasures() == store.counts()["erasures"] == before + 1


@pytest.mark.usefixtures("uncompressed")
def test_who_is_erased_is_in_no_table_and_in_no_file_once_it_is_written_anew(clock: HandClock) -> None:
    """The log of the server is another thing: it has everything until its files are used again."""
    with Server() as server, Runtime.open(server.address(), PACKAGE, {"sms": Recorder()}, clock) as runtime:
        for name in ("PLANTED-KEY", "PLANTED-KEY-2"):
            lived(runtime, clock, name)
            runtime.identify("other", {"name": "Other" * 100})
            runtime.tick()
        server.psql("ANALYZE")
        server.psql("CHECKPOINT")
        assert all(_in_files(server, word) for word in PLANTED)
        for name in ("PLANTED-KEY", "PLANTED-KEY-2"):
            assert not runtime.erase(name).clean
        for table in (*TABLES, "leases"):
            rows = server.psql(f"SELECT t::text FROM journeyc.{table} AS t")  # noqa: S608  # it is one of ours
            assert not [word for word in PLANTED if word in rows], table
        tables = server.psql("SELECT string_agg(oid::regclass::text, ', ') FROM pg_class WHERE relkind = 'r'"
                             " AND relnamespace = 'journeyc'::regnamespace")  # fmt: skip
        server.psql(f"VACUUM (FULL, ANALYZE) {tables}")
        server.psql("CHECKPOINT")
        # Statistics of tables that are empty now stay, as is documented.
        samples = server.psql("SELECT pg_relation_filenode('pg_statistic')")
        assert [word for word in PLANTED if _in_files(server, word, but=samples)] == []
        assert runtime.customer("other") is not None


def _in_files(server: Server, word: str, but: str = "") -> bool:
    """Whether any file of a table or an index has these bytes, `but` for that of one of them."""
    files = [path for path in (server.folder / "data" / "base").rglob("[0-9]*") if path.is_file()]
    return any(word.encode() in path.read_bytes() for path in files if path.name != but)
