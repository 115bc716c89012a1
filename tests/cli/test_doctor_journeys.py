"""`journeyc doctor` on journeys, their settings, and a store."""

import os
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from importlib import import_module
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from journeyc.cli.doctor import engine as rules_room
from journeyc.matching import contract
from journeyc.matching.naive import checked
from journeyc.runtime.engine import STRIKES
from tests.cli.test_doctor import card, said
from tests.cli.test_run_reasons import CARD, FAILED
from tests.matching.rules import child, needs_engine

__all__ = ["card"]

Journeyc = Callable[..., CompletedProcess[str]]


@pytest.fixture
def store(journeyc: Journeyc, card: Path) -> str:
    """A store in which a card was played."""
    done = journeyc("run", card, "--store", "runs.sqlite", stdin="on opened\n")
    assert done.returncode == 0
    return "runs.sqlite"


# ── settings and journeys ──


@pytest.mark.usefixtures("without_engine", "undrawn")
def test_settings_that_count_are_named(journeyc: Journeyc, card: Path, here: Path) -> None:
    assert said(journeyc("doctor", card), "settings") == [
        "no file with settings; every rule of `lint` counts"
    ]
    (here / "journeyc.toml").write_text("[lint]\nignore = []\n", encoding="utf-8")
    (found,) = said(journeyc("doctor", card), "settings")
    assert found.replace(" ", "") == f"`{here / 'journeyc.toml'}`isvalid".replace(" ", "")


@pytest.mark.usefixtures("without_engine", "undrawn")
@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[lint]\nselct = []\n", "help: did you mean `select`?"),
        ("[lint\n", "is not TOML"),
        ('[lint]\nreleased = "nowhere"\n', "/nowhere` cannot be read: no such file or directory"),
    ],
)
def test_settings_that_are_wrong_are_broken(
    journeyc: Journeyc, card: Path, here: Path, text: str, problem: str
) -> None:
    """Journeys are looked at all the same."""
    (here / "journeyc.toml").write_text(text, encoding="utf-8")
    done = journeyc("doctor", card)
    assert (done.returncode, done.stderr) == (1, "")
    (found,) = said(done, "settings")
    assert found.startswith("broken: ")
    assert problem.replace(" ", "") in found.replace(" ", "")
    assert said(done, "journeys") == ["1 journey in 1 file"]


def bounded(monkeypatch: pytest.MonkeyPatch, name: str, bound: int) -> None:
    """Let the engine hold less."""
    monkeypatch.setattr(contract, name, bound)
    monkeypatch.setattr(import_module("journeyc.matching.rulesets"), name, bound)


