"""Each rule that `lint` asks has cases: journeys in which it fires, and some that only look alike.

A page of `cases/` is named like the rule. Under *Fires* every block says on its lines what is found; under
*Near misses* nothing is.
"""

from pathlib import Path

import pytest

from journeyc.catalogue import LINT
from tests.blocks import Block, blocks, expected, fits, said

PAGES = sorted((Path(__file__).parent / "cases").glob("*.md"))
SECTIONS = ("Fires", "Near misses")
CASES = [
    pytest.param(page.stem.replace("_", "-"), block, id=f"{page.stem}:{block.line}")
    for page in PAGES
    for block in blocks(page)
]


def test_every_rule_has_cases() -> None:
    """Of both kinds."""
    assert {page.stem.replace("_", "-") for page in PAGES} == set(LINT)
    assert all({block.section for block in blocks(page)} == set(SECTIONS) for page in PAGES)


@pytest.mark.parametrize(("rule", "block"), CASES)
def test_a_case(rule: str, block: Block) -> None:
    """What a block says is found, all of it by the rule, and in a near miss nothing is."""
    found = said(block, rule)
    assert fits(expected(block), found), found
    assert {finding.rule for finding in found} == ({rule} if block.section == "Fires" else set())
