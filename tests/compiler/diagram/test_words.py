"""The words of a picture: cleaned, measured and broken into lines."""

from hypothesis import given
from hypothesis import strategies as st

from journeyc.compiler.diagram.metrics import known, width, wrap
from journeyc.compiler.diagram.wording import clean, listed, spaced

texts = st.text(alphabet=st.characters(), max_size=120)


@given(texts)
def test_clean_is_stable_and_printable(text: str) -> None:
    """A cleaned text is one line, can be encoded, and cleaning it again changes nothing."""
    once = clean(text)
    assert clean(once) == once
    assert once.encode().decode() == once
    assert "\n" not in once
    assert not set(once) & set("\x00\x1b\u202e\u2066\ufffe")


@given(texts, st.integers(5, 60))
def test_wrap_keeps_every_character(text: str, limit: int) -> None:
    """Lines joined give the text again, and none is longer than the limit."""
    cleaned = clean(text)
    lines = wrap(cleaned, limit, 1000)
    assert "".join(lines).replace(" ", "") == cleaned.replace(" ", "")
    assert all(len(line) <= limit for line in lines)


@given(texts, st.integers(5, 60), st.integers(1, 4))
def test_wrap_stops(text: str, limit: int, lines: int) -> None:
    """No more lines than allowed; what is left out is marked."""
    cleaned = clean(text)
    rows = wrap(cleaned, limit, lines)
    assert len(rows) <= lines
    assert len(wrap(cleaned, limit, 1000)) <= lines or rows[-1].endswith("…")


@given(texts, texts)
def test_width_adds_up(first: str, second: str) -> None:
    """Two texts side by side are as wide as both, and bold letters are known where plain ones are."""
    assert abs(width(first + second, 10) - width(first, 10) - width(second, 10)) < 1e-6
    assert width(first, 10, bold=True) >= 0


def test_widths_are_helveticas() -> None:
    """Known words have the width Adobe's metrics give."""
    assert width("Bill dispute", 1000) == 667 + 222 * 3 + 278 + 556 + 222 + 500 + 556 * 2 + 278 + 556
    assert width("ä", 10) == width("a", 10)
    assert known("Über 20 € – gut")
    assert not known("שלום")


def test_words_in_a_row() -> None:
    """Words are listed as one would say them."""
    assert listed([]) == ""
    assert listed(["web"]) == "web"
    assert listed(["web", "chat"]) == "web or chat"
    assert listed(["web", "chat", "voice"], "and") == "web, chat and voice"
    assert spaced("web_chat") == "web chat"
