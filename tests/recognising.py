"""What the parser recognises in a text: the kind of each token, and the parts of each construct."""

from typing import NamedTuple

from journeyc.grammar.tables import tables
from journeyc.grammar.tokens import Tokens


class Part(NamedTuple):
    """A part of a construct by name, such as `guard` of `handler`, and the tokens it is made of."""

    construct: str
    name: str
    first: int
    behind: int


class Recognised(NamedTuple):
    """The kind as which each token is taken, and all parts of constructs."""

    kinds: list[str]
    parts: list[Part]


class NotTheLanguageError(Exception):
    """A text with a fault of syntax."""


def recognised(tokens: Tokens) -> Recognised:
    """Read a text without a fault."""
    table = tables()
    states, found = [table.start], Recognised([], [])
    #: What is recognised and not a part of anything yet: its name, first token, and the token behind it.
    open_parts: list[tuple[str, int, int]] = []
    while True:
        row, index = table.states[states[-1]], len(found.kinds)
        kind = tokens.kinds[index]
        if kind not in row:
            if kind == "$END" and states[-1] == table.end:
                return found
            kind = tokens.seconds[index] or kind
        if kind not in row:
            raise NotTheLanguageError(tokens.text[tokens.starts[index] :])
        action = row[kind]
        if action >= 0:
            states.append(action)
            open_parts.append((kind, index, index + 1))
            found.kinds.append(kind)
            continue
        rule = table.rules[-1 - action]
        bottom = len(open_parts) - rule.size
        found.parts.extend(Part(rule.name, *part) for part in open_parts[bottom:])
        first = open_parts[bottom][1] if rule.size else index
        del open_parts[bottom:], states[bottom + 1 :]
        states.append(table.states[states[-1]][rule.origin])
        open_parts.append((rule.origin, first, index))
