"""`journeyc runs`: what an operator does with runs, named or chosen."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from journeyc.runtime import Report, Runtime
from tests.cli.conftest import Journeyc
from tests.posix import posix
from tests.runtime.stage import ALL, DISPUTE, begin
from tests.runtime.stores.test_files import open_folder, unprivileged

__all__ = ["open_folder"]

ANNA, BOB = "bill_dispute/anna/1", "bill_dispute/bob/1"
ANSWERS = ["dispute.reason=roaming", "dispute.amount=12,50 euros", "dispute.note=odd = strange"]


@pytest.fixture
def store(here: Path) -> str:
    """A store in which Anna is asked, and Bob waits for the back office."""
    with Runtime.open(here / "a.sqlite", DISPUTE) as runtime:
        begin(runtime)
        begin(runtime, "bob")
        runtime.answer("bob", ALL, channel="web")
    return "a.sqlite"


def statuses(journeyc: Journeyc, store: str) -> list[str]:
    listed = journeyc("runs", "list", "--store", store, "--output-format", "json")
    return [f"{run['customer']} {run['status']} {run['places']}" for run in json.loads(listed.stdout)]


# ── one run ──


def test_answers_are_read_as_people_say_them(journeyc: Journeyc, store: str) -> None:
    done = journeyc("runs", "answer", ANNA, *ANSWERS, "--store", store)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"answered `{ANNA}`\n{ANNA}: taken, now in review\n"
    with Runtime.open(store) as runtime:
        view = runtime.run(ANNA, private=True)
        line = runtime.history(run=ANNA)[-1]
    assert view is not None
    assert view.document["context"]["dispute"] == {
        "bill": "B1", "amount": "12.50 EUR", "reason": "roaming", "note": "odd = strange",
    }  # fmt: skip
    assert (line.document["input"]["channel"], line.input.startswith("operator/")) == ("web", True)


def test_an_event_is_sent_once_under_its_id(journeyc: Journeyc, store: str) -> None:
    """What comes of it is left to a worker, and that is said."""
    command = ("runs", "send", BOB, "agent_decided", "--store", store, "--payload", "-", "--id", "d1")
    first, again = (journeyc(*command, stdin='{"accepted": true}') for _ in range(2))
    assert (first.returncode, first.stdout) == (again.returncode, again.stdout)
    assert first.stdout == f"sent `agent_decided` to `{BOB}`\n{BOB}: ended, now in accepted\n"
    assert first.stderr == "1 message, call or event waits for a worker\n"
    shown = journeyc("runs", "show", BOB, "--store", store)
    assert "outbox    message:sms dispute_won: waits for a worker" in shown.stdout
    with Runtime.open(store) as runtime:
        told = [(line.kind, line.input) for line in runtime.history("bob")]
    assert told.count(("event", "d1")) == 1


def test_who_did_it_stands_in_the_history(
    journeyc: Journeyc, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "ada")
    assert journeyc("runs", "suspend", ANNA, "--store", store, "--reason", "asked").returncode == 0
    assert journeyc("runs", "resume", ANNA, "--store", store, "--by", "Eve").returncode == 0
    payload = ("--payload", '{"accepted": false}')
    assert journeyc("runs", "send", BOB, "agent_decided", "--store", store, *payload).returncode == 0
    with Runtime.open(store) as runtime:
        told = [line.document["input"] for line in runtime.history(run=ANNA)[-2:]]
        sent = runtime.history(run=BOB)[-1]
    assert [(one["command"], one["by"], one.get("reason")) for one in told] == [
        ("suspend", "ada", "asked"), ("resume", "Eve", None),
    ]  # fmt: skip
    assert sent.input.startswith("operator/ada/")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["send", ANNA, "agent_decidd"], 1, "no journey knows an event `agent_decidd`; did you mean"),
        (["send", ANNA, "agent_decided"], 1, "accepted"),
        (["send", ANNA, "agent_decided", "--payload", "[1]"], 2, "`--payload` is no object"),
        (["send", ANNA, "agent_decided", "--payload", "{"], 2, "`--payload` is not JSON"),
        (["send", ANNA, "agent_decided", "--payload", "[" * 100_000], 2, "it is nested too deeply"),
        (["send", ANNA, "agent_decided", "--payload", "@no.json"], 2, "`no.json` cannot be read"),
        (["send", "bill_dispute/ana/1", "agent_decided"], 2, f"did you mean `{ANNA}`?"),
        (["answer", ANNA, "dispute.reasn=roaming"], 2, "did you mean `dispute.reason`?"),
        (["answer", ANNA, "dispute.amount=much"], 2, "`dispute.amount`: "),
        (["answer", ANNA, "much"], 2, "`much` is not `field=value`"),
        (["answer", ANNA, "dispute.note=x", "--channel", "fax"], 1, "fax"),
        (["suspend", "bill_dispute/anna/2"], 2, f"did you mean `{ANNA}`?"),
        (["resume", ANNA], 1, "it is active, not suspended"),
        (["suspend"], 2, "nothing says which runs"),
        (["suspend", ANNA, "--journey", "bill_dispute"], 2, "runs are named, and chosen by options besides"),
        (["cancel", "--place", "reviw", "--yes"], 2, "did you mean `review`?"),
        (["cancel", "--stuck", "soon", "--yes"], 2, "`--stuck`: `soon` is no length of time"),
        (["list", "--stuck", "99999999 years"], 2, "`--stuck`"),
        (["list", "--after", "x"], 2, "there is no run `x`"),
        (["export", "bill_dispute/ana/1"], 2, f"did you mean `{ANNA}`?"),
    ],
)
def test_what_cannot_be_done_says_why_and_changes_nothing(
    journeyc: Journeyc, store: str, arguments: list[str], code: int, said: str
) -> None:
    before = statuses(journeyc, store)
    done = journeyc("runs", *arguments, "--store", store)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert statuses(journeyc, store) == before


@pytest.mark.parametrize("odd", ["\x1b[31m", "\udcff", "ü", "a\x00b", "x" * 5_000])
def test_odd_names_are_no_runs(journeyc: Journeyc, store: str, odd: str) -> None:
    for command in (["show", odd], ["suspend", odd], ["send", odd, "agent_decided"], ["retry", odd]):
        done = journeyc("runs", *command, "--store", store)
        assert (done.returncode in {1, 2}, done.stdout) == (True, ""), command
        assert "fault of journeyc" not in done.stderr
        assert "\x1b" not in done.stderr


def test_a_payload_without_an_end_is_not_read_to_it(journeyc: Journeyc, store: str) -> None:
    """As a device may be one."""
    Path("long.json").write_bytes(b" " * 16_000_001)
    done = journeyc("runs", "send", BOB, "agent_decided", "--payload", "@long.json", "--store", store)
    assert (done.returncode, done.stdout) == (2, "")
    assert "`long.json` cannot be read: it has more than the 16,000,000 bytes that are read" in done.stderr


def test_a_payload_that_is_not_utf_8_is_said(journeyc: Journeyc, store: str) -> None:
    done = journeyc("runs", "send", BOB, "agent_decided", "--payload", "-", "--store", store, stdin=b"\xff")
    assert (done.returncode, done.stderr) == (
        2, "journeyc: standard input cannot be read: it is not UTF-8 text (line 1 has the byte 0xff)\n",
    )  # fmt: skip


# ── several ──


def test_chosen_runs_need_a_yes(journeyc: Journeyc, store: str) -> None:
    """It is said how many they are, before anything is done."""
    command = ("runs", "suspend", "--store", store, "--journey", "bill_dispute")
    done = journeyc(*command)
    assert (done.returncode, done.stdout) == (2, "")
    assert "2 runs would be suspended: 2 of bill_dispute version 3" in done.stderr
    assert "nothing has been done; say `--yes` if it is meant" in done.stderr
    assert statuses(journeyc, store) == ["bob active review", "anna active intake"]
    done = journeyc(*command, "--yes")
    assert (done.returncode, done.stdout, done.stderr) == (0, "suspended 2 runs\n", "")
    assert statuses(journeyc, store) == ["bob suspended review", "anna suspended intake"]
    nobody = journeyc("runs", "cancel", "--store", store, "--place", "accepted")
    assert (nobody.returncode, "there is no such run" in nobody.stderr) == (2, True)
    resumed = journeyc("runs", "resume", "--store", store, "--place", "review", "--yes")
    assert resumed.stdout == "resumed 1 run\n"
    assert statuses(journeyc, store) == ["bob active review", "anna suspended intake"]


def test_runs_on_standard_input_are_done_as_far_as_they_can_be(journeyc: Journeyc, store: str) -> None:
    """Under an id, the same again changes nothing and says the same."""
    journeyc("runs", "suspend", BOB, "--store", store)
    listed = journeyc("runs", "list", "--store", store).stdout
    command = ("runs", "suspend", "-", "--store", store, "--id", "night")
    for _ in range(2):
        done = journeyc(*command, stdin=listed)
        assert (done.returncode, done.stdout) == (1, f"{ANNA}: suspended\n")
        assert f"`{BOB}` was not suspended" in done.stderr
    with Runtime.open(store) as runtime:
        assert [line.kind for line in runtime.history("anna")].count("operator") == 1
    told = json.loads(journeyc(*command, "--output-format", "json", stdin=listed).stdout)
    assert sorted(report["result"] for report in told) == ["accepted", "refused"]


def test_an_empty_list_means_nobody(journeyc: Journeyc, store: str) -> None:
    """And not all that are chosen, as if no list had been handed over."""
    before = statuses(journeyc, store)
    done = journeyc("runs", "cancel", "-", "--journey", "bill_dispute", "--yes", "--store", store, stdin="")
    assert (done.returncode, done.stdout) == (2, "")
    assert "runs are named, and chosen by options besides" in done.stderr
    assert statuses(journeyc, store) == before


def test_another_command_under_the_same_id_is_another(journeyc: Journeyc, store: str) -> None:
    """It does what it says, and says nothing that it has not done."""
    for command, status in {"suspend": "suspended", "resume": "active", "cancel": "cancelled"}.items():
        done = journeyc("runs", command, ANNA, "--id", "night", "--store", store)
        assert done.returncode == 0
        assert statuses(journeyc, store)[1].startswith(f"anna {status} ")


def test_who_is_erased_meanwhile_keeps_nobody_else_from_it(
    journeyc: Journeyc, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Runs are read a page at a time, and what a page ended with may be gone by then."""
    with Runtime.open(store, DISPUTE) as runtime:
        for name in ("cleo", "dora"):
            begin(runtime, name)
    monkeypatch.setattr("journeyc.cli.runs_work._PAGE", 2)
    suspend = Runtime.suspend

    def suspended(self: Runtime, run: str, **more: Any) -> Report:
        done = suspend(self, run, **more)
        if run == "bill_dispute/cleo/1":
            self.erase("cleo")
        return done

    monkeypatch.setattr(Runtime, "suspend", suspended)
    done = journeyc("runs", "suspend", "--store", store, "--journey", "bill_dispute", "--yes")
    assert (done.returncode, done.stdout) == (0, "suspended 4 runs\n")
    assert statuses(journeyc, store) == [
        "dora suspended intake",
        "bob suspended review",
        "anna suspended intake",
    ]


