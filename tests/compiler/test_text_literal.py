"""Text literals: what they stand for, and where each of their characters stands."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeyc.compiler.text_literal import read_text


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ('""', ""),
        ('"a b"', "a b"),
        (r'"a\nb"', "a\nb"),
        (r'"a\tb"', "a\tb"),
        (r'"say \"no\""', 'say "no"'),
        (r'"a\\n"', r"a\n"),
        (r'"\d"', r"\d"),
        ('""""""', ""),
        ('"""one line"""', "one line"),
        ('"""a "quoted" word"""', 'a "quoted" word'),
        ('"""\n  a\n    b\n  c\n"""', "a\n  b\nc"),
        ('"""\n    a\n\n    b\n    """', "a\n\nb"),
        ('"""a\n   b\n   c"""', "a\nb\nc"),
        ('"""\n\ta\n\tb\n"""', "a\nb"),
        ('"""   """', "   "),
    ],
)
def test_values(raw: str, value: str) -> None:
    """Escapes in quotes; in blocks the shared indentation and the line breaks next to the quotes are gone."""
    assert read_text(raw, 0)[0] == value


@pytest.mark.parametrize(
    "raw", [r'"a\"{{ x }}"', '"""\n  Dear {{ x }},\n\n  bye\n  """', r'"{{ x }}"', '"""{{ x }}"""']
)
@pytest.mark.parametrize("start", [0, 17])
def test_every_character_knows_its_place(raw: str, start: int) -> None:
    """A character of the value is the one at its offset, unless it was escaped."""
    value, offsets = read_text(raw, start)
    places = offsets if offsets is not None else range(start + 1, start + 1 + len(value))
    text = " " * start + raw
    at = value.index("{{ x }}")
    assert "".join(text[place] for place in list(places)[at : at + 7]) == "{{ x }}"


@given(st.text(alphabet=" \t\nabc{}\\", max_size=60), st.sampled_from(['"', '"""']))
def test_places_always_rise_within_the_quotes(inner: str, quotes: str) -> None:
    """One offset for each character, in order, none of them outside."""
    raw = quotes + (inner if quotes == '"""' else inner.replace("\n", "").replace("\\", "")) + quotes
    value, offsets = read_text(raw, 5)
    if offsets is not None:
        assert len(offsets) == len(value)
        assert all(one < other for one, other in pairwise(offsets))
        assert all(5 + len(quotes) <= offset < 5 + len(raw) - len(quotes) for offset in offsets)
