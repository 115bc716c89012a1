"""A place where a text leaves the grammar."""

from typing import NamedTuple

from journeyc.grammar.tokens import PUNCTUATION

#: Signs by the kind of their token.
SYMBOLS = {kind: symbol for symbol, kind in PUNCTUATION.items()}


class Fault(NamedTuple):
    """A place where the text leaves the grammar.

    `kind` is one of `not-yet`, `unclosed-text`, `unclosed` (with the token that opened), `expected` (with the
    one thing that is missing), `instead` (with the one thing that was meant), `misspelt` (with the keyword),
    `respelt` (with the name as it should be written), `swapped` (with the word that comes first), `twice`,
    `extra`, `unexpected`, `too-many` (where reading ends), and `keyword`, which is none: what was taken for a
    name, and what follows it is at fault; `fitting` are the kinds of token that could have stood there.
    """

    kind: str
    start: int
    end: int
    found: str
    suggestion: str = ""
    opener: int | None = None
    fitting: tuple[str, ...] = ()
