"""From the neutral picture to a Mermaid flowchart, for Markdown on GitHub and GitLab."""

import re
from collections.abc import Iterator, Mapping

from journeyc.compiler.diagram.labels import SIGNS, marked_chips
from journeyc.compiler.diagram.metrics import wrap
from journeyc.compiler.diagram.picture import OUTCOMES, START, Card, Edge, Group, Mark, Picture
from journeyc.compiler.diagram.theme import CARDS, FAINT, MARKS, TOKENS, palette
from journeyc.compiler.diagram.wording import MARK_WORDS

#: Mermaid refuses texts that are longer, unless its host is configured otherwise.
LARGEST = 50_000

#: Even in quotes these two words say which way a flowchart runs, and the rest of their line is lost.
_DIRECTION = r"(?<=direction)\s(?=TB|TD|BT|LR|RL)"
#: Behind these and a colon, Mermaid takes the last semicolon of a line away, and so the end of a code.
_STYLE = r"s(?=tyle)|c(?=lassDef)"
_SPECIAL = re.compile(
    rf"[^\w ,:()/.=+·≤≥≠…•×−▲▼●►]|(?<![\w.])\.|\.(?![\w.])|(?<=\d)\.(?=\s)|{_DIRECTION}|{_STYLE}"
)

#: Signs of which a description is told in words.
_SPOKEN = {"<": " less than ", ">": " more than ", "%": " percent", ";": ","}


def to_mermaid(picture: Picture) -> str:
    """The picture as a Mermaid flowchart; every id is generated, every label quoted."""
    lines = [f"flowchart {picture.direction}"]
    lines += [f"  accTitle: {_plain(picture.title)}", f"  accDescr {{ {_plain(picture.summary)} }}"]
    if any(edge.source == START for edge in picture.edges):
        lines.append(f"  {_id(START)}(( )):::start")
    for group in picture.groups:
        lines += _group(group, "  ")
    lines += [_card(card, "  ") for card in picture.cards]
    lines += [_edge(edge) for edge in picture.edges]
    lines += _widths(picture)
    lines += _classes(picture)
    lines += _line_styles(picture)
    lines += _clicks(picture)
    return "\n".join(lines) + "\n"


def warnings(text: str) -> tuple[str, ...]:
    """What is to be said about a Mermaid text before it is used."""
    if len(text) <= LARGEST:
        return ()
    size = f"this Mermaid text has {len(text):,} characters"
    return (f"{size}; Mermaid refuses more than {LARGEST:,}, so write SVG instead",)


def _id(generated: str) -> str:
    return "n-" + generated


def _group(group: Group, indent: str) -> Iterator[str]:
    words = " · ".join(word for word in (group.title, MARK_WORDS.get(group.mark)) if word)
    yield f'{indent}subgraph {_id(group.id)}["{_escape(words)}"]'
    for child in group.groups:
        yield from _group(child, indent + "  ")
    for card in group.cards:
        yield _card(card, indent + "  ")
    yield f"{indent}end"
    yield f"{indent}class {_id(group.id)} {_group_class(group)}"


def _card(card: Card, indent: str) -> str:
    rows = [
        f"<small>{_escape(card.kicker)}</small>",
        *(f"<b>{_escape(row)}</b>" for row in wrap(card.title, 30, 4)),
    ]
    rows += [_escape(row) for line in card.lines for row in wrap(line, 38, 4)]
    chips = marked_chips(card)
    channels = [chip.text for chip in chips if chip.kind == "channel"]
    rows += [f"also {_escape(', '.join(channels))}"] if channels else []
    rows += [_escape(row) for chip in chips if chip.kind != "channel" for row in wrap(chip.text, 40, 3)]
    rows += [
        f"<b>{_escape(SIGNS.get(figure.kind, '') + figure.text)}</b>"
        if figure.kind != "time"
        else _escape(figure.text)
        for figure in card.figures
    ]
    opening, closing = (
        ("{{", "}}") if card.kind == "choice" else ("([", "])") if card.kind in OUTCOMES else ("(", ")")
    )
    return f'{indent}{_id(card.id)}{opening}"{"<br>".join(rows)}"{closing}:::{_class(card)}'


_LOOKS: Mapping[Mark, str] = {
    "added": "stroke-width:3px",
    "removed": "stroke-dasharray:2 3",
    "changed": "stroke-width:3px",
    "on-path": "stroke-width:3px",
    "off-path": "stroke-width:1px",
}


