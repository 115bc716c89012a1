"""What stands below each other: the arrows of rows that are read like a table, and the titles of ends."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from journeyc.compiler.format.wrapping import ARROWS, TEXTS, WIDTH, Wrapper

_TABLES = frozenset({"call_service", "choice", "decision", "run_journey", "split"})
_WITH_ENDS = frozenset({"anytime", "branch", "each", "journey", "stage"})

#: Where a clause begins, the word that is to stand below others, and where the line may end.
_Row = tuple[int, int, int]


def align(wrapper: Wrapper, rule: str, items: Sequence[int], close: int, indent: int) -> None:
    """Widen the space before the arrows or titles in a body, if every line then still fits."""
    clauses = list(pairwise([*items, close]))
    if rule in _TABLES:
        _widen(wrapper, [row for clause in clauses for row in _arrow(wrapper, *clause)], indent)
    elif rule in _WITH_ENDS:
        for _, ends in groupby(_numbered(wrapper, clauses), key=lambda end: end[0]):
            _widen(wrapper, [row for _, clause in ends for row in _title(wrapper, *clause)], indent)


def _arrow(wrapper: Wrapper, first: int, end: int) -> Iterator[_Row]:
    for number in range(first, end):
        if wrapper.tokens.kinds[number] in ARROWS:
            yield first, number, _line_end(wrapper, number, end)
            return


def _title(wrapper: Wrapper, first: int, end: int) -> Iterator[_Row]:
    if wrapper.tokens.kinds[first + 2] in TEXTS:
        yield first, first + 2, _line_end(wrapper, first, end)


def _numbered(wrapper: Wrapper, clauses: list[tuple[int, int]]) -> Iterator[tuple[int, tuple[int, int]]]:
    """The ends among clauses; those that follow each other without a blank line have one number."""
    number, last = 0, -1
    for first, end in clauses:
        if wrapper.tokens.kinds[first] == "END":
            gap = wrapper.gaps.get(first)
            number += first != last or (gap is not None and bool(gap.lines))
            last = end
            yield number, (first, end)


def _line_end(wrapper: Wrapper, first: int, end: int) -> int:
    """Where the line may end: behind the brace of effects."""
    return next((at + 1 for at in range(first, end) if wrapper.tokens.kinds[at] == "LBRACE"), end)


def _widen(wrapper: Wrapper, rows: list[_Row], indent: int) -> None:
    heads = [wrapper.flat(first, at) for first, at, _ in rows]
    width = max(map(len, heads), default=0)
    for head, (first, at, end) in zip(heads, rows, strict=True):
        length = indent + width + 1 + len(wrapper.flat(at, end))
        if "\n" in head or length > WIDTH or wrapper.is_commented(first, end):
            return
    for head, (_, at, _) in zip(heads, rows, strict=True):
        wrapper.words[at] = " " * (width - len(head) + 1) + wrapper.words[at].lstrip()
