"""Finishes the SVG an engine made: one file for light and dark, readable by machines, safe in a page."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from journeyc.compiler.diagram.failure import DiagramError
from journeyc.compiler.diagram.metrics import known, width
from journeyc.compiler.diagram.picture import Picture
from journeyc.compiler.diagram.theme import TOKENS

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
#: What a token paints, and what the class of an element that it paints begins with.
PAINTS = {"fill": "f", "stroke": "s"}

_BY_COLOUR = {token.light: name for name, token in TOKENS.items()}

Element = ET.Element


def finish(drawn: bytes, picture: Picture, *, both_themes: bool = True) -> bytes:
    """The SVG with role, title, description and, for a light drawing, the colours of the dark theme too.

    DiagramError when the engine made something else.
    """
    root = _parsed(drawn)
    for element in root.iter(f"{{{SVG}}}g"):
        if "label" in (element.get("class") or "").split():
            _centre(element)
    for element in root.iter():
        _fit(element)
        if both_themes:
            _mark(element)
    _name(root, picture)
    _head(root, picture, both_themes=both_themes)
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode()


def bare(finished: bytes) -> Element:
    """A finished SVG as a part of a page that has the colours of its classes: without a style of its own."""
    root = _parsed(finished)
    for style in root.findall(f"{{{SVG}}}style"):
        root.remove(style)
    return root


def _parsed(drawn: bytes) -> Element:
    ET.register_namespace("", SVG)
    ET.register_namespace("xlink", XLINK)
    try:
        return ET.fromstring(drawn)  # noqa: S314  # our own engine wrote it
    except ET.ParseError as error:
        raise DiagramError(f"what the engine drew is no whole SVG: {error}") from None


def _head(root: Element, picture: Picture, *, both_themes: bool) -> None:
    for side in ("width", "height"):
        root.set(side, (root.get(side) or "").removesuffix("pt"))
    # What has links in it is no single image to a screen reader.
    root.set("role", "group" if any(card.link for card in picture.every_card()) else "img")
    root.set("aria-labelledby", "journey-title journey-summary")
    root.set("class", "journey")
    title = Element(f"{{{SVG}}}title", id="journey-title")
    title.text = picture.title
    description = Element(f"{{{SVG}}}desc", id="journey-summary")
    description.text = picture.summary
    style = Element(f"{{{SVG}}}style")
    style.text = "\n" + "\n".join(_rules(root)) + "\n"
    for position, element in enumerate([title, description, *([style] if both_themes else [])]):
        root.insert(position, element)


def _rules(root: Element) -> Iterator[str]:
    used = {word for element in root.iter() for word in (element.get("class") or "").split()}
    yield ".journey { color-scheme: light dark }"
    yield "@media (prefers-color-scheme: dark) {"
    for paint, letter in PAINTS.items():
        for name, token in TOKENS.items():
            if f"{letter}-{name}" in used:
                yield f".{letter}-{name} {{ {paint}: {token.dark} }}"
    yield "}"


def _mark(element: Element) -> None:
    """Note the tokens an element is painted with as classes; its own colours stay for readers without
    styles.
    """
    names = [
        f"{letter}-{_BY_COLOUR[colour]}"
        for paint, letter in PAINTS.items()
        if (colour := (element.get(paint) or "").lower()) in _BY_COLOUR
    ]
    if names:
        element.set("class", " ".join([*(element.get("class") or "").split(), *names]))


def _fit(element: Element) -> None:
    """Give a line of text the width the layout has room for, so that no other font can run over the
    edge of a card.
    """
    if element.tag != f"{{{SVG}}}text" or not element.text or not known(element.text):
        return
    size = float(element.get("font-size") or 0)
    exact = width(element.text, size, bold=element.get("font-weight") == "bold")
    element.set("textLength", f"{exact:.1f}")
    element.set("lengthAdjust", "spacingAndGlyphs")


def _centre(label: Element) -> None:
    """Centre the lines of an edge's label on the clear ground under them, and take that away."""
    ground = label.find(f"{{{SVG}}}polygon")
    if ground is None:
        return
    across = [float(point.split(",")[0]) for point in (ground.get("points") or "").split()]
    for line in label.iter(f"{{{SVG}}}text"):
        line.set("x", f"{(min(across) + max(across)) / 2:g}")
        line.set("text-anchor", "middle")
    label.remove(ground)


def _name(root: Element, picture: Picture) -> None:
    """Put what hovering tells in place of the engine's names, and the author's names where a page can
    find them.
    """
    cards = {card.id: card for card in picture.every_card()}
    arrows = {edge.id: edge for edge in picture.edges}
    groups = {group.id: group for group in picture.every_group()}
    for element in root.iter(f"{{{SVG}}}g"):
        title = element.find(f"{{{SVG}}}title")
        if title is None:
            continue
        key = element.get("id") or ""
        if key in cards:
            card = cards[key]
            title.text = f"{card.title}: {card.hint}" if card.hint else card.title
            element.set("data-name", re.sub(r"[^\w]", "", card.name))
            if card.link:
                _link(element, card.link, card.title)
        elif key in arrows:
            edge = arrows[key]
            words = " ".join(line.text for line in edge.lines)
            title.text = f"{words} ({edge.hint})" if edge.hint else words
            element.set("data-from", edge.source)
            element.set("data-to", edge.target)
        elif key in groups:
            title.text = groups[key].title
        else:
            element.remove(title)


def _link(card: Element, link: str, title: str) -> None:
    """Make all of a card but its name a link."""
    anchor = Element(f"{{{SVG}}}a", {f"{{{XLINK}}}href": link, "aria-label": title})
    for part in list(card)[1:]:
        card.remove(part)
        anchor.append(part)
    card.append(anchor)