@needs_engine
@pytest.mark.usefixtures("undrawn")
def test_it_is_told_who_looks_at_the_rules_of_each_journey(
    journeyc: Journeyc, card: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the engine does not hold is named, with the reason."""
    done = journeyc("doctor", ".")
    assert said(done, "rules")[1:] == [
        "journey `card` in `card.journey`: 1 rule, looked at by durable-rules",
        "the customer in `card.journey`: 2 rules, all looked at by durable-rules",
    ]
    bounded(monkeypatch, "MAXIMUM_PATTERNS", 2)
    done = journeyc("doctor", card)
    assert done.returncode == 0
    joined = "by the reference evaluator: it joins 3 facts, and the engine no more than 2"
    assert said(done, "rules")[1:] == [
        f"journey `card` in `card.journey`: 1 rule, not looked at by durable-rules; `often` {joined}",
        f"the customer in `card.journey`: 2 rules, 1 of them looked at by durable-rules; `angry` {joined}",
    ]


@needs_engine
@pytest.mark.usefixtures("undrawn")
def test_a_condition_that_is_too_long_is_named(
    journeyc: Journeyc, card: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bounded(monkeypatch, "MAXIMUM_CONDITIONS", 0)
    _, journey, customer = said(journeyc("doctor", card), "rules")
    why = "by the reference evaluator: its condition has 1 part, and the engine takes no more than 0"
    assert journey.endswith(f"1 rule, not looked at by durable-rules; `often` {why}")
    assert customer.endswith(f"2 rules, 1 of them looked at by durable-rules; `angry` {why}")


@needs_engine
@pytest.mark.usefixtures("undrawn")
def test_rules_that_the_engine_gets_wrong_are_broken(
    journeyc: Journeyc, card: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine may answer its own test, and not this one."""

    def cases(rules: Any) -> Any:
        return [
            (facts, held ^ {"often"} if "often" in rules.rules else held) for facts, held in checked(rules)
        ]

    monkeypatch.setattr(rules_room, "checked", cases)
    done = journeyc("doctor", card)
    assert done.returncode == 1
    assert said(done, "rules")[1].startswith(
        "broken: journey `card` in `card.journey`: durable-rules does not answer rightly: its answers are"
    )


@pytest.mark.usefixtures("without_engine", "undrawn")
def test_what_a_file_imports_is_not_told_twice(journeyc: Journeyc, card: Path, here: Path) -> None:
    (here / "other.journey").write_text('import "card.journey"\n', encoding="utf-8")
    done = journeyc("doctor", card, "other.journey")
    assert done.returncode == 0
    assert said(done, "journeys") == ["1 journey in 2 files"]
    assert len(said(done, "rules")) == 3


@pytest.mark.usefixtures("small", "without_engine", "undrawn")
def test_journeys_without_rules_are_told_so(journeyc: Journeyc) -> None:
    assert said(journeyc("doctor", "."), "journeys") == ["1 journey in 1 file, without business rules"]


@pytest.mark.usefixtures("without_engine", "undrawn")
def test_compiled_journeys_are_looked_at_too(journeyc: Journeyc, card: Path, here: Path) -> None:
    """A service may have nothing else."""
    assert journeyc("compile", card, "-o", "card.json").returncode == 0
    assert said(journeyc("doctor", "card.json"), "rules")[1:] == [
        "journey `card` in `card.json`: 1 rule, looked at by the reference evaluator",
        "the customer in `card.json`: 2 rules, looked at by the reference evaluator",
    ]
    (here / "card.json").write_text("{}", encoding="utf-8")
    done = journeyc("doctor", "card.json")
    assert done.returncode == 1
    assert "help: compile the journey again" in said(done, "journeys")[0]


@pytest.mark.usefixtures("without_engine", "undrawn")
def test_a_folder_of_compiled_journeys_is_looked_at_as_by_a_worker(
    journeyc: Journeyc, card: Path, here: Path
) -> None:
    for file in ("build/deep/card.json", "mixed/card.json"):
        (here / file).parent.mkdir(parents=True)
        assert journeyc("compile", card, "-o", file).returncode == 0
    card.rename(here / "mixed" / card.name)
    assert said(journeyc("doctor", "build"), "journeys") == ["1 journey in 1 file"]
    assert "`build/deep/card.json`" in said(journeyc("doctor", "build"), "rules")[1]
    assert f"`mixed/{card.name}`" in said(journeyc("doctor", "mixed"), "rules")[1]
    (here / "empty").mkdir()
    done = journeyc("doctor", "empty")
    assert done.returncode == 2
    assert "no journey in the folder `empty`, neither a `.journey` file nor a compiled one" in done.stderr


@pytest.mark.usefixtures("card", "without_engine", "undrawn")
@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"event {", "broken: `bad.journey` has 1 error help: `journeyc lint bad.journey` tells more"),
        (b"\xff\xfe\x00", "broken: `bad.journey` cannot be read: "),
    ],
)
def test_a_file_that_is_wrong_does_not_hide_the_others(
    journeyc: Journeyc, here: Path, raw: bytes, problem: str
) -> None:
    (here / "bad.journey").write_bytes(raw)
    done = journeyc("doctor", ".")
    assert (done.returncode, done.stderr) == (1, "")
    well, sick = said(done, "journeys")
    assert well == "1 journey in 1 file"
    assert sick.startswith(problem)
    assert len(said(done, "rules")) == 3


@pytest.mark.usefixtures("without_engine", "undrawn")
def test_standard_input_is_a_journey(journeyc: Journeyc, here: Path) -> None:
    done = journeyc("doctor", "-", stdin=CARD)
    assert (
        said(done, "rules")[1] == "journey `card` in `<stdin>`: 1 rule, looked at by the reference evaluator"
    )
    assert list(here.iterdir()) == []


@pytest.mark.usefixtures("without_engine", "undrawn")
def test_names_that_drive_a_terminal_do_not(journeyc: Journeyc, here: Path) -> None:
    (here / "a\x1b[2J\nb.journey").write_text(CARD, encoding="utf-8")
    shown = journeyc("doctor", ".").stdout
    assert "\x1b" not in shown
    assert "a<1B>[2J" in shown


# ── a store ──


@needs_engine
@pytest.mark.usefixtures("undrawn")
def test_a_store_is_told_with_its_journeys(journeyc: Journeyc, store: str, here: Path) -> None:
    """Nothing in it is changed, and no file is made beside it."""
    before = {path.name: path.read_bytes() for path in here.iterdir() if path.is_file()}
    done = journeyc("doctor", "--store", store)
    assert (done.returncode, done.stderr) == (0, "")
    (found,) = said(done, "store")
    assert re.fullmatch(r"`runs\.sqlite` can be opened: tables of version \d+, the newest; 1 journey", found)
    assert said(done, "rules")[1:] == [
        "journey `card` version 1 in `runs.sqlite`: 1 rule, looked at by durable-rules"
    ]
    assert said(journeyc("doctor", "--store", f"sqlite:///{store}"), "store") == [found]
    assert {path.name: path.read_bytes() for path in here.iterdir() if path.is_file()} == before


