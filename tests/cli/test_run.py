"""`journeyc run`: a customer who starts, leaves, comes back and finishes."""

import builtins
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess
from urllib.parse import urlsplit

import pytest

from journeyc.cli.run.lines import Keyboard
from journeyc.runtime.stores import SqliteStore

Journeyc = Callable[..., CompletedProcess[str]]
ROOT = Path(__file__).parents[2]
OPENED = 'on opened(case = { id = "C1" })\n'


def facts(text: str) -> list[str]:
    """The lines of a transcript without its layout."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def play(journeyc: Journeyc, script: str, *options: str) -> list[str]:
    """Play a script on the store `a.sqlite`; it has to end well."""
    done = journeyc("run", "case.journey", "--store", "a.sqlite", *options, stdin=script)
    assert (done.returncode, done.stderr) == (0, "")
    return facts(done.stdout)


def test_the_bill_dispute_is_played_in_two_processes(tmp_path: Path) -> None:
    """The main job: two of three answers on the website, the third by phone a day later, then an expert."""
    examples = ROOT / "examples" / "journeys"
    store = tmp_path / "demo.sqlite"
    said = []
    for script in ("bill_dispute.play", "bill_dispute.resume.play"):
        command = [sys.executable, "-m", "journeyc", "run", str(examples / "bill_dispute.journey")]
        options = ["--store", str(store), "--script", str(examples / script)]
        done = subprocess.run([*command, *options], capture_output=True, text=True, check=True)
        assert done.stderr == ""
        said.append(done.stdout)
    first, second = (facts(text) for text in said)
    assert "kept dispute.amount = 48.00 EUR" in first
    assert "asks 1 dispute.note a text" in first
    assert "kept dispute.reason = roaming" in second
    assert "reminded Tue 24 Nov 09:30 · intake · remind come_back after 1 day" in second
    assert 'resumed intake -> review · dispute.note = "I was at home all week"' in second
    assert "ended review -> result -> accepted · won = true" in second
    frames = [line for line in second if line.startswith("┌─")]
    assert frames == [
        "┌─ sms to anna, Tue 24 Nov 09:30",
        "┌─ email to anna, Tue 24 Nov 10:00",
        "┌─ sms to anna, Fri 27 Nov 10:00",
    ]
    lines = [line for text in said for line in text.splitlines() if " > " not in line]
    assert max(len(line) for line in lines if "://" not in line) <= 88
    assert [line for line in lines if re.fullmatch(r"  │ journeyc://resume/[\w.-]{60,}", line)], "whole"


@pytest.mark.usefixtures("small")
def test_a_place_is_a_card(journeyc: Journeyc) -> None:
    """What is said, asked, can happen and is due, each with its number."""
    shown = play(journeyc, 'customer first_name = "Anna"\n' + OPENED)
    start = shown.index("What is it? step ask on web")
    assert shown[start : start + 8] == [
        "What is it? step ask on web",
        "─" * 86,
        "says Tell us, Anna.",
        "asks 1 case.reason late or wrong",
        "2 case.amount an amount, such as 12.50 EUR",
        "anytime 3 on left pauses",
        "time 4 in 1 hour idle for 1 hour, then the journey pauses",
        "Everything is kept in a.sqlite; the same command goes on from here.",
    ]


@pytest.mark.usefixtures("small")
def test_time_is_kept_with_the_store(journeyc: Journeyc) -> None:
    """What was waited stays waited; the machine's clock has no say."""
    play(journeyc, OPENED + "wait 90 minutes")
    shown = play(journeyc, "wait 1 day")
    assert "Mon 23 Nov 2026 10:30 in Europe/Berlin · virtual time" in shown
    assert "paused since Mon 23 Nov 10:00" in shown
    assert "reminded Tue 24 Nov 10:00 · ask · remind come_back after 1 day" in shown
    assert "Tue 24 Nov 2026 10:30 in Europe/Berlin · virtual time" in play(journeyc, "")


