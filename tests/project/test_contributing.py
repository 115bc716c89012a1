"""The walk through a lint rule: its code is that of the rule, its table that of the facts."""

import inspect
import re
from functools import cached_property
from pathlib import Path

from journeyc.catalogue import CATALOGUE
from journeyc.compiler.facts import Facts, JourneyFacts, Said
from journeyc.compiler.rules import unmeasured_split

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def facts() -> str:
    """All that a rule may ask, with the first sentence of its docstring."""
    rows = [
        f"| `{name}.{member}` | {inspect.getdoc(value)} |".replace("\n", " ")
        for name, kind in (("facts", Facts), ("journey", JourneyFacts), ("both", Said))
        for member, value in vars(kind).items()
        if not member.startswith("_") and isinstance(value, cached_property | property | type(facts))
    ]
    rows = [re.sub(r"`both\.(\w+)`", r"`facts.\1`, `journey.\1`", row) for row in rows]
    return "\n".join(["| fact | what it gives |", "| --- | --- |", *rows])


def test_the_facts_are_all_there() -> None:
    """Each as its docstring has it, so that nobody has to look for them."""
    assert facts() in PAGE, facts()


def test_the_rule_is_the_one_that_runs() -> None:
    """Word for word."""
    assert inspect.getsource(unmeasured_split.check) in PAGE
    rule = CATALOGUE[unmeasured_split.NAME]
    assert f'Rule("{rule.name}", "{rule.group}", _WARNING)' in PAGE
