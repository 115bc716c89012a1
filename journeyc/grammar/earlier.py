"""Faults that show later than they are: a brace, a comma, a word lost or written twice, a wrong order.

Reading begins again.
"""

from collections.abc import Sequence

from journeyc.grammar.braces import mend_braces
from journeyc.grammar.fault import Fault
from journeyc.grammar.foreign import mend_number
from journeyc.grammar.lookahead import Kinds, follow
from journeyc.grammar.order import beyond, mend_order
from journeyc.grammar.tables import Tables
from journeyc.grammar.tokens import Tokens
from journeyc.grammar.twins import mend_twin
from journeyc.nearest import nearest

_NEEDS = ("NEEDS", None)
#: How like a word must be to one that was meant.
_LIKE = 0.7


def mend_before(table: Tables, tokens: Tokens, states: Sequence[int], first: int, index: int) -> Fault | None:
    """The fault that shows at a token but is one of what was read before; tokens are mended for another try.

    The parser was in these states before the first token.
    """
    for mend in (mend_number, mend_braces, _lost_needs, _only_comma, mend_twin, mend_order, _missing_comma):
        fault = mend(table, tokens, states, first, index)
        if fault is not None:
            return fault
    return None


def _lost_needs(table: Tables, tokens: Tokens, states: Sequence[int], first: int, index: int) -> Fault | None:
    """A consent without its `needs`, or with it misspelt, or without a channel.

    The word behind `consent` may be a category, and what follows a channel then: so it shows one word later.
    """

    def fits(*feed: Kinds) -> bool:
        return follow(table, states, feed) == len(feed)

    at = next(
        (at for at in (index - 1, index) if first <= at - 2 and tokens.kinds[at - 2] == "CONSENT"), None
    )
    if at is None:
        return None
    read, here, rest = (
        [(tokens.kinds[i], tokens.seconds[i]) for i in part]
        for part in (range(first, at), range(at, index), beyond(tokens, index))
    )
    if tokens.word(at - 1) == "needs" and fits(*read[:-1], ("NAME", None), _NEEDS, *here, *rest):
        tokens.insert(at - 1, "NAME")
        return Fault("expected", tokens.starts[at], tokens.ends[at], tokens.word(at), "NAME")
    if here and nearest(tokens.word(at), ["needs"], _LIKE) and fits(*read, _NEEDS, *rest):
        tokens.kinds[at], tokens.seconds[at] = _NEEDS
        return Fault("misspelt", tokens.starts[at], tokens.ends[at], tokens.word(at), "needs")
    if fits(*read, _NEEDS, *here, *rest):
        tokens.insert(at, "NEEDS")
        return Fault("expected", tokens.starts[at + 1], tokens.ends[at + 1], tokens.word(at + 1), "NEEDS")
    return None


def _only_comma(table: Tables, tokens: Tokens, states: Sequence[int], first: int, index: int) -> Fault | None:
    """Two names without a comma between them, where all else is well."""
    return _missing_comma(table, tokens, states, first, index, beyond(tokens, index).stop)


def _missing_comma(
    table: Tables, tokens: Tokens, states: Sequence[int], first: int, index: int, end: int = 0
) -> Fault | None:
    """Two names without a comma between them: what the first ends is recognised before the second is read.

    With the comma, the tokens to an end fit, or at least two.
    """
    if "NAME" not in {tokens.kinds[index], tokens.seconds[index]} or tokens.first_of_line(index):
        return None
    end = min(max(index + 2, end), len(tokens.kinds))
    feed = [(tokens.kinds[i], tokens.seconds[i]) for i in range(first, end)]
    feed.insert(index - first, ("COMMA", None))
    if index == first or follow(table, states, feed) < len(feed):
        return None
    tokens.insert(index, "COMMA")
    start, end = tokens.starts[index + 1], tokens.ends[index + 1]
    return Fault("expected", start, end, tokens.word(index + 1), "COMMA")
