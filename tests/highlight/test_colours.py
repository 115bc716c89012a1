"""The compiler, Pygments and editors agree on what every word is, in all journeys of the project."""

import json
from pathlib import Path
from typing import NamedTuple

import pytest
from pygments.lexers import get_lexer_by_name, get_lexer_for_filename
from pygments.token import Text, string_to_tokentype

from journeyc.grammar.keywords import KEYWORDS, UNITS, WEEKDAYS
from journeyc.grammar.tokens import Tokens
from journeyc.highlight.categories import CATEGORIES, KINDS, NAMING, SOFT
from journeyc.highlight.neighbours import START, neighbours
from journeyc.highlight.pygments_lexer import JourneyLexer
from journeyc.highlight.reading import kinds, pieces
from journeyc.highlight.textmate import GRAMMAR, grammar, scope, written
from tests.blocks import blocks, whole
from tests.compiler.sampled import can_be_read, sample
from tests.highlight.textmate import Colours
from tests.recognising import recognised

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path
    for folder in ("examples", "tests/fixtures", "tests/runtime")
    for path in (ROOT / folder).rglob("*.journey")
)
PAGES = sorted([*(ROOT / "docs").glob("*.md"), *(ROOT / "journeyc/compiler/rules").glob("*.md")])


class Journey(NamedTuple):
    """A text and where it stands; `whole` is the file that a part of one stands in."""

    name: str
    text: str
    whole: str


JOURNEYS = [
    *(Journey(path.stem, path.read_text("utf-8"), path.read_text("utf-8")) for path in FILES),
    *(
        Journey(f"{page.stem}:{block.line}", block.text, whole(block))
        for page in PAGES
        for block in blocks(page)
    ),
]
READABLE = [journey for journey in JOURNEYS if can_be_read(journey.whole)]
each_journey = pytest.mark.parametrize("journey", JOURNEYS, ids=[journey.name for journey in JOURNEYS])


def categories(text: str) -> list[str]:
    """What each character is; nothing for space."""
    return [piece.category for piece in pieces(text) for _ in piece.text]


@pytest.mark.parametrize("journey", READABLE, ids=[journey.name for journey in READABLE])
def test_a_keyword_and_a_name_are_told_apart_as_the_parser_does(journey: Journey) -> None:
    """Each token is read as the parser takes it."""
    tokens = Tokens(journey.whole)
    assert kinds(tokens) == recognised(tokens).kinds


@each_journey
def test_every_token_has_the_colour_of_its_kind(journey: Journey) -> None:
    """What the compiler reads is coloured as that, and nothing between the tokens but comments."""
    tokens, found = Tokens(journey.text), categories(journey.text)
    rest = list(found)
    for start, end, kind in zip(tokens.starts, tokens.ends, kinds(tokens), strict=False):
        given = set(found[start:end])
        if kind in {"STRING", "BLOCK"}:
            assert found[start] == found[end - 1] == "text"
        elif kind == "NAME":
            assert len(given) == 1
            assert given <= {"name", "entity", "target", "built-in type"}
        else:
            assert given == {KINDS[kind]}
        rest[start:end] = [""] * (end - start)
    assert set(rest) <= {"", "comment", "doc"}


@each_journey
def test_pygments_gives_the_text_back_in_the_same_colours(journey: Journey) -> None:
    """Nothing is lost, and nothing is an error."""
    found = list(JourneyLexer().get_tokens_unprocessed(journey.text))
    assert "".join(text for _, _, text in found) == journey.text
    assert [kind for _, kind, text in found for _ in text] == [
        string_to_tokentype(CATEGORIES[one].pygments) if one else Text for one in categories(journey.text)
    ]


@pytest.mark.parametrize("journey", READABLE, ids=[journey.name for journey in READABLE])
def test_an_editor_shows_the_same_colours(journey: Journey) -> None:
    """Character by character, but for space."""
    text = journey.text
    scopes = Colours(grammar()).of(text)
    differing = [
        (text[:index].count("\n") + 1, text[max(0, index - 20) : index + 10], one, scopes[index])
        for index, one in enumerate(categories(text))
        if not text[index].isspace() and (scope(one) if one else "") != scopes[index]
    ]
    assert differing == []


def test_pygments_finds_the_lexer() -> None:
    """By its name and by the end of a file's name, as an installed package offers it."""
    assert isinstance(get_lexer_by_name("journey"), JourneyLexer)
    assert isinstance(get_lexer_for_filename("bill_dispute.journey"), JourneyLexer)


def test_the_grammar_of_editors_is_up_to_date() -> None:
    """What is committed is what is generated."""
    assert GRAMMAR.read_text("utf-8") == written(), "run `python -m journeyc.highlight.textmate`"
    assert json.loads(written()) == grammar()


@pytest.mark.parametrize(
    "word", sorted({*KEYWORDS, *WEEKDAYS, "business", *(f for u in UNITS.values() for f in u)})
)
def test_every_word_of_the_language_has_a_colour(word: str) -> None:
    """The tables of the parser know each, and each is coloured alike by both wherever it stands alone."""
    (kind,) = [kind for kind, words in SOFT.items() if word in words]
    assert kind in neighbours()
    text = f"2 {word} " if kind == "UNIT" else "2 business days" if kind == "BUSINESS" else word
    colours = Colours(grammar()).of(text)
    assert colours[2 if kind in {"UNIT", "BUSINESS"} else 0] == scope(KINDS[kind])


def test_the_tables_are_those_of_the_language() -> None:
    """No kind of token is without a colour, and no keyword is made up."""
    assert set(neighbours()) - {START} <= set(KINDS)
    assert not NAMING - set(SOFT)
    assert {KINDS[kind] for kind in KINDS} <= set(CATEGORIES)


def test_texts_drawn_from_the_grammar_are_told_apart_nearly_always() -> None:
    """Names that are keywords stand in odd places here; one word in a thousand may be wrong."""
    wrong = total = 0
    for seed in range(150):
        tokens = Tokens(sample(seed, 100).text)
        taken = recognised(tokens).kinds
        total += len(taken)
        wrong += sum(one != other for one, other in zip(taken, kinds(tokens), strict=True))
    assert wrong * 1000 <= total


ODD = {
    "a tag that is not closed": 'say "Hello {{ name" step next "Next"',
    "a text that is not closed": 'say "Hello\n  step next',
    "an escaped quote": r'say "a \"b\" {{ x }} \\"',
    "a comment in a text": "say \"no # comment {# but this #} {{ a.if | default('-') }}\"",
    "three quotes": 'say """one\n  {% if a is set and b >= 2.5 %}{{ a }}{% endif %}\n  "two" \\n"""',
    "no spaces": "after 2days when a<=20EUR->done{set b=-1}",
    "keywords as names": "on on -> when { set text = step  set at = [text, via] }",
    "fields": "context { text: text  on: list of text?  when: one of text, at = text }",
    "a comment behind": "on paid -> done # text -> step\n## doc\non paid",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_an_editor_shows_odd_texts_in_the_same_colours(text: str) -> None:
    """Where nothing begins a line that only the line before explains."""
    scopes, found = Colours(grammar()).of(text), categories(text)
    shown = [
        (text[index], one, scopes[index]) for index, one in enumerate(found) if not text[index].isspace()
    ]
    assert [(sign, scope(one) if one else "") for sign, one, _ in shown] == [
        (sign, other) for sign, _, other in shown
    ]