def test_ten_thousand_runs_are_told_in_a_hundred_lines(journeyc: Journeyc, here: Path) -> None:
    """And the next hundred behind them; all are gone through where none is meant."""
    with Runtime.open(here / "many.sqlite", DISPUTE) as runtime:
        begin(runtime)
        runtime._store.close()
    with closing(sqlite3.connect("many.sqlite")) as db, db:
        columns = "customer, journey, status, ended, doc"
        numbers = "WITH RECURSIVE n (i) AS (VALUES (2) UNION ALL SELECT i + 1 FROM n WHERE i < 10000)"
        rows = f"{numbers} SELECT 'bill_dispute/anna/' || i, {columns} FROM n, runs"  # noqa: S608  # no value is in it
        db.execute(f"INSERT INTO runs (id, {columns}) {rows}")
    done = journeyc("runs", "list", "--store", "many.sqlite")
    assert len(done.stdout.splitlines()) == 100
    assert "there are more than these 100: `--after` goes on behind the last one" in done.stderr
    done = journeyc("runs", "cancel", "--store", "many.sqlite", "--version", "2")
    assert "there is no such run" in done.stderr


# ── export ──


def test_a_run_is_exported_with_what_is_private_masked(journeyc: Journeyc, store: str) -> None:
    with Runtime.open(store, DISPUTE) as runtime:
        runtime.identify("bob", {"email": "bob@secret", "first_name": "Robert"})
        runtime.send("agent_decided", {"accepted": True}, customer="bob")
    done = journeyc("runs", "export", BOB, "--store", store)
    masked = json.loads(done.stdout)
    assert ("`--private` writes all" in done.stderr, masked["private"]) == (True, False)
    assert "bob@secret" not in done.stdout
    assert "You get 12.50 EUR" not in done.stdout
    assert [line["kind"] for line in masked["history"]] == ["event", "answer", "event", "contact"]
    assert [(one["outlet"], one["state"]) for one in masked["outbox"]] == [("message:sms", "waiting")]
    done = journeyc("runs", "export", BOB, "--store", store, "--private", "-o", "bob.json")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    told = json.loads(Path("bob.json").read_text(encoding="utf-8"))
    assert told["document"]["context"]["won"] is True
    assert told["outbox"][0]["document"]["text"] == "You get 12.50 EUR back."


