"""The lines of a source that a finding is about, with the very text underlined."""

from typing import NamedTuple

from journeyc.report.cells import columns, laid_out
from journeyc.report.paint import Ink, Paint
from journeyc.source import Source, Span

#: A line of source is cut around what is underlined when it takes more columns than this.
WIDEST = 100
_CUT = "…"
_SURROUNDINGS = 500


class Mark(NamedTuple):
    """A stretch to underline, with what is written behind the line."""

    span: Span
    text: str
    ink: Ink
    sign: str


def excerpt(source: Source, marks: list[Mark], paint: Paint) -> list[str]:
    """The marked lines in their order, each with its number in the gutter and its underline below."""
    pieces = sorted((piece for mark in marks for piece in _pieces(source, mark)), key=lambda piece: piece[0])
    gutter = max(len(str(number)) for number, _ in pieces)
    lines: list[str] = []
    shown = 0
    for number, piece in pieces:
        if number != shown:
            if shown and number > shown + 1:
                lines.append(paint(f"{'…':>{gutter + 2}}", "quiet"))
            shown = number
        lines += _underlined(source.line(number), number, piece, gutter, paint)
    return lines


class _Piece(NamedTuple):
    """What of one line is underlined, in characters counted from 0."""

    start: int
    end: int
    mark: Mark
    last: bool


def _pieces(source: Source, mark: Mark) -> list[tuple[int, _Piece]]:
    """One stretch for a mark within a line; of a longer one its first and its last line."""
    first, column = source.position(mark.span.start)
    # The end is exclusive: a span up to a line break does not reach into the line after it.
    last, until = source.position(max(mark.span.start, mark.span.end - 1))
    if first == last:
        end = until if mark.span.end > mark.span.start else column
        return [(first, _Piece(column - 1, end, mark, last=True))]
    final = source.line(last)
    indent = len(final) - len(final.lstrip())
    return [
        (first, _Piece(column - 1, len(source.line(first)), mark, last=False)),
        (last, _Piece(min(indent, until - 1), until, mark, last=True)),
    ]


def _underlined(line: str, number: int, piece: _Piece, gutter: int, paint: Paint) -> list[str]:
    # Of an endless line only the surroundings are laid out.
    skipped = max(0, piece.start - _SURROUNDINGS)
    shown = laid_out(line[skipped : piece.start + _SURROUNDINGS])
    first, end = piece.start - skipped, piece.end - skipped
    before = sum(columns(part) for part in shown[:first])
    wide = sum(columns(part) for part in shown[first:end])
    text, offset, wide = _cut(shown, before, wide)
    words = f" {piece.mark.text}" if piece.last and piece.mark.text else ""
    bar = paint("|", "quiet")
    underline = paint(piece.mark.sign * max(1, wide), piece.mark.ink)
    return [
        f"{paint(f'{number:>{gutter + 2}}', 'quiet')} {bar} {text}".rstrip(),
        f"{' ' * (gutter + 2)} {bar} {' ' * offset}{underline}{words}",
    ]


def _cut(shown: list[str], before: int, wide: int) -> tuple[str, int, int]:
    """What is shown of a line, the column in it where the underline starts, and its length."""
    if sum(columns(part) for part in shown) <= WIDEST:
        return "".join(shown).rstrip(), before, wide
    left = max(0, min(before - (WIDEST - min(wide, WIDEST)) // 2, before))
    right = left + WIDEST
    kept: list[str] = []
    at = offset = 0
    for part in shown:
        size = columns(part)
        if at >= left and at + size <= right:
            if not kept:
                offset = at
            kept.append(part)
        at += size
    head, tail = (_CUT if left else ""), (_CUT if at > right else "")
    start = before - offset + columns(head)
    wide = min(wide, sum(columns(part) for part in kept) + columns(head) - start)
    return f"{head}{''.join(kept).rstrip()}{tail}", start, wide
