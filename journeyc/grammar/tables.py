"""The parsing tables: all of them, or as much of them as a text needs."""

from functools import lru_cache
from typing import Any, NamedTuple


class Rule(NamedTuple):
    """A grammar rule: see `journeyc.grammar.build` for `children`."""

    name: str
    origin: str
    size: int
    children: tuple[int | None, ...]
    single: bool


class Tables(NamedTuple):
    """LALR(1) tables: a row of actions for each state; see `journeyc.grammar.build`.

    `passing` says of a state before which kinds of tokens, none of which fits, its value is passed on, and to
    what.
    """

    start: int
    end: int
    rules: list[Rule]
    states: list[dict[str, int]]
    passing: dict[int, tuple[str, tuple[str, ...]]]


@lru_cache(maxsize=1)
def tables() -> Tables:
    """The tables that come with the package."""
    from journeyc.grammar import tables_data as data

    rules = [Rule(*rule) for rule in data.rules]
    states = [row(state) for state in range(len(data.rows))]
    passing = {state: (name, data.symbols[at]) for state, name, at in data.passing}
    return Tables(data.start, data.end, rules, states, passing)


def row(state: int) -> dict[str, int]:
    """The row of one state."""
    from journeyc.grammar import tables_data as data

    actions: Any
    symbols, actions = data.rows[state]
    if isinstance(actions, int):
        return dict.fromkeys(data.symbols[symbols], actions)
    return dict(zip(data.symbols[symbols], actions, strict=True))
