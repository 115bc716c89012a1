"""The tables as the parser runs them: filled in as texts ask for them, which is for a part."""

from functools import lru_cache
from typing import Any

from journeyc.grammar import tables_data as data
from journeyc.grammar.reductions import reduction
from journeyc.grammar.tables import Rule, row


class Program:
    """What is done by the number of an action: up to `shifts`, the row of the state to go to, then what rules
    do.

    Rows are empty and the others None until a row asks for them.
    """

    def __init__(self) -> None:
        self.shifts = len(data.rows)
        self.steps: list[Any] = [*({} for _ in data.rows), *[None] * len(data.rules)]

    def fill(self, state: int) -> None:
        """Fill in the row of a state, and what the rules in it do."""
        filled = self.steps[state]
        for symbol, action in row(state).items():
            number = action if action >= 0 else self.shifts - 1 - action
            filled[symbol] = number
            if self.steps[number] is None:
                self.steps[number] = reduction(Rule(*data.rules[-1 - action]))


@lru_cache(maxsize=1)
def program() -> Program:
    """The program of the tables that come with the package."""
    return Program()
