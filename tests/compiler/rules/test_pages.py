"""Every rule has a page, and every page holds: its example is at fault, what stands instead is not."""

import ast
import re
from pathlib import Path

import pytest

from tests.blocks import Block, blocks, expected, fits, said

COMPILER = Path(__file__).parents[3] / "journeyc" / "compiler"
PAGES = sorted((COMPILER / "rules").glob("*.md"))
SECTIONS = ["What it finds", "Why it matters", "Example", "Instead"]

_RULE = re.compile(r"[a-z]+(-[a-z]+)+")


def rules_in_code() -> set[str]:
    """The rule names that compiler, expressions and texts can say: all words-with-dashes in their code.

    What a `case` compares with is a kind of fault of the parser, not a rule, and what a dictionary has under
    `type` a kind of schema.
    """
    package = COMPILER.parent
    folders = [COMPILER, COMPILER / "rules", package / "expression", package / "template"]
    found: set[str] = set()
    for file in (file for folder in folders for file in folder.glob("*.py")):
        nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
        compared = {id(node.value) for node in nodes if isinstance(node, ast.MatchValue)}
        typed = {id(value) for node in nodes if isinstance(node, ast.Dict) for value in _under_type(node)}
        found |= {
            node.value
            for node in nodes
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in compared | typed
        }
    return {text for text in found if _RULE.fullmatch(text)}


def _under_type(node: ast.Dict) -> list[ast.expr]:
    pairs = zip(node.keys, node.values, strict=True)
    return [value for key, value in pairs if isinstance(key, ast.Constant) and key.value == "type"]


def rule_of(page: Path) -> str:
    return page.stem.replace("_", "-")


def block_of(page: Path, section: str) -> Block:
    (block,) = [block for block in blocks(page) if block.section == section]
    return block


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    """What can be said can be explained, and nothing else is."""
    assert rules_in_code() == {rule_of(page) for page in PAGES}


@pytest.mark.parametrize("page", PAGES, ids=rule_of)
def test_a_page_has_its_sections(page: Path) -> None:
    """The name of the rule, then four sections in one order."""
    prose = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    headings = re.findall(r"^(#+ .*)$", prose, re.MULTILINE)
    assert headings == [f"# {rule_of(page)}", *(f"## {section}" for section in SECTIONS)]


@pytest.mark.parametrize("page", PAGES, ids=rule_of)
def test_the_example_is_found_at_fault(page: Path) -> None:
    """Exactly the findings it states, each at its line, all of them of the rule of the page."""
    block = block_of(page, "Example")
    found = said(block, rule_of(page))
    assert fits(expected(block), found), found
    assert {finding.rule for finding in found} == {rule_of(page)}


@pytest.mark.parametrize("page", PAGES, ids=rule_of)
def test_what_stands_instead_is_clean(page: Path) -> None:
    """No error and no warning."""
    assert said(block_of(page, "Instead"), rule_of(page)) == []


@pytest.mark.parametrize("page", PAGES, ids=rule_of)
def test_a_page_is_short(page: Path) -> None:
    """One screen, in lines that fit it."""
    lines = page.read_text("utf-8").splitlines()
    assert len(lines) <= 60
    assert max(map(len, lines)) <= 120