@pytest.mark.usefixtures("small")
def test_lost_time_has_to_be_said(journeyc: Journeyc) -> None:
    """A store beside which no time is kept may be that of a service, and a wait would fire the timers of its
    customers. Nothing happens to it, and it goes on from a time that is said, but not from an earlier one.
    """
    play(journeyc, OPENED + "wait 2 hours\nwait 10 minutes")
    Path("a.sqlite.clock").unlink()
    before = Path("a.sqlite").read_bytes()
    done = journeyc("run", "case.journey", "--store", "a.sqlite", stdin="wait 10 days")
    assert (done.returncode, done.stdout) == (2, "")
    assert "`a.sqlite` is not played in virtual time: no time is kept beside it" in done.stderr
    assert (Path("a.sqlite").read_bytes(), Path("a.sqlite.clock").exists()) == (before, False)
    early = journeyc("run", "case.journey", "--store", "a.sqlite", "--start", "2026-11-23T09:00")
    assert "lies before the time of the store" in early.stderr
    play(journeyc, "", "--start", "2026-11-23T11:10")
    assert Path("a.sqlite.clock").read_text(encoding="utf-8") == "2026-11-23T10:10:00Z\n"


def test_the_clock_starts_where_it_is_told(journeyc: Journeyc, small: Path) -> None:
    """In the zone of the journey; later it goes on to there, and never back."""
    assert "Thu 1 Jan 2026 08:00 in Europe/Berlin · virtual time" in play(
        journeyc, OPENED, "--start", "2026-01-01T08:00"
    )
    shown = play(journeyc, "", "--start", "2026-01-01T10:00")
    assert "paused Thu 1 Jan 09:00 · ask · idle for 1 hour" in shown
    back = journeyc("run", small, "--store", "a.sqlite", "--start", "2025-01-01T10:00")
    assert (back.returncode, back.stdout) == (2, "")
    assert "lies before the time of the store" in back.stderr
    wrong = journeyc("run", small, "--store", "b.sqlite", "--start", "monday")
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("journeyc: `--start monday`: ")


@pytest.mark.usefixtures("small")
def test_numbers_pick_what_is_offered(journeyc: Journeyc) -> None:
    """Fields are asked for one by one, a question takes its answer, a timer lets time pass until it."""
    shown = play(journeyc, "1\nC1\n12 €\nlate\n")
    assert "case.id (a name or number in quotes): C1" in shown
    assert 'started ask -> look · case = { id = "C1", amount = 12.00 EUR, reason = late }' in shown
    again = play(journeyc, OPENED + "1\nlate\n3\n", "--as", "ben")
    assert "case.reason (late or wrong): late" in again
    assert "paused Mon 23 Nov 10:00 · ask · idle for 1 hour" in again


@pytest.mark.usefixtures("small")
def test_answers_go_to_the_open_question(journeyc: Journeyc) -> None:
    """In the customer's words, or by name; by the channel that is said."""
    shown = play(journeyc, OPENED + "answer Late\nanswer case.amount = 12 EUR from web\n")
    assert "kept case.reason = late" in shown
    assert "moved ask -> look · case.amount = 12.00 EUR" in shown
    assert "│ We look at it" in shown
    assert "here nothing to do on web; this step is on desk" in shown


@pytest.mark.usefixtures("small")
def test_an_agent_is_picked_with_their_own_channel(journeyc: Journeyc) -> None:
    """What happens at the desk does not come from the customer."""
    play(journeyc, OPENED + "answer case.reason = late, case.amount = 1 EUR\n")
    shown = play(journeyc, "1\nyes\nall is well\nhistory\n")
    assert "ended look -> done · won = true" in shown
    assert any("on closed from desk: ended look -> done" in line for line in shown)
    assert "ended Mon 23 Nov 09:00, success" in shown
    assert "next 1 on opened(case = …) starts at ask, from web" in shown


