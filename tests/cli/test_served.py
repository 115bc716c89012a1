"""Which engine looked at business rules: told where a play begins, where one asks why, and of each run."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from journeyc.runtime import engine as room
from journeyc.runtime.engine import STRIKES
from tests.cli.test_doctor import card
from tests.cli.test_run import OPENED, facts
from tests.cli.test_run_reasons import CARD, FAILED
from tests.matching.rules import child, needs_engine

__all__ = ["card"]

Journeyc = Callable[..., CompletedProcess[str]]
ABSENT = "durable-rules is not installed"
STORE = ("--store", "a.sqlite")


@pytest.fixture
def absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "missing", lambda: ABSENT)


def play(journeyc: Journeyc, card: Path, script: str, *options: str) -> list[str]:
    done = journeyc("run", card, *STORE, *options, stdin=script)
    assert (done.returncode, done.stderr) == (0, "")
    return facts(done.stdout)


def show(journeyc: Journeyc) -> list[str]:
    done = journeyc("runs", "show", "card/anna/1", *STORE)
    assert (done.returncode, done.stderr) == (0, "")
    return facts(done.stdout)


def lines_of(lines: list[str], label: str) -> list[str]:
    return [line for line in lines if line.startswith(f"{label} ")]


# ── where a play begins ──


@pytest.mark.usefixtures("absent")
def test_a_play_begins_with_one_clear_line_where_there_is_no_engine(journeyc: Journeyc, card: Path) -> None:
    shown = play(journeyc, card, "on opened\n")
    assert shown.count(f"The reference evaluator looks at rules: {ABSENT}") == 1


@pytest.mark.usefixtures("absent")
def test_who_has_no_rules_is_told_nothing_of_them(journeyc: Journeyc, small: Path) -> None:
    assert not lines_of(play(journeyc, small, OPENED), "The")


@pytest.mark.usefixtures("absent")
def test_who_has_chosen_is_told_nothing(journeyc: Journeyc, card: Path) -> None:
    assert not lines_of(play(journeyc, card, "on opened\n", "--rules", "reference"), "The")


@pytest.mark.usefixtures("absent")
def test_an_engine_that_was_wanted_and_is_not_there_is_wrong_usage(journeyc: Journeyc, card: Path) -> None:
    done = journeyc("run", card, *STORE, "--rules", "durable-rules", stdin="on opened\n")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(
        f"journeyc: there is no engine for rules: {ABSENT}\nhelp: install `journeyc["
    )


def test_another_engine_is_no_choice(journeyc: Journeyc, card: Path) -> None:
    done = journeyc("run", card, "--rules", "drools")
    assert (done.returncode, done.stdout) == (2, "")
    assert "'drools' is not one of 'auto', 'durable-rules', 'reference'" in done.stderr


@needs_engine
def test_where_there_is_one_nothing_is_said(journeyc: Journeyc, card: Path) -> None:
    assert not lines_of(play(journeyc, card, "on opened\n"), "The")


# ── of a run ──


@needs_engine
def test_a_run_tells_which_engine_has_served(journeyc: Journeyc, card: Path) -> None:
    """How often each of the two; a run of which no rule has been looked at says nothing."""
    play(journeyc, card, "on opened\n")
    assert not lines_of(show(journeyc), "engine")
    play(journeyc, card, FAILED * 2)
    assert lines_of(show(journeyc), "engine") == ["engine durable-rules looked at rules once"]
    play(journeyc, card, FAILED * 3, "--rules", "reference")
    counted = "engine durable-rules looked at rules once, the reference evaluator 3 times"
    assert lines_of(show(journeyc), "engine") == [counted]


@needs_engine
def test_programs_are_told_it_too(journeyc: Journeyc, card: Path) -> None:
    play(journeyc, card, "on opened\n" + FAILED * 3)
    play(journeyc, card, FAILED, "--rules", "reference")
    done = journeyc("runs", "show", "card/anna/1", *STORE, "--output-format", "json")
    story = json.loads(done.stdout)
    assert story["engine"] == {"durable-rules": 2, "reference": 1}
    assert story["incidents"] == []


def test_without_an_engine_it_is_the_reference_evaluator(journeyc: Journeyc, card: Path) -> None:
    play(journeyc, card, "on opened\n" + FAILED * 2, "--rules", "reference")
    assert lines_of(show(journeyc), "engine") == ["engine the reference evaluator looked at rules once"]


# ── why ──


@needs_engine
def test_why_is_silent_where_the_engine_served(journeyc: Journeyc, card: Path) -> None:
    assert not lines_of(play(journeyc, card, f"on opened\n{FAILED * 2}why\n"), "engine")


def test_why_is_silent_where_there_is_no_engine(journeyc: Journeyc, card: Path) -> None:
    """It was told when the play began, or chosen."""
    shown = play(journeyc, card, f"on opened\n{FAILED * 2}why\n", "--rules", "reference")
    assert not lines_of(shown, "engine")


@needs_engine
def test_why_names_the_rules_that_the_engine_said_nothing_of(
    journeyc: Journeyc, card: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside the run, and beside the customer; the play goes on with the same result."""
    child(tmp_path, monkeypatch, "sys.exit(3)")
    shown = play(journeyc, card, f"on opened\n{FAILED * 2}why\n")
    assert lines_of(shown, "engine") == [
        "engine the reference evaluator looked at angry",
        "engine the reference evaluator looked at often",
    ]
    assert any("rule often" in line and "times = 1" in line for line in shown)


# ── incidents of the engine ──


@needs_engine
def test_what_the_engine_failed_in_is_told_and_when_it_was_given_up(
    journeyc: Journeyc, card: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the play, and of the run, in words that name no place of the code; it can be dismissed."""
    child(tmp_path, monkeypatch, "sys.exit(3)")
    shown = " ".join(play(journeyc, card, "on opened\n" + FAILED * (STRIKES + 2)))
    assert "incident the engine for rules was of no help: " in shown
    assert "(engine/" not in shown
    told = " ".join(show(journeyc))
    assert "incident Mon 23 Nov 2026 09:00: the engine for rules was of no help: " in told
    assert f"the rules were looked at without it; after {STRIKES} failures it is not asked" in told
    assert "(engine/" not in told
    story = json.loads(journeyc("runs", "show", "card/anna/1", *STORE, "--output-format", "json").stdout)
    values = [incident["values"] for incident in story["incidents"]]
    assert sum(one["given_up"] for one in values) == 2
    play(journeyc, card, "dismiss\n" * len(values))
    assert not lines_of(show(journeyc), "incident")


@needs_engine
def test_an_incident_of_another_customer_is_none_of_this_run(
    journeyc: Journeyc, card: Path, tmp_path: Path
) -> None:
    play(journeyc, card, "on opened\n")
    with pytest.MonkeyPatch.context() as patched:
        child(tmp_path, patched, "sys.exit(3)")
        play(journeyc, card, f"on opened\n{FAILED}", "--as", "ben")
    assert not lines_of(show(journeyc), "incident")


def test_an_incident_of_the_run_is_told_with_its_place(journeyc: Journeyc, here: Path) -> None:
    """Whatever became of rules."""
    text = CARD.replace("on closed -> done", "on closed when 1 / times > 0 -> done")
    (here / "card.journey").write_text(text, encoding="utf-8")
    assert journeyc("run", "card.journey", *STORE, stdin="on opened\non closed\n").returncode == 1
    told = "incident Mon 23 Nov 2026 09:00: division by zero (card.journey:23:20)"
    assert lines_of(show(journeyc), "incident") == [told]