# ── stores ──


def test_the_clock_of_a_play_counts(journeyc: Journeyc, small: Path) -> None:
    """Which stands beside its store."""
    script = 'on opened(case = { id = "C1" }) from web\nwait 50 minutes\n'
    journeyc("run", small, "--store", "play.sqlite", stdin=script)
    listed = journeyc("runs", "list", "--store", "play.sqlite", "--stuck", "50 minutes")
    assert listed.stdout.startswith("case/anna/1")
    assert not journeyc("runs", "list", "--store", "play.sqlite", "--stuck", "51 minutes").stdout
    journeyc("runs", "suspend", "case/anna/1", "--store", "play.sqlite")
    told = json.loads(journeyc("runs", "export", "case/anna/1", "--store", "play.sqlite").stdout)
    assert told["position"]["suspended_since"] == told["at"] == "2026-11-23T08:50:00Z"


def test_a_store_of_a_newer_version_is_left_alone(journeyc: Journeyc, store: str) -> None:
    with closing(sqlite3.connect(store)) as db, db:
        db.execute("PRAGMA user_version = 9999")
    for command in (["list"], ["suspend", ANNA], ["send", ANNA, "agent_decided"], ["retry", ANNA]):
        done = journeyc("runs", *command, "--store", store)
        assert (done.returncode, done.stdout) == (2, "")
        assert "newer journeyc" in done.stderr


