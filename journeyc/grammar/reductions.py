"""What is done when a rule is recognised, made once from the rules: which pile go to which action."""

from collections.abc import Callable
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from journeyc.grammar.tables import Rule, tables

#: Makes a value of a recognised rule: offsets of its first and last character, then its children. Tokens
#: are passed by number.
Action = Callable[..., Any]

#: The value of a rule: from the actions, the offsets and the pile recognised so far, of which its own are
#: the last.
Reduce = Callable[[dict[str, Action], int, int, list[Any]], Any]


class Reduction(NamedTuple):
    """What a rule does to the pile of states, values and first tokens; places are counted from its end.

    `first` is where the first token is noted, `others` what goes: all but the first three. Without `reduce`
    the last value joins the list that is the first.
    """

    origin: str
    size: int
    first: int
    others: slice
    reduce: Reduce | None


@lru_cache(maxsize=1)
def reductions() -> list[Reduction]:
    """The reductions in the order of the rules from the end, as the tables count them."""
    return [
        Reduction(rule.origin, rule.size, 2 - 3 * rule.size, slice(3 - 3 * rule.size, None), _reduce(rule))
        for rule in reversed(tables().rules)
    ]


def _reduce(rule: Rule) -> Reduce | None:
    # Where the children are, from the end; the value at the bottom stands for an absent one.
    places = [
        1 if child is None else 3 * ((child if child >= 0 else -1 - child) - rule.size) + 1
        for child in rule.children
    ]
    spread = [child is not None and child < 0 for child in rule.children]
    if rule.origin.startswith("__") and True not in spread[1:]:
        return _list(places[1:], places[0]) if spread[:1] == [True] else _list(places)
    if rule.origin.startswith("__"):
        children = list(zip(places, spread, strict=True))
        return lambda _actions, _start, _end, pile: _gathered(children, pile)
    if rule.single and len(places) == 1:
        return _only(places[0])
    if True not in spread:
        return _with(rule.name, places)
    if spread.index(True) == len(spread) - 1:
        return _with_list(rule.name, places[:-1], places[-1])
    return _with_lists(rule.name, list(zip(places, spread, strict=True)))


def _list(children: list[int], so_far: int | None = None) -> Reduce | None:
    """A helper of a repetition: a list that begins, or one that goes on.

    The list so far is nobody else's, so it grows instead of being copied for each of its items.
    """
    match children:
        case [-2] if so_far is not None:
            return None
        case [one] if so_far is None:
            return lambda _actions, _start, _end, pile: [pile[one]]

    def extend(_actions: dict[str, Action], _start: int, _end: int, pile: list[Any]) -> list[Any]:
        grown: list[Any] = [] if so_far is None else pile[so_far]
        grown += [pile[child] for child in children]
        return grown

    return extend


def _only(child: int) -> Reduce:
    return lambda _actions, _start, _end, pile: pile[child]


def _with(name: str, children: list[int]) -> Reduce:
    """An action with so many children; those with few, nearly all, are called without a tuple between."""
    match children:
        case []:
            return lambda actions, start, end, _pile: actions[name](start, end)
        case [one]:
            return lambda actions, start, end, pile: actions[name](start, end, pile[one])
        case [one, two]:
            return lambda actions, start, end, pile: actions[name](start, end, pile[one], pile[two])
        case [one, two, three]:
            return lambda actions, start, end, pile: actions[name](
                start, end, pile[one], pile[two], pile[three]
            )
    pick = itemgetter(*children)
    return lambda actions, start, end, pile: actions[name](start, end, *pick(pile))


def _with_list(name: str, children: list[int], spread: int) -> Reduce:
    """An action that takes a list's items after its other children."""
    match children:
        case []:
            return lambda actions, start, end, pile: actions[name](start, end, *pile[spread])
        case [one]:
            return lambda actions, start, end, pile: actions[name](start, end, pile[one], *pile[spread])
    pick = itemgetter(*children)
    return lambda actions, start, end, pile: actions[name](start, end, *pick(pile), *pile[spread])


def _with_lists(name: str, children: list[tuple[int, bool]]) -> Reduce:
    """An action that takes a list's items between its other children, or those of several lists."""
    return lambda actions, start, end, pile: actions[name](start, end, *_gathered(children, pile))


def _gathered(children: list[tuple[int, bool]], pile: list[Any]) -> list[Any]:
    gathered: list[Any] = []
    for child, spreads in children:
        gathered += pile[child] if spreads else [pile[child]]
    return gathered
