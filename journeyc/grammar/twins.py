"""A word that stands twice in a row where what the first ends is recognised before the second is read.

Reading begins again.
"""

from collections.abc import Sequence

from journeyc.grammar.fault import Fault
from journeyc.grammar.lookahead import follow
from journeyc.grammar.repairs import LINE_LIMIT, ahead
from journeyc.grammar.tables import Tables
from journeyc.grammar.tokens import Tokens


def mend_twin(table: Tables, tokens: Tokens, states: Sequence[int], first: int, index: int) -> Fault | None:
    """The fault of a word beside the same word, where all of the line fits without one; it is taken out.

    The parser was in these states before the first token.
    """
    for at in (index - 1, index):
        # What was put in has no text; a `}` closes as often as it stands there.
        if at <= first or not tokens.words[at] or tokens.words[at] != tokens.words[at - 1]:
            continue
        if tokens.kinds[at] == "RBRACE" or tokens.first_of_line(at) or tokens.commas_apart(at):
            continue
        feed = [(tokens.kinds[i], tokens.seconds[i]) for i in range(first, at)]
        feed += ahead(tokens, at + 1, LINE_LIMIT)
        if follow(table, states, feed) == len(feed):
            fault = Fault("twice", tokens.starts[at], tokens.ends[at], tokens.words[at])
            tokens.remove(at)
            return fault
    return None