@pytest.mark.usefixtures("small")
def test_a_run_that_ended_long_ago_is_not_denied(journeyc: Journeyc) -> None:
    """Who has been through the journey did begin it, however long ago it ended."""
    play(
        journeyc,
        OPENED + "answer case.reason = late, case.amount = 1 EUR\non closed(accepted = true) from desk",
    )
    shown = play(journeyc, "wait 3 days\nwhere")
    assert "anna is not in this journey now; `history` tells what was." in shown
    assert "anna has not begun." not in shown
    assert "cleo has not begun." in play(journeyc, "", "--as", "cleo")
    nothing = journeyc("run", "case.journey", "--store", "a.sqlite", stdin="answer case.reason = late")
    assert nothing.stderr.startswith("journeyc: <stdin>:1: nothing is asked here")


@pytest.mark.usefixtures("small")
def test_languages_and_customers_differ(journeyc: Journeyc) -> None:
    """Each customer has a place of their own, and hears their language."""
    play(journeyc, OPENED)
    shown = play(journeyc, OPENED, "--as", "ben", "--language", "de")
    assert "ben has not begun." in shown
    assert "says Sagen Sie es uns, there." in shown


@pytest.mark.usefixtures("small")
def test_why_tells_what_was_taken(journeyc: Journeyc) -> None:
    """Of this session, or else of the last one."""
    took = "took starts on opened -> ask (line 13)"
    assert took in play(journeyc, OPENED + "why")
    assert took in play(journeyc, "why")


@pytest.mark.usefixtures("small")
def test_the_map_marks_the_place(journeyc: Journeyc) -> None:
    """In a file that is named, or in one that is told."""
    shown = play(journeyc, OPENED + "map here.dot\n")
    assert "the map is in here.dot" in shown
    assert "here" in Path("here.dot").read_text()


