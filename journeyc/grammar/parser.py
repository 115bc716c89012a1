"""The parser: runs the LALR(1) tables over tokens and hands what it recognises to the author of a tree.

After a fault it goes on: `journeyc.grammar.recovery` says where.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from journeyc.grammar.earlier import mend_before
from journeyc.grammar.fault import Fault
from journeyc.grammar.recovery import recover
from journeyc.grammar.tables import Rule, Tables, tables
from journeyc.grammar.tokens import Tokens

#: Makes a value of a recognised rule: offsets of its first and last character, then its children. Tokens
#: are passed by number.
Action = Callable[..., Any]

#: How many faults in one text are mended where they are, not where they show: each makes reading begin again.
_MOST_RESTARTS = 10
_MOST_READ_AGAIN = 1_000_000


class Stack(NamedTuple):
    """What the parser has recognised so far: states, values, and the first token of each value."""

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
    stack = Stack([table.start], [], [])
    reducers = [_reducer(rule, actions) for rule in table.rules]
    faults: list[Fault] = []
    # A name that had to be made up is nobody's.
    lost: set[str] = {""}
    index = restarts = 0
    most_restarts = min(_MOST_RESTARTS, _MOST_READ_AGAIN // len(tokens.kinds))
    resumed, states = 0, [table.start]
    while True:
        index, done = _run(table, reducers, tokens, stack, index)
        if done:
            return Parsed(stack.values[-1], faults, frozenset(lost))
        mended = mend_before(table, tokens, states, resumed, index) if restarts < most_restarts else None
        if mended is None:
            index = recover(table, tokens, stack, index, faults, lost)
            resumed, states = index, list(stack.states)
        else:
            faults.append(mended)
            stack = Stack([table.start], [], [])
            index = resumed = 0
            states, restarts = [table.start], restarts + 1


def _run(table: Tables, reducers: list[Action], tokens: Tokens, stack: Stack, index: int) -> tuple[int, bool]:
    """Go on from a token until the end (true) or a token that does not fit (false)."""
    rows, rules, kinds, seconds = table.states, table.rules, tokens.kinds, tokens.seconds
    starts, ends = tokens.starts, tokens.ends
    states, values, firsts = stack
    while True:
        row = rows[states[-1]]
        action = row.get(kinds[index])
        if action is None:
            second = seconds[index]
            action = row.get(second) if second else None
            if action is None:
                return index, False
        if action >= 0:
            states.append(action)
            values.append(index)
            firsts.append(index)
            index += 1
            continue
        rule = rules[-1 - action]
        size = rule.size
        if size:
            first = firsts[-size]
            value = reducers[-1 - action](starts[first], ends[index - 1], values[-size:])
            del states[-size:], values[-size:], firsts[-size:]
        else:
            first = index
            value = reducers[-1 - action](starts[index], starts[index], [])
        state = rows[states[-1]][rule.origin]
        states.append(state)
        values.append(value)
        firsts.append(first)
        if state == table.end and kinds[index] == "$END":
            return index, True


def _reducer(rule: Rule, actions: dict[str, Action]) -> Callable[[int, int, list[Any]], Any]:
    children = rule.children
    if rule.origin.startswith("__"):
        if children and children[0] is not None and children[0] < 0:
            first, others = -1 - children[0], children[1:]
            # The list so far is nobody else's, so it grows instead of being copied for each of its items.
            return lambda _start, _end, values: _children(others, values, values[first])
        return lambda _start, _end, values: _children(children, values, [])
    if rule.single and len(children) == 1 and children[0] is not None:
        kept = children[0]
        return lambda _start, _end, values: values[kept]
    action = actions[rule.name]
    return lambda start, end, values: action(start, end, *_children(children, values, []))


def _children(children: list[int | None], values: list[Any], result: list[Any]) -> list[Any]:
    for child in children:
        if child is None:
            result.append(None)
        elif child < 0:
            result += values[-1 - child]
        else:
            result.append(values[child])
    return result
