"""Sentences as spans of text that know what they name, so that a page can link them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

#: What a span names: something that a page can tell more of, a `field`, or a `value`.
Kind = Literal[
    "step",
    "event",
    "message",
    "channel",
    "journey",
    "worker",
    "service",
    "decision",
    "segment",
    "rule",
    "calendar",
    "policy",
    "field",
    "value",
]


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a sentence; `name` is the author's name of what it speaks of, `journey` the journey where
    that is, if it is another.
    """

    text: str
    kind: Kind | None = None
    name: str = ""
    journey: str = ""


Words: TypeAlias = tuple[Span, ...]
Part: TypeAlias = str | Span | Words


def words(*parts: Part) -> Words:
    """Parts one after the other; plain text that meets is one span."""
    joined: list[Span] = []
    for part in parts:
        for span in _spans(part):
            if not span.text:
                continue
            if joined and joined[-1].kind is None and span.kind is None:
                joined[-1] = Span(joined[-1].text + span.text)
            else:
                joined.append(span)
    return tuple(joined)


def _spans(part: Part) -> Sequence[Span]:
    match part:
        case str():
            return (Span(part),)
        case Span():
            return (part,)
        case _:
            return part


def quoted(span: Span) -> Words:
    """The title of something, in quotes."""
    return words("“", span, "”")


def listed(items: Sequence[Part], last: str = "and") -> Words:
    """Parts in a row: `web, chat or voice`."""
    parts: list[Part] = []
    for index, item in enumerate(items):
        if index:
            parts.append(f" {last} " if index == len(items) - 1 else ", ")
        parts.append(item)
    return words(*parts)


def clauses(items: Sequence[Part]) -> Words:
    """Clauses in a row, each of which could be a sentence: `we wait, and the journey ends`."""
    return words(*(part for index, item in enumerate(items) for part in (", and " if index else "", item)))


def sentence(*parts: Part) -> Words:
    """A whole sentence: it begins with a capital, and ends in a full stop or a mark of its own."""
    spans = words(*parts)
    if not spans:
        return spans
    first, *rest = spans
    begun = words(Span(_capital(first.text), first.kind, first.name, first.journey), *rest)
    # The last span of a title is its closing quote alone: a title that is a question ends no sentence.
    ended = begun[-1].text.endswith((".", "!", "?", ":", "…", ".”", "!”", "?”", "…”"))
    return begun if ended else words(begun, ".")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def plain_text(spans: Words) -> str:
    """The words alone."""
    return "".join(span.text for span in spans)
