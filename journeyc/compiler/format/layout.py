"""The layout of a whole text: one clause a line, bodies indented, blank lines around what is tall."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from journeyc.compiler.format.alignment import align
from journeyc.compiler.format.gaps import gaps
from journeyc.compiler.format.reading import Body, Reading
from journeyc.compiler.format.words import moved_block, written
from journeyc.compiler.format.wrapping import INDENT, WIDTH, Wrapper
from journeyc.grammar.tokens import Tokens

#: Bodies in which what has a body itself stands between blank lines.
_AIRY = frozenset({"anytime", "branch", "each", "file", "journey", "parallel", "stage"})
#: Bodies in deeper ones are not indented further: lines must not run out of the page.
_DEEPEST = 25 * INDENT


class _Frame:
    """A body that is being written: its items by token, their indent, and whether the last one was tall."""

    __slots__ = ("at", "close", "indent", "items", "rule", "tall")

    def __init__(self, rule: str, items: Sequence[int], close: int, indent: int) -> None:
        self.rule, self.items, self.close, self.indent = rule, items, close, indent
        self.at = 0
        self.tall = False


class Layout:
    """A text in its canonical layout."""

    def __init__(self, tokens: Tokens, reading: Reading) -> None:
        self._tokens = tokens
        self._reading = reading
        self._numbers = reading.numbers
        self._words = written(tokens, reading)
        self._gaps = gaps(tokens)
        self._wrapper = Wrapper(tokens, reading, self._words, self._gaps)
        self._blocks = [
            number
            for number, kind in enumerate(tokens.kinds)
            if kind == "BLOCK" and "\n" in tokens.words[number]
        ]
        self._lines: list[str] = []

    def text(self) -> str:
        """All of it, without recursion: bodies may be nested as deep as there is text."""
        items = [self._numbers[item] for item in self._reading.items]
        frames = [_Frame("file", items, len(self._tokens.kinds) - 1, 0)]
        while frames:
            frame = frames[-1]
            if frame.at < len(frame.items):
                inner = self._item(frame)
                frames += [inner] if inner else []
                continue
            frames.pop()
            self._write_gap(frame.close, frame.indent, begins=not frame.items, ends=True)
            if frames:
                self._lines.append(" " * frames[-1].indent + "}")
        return "".join(f"{line}\n" for line in self._lines)

    def _item(self, frame: _Frame) -> _Frame | None:
        """Write an item, or its head only where it has a body, which is given back."""
        items, indent, number = frame.items, frame.indent, frame.at
        first = items[number]
        frame.at += 1
        body = self._reading.bodies.get(self._tokens.starts[first])
        if body is not None and (body.items or self._has_comment(body)):
            inner = self._frame(body, indent)
            opening = inner.items[0] - 1 if inner.items else inner.close - 1
            self._move_blocks(first, opening, indent)
            lines, tall = self._wrapper.wrap(first, opening + 1, indent), True
        else:
            inner = None
            end = items[number + 1] if frame.at < len(items) else frame.close
            lines = self._clause(first, end, indent)
            tall = frame.rule == "file" and len(lines) > 1
        airy = frame.rule in _AIRY and number > 0 and (tall or frame.tall)
        self._write_gap(first, indent, begins=not number, airy=airy)
        self._lines += lines
        frame.tall = tall
        return inner

    def _frame(self, body: Body, indent: int) -> _Frame:
        inside = min(indent + INDENT, _DEEPEST)
        items = [self._numbers[item] for item in body.items]
        if body.rule == "rule":
            # The rule of the grammar begins behind its `on`.
            items = [item - 1 for item in items]
        close = self._numbers[body.close]
        align(self._wrapper, body.rule, items, close, inside)
        return _Frame(body.rule, items, close, inside)

    def _has_comment(self, body: Body) -> bool:
        gap = self._gaps.get(self._numbers[body.close])
        return gap is not None and gap.commented

    def _clause(self, first: int, end: int, indent: int) -> list[str]:
        """A clause on one line, with its effects or fields on lines of their own, or broken."""
        blocks = self._move_blocks(first, end, indent)
        if not blocks and not self._wrapper.is_commented(first, end):
            line = " " * indent + self._wrapper.flat(first, end)
            if len(line) <= WIDTH:
                return [line]
        for opening in range(first, end):
            body = self._reading.short.get(self._tokens.starts[opening])
            if body is not None and (body.items or self._has_comment(body)):
                return self._opened(first, opening, end, body, indent)
        return self._wrapper.wrap(first, end, indent)

    def _opened(self, first: int, opening: int, end: int, body: Body, indent: int) -> list[str]:
        lines = self._wrapper.wrap(first, opening + 1, indent)
        inside = indent + INDENT
        items, close = [self._numbers[item] for item in body.items], self._numbers[body.close]
        for item, stop in pairwise([*items, close]):
            self._write_gap(item, inside, begins=item == opening + 1, lines=lines)
            lines += self._clause(item, stop, inside)
        self._write_gap(close, inside, begins=not items, ends=True, lines=lines)
        return lines + self._wrapper.wrap(close, end, indent)

    def _move_blocks(self, first: int, end: int, indent: int) -> bool:
        """Indent the texts of several lines in a clause; whether there are any."""
        blocks = self._blocks[bisect_left(self._blocks, first) : bisect_left(self._blocks, end)]
        for number in blocks:
            self._words[number] = " " + moved_block(self._tokens.words[number], indent + INDENT)
        return bool(blocks)

    def _write_gap(
        self,
        number: int,
        indent: int,
        *,
        begins: bool,
        ends: bool = False,
        airy: bool = False,
        lines: list[str] | None = None,
    ) -> None:
        """Write what stands before an item or a closing brace: comments, at most one blank line each."""
        lines = self._lines if lines is None else lines
        gap = self._gaps.get(number)
        kept = [] if gap is None else list(gap.lines)
        if gap is not None and gap.behind:
            lines[-1] += f"  {gap.behind}"
        if airy and "" not in kept:
            kept.insert(0, "")
        if begins and kept[:1] == [""]:
            del kept[0]
        if ends and kept[-1:] == [""]:
            del kept[-1]
        lines += [" " * indent + line if line else "" for line in kept]
