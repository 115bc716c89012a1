"""What a rule makes of what was recognised, for every form of children the grammar may come to have."""

from types import SimpleNamespace
from typing import Any

import pytest

from journeyc.grammar.reductions import _reduce
from journeyc.grammar.tables import Rule

AUTHOR = SimpleNamespace(rule=lambda _start, _end, *children: children)


@pytest.mark.parametrize(
    ("children", "values", "expected"),
    [
        ([], ["a"], ()),
        ([0], ["a"], ("a",)),
        ([1, None], ["a", "b"], ("b", None)),
        ([0, None, 2], ["a", "b", "c"], ("a", None, "c")),
        ([3, 2, 1, 0], ["a", "b", "c", "d"], ("d", "c", "b", "a")),
        ([-1], [["a", "b"]], ("a", "b")),
        ([0, -2], ["a", ["b", "c"]], ("a", "b", "c")),
        ([0, 1, None, -3], ["a", "b", ["c"]], ("a", "b", None, "c")),
        ([0, -2, 2], ["a", ["b"], "c"], ("a", "b", "c")),
        ([-1, -2], [["a"], ["b"]], ("a", "b")),
    ],
)
def test_children_of_a_rule(children: list[int | None], values: list[Any], expected: object) -> None:
    """Those that count, None for absent options, and the items of lists in their place."""
    assert reduced("rule", children, values) == expected


@pytest.mark.parametrize(
    ("children", "values", "expected"),
    [
        ([0], ["a"], ["a"]),
        ([1], ["a", "b"], ["b"]),
        ([0, 1], ["a", "b"], ["a", "b"]),
        ([-1, 1, 2], [["a"], "b", "c"], ["a", "b", "c"]),
        ([0, -2], ["a", ["b"]], ["a", "b"]),
        ([-1, 1, -3], [["a"], "b", ["c"]], ["a", "b", "c"]),
    ],
)
def test_helpers_of_repetitions(children: list[int | None], values: list[Any], expected: object) -> None:
    """One list, however it is put together."""
    assert reduced("__rule_star_0", children, values) == expected


def test_one_more_item_is_left_to_the_parser() -> None:
    """It appends the item, for which it needs no call."""
    for size in (2, 3):
        rule = Rule("__rule_star_0", "__rule_star_0", size, (-1, size - 1), single=False)
        assert _reduce(rule) is None


def reduced(origin: str, children: list[int | None], values: list[Any]) -> object:
    """The value of a rule of this origin, when these values were recognised last."""
    reduce = _reduce(Rule("rule", origin, len(values), tuple(children), single=False))
    assert reduce is not None
    pile = [-1, None, 0, *(item for value in ["below", *values] for item in (0, value, 1))]
    return reduce(AUTHOR, 0, 0, pile)
