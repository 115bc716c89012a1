"""Markdown that holds what others wrote, and as much of it as fits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from journeyc.pull_request.markdown import Section, fitted, folded, length
from journeyc.report.markdown import block, cell, code

HOSTILE = [
    "@octo-org/everyone look",
    "<img src=x onerror=alert(1)>",
    "[here](https://example.com) https://example.com www.example.com",
    "`` ` ``` a | b",
    "`",
    "``",
    "",
    "\\",
    "two\nlines\r\nand\u2028more",
    "-->",
    "closes #1, GH-2, octo-org/care#3",
    "\x1b[31mred\x00",
    "</code></summary></details>",
]


def inner(markdown: str) -> list[tuple[str, str]]:
    """The kinds and contents of what stands in a line."""
    tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(markdown)
    return [(child.type, child.content) for token in tokens for child in token.children or []]


@pytest.mark.parametrize("words", HOSTILE)
def test_words_in_a_line_stay_words(words: str) -> None:
    """Also in a table, where a stroke would begin another cell."""
    found = inner(f"| a | b |\n| --- | --- |\n| {cell(code(words))} | last |\n")
    assert [kind for kind, _ in found] == ["text", "text", "code_inline", "text"]
    assert found[-1] == ("text", "last")


@given(st.text(max_size=40))
def test_any_words_in_a_line_stay_words(words: str) -> None:
    (only,) = inner(code(words))
    assert only[0] == "code_inline"


@given(st.text())
def test_any_text_in_a_block_stays_there(text: str) -> None:
    tokens = MarkdownIt().parse("\n".join(block(text)) + "\n\nbehind\n")
    assert [token.type for token in tokens] == ["fence", "paragraph_open", "inline", "paragraph_close"]


def sections(*sizes: int) -> list[Section]:
    return [folded(f"Part {number}", block("line\n" * size)) for number, size in enumerate(sizes)]


def test_what_fits_is_all_there() -> None:
    text = fitted(sections(2, 3), 1000, "elsewhere")
    assert text == "\n".join(one.text() for one in sections(2, 3))
    assert "elsewhere" not in text


def test_what_is_left_out_is_said_with_its_place() -> None:
    text = fitted(sections(2, 300, 2), 700, "[the summary](https://github.com/run) has it")
    assert length(text) <= 700
    assert "lines do not fit here: [the summary](https://github.com/run) has it*" in text
    assert "Part 2" not in text


def test_half_a_picture_is_none() -> None:
    picture = folded("The map of old and new", block("flowchart LR\n" + "  a --> b\n" * 300, "mermaid"))
    text = fitted([*sections(2), picture], 1000, "elsewhere")
    assert "mermaid" not in text
    assert "*The rest does not fit here: elsewhere*" in text


def test_what_is_folded_is_closed_where_it_is_cut() -> None:
    lines = ["<details><summary>Inner</summary>", "", *["word"] * 300, "", "</details>"]
    text = fitted([Section(["### What changes"], [*["before"] * 20, *lines])], 600, "elsewhere")
    assert text.count("<details") == text.count("</details")
    assert "before" in text


def test_a_block_in_a_list_is_closed_there() -> None:
    lines = ["- one", "  ```diff", *["  + word"] * 300, "  ```"]
    text = fitted([Section([], lines)], 600, "elsewhere")
    *_, last = MarkdownIt().parse(text)
    assert last.type == "paragraph_close"
    assert [token.content for token in MarkdownIt().parse(text) if "elsewhere" in token.content] == [
        text.rstrip().splitlines()[-1]
    ]


@given(
    st.lists(st.tuples(st.integers(0, 60), st.sampled_from(["text", "mermaid"])), max_size=6),
    st.integers(400, 3000),
)
def test_a_limit_is_kept_whatever_stands_there(parts: list[tuple[int, str]], limit: int) -> None:
    """And whatever is opened is closed; a sign beyond the first plane counts twice."""
    shown = [folded("Part", block(f"``` 𝔸 {language}\n" * size, language)) for size, language in parts]
    text = fitted(shown, limit, "elsewhere")
    assert length(text) <= limit
    assert text.count("<details") == text.count("</details")
    fences = [token for token in MarkdownIt().parse(text) if token.type == "fence"]
    assert all(token.map and text.split("\n")[token.map[1] - 1] == token.markup for token in fences)