def test_a_map_without_an_engine_is_text(
    journeyc: Journeyc, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless a picture was asked for by name."""
    monkeypatch.setenv("GRAPHVIZ_DOT", "no-such-dot")
    shown = play(journeyc, OPENED + "map\n")
    assert f"the map is in {Path('build', 'case.mmd')}" in shown
    asked = journeyc("run", small, "--store", "a.sqlite", stdin="map here.svg")
    assert asked.returncode == 1
    assert "`GRAPHVIZ_DOT` is `no-such-dot`" in asked.stderr


@pytest.mark.usefixtures("small")
def test_help_lists_the_commands(journeyc: Journeyc) -> None:
    """Each with what it does."""
    assert "channel NAME the customer goes on by another channel" in play(journeyc, "help")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("onn left", "there is no command `onn`"),
        ("on lefft", "there is no event `lefft`"),
        ("on opened(caze = 1)", "there is no field `caze` here"),
        ("on opened", "the fields of `opened` do not fit: `case` is missing"),
        ("on closed(accepted = true)", "no active step takes `closed`; it is taken in `look`"),
        ("answer case.amount = 12", "this is a whole number, but money is needed for `case.amount`"),
        (
            "answer case.reason = late from desk",
            "the answer does not fit: step `ask` is not on channel `desk`",
        ),
        ("wait 3", "this is a whole number, but a duration is needed as a time"),
        ("wait 9999999 days", "this leads beyond the year 9999"),
        ("channel wbe", "there is no channel `wbe`"),
        ('customer first_nam = "A"', "there is no field `first_nam` of the customer"),
        (
            'customer id = "ben"',
            "what is known of the customer does not fit: `customer.id` is who the customer is",
        ),
        ("9", "nothing is offered under 9"),
        ("1", "`case.reason` was not given"),
    ],
)
def test_an_error_stops_a_script(journeyc: Journeyc, small: Path, line: str, problem: str) -> None:
    """With the place in the script; what happened before it stays."""
    Path("a.play").write_text(f"# a comment\n\n{OPENED}{line}\n")
    done = journeyc("run", small, "--store", "a.sqlite", "--script", "a.play")
    assert done.returncode == 1
    assert done.stderr.startswith(f"journeyc: a.play:4: {problem}")
    assert "What is it? step ask on web" in play(journeyc, "where")


def test_a_person_may_try_again(journeyc: Journeyc, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At a keyboard a mistake is said, and the play goes on until the end of input."""
    typed: Iterator[str] = iter(["onn", OPENED.strip(), ""])

    def keyboard(prompt: str) -> str:
        print(prompt)
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr(builtins, "input", keyboard)
    monkeypatch.setattr("journeyc.cli.run.playing.from_standard_input", Keyboard)
    done = journeyc("run", small, "--store", "a.sqlite")
    assert done.returncode == 0
    shown = facts(done.stdout)
    assert shown.index("there is no command `onn`") < shown.index('started ask · case = { id = "C1" }')
    assert shown[-1] == "Everything is kept in a.sqlite; the same command goes on from here."


def test_memory_keeps_nothing(journeyc: Journeyc, small: Path) -> None:
    """No file appears."""
    done = journeyc("run", small, "--store", ":memory:", stdin=OPENED)
    assert done.returncode == 0
    assert [path.name for path in Path().iterdir()] == ["case.journey"]


def test_the_default_store_is_in_the_state_folder(journeyc: Journeyc, small: Path) -> None:
    """One for each file, so that two journeys of one name do not meet."""
    assert journeyc("run", small, stdin=OPENED).returncode == 0
    stores = [path.name for path in Path("state/journeyc").glob("*.sqlite")]
    assert len(stores) == 1
    assert re.fullmatch(r"case-[0-9a-f]{8}\.sqlite", stores[0])
    assert "What is it? step ask on web" in facts(journeyc("run", small).stdout)


def test_real_time_passes_by_itself(journeyc: Journeyc, small: Path) -> None:
    """It cannot be waited for, and a store of virtual time is not played in it."""
    done = journeyc("run", small, "--store", "b.sqlite", "--real-time", stdin=OPENED)
    assert (done.returncode, done.stderr) == (0, "")
    waited = journeyc("run", small, "--store", "b.sqlite", "--real-time", stdin="wait 1 day")
    assert (waited.returncode, "time passes by itself" in waited.stderr) == (1, True)
    play(journeyc, OPENED)
    virtual = journeyc("run", small, "--store", "b.sqlite")
    assert (virtual.returncode, "is not played in virtual time" in virtual.stderr) == (2, True)
    mixed = journeyc("run", small, "--store", "a.sqlite", "--real-time")
    assert (mixed.returncode, "is played in virtual time" in mixed.stderr) == (2, True)


def test_a_store_is_named_as_by_all_commands(journeyc: Journeyc, small: Path) -> None:
    done = journeyc("run", small, "--store", "sqlite:///a.sqlite?synchronous=normal", stdin=OPENED)
    assert (done.returncode, done.stderr) == (0, "")
    assert "kept in a.sqlite" in done.stdout
    names = sorted(path.name for path in Path().glob("*sqlite*"))
    assert names == ["a.sqlite", "a.sqlite-lock", "a.sqlite.clock"]
    play(journeyc, "wait 1 day")
    for wrong in ("redis://x", "postgresql:user:hush@host/db"):
        refused = journeyc("run", small, "--store", wrong, stdin=OPENED)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert "hush" not in refused.stderr


def test_a_play_on_a_server_is_in_real_time(journeyc: Journeyc, small: Path, postgres: str) -> None:
    """A server has no file beside which the time of a play could be kept."""
    refused = journeyc("run", small, "--store", postgres, stdin=OPENED)
    assert (refused.returncode, "say `--real-time`" in refused.stderr) == (2, True)
    done = journeyc("run", small, "--store", postgres, "--real-time", stdin=OPENED)
    assert (done.returncode, done.stderr) == (0, "")
    password = urlsplit(postgres).password
    assert password
    assert password not in done.stdout
    assert journeyc("customers", "list", "--store", postgres).stdout.startswith("anna")


def test_a_journey_that_never_rests_lets_go(
    journeyc: Journeyc, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wait ends after so many timers, and says so."""
    restless = small.read_text().replace("on answered -> look", "on answered -> look  after 1 minute -> ask")
    small.write_text(restless)
    monkeypatch.setattr("journeyc.cli.run.play.MOST_FIRINGS", 20)
    done = journeyc("run", small, "--store", "a.sqlite", stdin=OPENED + "wait 1000 days")
    assert (done.returncode, "there is no end of it" in done.stderr) == (1, True)


def test_a_journey_with_errors_is_not_played(journeyc: Journeyc, small: Path) -> None:
    """Its findings are shown, and no store is made."""
    small.write_text(small.read_text().replace("-> look", "-> lok"))
    done = journeyc("run", small, "--store", "a.sqlite")
    assert (done.returncode, done.stdout, Path("a.sqlite").exists()) == (1, "", False)
    assert "error[undefined-name]" in done.stderr


def foreign(path: Path) -> None:
    path.write_text("not a database, but long enough to look like one" * 10)


def newer(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 999")


def damaged(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def changed(path: Path) -> None:
    journey = path.with_name("case.journey")
    journey.write_text(journey.read_text().replace("after 1 hour idle", "after 2 hours idle"))


def unclear(path: Path) -> None:
    path.with_name("a.sqlite.clock").write_text("noon")


@pytest.mark.parametrize(
    ("harm", "problem"),
    [
        (foreign, "`a.sqlite` is not a database"),
        (newer, "`a.sqlite` was made by a newer journeyc"),
        (damaged, "`a.sqlite`"),
        (changed, "version 1"),
        (unclear, "`a.sqlite.clock` does not hold the time of a store"),
    ],
)
def test_a_store_that_cannot_be_used_is_one_message(
    journeyc: Journeyc, small: Path, harm: Callable[[Path], None], problem: str
) -> None:
    """With the code for usage and how to mend it, and no traceback."""
    play(journeyc, OPENED)
    harm(Path("a.sqlite"))
    done = journeyc("run", small, "--store", "a.sqlite")
    assert (done.returncode, done.stdout) == (2, "")
    assert problem in done.stderr
    assert "help: " in done.stderr
    assert "Traceback" not in done.stderr


def test_a_locked_store_is_one_message(
    journeyc: Journeyc, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program holds it for longer than one waits."""
    play(journeyc, OPENED)
    with sqlite3.connect("a.sqlite", isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        monkeypatch.setattr(
            "journeyc.cli.run.playing.open_store", lambda path: SqliteStore(str(path), "full", 0.05)
        )
        done = journeyc("run", small, "--store", "a.sqlite", stdin='customer first_name = "Anna"')
        other.execute("ROLLBACK")
    assert done.returncode == 2
    assert "`a.sqlite` is locked by another program" in done.stderr


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--store", "no/such/a.sqlite"], "there is no folder"),
        (["--store", "."], "is a folder"),
        (["--script", "no.play"], "the script `no.play` cannot be read: there is no such file"),
        (["--journey", "caze"], "there is no journey `caze` in `case.journey`"),
        (["--channel", "wbe"], "there is no channel `wbe`"),
        (["--as", ""], "`customer`"),
    ],
)
def test_wrong_options_are_one_message(
    journeyc: Journeyc, small: Path, options: list[str], problem: str
) -> None:
    """Before anything is played."""
    done = journeyc("run", small, "--store", "a.sqlite", *options)
    assert done.returncode == 2
    assert problem in done.stderr
    assert "Traceback" not in done.stderr


def test_a_message_that_policies_keep_back_is_told_at_once(journeyc: Journeyc, small: Path) -> None:
    """And in the history; how it goes by sms is shown when it does."""
    policies = "\npolicy contact { quiet from 20:00 to 10:00  at most 1 per 1 hour }\n"
    small.write_text(small.read_text(encoding="utf-8") + policies, "utf-8")
    answers = "answer case.reason = late, case.amount = 1 EUR\n"
    done = journeyc("run", small, "--store", "a.sqlite", stdin=OPENED + answers + "history\nquit\n")
    assert done.returncode == 0, done.stderr
    held = "looking is held until Mon 23 Nov 10:00: quiet hours"
    assert [line for line in facts(done.stdout) if "held" in line] == [
        f"message {held}", f"Mon 23 Nov 2026 09:00 {held}"
    ]  # fmt: skip
