"""Which kinds of tokens may stand side by side, read from the tables of the parser.

A keyword may be a name. Nearly always the tokens before and behind it tell which it is, so that a colour
needs no parser: `via text, chat` cannot be the keyword `text`, for no comma follows that.
"""

from functools import lru_cache

from journeyc.grammar.tables import tables

START = "^"


@lru_cache(maxsize=1)
def neighbours() -> dict[str, frozenset[str]]:
    """The kinds that may follow each kind.

    `^` stands for the beginning of a text: of a file, or of a part of one that stood in braces.
    """
    rows = tables().states
    states: dict[str, set[int]] = {}
    for row in rows:
        for kind, action in row.items():
            if action >= 0 and not kind.islower():
                states.setdefault(kind, set()).add(action)
    states[START] = {tables().start, *states["LBRACE"]}
    return {
        kind: frozenset(next_kind for state in numbers for next_kind in rows[state] if _is_token(next_kind))
        for kind, numbers in states.items()
    }


def _is_token(symbol: str) -> bool:
    return symbol.isupper() or symbol == "$END"
