"""The HTML-like labels of Graphviz: cards, edges, groups and the header.

Every row has the size its words have in Helvetica as its least size, so that the cards fit where no
font is installed.
"""

import html
from collections.abc import Iterable, Mapping
from math import ceil
from typing import Literal

from journeyc.compiler.diagram.metrics import width, wrap
from journeyc.compiler.diagram.picture import (
    OUTCOMES,
    Card,
    Chip,
    Edge,
    Figure,
    FigureKind,
    Group,
    LineKind,
)
from journeyc.compiler.diagram.theme import CARDS, CHIPS, FAINT, FIGURES, MARKS, PLAIN_FIGURE, Ink
from journeyc.compiler.diagram.wording import MARK_WORDS

KICKER_SIZE = 8.5
TITLE_SIZE = 12.5
LINE_SIZE = 10.0
CHIP_SIZE = 9.0
EDGE_SIZE = 10.0
GUARD_SIZE = 9.5
HEADER_SIZE = 20.0

_TABLE = '<table border="0" cellborder="0" cellspacing="0" cellpadding="{}">{}</table>'
_CLEAR_TABLE = _TABLE.replace("<table ", '<table bgcolor="transparent" ')
_PADDING = 1.5
# Graphviz shares spare width among all columns alike: many empty ones take it from a chip, which keeps
# its own width.
_SPARE = '<td colspan="20"></td>'
_GAP = '<tr><td height="2"></td></tr>'
#: What has to be seen before what a card says of itself.
_STRONG = frozenset({"finding", "here", "path", "added", "removed", "changed"})
#: The sign of a figure, beside its word.
SIGNS: Mapping[FigureKind, str] = {"drop-off": "▼ ", "stuck": "● "}

Colours = Mapping[str, str]

#: The size and the token of the lines of an edge's label.
_LINES: Mapping[LineKind, tuple[float, str]] = {
    "event": (EDGE_SIZE, "ink"),
    "timer": (EDGE_SIZE, "timer"),
    "guard": (GUARD_SIZE, "muted"),
    "note": (GUARD_SIZE, "muted"),
}


def card_label(card: Card, colours: Colours) -> str:
    """A card: kicker, title, muted lines, chips."""
    ink = card_ink(card)
    faint = card.mark in FAINT
    muted = card.finding == "unreachable"
    rows = [_row(card.kicker, KICKER_SIZE, colours[ink.ink], bold=True)]
    title_colour = colours["faint-ink" if faint else "muted" if muted else "ink"]
    # In the same page all cards may lead somewhere; one that leads out of it is to be known by its look.
    leads_out = card.link is not None and not card.link.startswith("#")
    rows += [
        _row(text, TITLE_SIZE, title_colour, bold=True, tag="u" if leads_out else "")
        for text in wrap(card.title, 30, 4)
    ]
    line_colour = colours["faint-ink" if faint else "muted"]
    rows += [_row(text, LINE_SIZE, line_colour) for line in card.lines for text in wrap(line, 38, 4)]
    chips = marked_chips(card)
    channels = [chip for chip in chips if chip.kind == "channel"]
    fours = [channels[start : start + 4] for start in range(0, len(channels), 4)]
    rows += _chip_rows(fours, colours, faint=faint)
    rows += _chip_rows([[chip] for chip in chips if chip.kind != "channel"], colours, faint=faint)
    rows += _figure_rows(card.figures, colours)
    dashed = muted or card.kind in {"pause", "stub"} or card.mark == "removed"
    strong = (
        card.finding == "dead-end" or card.here or is_alarming(card) or (card.mark is not None and not faint)
    )
    border = 3 if strong else 2 if card.kind in OUTCOMES else 1
    box = _box(
        "".join(rows), "rounded,dashed" if dashed else "rounded", border, colours[ink.fill], colours[ink.line]
    )
    if not card.here and card.kind != "stage":
        return f"<{box}>"
    # There is more in a stage than one sees.
    outer = colours["here-line" if card.here else ink.line]
    ring = _boxed(box, "rounded", 1, colours["paper"], outer, padding=3)
    return f"<{ring}>"


def marked_chips(card: Card) -> tuple[Chip, ...]:
    """The chips of a card, with the word of its mark."""
    match card.mark:
        case "added" | "removed" | "changed" as mark:
            return (*card.chips, Chip(mark, MARK_WORDS[mark]))
        case _:
            return card.chips


def card_ink(card: Card) -> Ink:
    """The tokens of a card: what was found there and who is there come before its mark, and that before what
    it is.
    """
    ink = CARDS[card.kind]
    if card.mark == "on-path":
        ink = ink._replace(line=MARKS["on-path"].line)
    elif card.mark:
        ink = MARKS[card.mark]
    if card.finding == "dead-end":
        ink = Ink("finding-fill", "finding-line", "finding-ink")
    elif card.finding == "unreachable":
        ink = Ink("paper", "card-line", "muted")
    if is_alarming(card) and card.finding in {None, "other"}:
        ink = ink._replace(line="finding-line")
    return ink._replace(line="here-line") if card.here and not card.finding else ink


def is_alarming(card: Card) -> bool:
    """Whether a figure of a card asks to be looked at before all others."""
    return any(figure.level == "alarming" for figure in card.figures)


