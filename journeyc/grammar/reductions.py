"""What is done when a rule is recognised, made from the rule: which values go to which action."""

from collections.abc import Callable
from operator import itemgetter
from types import FunctionType
from typing import Any, TypeAlias

from journeyc.grammar.tables import Rule

#: Makes a value of a recognised rule: offsets of its first and last character, then its children. Tokens
#: are passed by number.
Action = Callable[..., Any]

#: The value of a rule: from the author of the tree, who has the actions, the offsets and the pile of what is
#: recognised so far, of which its own part is the last.
Reduce = Callable[[Any, int, int, list[Any]], Any]

#: What a rule does to the pile of first tokens, values and states, with places counted from its end: origin,
#: where the state below is and the first token, what goes (all but that token; None if there is nothing), and
#: what makes the value; without that the last value joins the list that is noted in place of a first token.
#: Plain tuples, as the parser unpacks them three times as fast as named ones.
Reduction: TypeAlias = tuple[str, int, int, slice | None, Reduce | None]


def reduction(rule: Rule) -> Reduction:
    """What a rule does."""
    size, reduce = 3 * rule.size, _reduce(rule)
    if reduce is None:
        return rule.origin, -size - 1, 1 - size, slice(3 - size, None), None
    return rule.origin, -size - 1, -size, slice(1 - size, None) if size else None, reduce


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
        return lambda _author, _start, _end, pile: _gathered(children, pile)
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
            return lambda _author, _start, _end, pile: [pile[one]]

    def extend(_author: Any, _start: int, _end: int, pile: list[Any]) -> list[Any]:
        grown: list[Any] = [] if so_far is None else pile[so_far]
        grown += [pile[child] for child in children]
        return grown

    return extend


def _only(child: int) -> Reduce:
    return lambda _author, _start, _end, pile: pile[child]


def _with(name: str, children: list[int]) -> Reduce:
    """An action with so many children; those with few, nearly all, are called without a tuple between."""
    match children:
        case []:
            return _own(name, lambda author, start, end, _pile: author.action(start, end))
        case [one]:
            return _own(name, lambda author, start, end, pile: author.action(start, end, pile[one]))
        case [one, two]:
            return _own(
                name, lambda author, start, end, pile: author.action(start, end, pile[one], pile[two])
            )
        case [one, two, three]:
            return _own(
                name,
                lambda author, start, end, pile: author.action(start, end, pile[one], pile[two], pile[three]),
            )
        case [one, two, three, four]:
            return _own(
                name,
                lambda author, start, end, pile: author.action(
                    start, end, pile[one], pile[two], pile[three], pile[four]
                ),
            )
    pick = itemgetter(*children)
    return _own(name, lambda author, start, end, pile: author.action(start, end, *pick(pile)))


def _with_list(name: str, children: list[int], spread: int) -> Reduce:
    """An action that takes a list's items after its other children."""
    match children:
        case []:
            return _own(name, lambda author, start, end, pile: author.action(start, end, *pile[spread]))
        case [one]:
            return _own(
                name, lambda author, start, end, pile: author.action(start, end, pile[one], *pile[spread])
            )
    pick = itemgetter(*children)
    return _own(name, lambda author, start, end, pile: author.action(start, end, *pick(pile), *pile[spread]))


def _with_lists(name: str, children: list[tuple[int, bool]]) -> Reduce:
    """An action that takes a list's items between its other children, or those of several lists."""

    def reduce(author: Any, start: int, end: int, pile: list[Any]) -> Any:
        return author.action(start, end, *_gathered(children, pile))

    return _own(name, reduce)


def _own(name: str, reduce: Any) -> Reduce:
    """The function with the name of the action put in.

    So each rule has code of its own, which always calls the same method, and Python calls that faster.
    """
    names = tuple(name if written == "action" else written for written in reduce.__code__.co_names)
    code = reduce.__code__.replace(co_names=names)
    return FunctionType(code, globals(), name, None, reduce.__closure__)


def _gathered(children: list[tuple[int, bool]], pile: list[Any]) -> list[Any]:
    gathered: list[Any] = []
    for child, spreads in children:
        gathered += pile[child] if spreads else [pile[child]]
    return gathered
