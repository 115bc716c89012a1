"""A place where a text leaves the grammar."""

from typing import NamedTuple

from journeyc.grammar.tokens import PUNCTUATION

#: Signs by the kind of their token.
SYMBOLS = {kind: symbol for symbol, kind in PUNCTUATION.items()}


class Fault(NamedTuple):
    """A place where the text leaves the grammar.

    `kind` is one of `not-yet`, `unclosed-text`, `unclosed` (with the token that opened), `tail` (of a
    clause), `expected` (with the one thing that is missing), `instead` (with the one thing that was meant),
    `misspelt` (with the keyword), `respelt` (with the name as it should be written), `swapped` (with the word
    that comes first), `bare` (of what is done, which stands in no braces), `twice`, `foreign` (with what this
    language writes), `extra`, `unexpected` (of which the cure may be known, too), `too-many` (where reading
    ends), and `keyword`, which is none: what was taken for a name, and what follows it is at fault; `fitting`
    are the kinds of token that could have stood there.
    """

    kind: str
    start: int
    end: int
    found: str
    suggestion: str = ""
    opener: int | None = None
    fitting: tuple[str, ...] = ()


#: Faults that are mended where they are and leave braces alone.
_HARMLESS = frozenset({"misspelt", "respelt", "twice", "foreign", "unclosed-text"})


def beside(fault: Fault, earlier: list[Fault]) -> Fault:
    """A fault among others: a `}` too many may be that of what could not be read before it."""
    if fault.kind == "extra" and fault.found == "}" and any(one.kind not in _HARMLESS for one in earlier):
        return fault._replace(suggestion="DOUBTFUL")
    return fault
