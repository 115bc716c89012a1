"""Whole journeys that are drawn: nothing is wrong with them, and they have nearly everything there is."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings

from journeyc.compiler import check, compile_package
from journeyc.compiler.format import format_source
from journeyc.grammar.parser import parse
from journeyc.grammar.tables import tables
from journeyc.grammar.tokens import Tokens
from journeyc.ir import definition_of, meaning_hash, wording_hash
from journeyc.source import Source
from tests.compiler.generated.journeys import journey_text, journeys
from tests.compiling import nowhere

#: What is not drawn: imports, and what tests of their own draw better.
_NOT_DRAWN = {
    "answer",
    "body_html",
    "expect_ended",
    "expect_paused",
    "expect_refused",
    "import_",
    "scenario_answer",
    "scenario_start",
    "stub_ok",
}


def found(text: str) -> list[tuple[str, str, int]]:
    """What the compiler says to a text that imports nothing: the rule, the words, the line."""
    source = Source("generated.journey", text)
    return [
        (said.rule, said.message, source.position(said.span.start)[0])
        for said in check(source, nowhere).diagnostics
    ]


@given(journeys)
def test_nothing_is_wrong_with_them(text: str) -> None:
    """No error and no warning; and they are in the layout."""
    assert found(text) == []
    assert format_source(Source("x.journey", text)).text == text


@pytest.mark.full
@given(journeys)
def test_nothing_is_wrong_with_many_of_them(text: str) -> None:
    """The same, for as many as the profile wants."""
    assert found(text) == []


def hashes(text: str) -> list[tuple[str, str]]:
    """What the journeys of a text mean and say, as runs are pinned to it."""
    package = compile_package(check(Source("generated.journey", text), nowhere))
    definitions = [definition_of(package, journey) for journey in package.journeys]
    return [(meaning_hash(definition), wording_hash(definition)) for definition in definitions]


@settings(max_examples=10)
@given(journeys)
def test_layout_does_not_count(text: str) -> None:
    """Written in one line, and laid out again, it is compiled to the same; only comments are words, too."""
    line = " ".join(Tokens(text).words)
    again = format_source(Source("x.journey", line)).text
    assert hashes(line) == hashes(again)
    assert [meaning for meaning, _ in hashes(line)] == [meaning for meaning, _ in hashes(text)]


def test_a_seed_is_a_journey() -> None:
    """The same one each time."""
    assert journey_text(7, 20) == journey_text(7, 20) != journey_text(8, 20)


def test_they_have_nearly_everything() -> None:
    """Some dozens have all constructs but those that are left out."""
    seen: set[str] = set()
    author = SimpleNamespace(
        **{rule.name: (lambda *_, name=rule.name: seen.add(name)) for rule in tables().rules}
    )
    for seed in range(60):
        parse(Tokens(journey_text(seed, 25)), author)
    every = {
        rule.name
        for rule in tables().rules
        if not rule.origin.startswith("__") and not (rule.single and len(rule.children) == 1)
    }
    assert every - seen <= _NOT_DRAWN
