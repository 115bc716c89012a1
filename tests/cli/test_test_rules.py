"""`journeyc test`: which rules count, and which are missing."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.cli.test_run_reasons import CALLED

Journeyc = Callable[..., CompletedProcess[str]]

SHARED = """
touchpoint shop "Shop" { channel web: show }
customer { key id: id   calls: int = 0 }
event opened
event called
event closed
rule often { on 2 called within 1 day { set customer.calls = customer.calls + 1 } }
rule never { on closed when customer.calls > 99 { set customer.calls = 0 } }
"""
ONE = """
import "shared.journey"
rule beside { on called { set customer.calls = customer.calls + 1 } }
journey one "One" {
  starts on opened -> here
  rule within { on called { note "called" } }
  step here "Here" via web { on closed -> done }
  end done "Done" success
}
"""
PLAYS = """
scenario "calls and closes" for one {
  on opened from web
  on called from web
  on closed from web
  expect fired beside
  expect fired within
}
"""


@pytest.fixture
def folder(here: Path) -> Path:
    """A file with rules that several journeys share, a journey with rules of its own and beside it, and its
    scenarios in a file that imports it.
    """
    inside = here / "journeys"
    inside.mkdir()
    (inside / "shared.journey").write_text(SHARED, encoding="utf-8")
    (inside / "one.journey").write_text(ONE, encoding="utf-8")
    (inside / "plays.journey").write_text(f'import "one.journey"\n{PLAYS}', encoding="utf-8")
    return Path("journeys")


def last(done: CompletedProcess[str]) -> list[str]:
    """What is said of coverage."""
    lines = done.stdout.splitlines()
    return lines[next(i for i, line in enumerate(lines) if line.startswith("coverage")) :]


def test_rules_beside_a_journey_count_and_those_of_an_imported_file_do_not(
    journeyc: Journeyc, folder: Path
) -> None:
    """What all journeys share need not be tried by the scenarios of each."""
    done = journeyc("test", folder / "plays.journey", "--coverage", "--fail-under", "100")
    assert done.returncode == 0
    assert last(done) == [
        "coverage: 100 % (1 of 1 step, 2 of 2 transitions, 1 of 1 outcome, 2 of 2 rules)",
        "everything was played",
    ]


def test_rules_of_a_file_that_is_named_count_once(journeyc: Journeyc, folder: Path) -> None:
    """Whichever scenario makes them fire; there need be no journey beside them."""
    done = journeyc("test", folder, "--coverage", "--fail-under", "100")
    assert done.returncode == 1
    assert last(done) == [
        "coverage: 75 % (1 of 1 step, 2 of 2 transitions, 1 of 1 outcome, 2 of 4 rules)",
        "not played:",
        "  journeys/shared.journey:7: rule often",
        "  journeys/shared.journey:8: rule never",
    ]
    twice = PLAYS.replace("on called from web", "on called from web   on called from web")
    (folder / "plays.journey").write_text(f'import "one.journey"\n{twice}', encoding="utf-8")
    assert last(journeyc("test", folder, "--coverage"))[1:] == [
        "not played:",
        "  journeys/shared.journey:8: rule never",
    ]


def test_where_some_scenarios_are_wanted_so_are_the_rules_beside_their_journeys(
    journeyc: Journeyc, folder: Path
) -> None:
    """As it is for journeys."""
    done = journeyc("test", folder, "-k", "closes")
    assert last(done) == ["coverage: 100 % (1 of 1 step, 2 of 2 transitions, 1 of 1 outcome, 2 of 2 rules)"]


@pytest.mark.parametrize("text", [SHARED, "event called\nrule alone { on called { emit called } }"])
def test_rules_alone_are_nothing_to_play(journeyc: Journeyc, here: Path, text: str) -> None:
    """It is said that a scenario is missing."""
    (here / "rules.journey").write_text(text, encoding="utf-8")
    done = journeyc("test", "rules.journey")
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no scenario in `rules.journey`" in done.stderr


def test_json_has_rules_and_says_whose_they_are(journeyc: Journeyc, folder: Path) -> None:
    """One of the customer is of no journey."""
    (folder / "plays.journey").write_text(
        'import "one.journey"\nscenario "closes" for one { on opened from web   on closed from web }',
        encoding="utf-8",
    )
    found = json.loads(journeyc("test", folder / "plays.journey", "--output-format", "json").stdout)
    assert found["coverage"]["rules"] == {"played": 0, "total": 2}
    assert found["coverage"]["untested"] == [
        {"path": "journeys/one.journey", "line": 3, "journey": None, "kind": "rule", "name": "beside"},
        {"path": "journeys/one.journey", "line": 6, "journey": "one", "kind": "rule", "name": "within"},
    ]


def test_the_way_names_the_rules_and_what_they_raised_in_vain(journeyc: Journeyc, here: Path) -> None:
    """Else a rule that did its work looks as if nothing had happened."""
    (here / "card.journey").write_text(
        CALLED + 'scenario "she is called" for card {\n  on opened from web\n  on failed from web\n'
        "  on failed from web\n  expect at later\n}\n",
        encoding="utf-8",
    )
    done = journeyc("test", "card.journey")
    assert done.returncode == 1
    assert "on failed from web  => rule fails fired; stayed at here\n" in done.stdout
    assert (
        "=> rule fails fired; rule often fired; stayed at here; no step takes `call_her` here\n"
        in done.stdout
    )
