"""How what was added, removed, changed or passed is told on a picture: by a word or a line, and a colour."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import Literal

import pytest

from journeyc.compiler.diagram import DiagramError, Picture, draw, render
from journeyc.compiler.diagram.dot import to_dot
from journeyc.compiler.diagram.picture import Card, Mark
from journeyc.compiler.diagram.theme import MARKS, TOKENS
from journeyc.ir import Package
from tests.compiler.diagram.sight import contrast

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"
WORDS: dict[Mark, str] = {"added": "+ added", "removed": "− removed", "changed": "~ changed"}


@pytest.fixture
def plain(bill_dispute: Package) -> Picture:
    return draw(bill_dispute)


def marked(picture: Picture, mark: Mark) -> Picture:
    """The picture with one card, one arrow and one group of it marked."""
    groups = (replace(picture.groups[0], mark=mark), *picture.groups[1:])
    cards = (replace(picture.cards[0], mark=mark), *picture.cards[1:])
    return replace(picture, groups=groups, cards=cards, edges=(replace(picture.edges[0], mark=mark),))


def statement(text: str, name: str) -> str:
    """The line of a DOT text that begins with a name."""
    return next(line.strip() for line in text.splitlines() if line.strip().startswith(name))


@pytest.mark.parametrize("mark", WORDS)
def test_a_mark_is_a_word(plain: Picture, mark: Mark) -> None:
    """On the card as a chip, above the words of the arrow, and behind the title of the group."""
    picture = marked(plain, mark)
    word = WORDS[mark]
    text = to_dot(picture)
    card = picture.cards[0].id
    assert text.count(word) == 3
    assert word in statement(text, f'"{card}" [')
    assert word in statement(text, '"edge-1-label" [')
    assert f"WEBSITE · {word}" in text
    flow = render(picture, "mmd").content.decode().replace("#126;", "~")
    assert flow.count(word) == 3


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_is_a_line(plain: Picture, mark: Mark) -> None:
    """What was removed is dashed or dotted, what is off the path thin, the others thick."""
    picture = marked(plain, mark)
    text = to_dot(picture)
    card = statement(text, f'"{picture.cards[0].id}" [')
    edge = statement(text, 'start -> "edge-1-label"')
    colour = TOKENS[MARKS[mark].line].light
    assert f'color="{colour}"' in edge
    assert ('style="rounded,dashed"' in card) == (mark == "removed")
    assert ("style=dotted" in edge) == (mark == "removed")
    strong = mark in {"added", "changed", "on-path"}
    assert ('border="3"' in card) == strong
    assert ("penwidth=2.6" in edge) == strong


@pytest.mark.parametrize("mark", ["removed", "off-path"])
def test_what_steps_back_is_faint(plain: Picture, mark: Mark) -> None:
    """No word of it, nor of its chips, has the ink of what stays."""
    card = replace(next(item for item in plain.every_card() if item.name == "intake"), mark=mark)
    text = to_dot(replace(plain, groups=(), cards=(card,), edges=()))
    said = statement(text, f'"{card.id}" [')
    for token in ("ink", "muted", "chip-ink", "card-line"):
        assert TOKENS[token].light not in said
    assert TOKENS["faint-ink"].light in said


@pytest.mark.parametrize("mark", MARKS)
def test_marks_change_with_the_theme(plain: Picture, mark: Mark) -> None:
    """Every painted element of a marked SVG has the class of its token."""
    rendered = render(marked(plain, mark), "svg")
    assert rendered.warnings == ()
    for element in ET.fromstring(rendered.content).iter():
        for paint, letter in (("fill", "f-"), ("stroke", "s-")):
            if element.get(paint, "none") not in {"none", "transparent"}:
                assert letter in (element.get("class") or "")


def test_a_mark_without_words_is_a_label(plain: Picture) -> None:
    """An arrow that says nothing of itself still says that it is new."""
    edge = replace(plain.edges[0], lines=(), mark="added")
    assert "+ added" in to_dot(replace(plain, edges=(edge,)))


def test_a_marked_arrow_in_mermaid(plain: Picture) -> None:
    """It has a line of its own, counted among the arrows."""
    edges = (plain.edges[0], replace(plain.edges[1], mark="added"))
    lines = render(replace(plain, edges=edges), "mmd").content.decode().splitlines()
    assert f"  linkStyle 1 stroke:{TOKENS['added-line'].light},stroke-width:3px" in lines


@pytest.mark.parametrize("mark", [None, *MARKS])
def test_lines_of_mermaid_are_seen_on_light_and_dark(plain: Picture, mark: Mark | None) -> None:
    """Mermaid draws arrows and the words on them as its page is, light or dark: no ground of ours lies under
    them, and a line of ours stands out from white and from GitHub's dark ground by 3 to 1.
    """
    picture = marked(plain, mark) if mark else plain
    lines = render(picture, "mmd").content.decode().splitlines()
    groups = [line for line in lines if line.startswith("  classDef group")]
    arrows = [line for line in lines if line.startswith("  linkStyle")]
    assert groups
    assert all(" fill:transparent," in line and "color:" not in line for line in groups)
    for line in (*groups, *arrows):
        for colour in re.findall(r"stroke:(#\w+)", line):
            assert all(contrast(colour, ground) >= 3 for ground in ("#ffffff", "#0d1117")), line


def linked(picture: Picture, link: str) -> Picture:
    return replace(picture, cards=(replace(picture.cards[0], link=link), *picture.cards[1:]))


@pytest.mark.parametrize("link", ["#intake", "https://example.org/a?b=c&d", "bill.intake%20two.svg"])
def test_a_card_can_be_a_link(plain: Picture, link: str) -> None:
    """All of it, with its title for those who hear it; an SVG with links is no single image."""
    picture = linked(plain, link)
    root = ET.fromstring(render(picture, "svg").content)
    (anchor,) = root.iter(f"{SVG}a")
    assert anchor.get(f"{XLINK}href") == link
    assert anchor.get("aria-label") == picture.cards[0].title
    assert len(list(anchor.iter(f"{SVG}text"))) >= 2
    assert root.get("role") == "group"
    clicks = [line for line in render(picture, "mmd").content.decode().splitlines() if "click" in line]
    expected = [f'  click n-{picture.cards[0].id} href "{link}"'] if link.startswith("https") else []
    assert clicks == expected


@pytest.mark.parametrize("form", ["svg", "html"])
def test_a_card_that_leads_to_another_picture_looks_so(plain: Picture, form: Literal["svg", "html"]) -> None:
    """Its title is underlined, as links are; in a page whose every card leads to its text none has to be."""
    title = plain.cards[0].title
    drawn = render(linked(plain, "bill.svg"), form).content.decode()
    assert re.findall(r'text-decoration="underline"[^>]*>([^<]*)<', drawn) == [title]
    for picture in (plain, linked(plain, "#intake")):
        assert 'text-decoration="underline"' not in render(picture, form).content.decode()


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)", "http://example.org", "data:image/svg+xml,x", "file:///etc/passwd",
        "/etc/x.svg", "../x.svg", "a/../../x.svg", "./x.svg", "//x.svg",
        "#", "https://", '#a"b', "https://a b", "#<x>", "x.xhtml", "",
    ],
)  # fmt: skip
def test_other_links_are_refused(plain: Picture, link: str) -> None:
    """A card with one cannot even be made."""
    with pytest.raises(DiagramError, match="is no link for a picture"):
        linked(plain, link)


def test_a_link_is_a_plain_text() -> None:
    """A name that only looks like one of ours leads out of no folder."""
    with pytest.raises(DiagramError):
        Card("card-1", "a", "step", "STEP", "A", link="a\\b.svg")
