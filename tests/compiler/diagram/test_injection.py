"""Whatever authors write, it is words on a picture: no markup, no link, no file that is read, no statement.

`test_mermaid_parser.py` holds the same of Mermaid, `test_page.py` of pages.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from journeyc.compiler.diagram import Picture, render
from journeyc.compiler.diagram.dot import to_dot
from journeyc.compiler.diagram.engine import find_engine, run_engine
from journeyc.compiler.diagram.metrics import wrap
from journeyc.compiler.diagram.wording import clean
from tests.compiler.diagram.pictures import SIGNS, pictures
from tests.compiler.diagram.test_drawn_colours import all_there_is, attributes

SVG = "{http://www.w3.org/2000/svg}"
TAGS = {"svg", "title", "desc", "style", "g", "text", "path", "polygon", "ellipse", "polyline"}
#: What may begin a line of DOT.
_NODE = r'(?:start|"(?:card|edge)-\d+(?:-label)?")'
STATEMENT = re.compile(
    rf"(?:graph|node|edge|{_NODE}(?: -> {_NODE})?) \["
    rf"|{_NODE}$|rank=same$|\}}$"
    r'|(?:subgraph "cluster_group-\d+" )?\{$'
)
MARKUP = {
    "table": {"border", "cellborder", "cellspacing", "cellpadding", "style", "bgcolor", "color"},
    "tr": set(),
    "td": {"align", "cellpadding", "width", "height", "colspan"},
    "font": {"point-size", "color"},
    "b": set(),
    "i": set(),
}
SLOW = [HealthCheck.too_slow]


def said(picture: Picture) -> list[str]:
    """The lines of all labels, as they are to be read."""
    rows = [*wrap(picture.title, 60, 3), picture.subtitle or "·"]
    for group in picture.every_group():
        rows += wrap(group.title.upper(), 40, 2)
    for card in picture.every_card():
        rows += [card.kicker, *wrap(card.title, 30, 4)]
        rows += [row for line in card.lines for row in wrap(line, 38, 4)]
        rows += [row for chip in card.chips for row in wrap(chip.text, 40, 3)]
    for edge in picture.edges:
        rows += [row for line in edge.lines for row in wrap(line.text, 26, 5)]
    return sorted(rows)


def labels(dot: str) -> Iterator[ET.Element]:
    """The labels in markup of a DOT text, after all else of it was found to be ours."""
    lines = [line.strip() for line in dot.splitlines()]
    assert lines[0] == "digraph journey {"
    for line in lines[1:]:
        assert STATEMENT.match(line), line
        for name, value in attributes(line).items():
            assert name in ALLOWED, f"{name} in {line}"
            if value.startswith("<"):
                yield ET.fromstring(value)
            else:
                assert "\\" not in value, line


#: Attributes of a picture that no author has written anything in.
ALLOWED = {
    name
    for line in to_dot(replace(all_there_is(), title="t")).splitlines()
    for name in attributes(line.strip())
}


def test_attributes_are_harmless() -> None:
    """None of what we write ourselves opens a link or a file, or runs anything."""
    harmful = {
        "url",
        "href",
        "target",
        "tooltip",
        "image",
        "imagepath",
        "shapefile",
        "fontpath",
        "stylesheet",
        "_background",
    }
    assert {name.lower() for name in ALLOWED} & harmful == set()


def _only_words(picture: Picture) -> None:
    found = []
    for label in labels(to_dot(picture)):
        for element in label.iter():
            assert element.tag in MARKUP
            assert set(element.attrib) <= MARKUP[element.tag]
            if element.text:
                assert "\\" not in element.text.replace("\\\\", "")
                found.append(element.text.replace("\\\\", "\\"))
    assert sorted(found) == said(picture)


@settings(max_examples=50, suppress_health_check=SLOW)
@given(pictures())
def test_dot_has_only_words_of_authors(picture: Picture) -> None:
    """Every statement, attribute and element is ours, and every line is read as it was written."""
    _only_words(picture)


@pytest.mark.full
@settings(max_examples=5000, suppress_health_check=SLOW)
@given(pictures())
def test_very_many_dot_texts_have_only_words_of_authors(picture: Picture) -> None:
    _only_words(picture)


def _drawn_as_words(picture: Picture) -> None:
    rendered = render(picture, "svg")
    assert rendered.warnings == ()
    root = ET.fromstring(rendered.content)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= TAGS
    for element in root.iter():
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on"), name
            assert "href" not in name.lower(), name
            assert "url(" not in value.lower(), value
            assert not re.match(r"\s*(?:javascript|data|file|https?):", value, re.IGNORECASE), value
    shown = sorted(_blank(element.text or "") for element in root.iter(f"{SVG}text"))
    # Two signs that Graphviz draws as one line of text may be parted by it, never put together.
    assert "".join(shown).replace(" ", "") != ""
    missing = [row for row in map(_blank, said(picture)) if row and row not in shown]
    assert missing == []


def _blank(text: str) -> str:
    return " ".join(text.split())


@settings(max_examples=15, suppress_health_check=SLOW)
@given(pictures())
def test_an_engine_draws_only_words(picture: Picture) -> None:
    """Nor has it anything to say, as it would of a file that is not there."""
    _drawn_as_words(picture)


@pytest.mark.full
@settings(max_examples=500, suppress_health_check=SLOW)
@given(pictures())
def test_an_engine_draws_only_words_very_often(picture: Picture) -> None:
    _drawn_as_words(picture)


def test_every_hostile_text_is_drawn_as_it_is() -> None:
    """All of them at once, on one card each."""
    picture = all_there_is()
    cards = tuple(
        replace(
            picture.cards[0], id=f"card-{number}", title=text, kicker=text, lines=(text,), hint=text, chips=()
        )
        for number, text in enumerate(clean(text) or "·" for text in SIGNS)
    )
    _drawn_as_words(replace(picture, groups=(), cards=cards, edges=()))


def test_an_engine_would_complain_of_a_file() -> None:
    """So that its silence says something: a label in markup that reads a file is not drawn in silence."""
    if find_engine().name == "graphviz-pure":
        # Not in `skips.toml`: it draws where the wheel does not load, which is nowhere that CI runs.
        pytest.skip("graphviz-pure reads no files")
    dot = 'digraph { a [label=<<table><tr><td><img src="/no/such/file.png"/></td></tr></table>>] }'
    assert run_engine(dot, "svg").complaints != ()
