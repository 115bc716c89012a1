"""The tables the parser runs are those of the grammar, and it reads as stock Lark does."""

from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from lark import Lark, LarkError, Token, Tree

from journeyc.grammar.build import TABLES, VALUED, build, module, reference_parser
from journeyc.grammar.parser import parse
from journeyc.grammar.tables import tables
from journeyc.grammar.tokens import Tokens
from tests.compiler.mutations import EXAMPLES, mutants

NAMES = frozenset(rule.name for rule in tables().rules)
SINGLE = frozenset(rule.name for rule in tables().rules if rule.single)


class Shapes(SimpleNamespace):
    """Actions that keep a rule's name, its place and its children, tokens as their text."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__(**{name: self.action(name, tokens) for name in NAMES})

    def action(self, name: str, tokens: Tokens) -> Any:
        return lambda _start, _end, *children: (
            name,
            *(tokens.word(child) if isinstance(child, int) else child for child in children),
        )


def shape(node: Any) -> Any:
    """Lark's tree in the same form: tokens that do not count are left out, lone children are passed on."""
    if not isinstance(node, Tree):
        return None if node is None else str(node)
    children = [
        shape(child) for child in node.children if not isinstance(child, Token) or child.type in VALUED
    ]
    return children[0] if node.data in SINGLE and len(children) == 1 else (str(node.data), *children)


@cache
def lark() -> Lark:
    parser: Lark = reference_parser(strict=False)
    return parser


def ours(text: str) -> Any:
    """The tree of the parser, or None where it finds a fault."""
    tokens = Tokens(text)
    parsed = parse(tokens, Shapes(tokens))
    return None if parsed.faults else parsed.value


def theirs(text: str) -> Any:
    """The tree of stock Lark, or None where it finds a fault."""
    try:
        return shape(lark().parse(text))
    except LarkError:
        return None


def test_the_tables_are_up_to_date() -> None:
    """A strict build gives them, so the grammar has neither conflicts nor colliding terminals."""
    assert TABLES.read_text(encoding="utf-8") == module(build()), "run `python -m journeyc.grammar.build`"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_it_reads_the_examples_as_lark_does(path: Path) -> None:
    """The same tree, to the last token."""
    text = path.read_text(encoding="utf-8")
    assert ours(text) == theirs(text)
    assert ours(text) is not None


ODD = {
    "nothing": "",
    "comments": "# a\n## b",
    "a keyword as event and target": "journey j { starts on on -> when }",
    "keywords as fields": "type T { text: text on: int when: bool step: step? }",
    "a name that begins with a keyword": "journey j { starts on onset -> steps }",
    "a keyword before an equals sign": "journey j { step s { enter { set at = set } } }",
    "arithmetic": "journey j { timezone not a or b and c == d else e + f * -g }",
    "nested values": 'journey j { timezone [a, { b = (c), d = "e" }, 1 h 30 m, 20 EUR, 30%, f(g)] }',
    "literals that begin alike": "journey j { timezone [20:00, 20, 20.5, 2026-11-23, 2026-11-23T09:00] }",
    "texts that begin alike": 'import "" import """""" import """a"b""" import "\\""',
    "in and not in": "journey j { timezone a in b or c not in d or not e in f }",
    "is": "journey j { timezone a is set and not b is missing }",
    "an arrow without target": "journey j { starts on a -> step b { } }",
    "a sum without end": "journey j { timezone a + }",
    "two values": "journey j { timezone a b }",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_it_reads_odd_texts_as_lark_does(text: str) -> None:
    """The same tree, or a fault for both."""
    assert ours(text) == theirs(text)


def test_it_reads_faulty_texts_as_lark_does() -> None:
    """With a fault in them, both accept them with one tree or neither does."""
    accepted = 0
    for mutant in mutants(seed=3, count=300):
        tree = ours(mutant.text)
        assert tree == theirs(mutant.text), mutant
        accepted += tree is not None
    assert accepted > 20


def test_a_fault_is_told_of_where_values_are_passed_on_to() -> None:
    """Before `{` a condition is at its end in some places, so only what comes after one could stand here."""
    tokens = Tokens("journey j { goal g when a { } }")
    (fault,) = parse(tokens, Shapes(tokens)).faults
    assert fault.found == "{"
    assert "WITHIN" in fault.fitting
    assert "AND" not in fault.fitting