def edge_label(edge: Edge, colours: Colours) -> str:
    """The label of an edge: the event, and its condition in muted italics under it; a time in bold. The word
    of its mark stands above, figures in bold below.
    """
    rows = []
    if edge.mark and edge.mark in MARK_WORDS:
        colour = colours[MARKS[edge.mark].ink]
        rows.append(_row(MARK_WORDS[edge.mark], CHIP_SIZE, colour, bold=True, align="center", padding=1))
    for line in edge.lines:
        size, token = _LINES[line.kind]
        colour = colours["faint-ink" if edge.mark in FAINT else token]
        bold = line.kind == "timer" or (line.kind == "event" and edge.mark == "on-path")
        tag: Literal["", "i"] = "i" if line.kind == "guard" else ""
        rows += [
            _row(text, size, colour, bold=bold, tag=tag, align="center", padding=1)
            for text in wrap(line.text, 26, 5)
        ]
    rows += [
        _row(figure.text, EDGE_SIZE, colours["figure-ink"], bold=True, align="center", padding=1)
        for figure in edge.figures
    ]
    # The clear ground tells the finished SVG where the middle is, whatever font the engine measured with.
    return f"<{_CLEAR_TABLE.format(0, ''.join(rows))}>"


def labelled(edge: Edge) -> bool:
    """Whether there is anything to say at an edge."""
    return bool(edge.lines or edge.figures) or edge.mark in MARK_WORDS


def group_label(group: Group, colours: Colours) -> str:
    """The heading of a group, in capitals."""
    words = " · ".join(word for word in (group.title.upper(), MARK_WORDS.get(group.mark)) if word)
    colour = colours[MARKS[group.mark].ink if group.mark else "muted"]
    rows = "".join(_row(text, LINE_SIZE, colour, bold=True) for text in wrap(words, 40, 2))
    return f"<{_TABLE.format(0, rows)}>"


def header_label(title: str, subtitle: str, colours: Colours) -> str:
    """The title of the whole picture and the line under it."""
    rows = [_row(text, HEADER_SIZE, colours["ink"], bold=True) for text in wrap(title, 60, 3)]
    rows.append(_row(subtitle, 12, colours["muted"]))
    rows.append('<tr><td height="12"></td></tr>')
    return f"<{_TABLE.format(2, ''.join(rows))}>"


def _box(rows: str, style: str, border: int, fill: str, line: str) -> str:
    return _boxed(_TABLE.format(_PADDING, rows), style, border, fill, line, padding=7)


def _boxed(inner: str, style: str, border: int, fill: str, line: str, *, padding: int) -> str:
    look = f'style="{style}" bgcolor="{fill}" color="{line}"'
    return (
        f'<table border="{border}" cellborder="0" cellspacing="0" cellpadding="{padding}" {look}>'
        f"<tr><td>{inner}</td></tr></table>"
    )


def _chip_rows(rows: Iterable[list[Chip]], colours: Colours, *, faint: bool) -> list[str]:
    return _spread([_chip(chip, colours, faint=faint) for chip in row] for row in rows)


def _spread(rows: Iterable[list[str]]) -> list[str]:
    """Rows of pills, each as wide as its words."""
    opening = '<tr><td align="left"><table border="0" cellborder="0" cellspacing="0" cellpadding="0"><tr>'
    return [f"{_GAP}{opening}{''.join(row)}{_SPARE}</tr></table></td></tr>" for row in rows]


def _chip(chip: Chip, colours: Colours, *, faint: bool) -> str:
    strong = chip.kind in _STRONG
    ink = MARKS["off-path"] if faint and not strong else CHIPS[chip.kind]
    return _pill(chip.text, ink, colours, bold=strong)


def _figure_rows(figures: Iterable[Figure], colours: Colours) -> list[str]:
    """Numbers as pills in one row, lengths of time under them in words."""
    pills = []
    rows = []
    for figure in figures:
        if figure.kind == "time":
            rows.append(_row(figure.text, LINE_SIZE, colours["muted"]))
        else:
            # Where nobody is, there is nothing to look at.
            plain = CHIPS["channel"] if figure.text.startswith("0 ") else PLAIN_FIGURE
            ink = FIGURES.get((figure.kind, figure.level), plain)
            pills.append(_pill(SIGNS.get(figure.kind, "") + figure.text, ink, colours, bold=True))
    return [*_spread([pills] if pills else []), *rows]


def _pill(said: str, ink: Ink, colours: Colours, *, bold: bool) -> str:
    rows = [_row(text, CHIP_SIZE, colours[ink.ink], bold=bold, padding=1) for text in wrap(said, 40, 3)]
    inner = _TABLE.format(1, "".join(rows))
    box = _boxed(inner, "rounded", 1, colours[ink.fill], colours[ink.line], padding=2)
    return f'<td>{box}</td><td width="4"></td>'


def _row(  # how one line is set in type is just this much
    text: str,
    size: float,
    colour: str,
    *,
    bold: bool = False,
    tag: Literal["", "i", "u"] = "",
    align: str = "left",
    padding: float = _PADDING,
) -> str:
    # Graphviz puts the names of things in place of `\N` and its like even here; two backslashes are
    # one to it.
    words = html.escape(text).replace("\\", "\\\\") or "·"
    if bold:
        words = f"<b>{words}</b>"
    if tag:
        words = f"<{tag}>{words}</{tag}>"
    least_width = ceil(width(text, size, bold=bold) + 2 * padding)
    least_height = ceil(size * 1.15 + 2 * padding)
    return (
        f'<tr><td align="{align}" cellpadding="{padding:g}" width="{least_width}" height="{least_height}">'
        f'<font point-size="{size:g}" color="{colour}">{words}</font></td></tr>'
    )
