"""What a document is made of as its author knows it: parts with a head, single values, and lists of parts.

Everything a model holds is in one of these, so that whatever is compared is told; what no part names falls
to the part around it.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from journeyc.difference.phrase import Phrase
from journeyc.ir.base import Place


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a part: what it is called, what it is, and how the author writes it (empty: it is not
    there). `words` are for people. `beside` is what its part is called where this value is another, if the
    head would only say it twice.
    """

    label: str
    value: Any
    text: str
    words: bool = False
    beside: Phrase = ()


@dataclass(frozen=True, slots=True)
class Many:
    """A list of parts that has a name; `words` are for people."""

    label: str
    items: "tuple[Part, ...]"
    words: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Something an author has written.

    `head` is what it is called where something in it changes, `full` all of it. `keys` say, the surest first,
    what it may be found by on the other side. `named`: the head is a name, and `kind` stands before it.
    """

    kind: str
    head: str
    source: Any
    values: tuple[Value, ...] = ()
    lists: tuple[Many, ...] = ()
    keys: tuple[Hashable, ...] = ()
    full: str = ""
    named: bool = False
    at: Place | None = None


def value(label: str, found: Any, text: str | None = None, *, words: bool = False) -> Value:
    """A value that is written as it is, or as `text`."""
    return Value(label, found, text if text is not None else "" if found is None else str(found), words)


def title(found: Any) -> tuple[Value, ...]:
    """What names and explains something to people."""
    words = [value("title", found.title, words=True)] if hasattr(found, "title") else []
    return (*words, value("explanation", found.doc, words=True))


def several(label: str, *parts: Part, words: bool = False) -> Many:
    """A list of parts."""
    return Many(label, parts, words)
