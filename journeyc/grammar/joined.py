"""Takes the rules out of the tables that only pass on the one child they have, nine for each atom of an
expression.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

#: By symbol, the next state or the rule that is recognised.
Row: TypeAlias = dict[str, Any]
#: A state in which a value is passed on to a rule of this name before one of these kinds of tokens, none of
#: which fits after that: what could stand there instead is said of the state that follows.
Passing: TypeAlias = tuple[int, str, tuple[str, ...]]


def joined(
    states: dict[int, Row], start: int, passes_on: Callable[[Any], bool]
) -> tuple[list[Row], list[Passing]]:
    """The rows of an automaton that does the same without these rules.

    What is passed through depends on the state below and the next token: a state of this automaton stands
    for all states that one of the other leads to. They are numbered in the order in which they are found.
    """
    passed = {
        rule: str(rule.origin.name)
        for row in states.values()
        for rule in row.values()
        if not isinstance(rule, int) and passes_on(rule)
    }
    first = _row(states, start, {}, passed)
    numbers, found = {tuple(first.items()): 0}, [first]
    rows, passing = [], []
    for state, row in enumerate(found):
        onward = {}
        for symbol, action in row.items():
            if isinstance(action, int):
                above = _row(states, action, row, passed)
                onward[symbol] = numbers.setdefault(tuple(above.items()), len(found))
                if onward[symbol] == len(found):
                    found.append(above)
        kinds = tuple(symbol for symbol, action in row.items() if action in passed)
        passing += [(state, passed[row[kind]], kinds) for kind in kinds[:1]]
        rows.append({symbol: onward.get(symbol, row[symbol]) for symbol in row if symbol not in kinds})
    return rows, passing


def _row(states: dict[int, Row], state: int, below: Row, passed: dict[Any, str]) -> Row:
    """The row of a state above another row, joined with those of the states that are passed through."""
    row: Row = {}
    for symbol, first in states[state].items():
        action = first
        while action in passed:
            after = states[below[passed[action]]]
            for name, next_state in after.items():
                if name.islower() and row.setdefault(name, next_state) != next_state:
                    raise ValueError(f"`{name}` leads to two states")
            action = after.get(symbol)
        row[symbol] = first if action is None else action
    return dict(sorted(row.items()))
