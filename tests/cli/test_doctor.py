"""`journeyc doctor`: what a machine has, what follows from it, and what is broken."""

import importlib.util
import json
import platform
import re
import sqlite3
import sys
import tomllib
import zoneinfo
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from packaging.requirements import Requirement

from journeyc.cli.doctor import engine as rules_room
from journeyc.compiler.diagram import engine as pictures_room
from journeyc.matching.naive import checked
from journeyc.matching.worker import Worker
from tests.cli.test_run_reasons import CARD
from tests.matching.rules import child, needs_engine

Journeyc = Callable[..., CompletedProcess[str]]
ABSENT = "durable-rules is not installed"


@pytest.fixture
def card(here: Path) -> Path:
    """A journey with a rule, and two rules of the customer."""
    (here / "card.journey").write_text(CARD, encoding="utf-8")
    return Path("card.journey")


def said(done: CompletedProcess[str], what: str) -> list[str]:
    """What stands beside a word at the margin, each with the lines that go on with it."""
    found: list[str] = []
    word = ""
    for line in done.stdout.splitlines():
        if not line.startswith(" "):
            word = what if line.startswith(f"{what}  ") else ""
            if word:
                found.append(line.removeprefix(what).strip())
        elif word:
            found[-1] += f" {line.strip()}"
    return found


