"""A whole store goes into another: whole or not at all, and the same on every way."""

import io
import json
import re
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from journeyc.runtime import Delivery, Runtime, Store
from journeyc.runtime.errors import ArchiveError, UnwritableError, UsageError
from journeyc.runtime.ports import TABLES
from journeyc.runtime.stores import MemoryStore, open_store
from journeyc.runtime.transfer import export_store, import_store
from tests.runtime.customers.journeys import company
from tests.runtime.customers.test_erasing import lived
from tests.runtime.stage import MORNING, HandClock, Recorder

PACKAGE = company()


def filled(store: Store, clock: HandClock) -> Runtime:
    """A store in which every table has rows, of several kinds where there are kinds."""
    sms = Recorder(Delivery("failed", "no such number"), Delivery("failed", "none at all"))
    runtime = Runtime.open(store, PACKAGE, {"sms": sms}, clock, services={"crm.look_up": _looked_up})
    for name in ("anna", "Änne \U0001f600", "ben", "bob", "gone"):
        lived(runtime, clock, name)
        runtime.identify(name, {"mail": f"{name}@x"})
    runtime.tick()
    lived(runtime, clock, "cookie")
    runtime.merge("cookie", into="bob")
    # Of a merge that is undone, lines stay where they were.
    runtime.merge("ben", into="anna", id="undone")
    runtime.send("asked", customer="ben", channel="web", run="dispute/ben/1")
    runtime.unmerge("undone")
    runtime.send("closed", customer="anna", channel="web", run="dispute/anna/2")
    for name in ("resume links", "another"):
        store.secret(name)
    incidents = runtime.incidents()
    runtime.dismiss(incidents[0]["id"])
    runtime.erase("gone", clean=False)
    return runtime


def _looked_up(who: str) -> str:
    raise ConnectionError(who)


def exported(store: Store) -> bytes:
    out = io.BytesIO()
    export_store(store, out, MORNING)
    return out.getvalue()


def test_every_table_goes_out_and_comes_in_as_it_was(store: Store, clock: HandClock, tmp_path: Path) -> None:
    filled(store, clock)
    told = exported(store)
    rows = list(store.rows())
    assert {row.table for row in rows} == TABLES.keys()
    assert store.counts() == {name: sum(row.table == name for row in rows) for name in TABLES}
    for number, address in enumerate([None, tmp_path / "a", None, tmp_path / "b"]):
        other = open_store(address)
        done = import_store(other, io.BytesIO(told))
        assert (done.counts, done.at) == (store.counts(), "2026-11-23T09:00:00Z"), number
        assert exported(other) == told
        other.close()


def test_an_imported_store_goes_on_as_the_first_one_does(
    store: Store, clock: HandClock, tmp_path: Path
) -> None:
    """The same answers to the same inputs, the same timers and messages, and links stay valid."""
    runtime = filled(store, clock)
    other = open_store(tmp_path / "other" if isinstance(store, MemoryStore) else None)
    import_store(other, io.BytesIO(exported(store)))

    def story(one: Runtime) -> str:
        clock.time = at
        told: list[Any] = [one.next_due()]
        for name in ("anna", "bob", "cookie", "gone"):
            told += [
                one.send("opened", {"bill": name}, customer=name, channel="web", id="again"),
                one.send("closed", customer=name, channel="web", id="closed"),
            ]
        told.append(one.send("opened", {"bill": "other"}, customer="anna", channel="web", id="again"))
        for _ in range(3):
            clock.pass_(days=2)
            ticked = one.tick()
            told += [*(report["runs"] for report in ticked.reports), ticked.attempts]
        told.append(one.merge("anna", into="bob", id="together"))
        told += [one.export("bob"), one.incidents(), one.tasks(), one.members("at_risk")]
        # The ids of ticks are random.
        return re.sub("time/[0-9a-f-]{36}", "time", json.dumps(told, default=str))

    at = clock.time
    second = Runtime.open(other, PACKAGE, {"sms": Recorder()}, clock, services={"crm.look_up": _looked_up})
    assert story(second) == story(runtime)
    assert other.secret("resume links") == store.secret("resume links")
    other.close()


@pytest.fixture
def told(clock: HandClock) -> bytes:
    """An export of a store with some of everything."""
    store = MemoryStore()
    filled(store, clock)
    return exported(store)


def test_it_goes_into_a_server_which_goes_on_behind_it(told: bytes, postgres: str) -> None:
    with closing(open_store(postgres)) as store:
        import_store(store, io.BytesIO(told))
        assert exported(store) == told
        before = store.erasures()
        store.erase(["anna"], store.read("anna").revision, clean=False)
        assert store.erasures() == before + 1


def refuse(store: Store, told: bytes, why: str) -> None:
    """It is refused, and nothing of it is written."""
    with pytest.raises((ArchiveError, UsageError), match=why):
        import_store(store, io.BytesIO(told))
    assert not any(store.counts().values())


