"""Examples with a flaw worked in: its rule finds it, and no rule says anything else."""

from importlib import import_module
from pathlib import Path

import pytest

from journeyc.catalogue import CATALOGUE
from journeyc.compiler import check
from journeyc.reading import Unreadable
from journeyc.source import Source
from tests.compiler.lint.flaw import Flaw

EXAMPLES = Path(__file__).parents[3] / "examples" / "journeys"
FLAWS: list[Flaw] = [
    flaw
    for file in sorted(Path(__file__).parent.glob("flaws_*.py"))
    for flaw in import_module(f"tests.compiler.lint.{file.stem}").FLAWS
]


def rules_found(name: str, text: str) -> list[str]:
    """The rules that find something in an example with this text."""

    def read(path: str) -> str:
        try:
            return (EXAMPLES / path).read_text("utf-8")
        except OSError as error:
            raise Unreadable(str(error)) from error

    return [found.rule for found in check(Source(name, text), read, lint=True).diagnostics]


@pytest.mark.parametrize("flaw", FLAWS, ids=lambda flaw: f"{flaw.rule}:{flaw.example}")
def test_a_flaw_is_found(flaw: Flaw) -> None:
    """At least once, and nothing else is."""
    text = (EXAMPLES / flaw.example).read_text("utf-8")
    assert text.count(flaw.old) == 1
    assert set(rules_found(flaw.example, text.replace(flaw.old, flaw.new) + flaw.more)) == {flaw.rule}


@pytest.mark.parametrize("name", sorted({flaw.example for flaw in FLAWS}))
def test_the_example_is_clean(name: str) -> None:
    """As it stands, nothing is said of it."""
    assert rules_found(name, (EXAMPLES / name).read_text("utf-8")) == []


def test_every_rule_has_a_flaw() -> None:
    """But what shows only beside a released version, of which the examples have none."""
    chosen = {rule.name for rule in CATALOGUE.values() if rule.group != "language"}
    assert chosen - {flaw.rule for flaw in FLAWS} == {"unmigrated-step"}


def test_every_example_has_a_flaw() -> None:
    """The journeys and what they share."""
    examples = {path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.rglob("*.journey")}
    assert examples - {flaw.example for flaw in FLAWS} == set()
