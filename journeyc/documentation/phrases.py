"""Words with links, as a template shows them: as HTML or as Markdown."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from journeyc.story import Kind, Words

Resolve = Callable[[Kind, str, str], str | None]
#: What Markdown or GitHub take for signs, wherever they stand.
_SIGNS = re.compile(r"[\\`*_\[\]<>|~#&$!]")
#: What begins something else at the start of a line.
_START = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))")
#: What GitHub makes a link of by itself.
_LINKED = re.compile(r"(?i)(https?|ftp|mailto|xmpp|www)([:.])|@")


@dataclass(frozen=True, slots=True)
class Piece:
    """Text; `kind` is what it names, if anything, and `href` where that is told."""

    text: str
    kind: Kind | None = None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence, or a part of one. Templates show it with its links; `text` is the words alone."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    def __html__(self) -> str:
        return "".join(map(_html, self.pieces))

    def markdown(self) -> str:
        """The same in Markdown."""
        return "".join(map(_markdown, self.pieces))


def phrase(words: Words, resolve: Resolve) -> Phrase:
    """Words with their links."""
    return Phrase(
        tuple(
            Piece(span.text, span.kind, resolve(span.kind, span.name, span.journey) if span.kind else None)
            for span in words
        )
    )


def _html(piece: Piece) -> str:
    text = escape(piece.text)
    if piece.kind is None:
        return text
    if piece.href:
        return f'<a class="to-{piece.kind}" href="{escape(piece.href)}">{text}</a>'
    return f'<span class="to-{piece.kind}">{text}</span>'


def _markdown(piece: Piece) -> str:
    text = in_markdown(piece.text)
    if piece.href:
        return f"[{text}]({piece.href})"
    if piece.kind == "field" and piece.text.strip() == piece.text:
        return f"*{text}*"
    return text


def in_markdown(text: str) -> str:
    """Text in which Markdown finds nothing but text, on one line."""
    line = " ".join(text.split(" ")).replace("\n", " ").replace("\r", " ")
    escaped = _SIGNS.sub(lambda sign: _ENTITIES.get(sign[0]) or "\\" + sign[0], line)
    escaped = _START.sub(
        lambda start: f"{start[1]}\\{start[2]}" if not start[2].isdigit() else start[0], escaped
    )
    escaped = re.sub(r"^(\s*\d+)([.)])", r"\1\\\2", escaped)
    # A comment keeps what stands around it apart, and is not seen.
    return _LINKED.sub(lambda link: f"{link[1]}<!-- -->{link[2]}" if link[1] else "@<!-- -->", escaped)


_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
