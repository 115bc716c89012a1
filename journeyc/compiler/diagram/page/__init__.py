"""From a finished drawing to one page that needs nothing else: the map, and the text of every step."""

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from math import inf
from typing import NamedTuple
from xml.etree import ElementTree as ET

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from journeyc.compiler.diagram.labels import SIGNS
from journeyc.compiler.diagram.picture import Card, Chip, ChipKind, Edge, Group, Picture
from journeyc.compiler.diagram.svg import PAINTS, SVG, XLINK, bare
from journeyc.compiler.diagram.theme import TOKENS, Theme
from journeyc.compiler.diagram.wording import MARK_WORDS

#: Nothing is loaded, and nothing runs but what stands here: a page in a mail can be opened.
_POLICY = (
    "default-src 'none'; script-src {script}; style-src {style}; img-src data:; base-uri 'none'; "
    "form-action 'none'"
)
#: Ids of cards are numbered in written order; groups are drawn in the order of touchpoints and stages.
_NUMBERED = re.compile(r"card-(\d+)")
#: Every kind of chip but the words of marks, which stand under the title.
HEADINGS: tuple[tuple[str, tuple[ChipKind, ...]], ...] = (
    ("Findings", ("finding",)),
    ("Also on", ("channel",)),
    ("Messages", ("notify", "remind")),
    ("Other journeys", ("journey",)),
    ("Goals", ("goal",)),
    ("Passed as number", ("path",)),
    ("Now", ("here",)),
)


class Way(NamedTuple):
    """An arrow, and the card at its other end; None for the start."""

    edge: Edge
    card: Card | None


class Step(NamedTuple):
    """What the panel says of one card; `around` are the titles of the groups it stands in, from outside."""

    card: Card
    around: tuple[str, ...]
    chips: tuple[tuple[str, tuple[Chip, ...]], ...]
    incoming: tuple[Way, ...]
    outgoing: tuple[Way, ...]


def to_html(picture: Picture, drawing: bytes, theme: Theme | None = None) -> str:
    """The page of a picture, from its finished SVG with the colours of both themes. `theme` is the one it
    opens in, unset that of its reader.
    """
    style, script = "\n".join([*_colours(), _file("page.css")]), _file("page.js")
    environment = Environment(
        loader=FunctionLoader(_file),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html").render(
        picture=picture,
        steps=_steps(picture),
        signs=SIGNS,
        marks=MARK_WORDS,
        theme=theme,
        # These three are ours, and everything an author wrote in the drawing is escaped in it.
        drawing=Markup(_embedded(drawing, picture)),  # noqa: S704
        style=Markup(style),  # noqa: S704
        script=Markup(script),  # noqa: S704
        policy=_POLICY.format(script=_hash(script), style=_hash(style)),
    )


@cache
def _file(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


# ── the text of the steps ────────────────────────────────────────────────────────────────────────────


def _steps(picture: Picture) -> list[Step]:
    cards = {card.id: card for card in sorted(picture.every_card(), key=_written)}
    around = dict(_around(picture))
    return [
        Step(
            card=card,
            around=around.get(card.id, ()),
            chips=tuple(
                (heading, found)
                for heading, kinds in HEADINGS
                if (found := tuple(chip for chip in card.chips if chip.kind in kinds))
            ),
            incoming=tuple(
                Way(edge, cards.get(edge.source)) for edge in picture.edges if edge.target == card.id
            ),
            outgoing=tuple(
                Way(edge, cards.get(edge.target)) for edge in picture.edges if edge.source == card.id
            ),
        )
        for card in cards.values()
    ]


def _written(card: Card) -> float:
    """Where a card comes among those of the journey as it is written; what has no place there comes last."""
    number = _NUMBERED.match(card.id)
    return int(number[1]) if number else inf


def _around(picture: Picture) -> Iterator[tuple[str, tuple[str, ...]]]:
    pending: list[tuple[Group, tuple[str, ...]]] = [(group, (group.title,)) for group in picture.groups]
    while pending:
        group, titles = pending.pop()
        yield from ((card.id, titles) for card in group.cards)
        pending += [(child, (*titles, child.title)) for child in group.groups]


# ── the drawing ──────────────────────────────────────────────────────────────────────────────────────


def _embedded(drawing: bytes, picture: Picture) -> str:
    """The SVG as a part of the page: its colours come from the page, its cards are reached by
    keyboard.
    """
    root = bare(drawing)
    cards = {card.id: card for card in picture.every_card()}
    for element in root.iter(f"{{{SVG}}}g"):
        if card := cards.get(element.get("id") or ""):
            element.set("tabindex", "0")
            element.set("role", "button")
            element.set("aria-controls", f"about-{card.id}")
            element.set("aria-label", f"{card.title}, {card.kicker.lower()}")
    # Where a card leads is told in its text: a click on it reads that first.
    for element in root.iter(f"{{{SVG}}}a"):
        element.tag = f"{{{SVG}}}g"
        element.attrib.pop(f"{{{XLINK}}}href", None)
    # An image hides from those who do not see it what can be reached in it.
    root.set("role", "group")
    return ET.tostring(root, encoding="unicode")


def _colours() -> Iterator[str]:
    """Every token as a colour of the page, for light, dark, and as its reader has asked for."""
    light = " ".join(f"--{name}: {token.light};" for name, token in TOKENS.items())
    dark = " ".join(f"--{name}: {token.dark};" for name, token in TOKENS.items())
    yield f":root {{ color-scheme: light dark; {light} }}"
    yield f"@media (prefers-color-scheme: dark) {{ :root:not([data-theme]) {{ {dark} }} }}"
    yield ':root[data-theme="light"] { color-scheme: light }'
    yield f':root[data-theme="dark"] {{ color-scheme: dark; {dark} }}'
    yield f"@media print {{ :root:root:root {{ color-scheme: light; {light} }} }}"
    for paint, letter in PAINTS.items():
        for name in TOKENS:
            yield f".{letter}-{name} {{ {paint}: var(--{name}) }}"
