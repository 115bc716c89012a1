"""The scenarios of the example journeys: all pass, and leave nothing of the journeys unplayed."""

from pathlib import Path

import pytest

from journeyc.ir import model
from journeyc.loading import load
from journeyc.testing import Coverage, Played, Prepared, play
from journeyc.testing.coverage import marks_in, parts_of

EXAMPLES = Path(__file__).parents[2] / "examples" / "journeys"
FILES = sorted(EXAMPLES.rglob("*.journey"))


@pytest.fixture(scope="module")
def packages() -> dict[Path, model.Package]:
    """Every file of the examples, compiled."""
    return {path: load(path) for path in FILES}


@pytest.fixture(scope="module")
def played(packages: dict[Path, model.Package]) -> dict[Path, list[Played]]:
    """The scenarios of every file, played: those it holds itself."""
    results: dict[Path, list[Played]] = {}
    for path, package in packages.items():
        prepared = Prepared(package)
        own = [scenario for scenario in package.scenarios if scenario.place.file == str(path)]
        results[path] = [play(prepared, scenario) for scenario in own]
    return results


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(EXAMPLES).as_posix())
def test_scenarios_pass(path: Path, played: dict[Path, list[Played]]) -> None:
    """Each of them."""
    assert [str(one) for one in played[path] if not one.passed] == []


def test_everything_is_played(packages: dict[Path, model.Package], played: dict[Path, list[Played]]) -> None:
    """Every step, transition, timer and end of every journey, by a scenario."""
    parts = [part for one in packages.values() for part in parts_of(Prepared(one), one.journeys)]
    marks = marks_in(one for results in played.values() for one in results)
    coverage = Coverage(parts, marks)
    assert {part.mark.journey for part in coverage.parts} == {
        "appointment",
        "bill_dispute",
        "broadband_onboarding",
        "card_check",
        "card_keeps_failing",
        "house_move",
        "identity_check",
        "late_payment",
        "line_is_down",
    }
    assert [f"{part.mark.journey}:{part.line}: {part.kind} {part.name}" for part in coverage.untested] == []


def test_titles_are_told_apart(played: dict[Path, list[Played]]) -> None:
    """Of two scenarios of one journey, people know which one failed."""
    titles = [(one.journey, one.title) for results in played.values() for one in results]
    assert len(titles) > 130
    assert len(set(titles)) == len(titles)
