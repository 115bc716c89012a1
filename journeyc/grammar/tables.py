"""The parsing tables, loaded once."""

from functools import lru_cache
from typing import NamedTuple


class Rule(NamedTuple):
    """A grammar rule: see `journeyc.grammar.build` for `children`."""

    name: str
    origin: str
    size: int
    children: tuple[int | None, ...]
    single: bool


class Tables(NamedTuple):
    """LALR(1) tables: a row of actions for each state.

    From `first_lone` on, rules only pass on the one child they have. `jumps` notes the states after several
    of them: by the state below, the state above it, and the kind of token that follows.
    """

    start: int
    end: int
    first_lone: int
    rules: list[Rule]
    states: list[dict[str, int]]
    jumps: dict[tuple[int, int, str], int]


@lru_cache(maxsize=1)
def tables() -> Tables:
    """The tables that come with the package."""
    from journeyc.grammar import tables_data as data

    return Tables(
        data.start, data.end, data.first_lone, [Rule(*rule) for rule in data.rules], data.states, {}
    )
