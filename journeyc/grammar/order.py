"""Two words in the wrong order, as hands that are faster than eyes write them. Reading begins again."""

from collections.abc import Sequence

from journeyc.grammar.fault import Fault
from journeyc.grammar.lookahead import Kinds, follow
from journeyc.grammar.tables import Tables
from journeyc.grammar.tokens import Tokens

#: The tokens that must fit behind the two, or those to the end of the next line: what fits by chance soon
#: does not.
_AHEAD = 12
#: Signs that only mean something in their order are never judged alone.
_FEWEST = 3


def mend_order(table: Tables, tokens: Tokens, states: Sequence[int], first: int, index: int) -> Fault | None:
    """The fault of two tokens that must change places, one of them where it shows; they are mended.

    The parser was in these states before the first token.
    """
    last = len(tokens.kinds) - 1
    if _lacks_a_name(table, tokens, states, first, index):
        return None
    for left in (index - 1, index, index - 2):
        if left < first or left + 1 >= last or tokens.words[left] == tokens.words[left + 1]:
            continue
        ahead = beyond(tokens, left + 2)
        order = [*range(first, left), left + 1, left, *ahead]
        if len(ahead) >= min(_FEWEST, last - left - 1) and _fits(table, tokens, states, order):
            fault = Fault(
                "swapped",
                tokens.starts[left],
                tokens.ends[left + 1],
                tokens.words[left],
                tokens.words[left + 1],
            )
            tokens.swap(left)
            return fault
    return None


def _lacks_a_name(table: Tables, tokens: Tokens, states: Sequence[int], first: int, index: int) -> bool:
    """Whether all would be well with one more name, and one is forgotten more often than two are swapped.

    Where it is forgotten at the end of a line, the keyword that the next one begins with was taken for it.
    """
    places = [index]
    if index > first and tokens.seconds[index - 1] and tokens.first_of_line(index - 1):
        places.append(index - 1)
    return any(_fits_with_a_name(table, tokens, states, first, at) for at in places)


def _fits_with_a_name(table: Tables, tokens: Tokens, states: Sequence[int], first: int, at: int) -> bool:
    feed: list[Kinds] = [(tokens.kinds[i], tokens.seconds[i]) for i in range(first, at)]
    feed.append(("NAME", None))
    feed += [(tokens.kinds[i], tokens.seconds[i]) for i in beyond(tokens, at)]
    return follow(table, states, feed) == len(feed)


def beyond(tokens: Tokens, start: int) -> range:
    """The tokens that judge: to the end of the line after the first, and no more than can be by chance.

    Of lines that are but a `}` there are more.
    """
    lines = 0
    for at in range(start, min(start + _AHEAD, len(tokens.kinds))):
        lines += tokens.first_of_line(at)
        if lines > 1 and at - start >= _FEWEST:
            return range(start, at)
    return range(start, min(start + _AHEAD, len(tokens.kinds)))


def _fits(table: Tables, tokens: Tokens, states: Sequence[int], order: Sequence[int]) -> bool:
    feed: list[Kinds] = [(tokens.kinds[at], tokens.seconds[at]) for at in order]
    return follow(table, states, feed) == len(feed)