def objects(done: CompletedProcess[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


# ── the machine ──


@needs_engine
def test_a_machine_is_told_in_a_line_for_each_thing(journeyc: Journeyc, here: Path) -> None:
    """In one order, with nothing made or left behind."""
    done = journeyc("doctor")
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line for line in done.stdout.splitlines() if line and not line.startswith(" ")]
    assert [line.partition("  ")[0] for line in lines] == [
        "journeyc", "Python", "stores", "time zones", "pictures", "rules", "settings", "nothing is broken",
    ]  # fmt: skip
    (python,) = said(done, "Python")
    assert python.startswith(f"{platform.python_implementation()} {platform.python_version()} on ")
    (rules,) = said(done, "rules")
    assert re.fullmatch(
        r"durable-rules 2\.\S+ looks at business rules; it was started, and answered rightly", rules
    )
    assert said(done, "stores") == [f"SQLite {sqlite3.sqlite_version}"]
    assert list(here.iterdir()) == []


@pytest.mark.usefixtures("here", "without_engine", "undrawn")
def test_no_engine_for_rules_is_no_fault(journeyc: Journeyc) -> None:
    """Something else does its work; what would bring the engine is told."""
    done = journeyc("doctor")
    assert done.returncode == 0
    (rules,) = said(done, "rules")
    assert rules.startswith(
        f"missing: {ABSENT}: the reference evaluator looks at business rules, with the same result help: "
    )
    assert done.stdout.endswith("\nnothing is broken\n")


@pytest.mark.usefixtures("here", "without_engine", "undrawn")
@pytest.mark.parametrize(
    ("implementation", "version", "system", "cure"),
    [
        ("CPython", (3, 12), "linux", 'python -m pip install "journeyc[rules]", which needs a C compiler'),
        ("CPython", (3, 13), "linux", "durable-rules needs CPython 3.11 or 3.12"),
        ("PyPy", (3, 11), "linux", "durable-rules needs CPython 3.11 or 3.12"),
        ("CPython", (3, 12), "win32", ""),
    ],
)
def test_the_cure_is_one_that_helps_here(
    monkeypatch: pytest.MonkeyPatch, implementation: str, version: tuple[int, int], system: str, cure: str
) -> None:
    """Nobody is sent to install what could not work."""
    with monkeypatch.context() as patched:
        patched.setattr(platform, "python_implementation", lambda: implementation)
        patched.setattr(sys, "version_info", version)
        patched.setattr(sys, "platform", system)
        found = rules_room.RuleDoctor().engine()
    assert found.state == "missing"
    assert found.help.startswith(cure)
    assert bool(found.help) == bool(cure)


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13", "3.14"])
@pytest.mark.parametrize("implementation", ["CPython", "PyPy"])
def test_the_extra_installs_something_where_that_is_told(
    monkeypatch: pytest.MonkeyPatch, version: str, implementation: str
) -> None:
    """Where its marker leaves durable-rules out, nobody is told to install it."""
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    (rules,) = map(Requirement, tomllib.loads(text)["project"]["optional-dependencies"]["rules"])
    assert rules.marker is not None
    environment = {
        "python_version": version,
        "platform_python_implementation": implementation,
        "os_name": "posix",
    }
    with monkeypatch.context() as patched:
        patched.setattr(platform, "python_implementation", lambda: implementation)
        patched.setattr(sys, "version_info", tuple(map(int, version.split("."))))
        unfit = rules_room._is_unfit()
    assert rules.marker.evaluate(environment) is not unfit
    assert not rules.marker.evaluate({**environment, "os_name": "nt"})


@needs_engine
@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(
    ("body", "problem"),
    [
        # Whether it has gone when it is asked or when it is to answer is a matter of moments.
        ("sys.exit(3)", "(its process ended with 3|it broke off: .*);"),
        ("out.write(b'no more')", "(its answer is too large|it broke off: .*);"),
        ("while True: out.write(b'\\xff' * 65536)", "its answer is too large;"),
    ],
)
def test_an_engine_that_does_not_work_is_broken(
    journeyc: Journeyc, card: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, problem: str
) -> None:
    """Its rules are looked at all the same, and that is told."""
    child(tmp_path, monkeypatch, body)
    done = journeyc("doctor", card)
    assert (done.returncode, done.stderr) == (1, "")
    first, *others = said(done, "rules")
    assert re.match(rf"broken: durable-rules \S+ is installed and does not work: {problem}", first)
    assert "the reference evaluator looks at business rules, with the same result help: " in first
    assert others == [
        "journey `card` in `card.journey`: 1 rule, looked at by the reference evaluator",
        "the customer in `card.journey`: 2 rules, looked at by the reference evaluator",
    ]
    assert done.stdout.endswith("\n1 thing is broken\n")


@needs_engine
@pytest.mark.usefixtures("here", "undrawn")
def test_an_engine_that_answers_wrongly_is_broken(
    journeyc: Journeyc, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it says is compared with what the rules mean."""
    monkeypatch.setattr(
        rules_room, "checked", lambda rules: [(facts, held ^ {"single"}) for facts, held in checked(rules)]
    )
    done = journeyc("doctor")
    assert done.returncode == 1
    assert "does not work: its answers are not what the rules mean;" in said(done, "rules")[0]


@needs_engine
@pytest.mark.usefixtures("here", "undrawn")
def test_the_process_of_the_engine_is_gone_afterwards(
    journeyc: Journeyc, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = list[Worker]()

    class Seen(Worker):
        def __init__(self, deadline: float) -> None:
            super().__init__(deadline)
            made.append(self)

    monkeypatch.setattr(rules_room, "Worker", Seen)
    assert journeyc("doctor").returncode == 0
    assert [(one.starts, one.pid) for one in made] == [(1, None)]


@pytest.mark.usefixtures("here", "without_engine")
def test_no_graphviz_is_no_fault(journeyc: Journeyc, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("GRAPHVIZ_DOT", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(pictures_room, "_STATIC", tmp_path / "none")
    done = journeyc("doctor")
    assert done.returncode == 0
    (pictures,) = said(done, "pictures")
    assert pictures.startswith(
        "missing: there is no Graphviz to draw SVG and PNG with; `.dot` and `.mmd` need"
    )
    assert 'help: python -m pip install "journeyc[render]"' in pictures


@pytest.mark.usefixtures("here", "without_engine")
@pytest.mark.parametrize(
    ("program", "problem"), [("/nowhere/dot", "is not a program"), ("false", "`dot` could")]
)
def test_a_graphviz_that_was_named_and_does_not_work_is_broken(
    journeyc: Journeyc, monkeypatch: pytest.MonkeyPatch, program: str, problem: str
) -> None:
    monkeypatch.setenv("GRAPHVIZ_DOT", program)
    done = journeyc("doctor")
    assert done.returncode == 1
    assert problem in said(done, "pictures")[0]


@pytest.mark.usefixtures("here", "without_engine", "undrawn")
def test_a_machine_without_time_zones_is_broken(journeyc: Journeyc, monkeypatch: pytest.MonkeyPatch) -> None:
    """Journeys would be played in UTC, and nobody would say so."""

    class Nowhere:
        @staticmethod
        def no_cache(key: str) -> None:
            raise zoneinfo.ZoneInfoNotFoundError(key)

    monkeypatch.setattr(zoneinfo, "ZoneInfo", Nowhere)
    done = journeyc("doctor")
    assert done.returncode == 1
    (zones,) = said(done, "time zones")
    assert zones.startswith("broken: this machine knows no time zones: journeys would reckon in UTC help: ")


@pytest.mark.usefixtures("here", "without_engine", "undrawn")
def test_an_sqlite_that_is_too_old_is_broken(journeyc: Journeyc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 30, 0))
    done = journeyc("doctor")
    assert done.returncode == 1
    assert "help: the store needs 3.37 or newer" in said(done, "stores")[0]


# ── how it is told ──


@needs_engine
def test_programs_get_objects(journeyc: Journeyc, card: Path) -> None:
    """The same things, with the facts they were told of."""
    done = journeyc("doctor", card, "--output-format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    found = objects(done)
    assert all(one.keys() == {"what", "state", "said", "help", "facts"} for one in found)
    assert {one["state"] for one in found} <= {"well", "missing"}
    facts = [one["facts"] for one in found if one["what"] == "rules"]
    assert facts[0]["engine"] == "durable-rules"
    assert [(one["of"], one["rules"]) for one in facts[1:]] == [
        ("journey `card` in `card.journey`", {"often": {"by": "durable-rules"}}),
        (
            "the customer in `card.journey`",
            {"angry": {"by": "durable-rules"}, "known": {"by": "durable-rules"}},
        ),
    ]
    assert all(re.fullmatch("[0-9a-f]{32}", name) for one in facts[1:] for name in one["sets"])


@pytest.mark.usefixtures("without_engine", "undrawn")
def test_programs_are_told_why_the_reference_evaluator_serves(journeyc: Journeyc, card: Path) -> None:
    facts = [
        one["facts"]
        for one in objects(journeyc("doctor", card, "--output-format", "json"))
        if one["what"] == "rules"
    ]
    assert facts[0] == {"engine": "reference", "reason": ABSENT}
    assert facts[1]["rules"] == {"often": {"by": "reference", "reason": ABSENT}}


@pytest.mark.usefixtures("here", "without_engine", "undrawn")
def test_colour_adds_nothing(journeyc: Journeyc, monkeypatch: pytest.MonkeyPatch) -> None:
    """The words say all of it."""
    plain = journeyc("doctor").stdout
    assert "\x1b" not in plain
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = journeyc("doctor").stdout
    assert "\x1b[1;33mmissing:\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    monkeypatch.setenv("NO_COLOR", "1")
    assert journeyc("doctor").stdout == plain


@pytest.mark.usefixtures("without_engine", "undrawn")
@pytest.mark.parametrize(("columns", "widest"), [("50", 50), ("10", 40), ("300", 88)])
def test_a_narrow_terminal_gets_narrow_lines(
    journeyc: Journeyc, card: Path, monkeypatch: pytest.MonkeyPatch, columns: str, widest: int
) -> None:
    """And a wide one no wider than can be read; the words stay."""
    wide = journeyc("doctor", card).stdout.split()
    monkeypatch.setenv("COLUMNS", columns)
    shown = journeyc("doctor", card).stdout
    assert max(map(len, shown.splitlines())) <= widest
    assert "".join(shown.split()) == "".join(wide)


def test_help_can_be_read_aloud(journeyc: Journeyc) -> None:
    """Sentences, with what is asked for by name, and what the exit code will be."""
    shown = " ".join(journeyc("doctor", "--help").stdout.split())
    assert "Say what this machine has, and what is broken." in shown
    assert "what is broken makes the command exit with 1." in shown
    assert "Example: journeyc doctor journeys/ --store runs.sqlite" in shown
