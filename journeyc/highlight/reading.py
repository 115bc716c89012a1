"""What each piece of a text is: the compiler's own tokens, with keywords and names told apart by what stands
beside them.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from journeyc.grammar.tokens import Tokens
from journeyc.highlight.categories import KINDS, NAMING, TEMPLATE_WORDS, TYPES
from journeyc.highlight.neighbours import START, neighbours


class Piece(NamedTuple):
    """A part of a text: where it begins, what it is (nothing, for space), and how it is written."""

    start: int
    category: str
    text: str


#: What tells nothing of the words beside it: the end of a part, and what is not the language.
_NO_HELP = frozenset({"$END", "RESERVED", "STRAY", "UNCLOSED"})
#: Behind `at most 2` stands a category, and no declaration begins: `at most 2 service per 3 days`.
_COUNTED = ["MOST", "INT"]
_COMMENT = re.compile(r"#[^\n]*")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_ESCAPE = re.compile(r"\\.", re.DOTALL)
_IN_TAG = re.compile(
    r"""(?P<placeholder>\{\{|\{%|%\}|\}\})|(?P<text>'[^']*'|\\"[^"\\]*\\"|"[^"]*")"""
    r"""|(?P<number>\d+(?:\.\d+)?)|(?P<word>[^\W\d]\w*)|(?P<operator>[=!<>]=|[<>|])|(?P<punctuation>[(),.])"""
)


def kinds(tokens: Tokens) -> list[str]:
    """The kind of each token, without the end."""
    follow = neighbours()
    found: list[str] = []
    before = START
    for index, (kind, other) in enumerate(zip(tokens.kinds[:-1], tokens.seconds, strict=False)):
        fits = other is None or (
            not (kind == "SERVICE" and found[-2:] == _COUNTED)
            and (before in _NO_HELP or kind in follow[before])
            and _fits(follow[kind], tokens, index + 1)
        )
        before = kind if fits else other or kind
        found.append(before)
    return found


def _fits(follow: frozenset[str], tokens: Tokens, index: int) -> bool:
    kind = tokens.kinds[index]
    return kind in _NO_HELP or kind in follow or tokens.seconds[index] in follow


def pieces(text: str) -> Iterator[Piece]:
    """All of a text, piece by piece."""
    tokens = Tokens(text)
    end = 0
    two_before, before = "", ""
    for index, kind in enumerate(kinds(tokens)):
        start, word = tokens.starts[index], tokens.words[index]
        yield from _between(text, end, start)
        if kind in {"STRING", "BLOCK", "UNCLOSED"}:
            yield from _in_text(start, word)
        else:
            yield Piece(start, _category(kind, word, before, two_before), word)
        end = tokens.ends[index]
        two_before, before = before, kind
    yield from _between(text, end, len(text))


def _category(kind: str, word: str, before: str, two_before: str) -> str:
    if kind != "NAME":
        return KINDS[kind]
    if before in NAMING:
        return "entity"
    if before == "ARROW":
        return "target"
    after_type = before in {"COLON", "GIVES"} or (two_before, before) == ("LIST", "OF")
    return "built-in type" if after_type and word in TYPES else "name"


def _between(text: str, start: int, end: int) -> Iterator[Piece]:
    """Space and comments."""
    for found in _COMMENT.finditer(text, start, end):
        if found.start() > start:
            yield Piece(start, "", text[start : found.start()])
        comment = found[0]
        yield Piece(found.start(), "doc" if comment.startswith("##") else "comment", comment)
        start = found.end()
    if end > start:
        yield Piece(start, "", text[start:end])


def _in_text(start: int, text: str) -> Iterator[Piece]:
    """A text in quotes, and what it shows. In three quotes, a backslash is a backslash."""
    written = _plain if text.startswith('"""') else _with_escapes
    end = 0
    for tag in _TAG.finditer(text):
        yield from written(start + end, text[end : tag.start()])
        if tag[0].startswith("{#"):
            yield Piece(start + tag.start(), "comment", tag[0])
        else:
            yield from _in_tag(start + tag.start(), tag[0])
        end = tag.end()
    yield from written(start + end, text[end:])


def _plain(start: int, text: str) -> Iterator[Piece]:
    if text:
        yield Piece(start, "text", text)


def _with_escapes(start: int, text: str) -> Iterator[Piece]:
    end = 0
    for found in _ESCAPE.finditer(text):
        if found.start() > end:
            yield Piece(start + end, "text", text[end : found.start()])
        yield Piece(start + found.start(), "escape", found[0])
        end = found.end()
    if end < len(text):
        yield Piece(start + end, "text", text[end:])


def _in_tag(start: int, tag: str) -> Iterator[Piece]:
    end, before = 0, ""
    for found in _IN_TAG.finditer(tag):
        if found.start() > end:
            yield Piece(start + end, "", tag[end : found.start()])
        category = found.lastgroup or ""
        if category == "word":
            category = _of_word(found[0], before)
        yield Piece(start + found.start(), category, found[0])
        end, before = found.end(), found[0]
    if end < len(tag):
        yield Piece(start + end, "", tag[end:])


def _of_word(word: str, before: str) -> str:
    if before == "|":
        return "filter"
    return "keyword" if word in TEMPLATE_WORDS and before != "." else "variable"
