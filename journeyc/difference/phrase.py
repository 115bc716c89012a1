"""Sentences that keep apart what is ours and what an author has written, so that each output can quote it."""

from collections.abc import Callable
from typing import TypeAlias


class Quoted(str):
    """A name or the words of an author; all else in a phrase is ours."""

    __slots__ = ()


Phrase: TypeAlias = tuple[str, ...]


def phrase(*parts: str | Phrase) -> Phrase:
    """Words and phrases, one after the other."""
    return tuple(piece for part in parts for piece in ((part,) if isinstance(part, str) else part))


def said(words: Phrase, quote: Callable[[str], str] = "`{}`".format) -> str:
    """A phrase as text, with what an author has written in quotes."""
    return "".join(quote(piece) if isinstance(piece, Quoted) else piece for piece in words)


def named(names: list[str] | tuple[str, ...]) -> Phrase:
    """Names in a row, with commas between."""
    rest = (piece for name in names[1:] for piece in (", ", Quoted(name)))
    return (Quoted(names[0]), *rest) if names else ()
