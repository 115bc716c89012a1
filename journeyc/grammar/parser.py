"""The parser: runs the LALR(1) tables over tokens and hands what it recognises to the author of a tree.

After a fault it goes on: `journeyc.grammar.recovery` says where.
"""

from typing import Any, NamedTuple

from journeyc.grammar.fault import Fault, beside
from journeyc.grammar.reductions import Action, reductions
from journeyc.grammar.tables import Tables, tables
from journeyc.grammar.tokens import Tokens

#: How many faults in one text are mended where they are, not where they show: each makes reading begin again.
_MOST_RESTARTS = 10
_MOST_READ_AGAIN = 1_000_000


class Stack(NamedTuple):
    """What the parser has recognised so far: states, values, and the first token of each value.

    At the bottom are the first state and None, which stands for every absent option.
    """

    states: list[int]
    values: list[Any]
    firsts: list[int]


class Parsed(NamedTuple):
    """A tree, the faults found on the way, and the words that stood in what was skipped."""

    value: Any
    faults: list[Fault]
    lost: frozenset[str]


def parse(tokens: Tokens, actions: dict[str, Action]) -> Parsed:
    """Parse tokens; `actions` has one entry for each rule name of the grammar."""
    table = tables()
    stack = Stack([table.start], [None], [-1])
    faults: list[Fault] = []
    # A name that had to be made up is nobody's.
    lost: set[str] = {""}
    index = restarts = 0
    most_restarts = min(_MOST_RESTARTS, _MOST_READ_AGAIN // len(tokens.kinds))
    resumed, states = 0, [table.start]
    while True:
        index, done = _run(table, actions, tokens, stack, index)
        if done:
            return Parsed(stack.values[-1], faults, frozenset(lost))
        # Most texts have no fault, and start faster without what mends them.
        from journeyc.grammar.earlier import mend_before
        from journeyc.grammar.recovery import recover

        mended = mend_before(table, tokens, states, resumed, index) if restarts < most_restarts else None
        if mended is None:
            index = recover(table, tokens, stack, index, faults, lost)
            resumed, states = index, list(stack.states)
        else:
            faults.append(beside(mended, faults))
            stack = Stack([table.start], [None], [-1])
            index = resumed = 0
            states, restarts = [table.start], restarts + 1


def _run(
    table: Tables, actions: dict[str, Action], tokens: Tokens, stack: Stack, index: int
) -> tuple[int, bool]:
    """Go on from a token until the end (true) or a token that does not fit (false)."""
    rows, kinds, starts, ends = table.states, tokens.kinds, tokens.starts, tokens.ends
    steps, jumps, first_lone = reductions(), table.jumps, -1 - table.first_lone
    # States, values and first tokens by turns: one slice takes what a rule is made of.
    pile: list[Any] = [item for layer in zip(*stack, strict=True) for item in layer]
    kind, row = kinds[index], rows[pile[-3]]
    while True:
        try:
            action = row[kind]
        except KeyError:
            second = tokens.seconds[index]
            if second is None or second not in row:
                stack.states[:], stack.values[:], stack.firsts[:] = pile[::3], pile[1::3], pile[2::3]
                return index, kind == "$END" and pile[-3] == table.end
            action = row[second]
            if action <= first_lone:
                pile[-3] = state = rows[pile[-6]][steps[action][0]]
                row = rows[state]
                continue
        if action >= 0:
            pile.append(action)
            pile.append(index)
            pile.append(index)
            index += 1
            kind, row = kinds[index], rows[action]
            continue
        if action <= first_lone:
            lone = pile[-6], pile[-3], kind
            try:
                state = jumps[lone]
            except KeyError:
                state = jumps[lone] = _jump(table, *lone)
            pile[-3] = state
            row = rows[state]
            continue
        origin, size, first, others, reduce = steps[action]
        # The value takes the place of the first of what it is made of.
        if reduce is None:
            pile[first - 1].append(pile[-2])
            del pile[others]
            row = rows[pile[-3]]
            continue
        if size > 1:
            value = reduce(actions, starts[pile[first]], ends[index - 1], pile)
            del pile[others]
            pile[-2] = value
        elif size:
            pile[-2] = reduce(actions, starts[pile[-1]], ends[index - 1], pile)
        else:
            value = reduce(actions, starts[index], starts[index], pile)
            pile += [table.start, value, index]
        pile[-3] = state = rows[pile[-6]][origin]
        row = rows[state]


def _jump(table: Tables, below: int, state: int, kind: str) -> int:
    """The state after all rules that only pass on what is recognised, nine for each atom of an expression."""
    gotos, rows = table.states[below], table.states
    while (action := rows[state].get(kind, 0)) < -table.first_lone:
        state = gotos[table.rules[-1 - action].origin]
    return state