@posix("file modes")
def test_a_store_that_is_read_only_is_said(journeyc: Journeyc, open_folder: Path) -> None:
    """Looking works all the same."""
    path = open_folder / "a.sqlite"
    with Runtime.open(path, DISPUTE) as runtime:
        begin(runtime)
    path.chmod(0o444)
    open_folder.chmod(0o555)
    with unprivileged():
        done = journeyc("runs", "suspend", ANNA, "--store", path)
        assert (done.returncode, done.stdout) == (2, "")
        assert "check the permissions of the file and its folder" in done.stderr
        assert journeyc("runs", "list", "--store", path).returncode == 0


def test_what_a_module_prints_is_no_result(journeyc: Journeyc, store: str) -> None:
    Path("loud.py").write_text("print('module')\ndef bindings():\n    print('called')\n    return {}\n")
    done = journeyc(
        "runs", "suspend", ANNA, "--bind", "loud:bindings", "--output-format", "json", "--store", store
    )
    assert (done.returncode, done.stderr) == (0, "module\ncalled\n")
    assert [report["result"] for report in json.loads(done.stdout)] == ["accepted"]


def test_a_store_that_others_have_locked_is_said(journeyc: Journeyc, store: str) -> None:
    """Nothing waits for ever; looking waits for nobody."""
    address = f"sqlite:///{store}?busy_seconds=0.1"
    with closing(sqlite3.connect(store, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        done = journeyc("runs", "suspend", ANNA, "--store", address)
        assert (done.returncode, done.stdout) == (2, "")
        assert "locked" in done.stderr
        assert journeyc("runs", "list", "--store", address).returncode == 0


@pytest.mark.parametrize(
    "command",
    [
        ["runs", "suspend", "bill_dispute/anna/1"],
        ["runs", "resume", "bill_dispute/anna/1"],
        ["runs", "cancel", "bill_dispute/anna/1"],
        ["runs", "migrate", "--journey", "a", "--yes"],
        ["customers", "merge", "a", "--into", "b"],
        ["customers", "unmerge", "merge/1"],
        ["tasks", "answer", "bill_dispute/bob/1/1/0"],
    ],
)
def test_whatever_changes_runs_takes_what_a_worker_is_given(
    journeyc: Journeyc, store: str, command: list[str]
) -> None:
    for option in (["--bind", "nowhere:x"], ["--journeys", "nowhere.json"]):
        done = journeyc(*command, "--store", store, *option)
        assert (done.returncode, done.stdout) == (2, "")
        assert "nowhere" in done.stderr


def test_an_event_for_a_run_that_is_not_there_says_how_runs_begin(journeyc: Journeyc, store: str) -> None:
    done = journeyc("runs", "send", "bill_dispute/zoe/1", "agent_decided", "--store", store)
    assert (done.returncode, done.stdout) == (2, "")
    assert "a service begins runs, by the event they start on" in done.stderr


def test_an_id_that_was_used_for_another_run_is_told(journeyc: Journeyc, store: str) -> None:
    with Runtime.open(store, DISPUTE) as runtime:
        runtime.send("dispute_opened", {"dispute": {"bill": "B8"}}, customer="anna", channel="web")
        (other,) = {run.run for run in runtime.runs(customer="anna")} - {ANNA}
    command = ("save_for_later", "--store", store, "--channel", "web", "--id", "night")
    first = journeyc("runs", "send", other, *command)
    assert first.returncode == 0, first.stderr
    done = journeyc("runs", "send", ANNA, *command)
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        f"nothing was done to `{ANNA}`: under this id something was done to `{other}` before" in done.stderr
    )
