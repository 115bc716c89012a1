"""Braces too many and too few that show later than they are; how lines are indented tells where."""

from collections.abc import Iterator, Sequence

from journeyc.grammar.fault import Fault
from journeyc.grammar.keywords import STARTERS
from journeyc.grammar.lookahead import follow
from journeyc.grammar.tables import Tables
from journeyc.grammar.tokens import Tokens

#: How far back, in tokens, and among how many places a brace is looked for.
_FARTHEST = 20_000
_MOST_TRIED = 3


def mend_braces(table: Tables, tokens: Tokens, states: Sequence[int], first: int, index: int) -> Fault | None:
    """The brace too many or too few that makes a token not fit, if one stands between it and the first.

    The parser was in these states before the first token; with the brace mended the text fits.
    """
    kind = tokens.kinds[index]
    if kind != "$END" and not (
        tokens.first_of_line(index) and (tokens.words[index] in STARTERS or kind == "RBRACE")
    ):
        return None
    start = max(first, index - _FARTHEST)
    for opener, at in _lacking(tokens, start, index)[:_MOST_TRIED]:
        feed = [*range(first, at), None, *range(at, min(index + 2, len(tokens.kinds)))]
        if _fits(table, tokens, states, feed):
            fault = Fault(
                "unclosed",
                tokens.starts[at - 1],
                tokens.ends[at - 1],
                tokens.words[at],
                opener=tokens.starts[opener],
            )
            tokens.insert(at, "RBRACE")
            return fault
    for at in _odd(tokens, start, index)[-_MOST_TRIED:]:
        feed = [*range(first, at), *range(at + 1, min(index + 2, len(tokens.kinds)))]
        if _fits(table, tokens, states, feed):
            fault = Fault("extra", tokens.starts[at], tokens.ends[at], "}")
            tokens.remove(at)
            return fault
    return None


def _fits(table: Tables, tokens: Tokens, states: Sequence[int], feed: Sequence[int | None]) -> bool:
    kinds = [("RBRACE", None) if at is None else (tokens.kinds[at], tokens.seconds[at]) for at in feed]
    return follow(table, states, kinds) == len(kinds)


def _lacking(tokens: Tokens, start: int, index: int) -> list[tuple[int, int]]:
    """The `{` whose inside goes on where it is indented no more than they are, with the token at which it
    does.
    """
    found: list[tuple[int, int]] = []
    #: What is open, with the indentation of the statement that opened it.
    openers: list[tuple[int, int]] = []
    margin = 0
    for at, kind in _of_lines(tokens, start, index):
        indent = tokens.indent(at)
        if tokens.first_of_line(at):
            if tokens.words[at] in STARTERS:
                margin = indent
            # A `}` stands below what it closes; anything else there is behind what should be closed.
            closed = [i for i, (_, own) in enumerate(openers) if indent < own + (kind != "RBRACE")]
            if closed:
                found.append((openers[closed[0]][0], at))
                del openers[closed[0] :]
        if kind == "LBRACE":
            openers.append((at, margin))
        elif kind == "RBRACE" and openers:
            openers.pop()
    return found


def _of_lines(tokens: Tokens, start: int, index: int) -> Iterator[tuple[int, str]]:
    """The braces, and the tokens that begin lines."""
    end = -1
    for at in range(start, index):
        kind = tokens.kinds[at]
        leads = "\n" in tokens.text[end : tokens.starts[at]] if end >= 0 else True
        end = tokens.ends[at]
        if leads or kind in {"LBRACE", "RBRACE"}:
            yield at, kind


def _odd(tokens: Tokens, start: int, index: int) -> list[int]:
    """The `}` that stand neither below nor beside what they close."""
    odd: list[int] = []
    openers: list[int] = []
    for at in range(start, index):
        if tokens.kinds[at] == "LBRACE":
            openers.append(at)
        elif tokens.kinds[at] == "RBRACE":
            opener = openers.pop() if openers else None
            if opener is None or (
                tokens.indent(at) != tokens.indent(opener) and not tokens.one_line(opener, at)
            ):
                odd.append(at)
    return odd
