"""From text to tokens: keywords that may be names, literals that begin alike, texts that are not closed."""

import pytest

from journeyc.grammar.keywords import KEYWORDS, RESERVED, UNITS
from journeyc.grammar.tokens import Tokens


def kinds(text: str) -> list[str]:
    """The first readings of a text's tokens, without the end."""
    return Tokens(text).kinds[:-1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20:00", ["TIME"]),
        ("7:05", ["TIME"]),
        ("20", ["INT"]),
        ("20.5", ["DECIMAL"]),
        ("2026-11-23", ["DATE"]),
        ("2026-11-23T09:00", ["DATETIME"]),
        ("20 EUR", ["INT", "CURRENCY"]),
        ("20EUR", ["INT", "CURRENCY"]),
        ("30%", ["INT", "PERCENT"]),
        ("2 days", ["INT", "UNIT"]),
        ("1h", ["INT", "UNIT"]),
        ('""', ["STRING"]),
        ('"a"', ["STRING"]),
        (r'"a\"b"', ["STRING"]),
        ('""""""', ["BLOCK"]),
        ('"""a "b" c"""', ["BLOCK"]),
        ('"""a\nb"""', ["BLOCK"]),
        ("a->b", ["NAME", "ARROW", "NAME"]),
        ("a - > b", ["NAME", "MINUS", "MORE", "NAME"]),
        ("a=>b", ["NAME", "FAT_ARROW", "NAME"]),
        ("a==b", ["NAME", "SAME", "NAME"]),
        ("a= =b", ["NAME", "EQUALS", "EQUALS", "NAME"]),
        ("# only a comment", []),
        ("a # b\nc", ["NAME", "NAME"]),
        ("Dispute", ["UPPER"]),
        ("@", ["STRAY"]),
        ("größe", ["STRAY"]),
        ("20 ÄÖÜ", ["INT", "STRAY"]),
        ("a€", ["NAME", "STRAY"]),
        ("camelCase", ["STRAY"]),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    """The longer literal goes first, and nothing is lost."""
    assert kinds(text) == expected


@pytest.mark.parametrize("text", ['"abc', '"abc\\', '"', '"""abc', '"""'])
def test_a_text_that_is_not_closed_ends_with_its_line(text: str) -> None:
    """What stands on the next line is read as usual."""
    tokens = Tokens(f"{text}\nstep")
    assert tokens.kinds[0] == "UNCLOSED"
    assert tokens.kinds[-2:] == ["STEP", "$END"]


@pytest.mark.parametrize("word", sorted(set(KEYWORDS) - RESERVED))
def test_a_keyword_may_be_a_name(word: str) -> None:
    """Both readings are kept; before `:`, `.` and `=` it is a name and nothing else."""
    tokens = Tokens(f"{word} ")
    assert (tokens.kinds[0], tokens.seconds[0]) == (word.upper(), "NAME")
    for sign in (":", ".", "=", " :", " ."):
        tokens = Tokens(f"{word}{sign}")
        assert (tokens.kinds[0], tokens.seconds[0]) == ("NAME", None)


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_a_reserved_word_is_no_name(word: str) -> None:
    """Not even before `:`."""
    for text in (word, f"{word}:"):
        tokens = Tokens(text)
        assert "NAME" not in {tokens.kinds[0], tokens.seconds[0]}


@pytest.mark.parametrize("word", ["onset", "on_", "steps", "textual", "at2", "daylight"])
def test_a_keyword_at_the_beginning_of_a_name_does_not_count(word: str) -> None:
    """`onset` is not `on set`."""
    assert kinds(word) == ["NAME"]


@pytest.mark.parametrize("form", [form for forms in UNITS.values() for form in forms])
def test_a_unit_may_be_a_name(form: str) -> None:
    """A field may be called `hour`, a step `m`."""
    tokens = Tokens(f"3 {form} ")
    assert (tokens.kinds[1], tokens.seconds[1]) == ("UNIT", "NAME")


def test_offsets_give_the_text_back() -> None:
    """Tokens know where they stand, and what they look like there."""
    text = 'step a  "b"\n\t->c'
    tokens = Tokens(text)
    assert [text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)] == [
        "step", "a", '"b"', "->", "c", "",
    ]  # fmt: skip
    assert [tokens.first_of_line(index) for index in range(5)] == [True, False, False, True, False]