@pytest.mark.usefixtures("without_engine", "undrawn")
@pytest.mark.parametrize(
    ("statement", "code", "problem"),
    [
        ("PRAGMA user_version = 1", 0, "tables of version 1, which whoever opens it next brings to version "),
        ("PRAGMA user_version = 99", 1, "broken: `runs.sqlite` was made by a newer journeyc"),
        ("PRAGMA application_id = 1", 1, "broken: `runs.sqlite` is a database of another application"),
        ("DROP TABLE definitions", 1, "broken: `runs.sqlite`: no such table: definitions"),
        ("UPDATE definitions SET doc = '{}'", 1, "cannot be read"),
    ],
)
def test_what_is_wrong_with_a_store_is_told(
    journeyc: Journeyc, store: str, statement: str, code: int, problem: str
) -> None:
    with closing(sqlite3.connect(store, isolation_level=None)) as db:
        db.execute(statement)
    done = journeyc("doctor", "--store", store)
    assert (done.returncode, done.stderr) == (code, "")
    assert any(problem in found for found in said(done, "store"))


@pytest.mark.usefixtures("without_engine", "undrawn")
def test_a_damaged_store_is_broken(journeyc: Journeyc, store: str) -> None:
    """And still as it was."""
    raw = bytearray(Path(store).read_bytes())
    raw[4096 * 4 : 4096 * 5] = b"\xff" * 4096
    Path(store).write_bytes(raw)
    done = journeyc("doctor", "--store", store)
    assert (done.returncode, done.stderr) == (1, "")
    (found,) = said(done, "store")
    assert found.startswith("broken: `runs.sqlite` is damaged (")
    assert "help: restore it from a backup" in found
    assert Path(store).read_bytes() == bytes(raw)


@pytest.mark.usefixtures("without_engine", "undrawn")
def test_who_may_only_read_a_store_is_told_so(
    journeyc: Journeyc, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    done = journeyc("doctor", "--store", store)
    assert done.returncode == 0
    assert said(done, "store")[0].endswith("; 1 journey; you may only read it")


@pytest.mark.usefixtures("here", "without_engine", "undrawn")
@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--store", "none.sqlite"], "there is no store `none.sqlite`\nhelp: check the path\n"),
        (["--store", "redis://x"], "there is no store for `redis://`"),
        (["--store", "sqlite:///a?synchronus=full"], "did you mean `synchronous`?"),
        (["--store", "sqlite:///a?synchronous=odd"], "write `full` or `normal`"),
        (["--store", "sqlite:///a?busy_seconds=-1"], "give a number between 0 and 3600"),
        (["--store", "sqlite:///a%00b"], "there is no store"),
        (["none.journey"], "`none.journey` cannot be read: there is no such file"),
        (["none/"], "cannot be read"),
        ([""], "cannot be read"),
    ],
)
def test_what_is_not_there_is_wrong_usage(journeyc: Journeyc, arguments: list[str], problem: str) -> None:
    done = journeyc("doctor", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert problem in done.stderr
    assert "Traceback" not in done.stderr
    assert list(Path().iterdir()) == []


@pytest.fixture
def given_up(journeyc: Journeyc, card: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store in which the engine has failed until it was given up."""
    with pytest.MonkeyPatch.context() as patched:
        child(tmp_path_factory.mktemp("child"), patched, "sys.exit(3)")
        done = journeyc("run", card, "--store", "up.sqlite", stdin=f"on opened\n{FAILED * (STRIKES + 2)}")
    assert done.returncode == 0
    return "up.sqlite"


@needs_engine
@pytest.mark.usefixtures("undrawn")
def test_what_the_engine_failed_in_is_told(journeyc: Journeyc, given_up: str) -> None:
    """With whose rules it is no longer asked about, as far as that is known."""
    done = journeyc("doctor", "card.journey", "--store", given_up)
    assert done.returncode == 0
    (found,) = said(done, "incidents")
    assert re.match(
        r"\d+ incidents are open in `up\.sqlite`, \d+ of the engine for rules, which was given up", found
    )
    assert "the customer in `card.journey`" in found
    (found,) = said(journeyc("doctor", "--store", given_up), "incidents")
    assert re.search(r"given up for .*a set of rules \([0-9a-f]{32}\)", found)


def test_where_an_incident_is_told_is_said(journeyc: Journeyc, here: Path) -> None:
    """For an operator who knows of no run yet: the command that is named tells of the incident."""
    (here / "card.journey").write_text(
        'touchpoint website "Website" { channel web: show, ask }\n'
        "customer { key id: id }\nevent opened\nevent paid { parts: int }\n"
        'journey card "Card" { starts on opened -> here\n'
        '  step here "Here" via web { on paid when 1 / event.parts > 2 -> done  after 1 day -> done }\n'
        '  end done "Done" success }\n',
        encoding="utf-8",
    )
    journeyc("run", "card.journey", "--store", "a.sqlite", stdin="on opened\non paid(parts = 0)\n")
    said_of_it = " ".join(said(journeyc("doctor", "--store", "a.sqlite"), "incidents"))
    assert said_of_it.startswith("1 incident is open in `a.sqlite`")
    commands = re.findall(r"`journeyc (incidents [^`]+ --store a\.sqlite)`", said_of_it)
    assert [command.split()[1] for command in commands] == ["list", "show"]
    for command in commands:
        shown = " ".join(journeyc(*command.split()).stdout.split())
        assert "card/anna/1" in shown
    assert "1 / event.parts > 2" in shown
