"""A clause that is too long for a line: it is broken where it holds together least, and no more than needed.

First between its parts (`from`, `when`, `->`, …), then after commas, before `or`, before `and`, inside the
widest brackets, before other operators. Nowhere else, so a long text makes a long line. Comments break it
wherever they stand.
"""

from bisect import bisect_right
from collections.abc import Iterator

from journeyc.compiler.format.gaps import Gap
from journeyc.compiler.format.reading import Reading
from journeyc.grammar.tokens import Tokens

WIDTH = 100
INDENT = 2
CONTINUED = 2 * INDENT
_PART, _COMMA, _OR, _AND, _BRACKET, _OPERATOR, _NEVER = range(7)
_OPENING = frozenset({"LPAR", "LSQUARE", "LBRACE"})
_CLOSING = frozenset({"RPAR", "RSQUARE", "RBRACE"})
_LOOSE = {"OR": _OR, "AND": _AND}
ARROWS = frozenset({"ARROW", "FAT_ARROW"})
TEXTS = frozenset({"STRING", "BLOCK"})
#: Brackets in brackets are broken so often; deeper ones stay on a line.
_DEEPEST = 12


class Wrapper:
    """Breaks clauses; `words` hold the space before each token."""

    def __init__(self, tokens: Tokens, reading: Reading, words: list[str], gaps: dict[int, Gap]) -> None:
        self.tokens = tokens
        self.reading = reading
        self.words = words
        self.gaps = gaps
        #: The tokens with a comment before them.
        self.commented = [number for number, gap in gaps.items() if gap.commented]

    def flat(self, first: int, end: int) -> str:
        """Tokens on one line."""
        return "".join(self.words[first:end]).lstrip()

    def is_commented(self, first: int, end: int) -> bool:
        """Whether a comment stands between tokens."""
        at = bisect_right(self.commented, first)
        return at < len(self.commented) and self.commented[at] < end

    def wrap(self, first: int, end: int, indent: int) -> list[str]:
        """The lines of tokens that do not fit on one, or have comments between them."""
        lines = _Lines(self, indent)
        lines.write(first, end, indent + CONTINUED)
        return lines.lines

    def looseness(self, number: int) -> int:
        """Where a line may be broken before this token: the less, the rather."""
        kind, starts, reading = self.tokens.kinds[number], self.tokens.starts, self.reading
        if kind in ARROWS or starts[number] in reading.parts or starts[number + 1] in reading.worded:
            return _PART
        if self.tokens.kinds[number - 1] == "COMMA":
            return _COMMA
        return _LOOSE.get(kind, _OPERATOR) if number in reading.operators else _NEVER


class _Lines:
    """The lines written so far; the last one is being written."""

    def __init__(self, wrapper: Wrapper, indent: int) -> None:
        self.wrapper = wrapper
        self.kinds = wrapper.tokens.kinds
        self.lines = [" " * indent]
        self.indent = indent

    def write(self, first: int, end: int, continued: int, looseness: int = _PART, depth: int = 0) -> None:
        """Go on with tokens, breaking lines where they hold together so loosely or less."""
        if looseness == _NEVER or self._fits(first, end):
            self._append(first, end)
        elif depth > _DEEPEST:
            self._write_each(first, end, continued)
        elif looseness == _BRACKET and (groups := self._broken_groups(first, end)):
            self._write_groups(first, end, groups, continued, depth)
        else:
            for start, stop in self._parts(first, end, looseness):
                if start > first:
                    commented = self._write_comments(start, continued)
                    if commented or not self._fits(start, stop):
                        self._new_line(continued)
                self.write(start, stop, continued, looseness + 1, depth)

    def _fits(self, first: int, end: int) -> bool:
        if self.wrapper.is_commented(first, end):
            return False
        line = self.lines[-1]
        text = "".join(self.wrapper.words[first:end])
        return len(line) + len((text if line.strip() else text.lstrip()).partition("\n")[0]) <= WIDTH

    def _append(self, first: int, end: int) -> None:
        text = "".join(self.wrapper.words[first:end])
        started, *others = (text if self.lines[-1].strip() else text.lstrip()).split("\n")
        self.lines[-1] += started
        self.lines += others

    def _new_line(self, indent: int) -> None:
        self.indent = indent
        self.lines.append(" " * indent)

    def _write_comments(self, number: int, indent: int) -> bool:
        """What stands before a token: behind the line so far, and on lines of its own."""
        gap = self.wrapper.gaps.get(number)
        if gap is None or not gap.commented:
            return False
        if gap.behind:
            self.lines[-1] += f"  {gap.behind}"
        self.lines += [" " * indent + line for line in gap.lines if line]
        return True

    def _write_each(self, first: int, end: int, continued: int) -> None:
        for number in range(first, end):
            if number > first and self._write_comments(number, continued):
                self._new_line(continued)
            self._append(number, number + 1)

    def _parts(self, first: int, end: int, looseness: int) -> Iterator[tuple[int, int]]:
        """The parts of tokens between the places that hold so loosely; comments are such places too."""
        start, depth = first, 0
        for number in range(first, end):
            kind = self.kinds[number]
            if kind in _CLOSING:
                # What was opened before these tokens is closed by the first of them.
                depth = max(depth - 1, 0)
            if number > first and not depth and kind not in _CLOSING:
                commented = looseness == _PART and self.wrapper.is_commented(number - 1, number + 1)
                if commented or self.wrapper.looseness(number) == looseness:
                    yield start, number
                    start = number
            if kind in _OPENING:
                depth += 1
        yield start, end

    def _broken_groups(self, first: int, end: int) -> list[tuple[int, int]]:
        """The brackets to break: all with comments in them, or else the widest."""
        groups, opened = [], []
        for number in range(first, end):
            if self.kinds[number] in _OPENING:
                opened.append(number)
            elif self.kinds[number] in _CLOSING and opened:
                opening = opened.pop()
                if not opened:
                    groups.append((opening, number))
        commented = [group for group in groups if self.wrapper.is_commented(group[0], group[1] + 1)]
        filled = [group for group in groups if group[1] - group[0] > 1]
        widest = max(filled, key=lambda group: len(self.wrapper.flat(*group)), default=None)
        return commented or ([widest] if widest else [])

    def _write_groups(
        self, first: int, end: int, groups: list[tuple[int, int]], continued: int, depth: int
    ) -> None:
        """Brackets with their items on lines of their own."""
        for opening, closing in groups:
            self.write(first, opening + 1, continued, _OPERATOR, depth)
            outside, inside = self.indent, self.indent + INDENT
            if closing > opening + 1:
                for start, stop in self._parts(opening + 1, closing, _COMMA):
                    self._write_comments(start, inside)
                    self._new_line(inside)
                    self.write(start, stop, inside + CONTINUED, _PART, depth + 1)
            self._write_comments(closing, inside)
            self._new_line(outside)
            first = closing
        self.write(first, end, continued, _OPERATOR, depth)
