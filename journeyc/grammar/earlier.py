"""Faults that show later than they are: a `}` too many, a comma too few. Reading begins again."""

from collections.abc import Sequence

from journeyc.grammar.fault import Fault
from journeyc.grammar.keywords import STARTERS
from journeyc.grammar.lookahead import follow
from journeyc.grammar.tables import Tables
from journeyc.grammar.tokens import Tokens

#: How far back, in tokens, and among how many a `}` too many is looked for.
_FARTHEST = 20_000
_MOST_TRIED = 3


def mend_before(table: Tables, tokens: Tokens, states: Sequence[int], first: int, index: int) -> Fault | None:
    """The fault that shows at a token but is one of what was read before; tokens are mended for another try.

    The parser was in these states before the first token.
    """
    brace = _extra_brace(table, tokens, states, first, index)
    if brace is None:
        return _missing_comma(table, tokens, states, first, index)
    fault = Fault("extra", tokens.starts[brace], tokens.ends[brace], "}")
    tokens.remove(brace)
    return fault


def _extra_brace(table: Tables, tokens: Tokens, states: Sequence[int], first: int, index: int) -> int | None:
    """The `}` too many that makes a token not fit, if one stands behind the first, read in these states.

    It does not stand below what it closes, and without it the text fits.
    """
    if not (
        tokens.first_of_line(index) and (tokens.word(index) in STARTERS or tokens.kinds[index] == "RBRACE")
    ):
        return None
    odd: list[int] = []
    openers: list[int] = []
    for at in range(max(first, index - _FARTHEST), index):
        if tokens.kinds[at] == "LBRACE":
            openers.append(at)
        elif tokens.kinds[at] == "RBRACE" and _is_odd(tokens, openers.pop() if openers else None, at):
            odd.append(at)
    for at in odd[-_MOST_TRIED:]:
        without = [*range(first, at), *range(at + 1, index + 2)]
        feed = [(tokens.kinds[i], tokens.seconds[i]) for i in without if i < len(tokens.kinds)]
        if follow(table, states, feed) == len(feed):
            return at
    return None


def _is_odd(tokens: Tokens, opener: int | None, closer: int) -> bool:
    """Whether a `}` stands neither below nor beside what it closes."""
    if opener is None:
        return True
    return tokens.indent(closer) != tokens.indent(opener) and not tokens.one_line(opener, closer)


def _missing_comma(
    table: Tables, tokens: Tokens, states: Sequence[int], first: int, index: int
) -> Fault | None:
    """Two names without a comma between them: what the first ends is recognised before the second is read."""
    if "NAME" not in {tokens.kinds[index], tokens.seconds[index]} or tokens.first_of_line(index):
        return None
    feed = [(tokens.kinds[i], tokens.seconds[i]) for i in range(first, min(index + 2, len(tokens.kinds)))]
    feed.insert(index - first, ("COMMA", None))
    if index == first or follow(table, states, feed) < len(feed):
        return None
    tokens.insert(index, "COMMA")
    start, end = tokens.starts[index + 1], tokens.ends[index + 1]
    return Fault("expected", start, end, tokens.word(index + 1), "COMMA")