def _edge(edge: Edge) -> str:
    arrow = "-.->" if edge.kind == "timer" or edge.mark == "removed" else "-->"
    rows = [f"<b>{_escape(MARK_WORDS[edge.mark])}</b>"] if edge.mark in MARK_WORDS else []
    for line in edge.lines:
        text = "<br>".join(_escape(row) for row in wrap(line.text, 30, 4))
        rows.append(
            f"<i>{text}</i>" if line.kind == "guard" else f"<b>{text}</b>" if line.kind == "timer" else text
        )
    rows += [f"<b>{_escape(figure.text)}</b>" for figure in edge.figures]
    label = f'|"{"<br>".join(rows)}"|' if rows else ""
    return f"  {_id(edge.source)} {arrow}{label} {_id(edge.target)}"


def _widths(picture: Picture) -> Iterator[str]:
    """How wide the arrows are that are told how many take them, by their number."""
    for number, edge in enumerate(picture.edges):
        for figure in edge.figures:
            if figure.share is not None:
                yield f"  linkStyle {number} stroke-width:{1 + 5 * figure.share:.1f}px"


def _class(card: Card) -> str:
    if card.here:
        return "here"
    return card.finding if card.finding and card.finding != "other" else card.mark or card.kind


def _group_class(group: Group) -> str:
    return f"group-{group.mark}" if group.mark else "group"


def _classes(picture: Picture) -> Iterator[str]:
    colours = palette("light")
    used = {_class(card) for card in picture.every_card()}
    looks = {kind: (ink.fill, ink.line, _width(kind)) for kind, ink in CARDS.items()}
    looks |= {
        "here": ("card-fill", "here-line", "stroke-width:3px"),
        "dead-end": ("finding-fill", "finding-line", "stroke-width:3px"),
        "unreachable": ("paper", "card-line", "stroke-dasharray:5 4"),
    }
    looks |= {mark: (ink.fill, ink.line, _LOOKS[mark]) for mark, ink in MARKS.items()}
    yield f"  classDef start fill:{colours['edge']},stroke:{colours['edge']}"
    for kind, (fill, line, extra) in looks.items():
        if kind in used:
            ink = colours["faint-ink" if kind in FAINT else "ink"]
            paint = f"fill:{colours[fill]},stroke:{colours[line]},color:{ink}"
            yield f"  classDef {kind} {paint},{extra}"
    # Arrows and words in a group are as light or dark as the page is, and so has to be the ground under them.
    around = {_group_class(group): group.mark for group in picture.every_group()}
    for kind, mark in sorted(around.items()):
        line, extra = _line(mark) or colours["group-line"], _LOOKS[mark] if mark else "stroke-width:1px"
        yield f"  classDef {kind} fill:transparent,stroke:{line},{extra}"


def _line(mark: Mark | None) -> str | None:
    """The colour of a mark where it is seen on light and dark ground alike."""
    return TOKENS[MARKS[mark].line].light if mark and mark != "on-path" else None


def _line_styles(picture: Picture) -> Iterator[str]:
    for number, edge in enumerate(picture.edges):
        if edge.mark:
            colour = _line(edge.mark)
            yield f"  linkStyle {number} {f'stroke:{colour},' if colour else ''}{_LOOKS[edge.mark]}"


def _clicks(picture: Picture) -> Iterator[str]:
    """Only pages of the web: what is in the same page or folder is not where Mermaid is shown."""
    for card in picture.every_card():
        if card.link and card.link.startswith("https://"):
            yield f'  click {_id(card.id)} href "{card.link}"'


def _width(kind: str) -> str:
    return (
        "stroke-width:2px"
        if kind in OUTCOMES
        else "stroke-dasharray:5 4"
        if kind == "pause"
        else "stroke-width:1px"
    )


def _escape(text: str) -> str:
    """Words inside a quoted label: whatever Mermaid or Markdown could take for a sign becomes a
    character code.
    """
    return _SPECIAL.sub(lambda found: f"#{ord(found[0])};", text)


def _plain(text: str) -> str:
    """Words of the description, which knows no escapes: what would end it or begin something else is said in
    words, or left out.
    """
    for sign, word in _SPOKEN.items():
        text = text.replace(sign, word)
    words = " ".join(re.sub(r"[{}#`\"\\]", " ", text).split())
    return re.sub(_DIRECTION, ": ", words) or "·"