def test_what_is_cut_short_is_refused_whole(store: Store, told: bytes) -> None:
    lines = told.splitlines(keepends=True)
    for number in {0, 1, 2, len(lines) // 2, len(lines) - 1}:
        refuse(store, b"".join(lines[:number]), "it is cut short")
    for number in (1, 10, len(told) // 2, len(told) - 1):
        refuse(store, told[:number], "damaged")


def test_what_was_changed_is_refused_whole(store: Store, told: bytes) -> None:
    lines = told.splitlines(keepends=True)
    for changed in (
        told.replace(b"PLANTED", b"Planted", 1),
        b"".join([*lines[:7], *lines[8:]]),
        b"".join([*lines[:7], lines[8], lines[7], *lines[9:]]),
        told + lines[1],
        told + told,
    ):
        refuse(store, changed, "damaged|too late")
    refuse(store, told.replace(b'{"runs":{', b'{"walks":{', 1), "a row of `walks` is none that is known")
    refuse(store, b"".join([*lines[:7], b"[]\n", *lines[7:]]), "a line of it is none")
    refuse(store, b"[]\n" + told, "this is no export of a store")
    refuse(store, b"\xff\n", "this is no export of a store")
    refuse(store, b'{"some": "thing"}\n', "this is no export of a store")


def sealed(told: bytes) -> bytes:
    """An export that somebody has changed, with an end that says that it is as it was."""
    *lines, end = told.splitlines(keepends=True)
    counts = json.loads(end)["end"]["counts"]
    seal = {"end": {"counts": counts, "digest": sha256(b"".join(lines)).hexdigest()}}
    return b"".join([*lines, json.dumps(seal).encode() + b"\n"])


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (rb'(\n\{"runs":[^\n]*)"status":', rb'\1"state":'),
        (rb'(\n\{"timers":[^\n]*"due":)"[^"]*"', rb'\1"soon"'),
        (rb'(\n\{"outbox":\{"kind":)"[a-z]*"', rb'\1"odd"'),
        (rb'\n\{"timers":\{[^}]*\}\}', b'\n{"timers":[1]}'),
    ],
)
def test_a_row_that_is_none_is_refused_in_words(store: Store, told: bytes, good: bytes, bad: bytes) -> None:
    changed = re.sub(good, bad, told, count=1)
    assert changed != told
    refuse(store, sealed(changed), "a row of it is none")


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_row_that_comes_twice_is_refused_in_words(
    told: bytes, kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    address = request.getfixturevalue("postgres") if kind == "postgres" else tmp_path / "twice.sqlite"
    twice = re.sub(rb'(\n\{"outbox":[^\n]*)', rb"\1\1", told, count=1)
    with closing(open_store(address)) as store:
        with pytest.raises(UnwritableError, match="cannot keep what it was given"):
            import_store(store, io.BytesIO(sealed(twice)))
        assert not any(store.counts().values())


def test_a_head_that_says_not_when_is_refused_in_words(store: Store, told: bytes) -> None:
    refuse(store, sealed(told.replace(b'"at":', b'"was":', 1)), "says not when it was written")


def test_what_a_newer_or_an_older_journeyc_has_written_is_refused(store: Store, told: bytes) -> None:
    refuse(store, told.replace(b'"format":1', b'"format":2', 1), "a newer journeyc .`format` 2")
    refuse(store, told.replace(b'"documents":2', b'"documents":3', 1), "a newer journeyc .`documents` 3")
    refuse(store, told.replace(b'"documents":2', b'"documents":1', 1), "an older journeyc")


def test_only_a_store_without_anything_takes_one_in(store: Store, told: bytes, clock: HandClock) -> None:
    import_store(store, io.BytesIO(told))
    with pytest.raises(UsageError, match=r"is not empty: it holds .* of `customers`"):
        import_store(store, io.BytesIO(told))
    assert exported(store) == told
    # One in which journeys are known is not empty, either: they could be others under the same version.
    other = MemoryStore()
    Runtime.open(other, PACKAGE, clock=clock)
    with pytest.raises(UsageError, match="of `definitions`"):
        import_store(other, io.BytesIO(told))


def test_all_rows_are_of_one_moment_and_others_go_on_writing(store: Store, clock: HandClock) -> None:
    runtime = filled(store, clock)
    before = exported(store)
    out = io.BytesIO()

    class Slow(io.BytesIO):
        """While the first lines are written, another thread writes the store."""

        def write(self, line: Any) -> int:
            number = len(out.getvalue())
            writer = Thread(
                target=runtime.send, args=("heard_of", {"words": "x"}), kwargs={"customer": "new"}
            )
            if 0 < number < 3_000:
                writer.start()
                writer.join(30)
                assert not writer.is_alive()
            return out.write(line)

    export_store(store, Slow(), MORNING)
    assert out.getvalue() == before
    assert exported(store) != before


def test_a_digest_is_that_of_all_lines_before_the_end(told: bytes) -> None:
    *lines, end = told.splitlines(keepends=True)
    assert json.loads(end)["end"]["digest"] == sha256(b"".join(lines)).hexdigest()
