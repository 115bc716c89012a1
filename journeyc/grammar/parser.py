"""The parser: runs the LALR(1) tables over tokens and hands what it recognises to the author of a tree.

After a fault it goes on: `journeyc.grammar.recovery` says where.
"""

from typing import Any, NamedTuple

from journeyc.grammar import tables_data as data
from journeyc.grammar.fault import Fault, beside
from journeyc.grammar.program import Program, program
from journeyc.grammar.tables import Tables
from journeyc.grammar.tokens import Tokens

#: How many faults in one text are mended where they are, not where they show: each makes reading begin again.
_MOST_RESTARTS = 10
_MOST_READ_AGAIN = 1_000_000


class Stack(NamedTuple):
    """What the parser has recognised so far: values, the first token of each, and the state after it.

    At the bottom are the first state and None, which stands for every absent option.
    """

    firsts: list[int]
    values: list[Any]
    states: list[int]


class Parsed(NamedTuple):
    """A tree, the faults found on the way, and the words that stood in what was skipped."""

    value: Any
    faults: list[Fault]
    lost: frozenset[str]


def parse(tokens: Tokens, author: Any) -> Parsed:
    """Parse tokens; the author has an `Action` for each rule of the grammar, under its name."""
    stack = _empty()
    faults: list[Fault] = []
    # A name that had to be made up is nobody's.
    lost: set[str] = {""}
    index = restarts = 0
    most_restarts = min(_MOST_RESTARTS, _MOST_READ_AGAIN // len(tokens.kinds))
    resumed, states = 0, stack.states[:]
    while True:
        index, done = _run(program(), author, tokens, stack, index)
        if done:
            return Parsed(stack.values[-1], faults, frozenset(lost))
        # Most texts have no fault, and start faster without what mends them.
        from journeyc.grammar.earlier import mend_before
        from journeyc.grammar.recovery import recover
        from journeyc.grammar.tables import tables

        table = tables()
        _pass_on(table, stack, {tokens.kinds[index], tokens.seconds[index]})
        mended = mend_before(table, tokens, states, resumed, index) if restarts < most_restarts else None
        if mended is None:
            index = recover(table, tokens, stack, index, faults, lost)
            resumed, states = index, stack.states[:]
        else:
            faults.append(beside(mended, faults))
            stack = _empty()
            index = resumed = 0
            states, restarts = stack.states[:], restarts + 1


def _empty() -> Stack:
    return Stack([-1], [None], [data.start])


def _run(table: Program, author: Any, tokens: Tokens, stack: Stack, index: int) -> tuple[int, bool]:
    """Go on from a token until the end (true) or a token that does not fit (false)."""
    kinds, starts, ends = tokens.kinds, tokens.starts, tokens.ends
    steps, shifts = table.steps, table.shifts
    # First tokens, values and states by turns: one slice takes what a rule is made of.
    pile: list[Any] = [item for layer in zip(*stack, strict=True) for item in layer]
    kind, row = kinds[index], steps[pile[-1]]
    while True:
        try:
            action = row[kind]
        except KeyError:
            second = tokens.second(index)
            if second in row:
                action = row[second]
            elif row or pile[-1] == data.end:
                stack.firsts[:], stack.values[:], stack.states[:] = pile[::3], pile[1::3], pile[2::3]
                return index, kind == "$END" and not row
            else:
                table.fill(pile[-1])
                continue
        if action < shifts:
            pile.append(index)
            pile.append(index)
            pile.append(action)
            index += 1
            kind, row = kinds[index], steps[action]
            continue
        origin, below, first, others, reduce = steps[action]
        if reduce is None:
            pile[first].append(pile[-2])
            del pile[others]
            row = steps[pile[-1]]
        elif others is None:
            pile += index, reduce(author, starts[index], starts[index], pile), row[origin]
            row = steps[pile[-1]]
        else:
            state = steps[pile[below]][origin]
            # The value takes the place of the first of what it is made of.
            pile[others] = reduce(author, starts[pile[first]], ends[index - 1], pile), state
            row = steps[state]


def _pass_on(table: Tables, stack: Stack, kinds: set[str | None]) -> None:
    """Go on to the state of which it is said what could stand instead of a token that does not fit."""
    states = stack.states
    while True:
        name, before = table.passing.get(states[-1], ("", ()))
        if kinds.isdisjoint(before):
            return
        states[-1] = table.states[states[-2]][name]
