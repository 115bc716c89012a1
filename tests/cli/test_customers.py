"""`journeyc customers`: what an operator sees of customers, and does with them."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from journeyc.runtime import Runtime
from tests.cli.conftest import digest
from tests.cli.test_run import facts
from tests.runtime.customers.journeys import company
from tests.runtime.stage import HandClock

Journeyc = Callable[..., CompletedProcess[str]]
COMMANDS = ["list", "show", "merge", "unmerge", "erase", "export"]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A store with Anna, who is at risk, and a visitor."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "c.sqlite"
    with Runtime.open(path, company(), clock=HandClock()) as runtime:
        runtime.identify("anna", {"name": "NAME-Anna", "mail": "anna@x", "tier": "gold", "points": 20})
        runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
        runtime.send("opened", {"bill": "B1"}, customer="cookie", channel="web")
    return str(path)


def test_customers_are_listed_by_key(journeyc: Journeyc, store: str) -> None:
    before = digest(store)
    done = journeyc("customers", "list", "--store", store)
    assert (done.returncode, facts(done.stdout)) == (0, [
        "anna 2 open runs at_risk 2026-11-23T09:00:00Z",
        "cookie 1 open run 2026-11-23T09:00:00Z",
    ])  # fmt: skip
    some = journeyc("customers", "list", "--store", store, "--segment", "at_risk", "--output-format", "json")
    assert [row["customer"] for row in json.loads(some.stdout)] == ["anna"]
    assert facts(journeyc("customers", "list", "--store", store, "--after", "anna").stdout)[0].startswith(
        "cookie"
    )
    first = journeyc("customers", "list", "--store", store, "--limit", "1")
    assert (len(facts(first.stdout)), "there are more than these 1" in first.stderr) == (1, True)
    wrong = journeyc("customers", "list", "--store", store, "--segment", "at_rsk")
    assert (wrong.returncode, "did you mean `at_risk`?" in wrong.stderr) == (2, True)
    assert digest(store) == before


def test_a_customer_is_told_whole_and_nothing_private(journeyc: Journeyc, store: str) -> None:
    before = digest(store)
    done = journeyc("customers", "show", "anna@x", "--store", store)
    told = facts(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert "name = •••" in told
    assert "segments at_risk, since Mon 23 Nov 2026 10:00" in told
    assert "runs dispute/anna/1: active in asking" in told
    assert "on opened from web: started asking" in " ".join(told)
    as_object = journeyc("customers", "show", "anna", "--store", store, "--output-format", "json")
    assert "NAME-Anna" not in done.stdout + as_object.stdout
    assert json.loads(as_object.stdout)["segments"] == {"at_risk": "2026-11-23T09:00:00Z"}
    assert "NAME-Anna" in journeyc("customers", "show", "anna", "--store", store, "--private").stdout
    assert digest(store) == before


def test_two_are_merged_and_parted(journeyc: Journeyc, store: str) -> None:
    done = journeyc(
        "customers",
        "merge",
        "cookie",
        "--into",
        "anna",
        "--store",
        store,
        "--by",
        "otto",
        "--reason",
        "a call",
    )
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert first.startswith("`cookie` is a part of `anna` now; `journeyc customers unmerge merge/")
    assert second.startswith(
        "dispute/anna/1: suspended (`cookie` and `anna` are one: `dispute/cookie/1` goes on"
    )
    merge = first.split("unmerge ")[1].split("`")[0]
    shown = journeyc("customers", "show", "cookie", "--store", store).stdout
    assert merge in " ".join(shown.split())
    assert "by otto (a call)" in " ".join(shown.split())
    assert "cookie  part of anna" in journeyc("customers", "list", "--store", store).stdout
    again = journeyc("customers", "merge", "cookie", "--into", "anna", "--store", store)
    assert (again.returncode, again.stderr) == (1, "journeyc: `cookie` is `anna` already\n")
    undone = journeyc("customers", "unmerge", merge, "--store", store, "--output-format", "json")
    assert (undone.returncode, json.loads(undone.stdout)["result"]) == (0, "accepted")
    assert journeyc("customers", "unmerge", merge, "--store", store).returncode == 1
    assert "part of" not in journeyc("customers", "list", "--store", store).stdout


def test_a_customer_is_erased_where_it_is_meant(journeyc: Journeyc, store: str) -> None:
    before = digest(store)
    asked = journeyc("customers", "erase", "anna", "--store", store)
    assert (asked.returncode, digest(store)) == (2, before)
    assert "`anna` and 2 runs would be erased" in asked.stderr
    assert "--yes" in asked.stderr
    done = journeyc("customers", "erase", "anna", "--store", store, "--yes")
    assert (done.returncode, done.stdout) == (
        0,
        "erased 1 customer, 1 alias, 2 runs, 2 answers to inputs, 3 lines of history\n",
    )
    assert b"NAME-Anna" not in Path(store).read_bytes()
    for command in (["show", "anna"], ["erase", "anna", "--yes"], ["export", "anna"]):
        gone = journeyc("customers", *command, "--store", store)
        assert (gone.returncode, "there is no customer `anna`" in gone.stderr) == (2, True)


def test_a_customer_is_handed_out_whole(journeyc: Journeyc, store: str, tmp_path: Path) -> None:
    before = digest(store)
    done = journeyc("customers", "export", "anna", "--store", store)
    kept = json.loads(done.stdout)
    assert (kept["format"], kept["customer"], kept["customers"][0]["profile"]["name"]) == (
        1,
        "anna",
        "NAME-Anna",
    )
    assert journeyc("customers", "export", "anna", "--store", store, "-o", tmp_path / "a.json").stdout == ""
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == kept
    assert digest(store) == before


def words(command: str) -> list[str]:
    """A command with all that it asks for but a store."""
    return [
        command,
        *{"list": [], "merge": ["a", "--into", "b"], "erase": ["a", "--yes"]}.get(command, ["a"]),
    ]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_store_that_is_not_there_is_said(journeyc: Journeyc, tmp_path: Path, command: str) -> None:
    done = journeyc("customers", *words(command), "--store", tmp_path / "nothing.sqlite")
    assert (done.returncode, "there is no store" in done.stderr) == (2, True)
    assert not (tmp_path / "nothing.sqlite").exists()


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("nowhere", ["", ".", "/"])
def test_a_folder_is_no_store(journeyc: Journeyc, command: str, nowhere: str) -> None:
    done = journeyc("customers", *words(command), "--store", nowhere)
    assert (done.returncode, "is a folder" in done.stderr) == (2, True)


def test_a_key_drives_no_terminal(journeyc: Journeyc, store: str) -> None:
    key = "\x1b[31mred\nline"
    with Runtime.open(store, company(), clock=HandClock()) as runtime:
        runtime.send("opened", {"bill": "B1"}, customer=key, channel="web")
    done = [
        journeyc(*command, "--store", store)
        for command in (
            ("customers", "list"),
            ("runs", "list"),
            ("customers", "merge", key, "--into", "anna"),
        )
    ]
    assert [one.returncode for one in done] == [0, 0, 0]
    assert all("<1B>[31mred<0A>line" in one.stdout and "\x1b" not in one.stdout for one in done)
