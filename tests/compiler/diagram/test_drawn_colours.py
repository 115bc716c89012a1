"""Which colours meet on pictures, read from what goes into the engine: everybody can tell each pair apart.

Nothing here names a pair: whatever is drawn on whatever is found, so a new token is tested once it is used.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import combinations, product
from typing import Any, NamedTuple, get_args
from xml.etree import ElementTree as ET

import pytest

from journeyc.compiler.diagram.dot import to_dot
from journeyc.compiler.diagram.picture import (
    START,
    Card,
    CardKind,
    Chip,
    ChipKind,
    Edge,
    EdgeKind,
    Figure,
    FigureKind,
    FindingKind,
    Group,
    GroupKind,
    Level,
    Line,
    LineKind,
    Mark,
    Picture,
)
from journeyc.compiler.diagram.theme import TOKENS, palette
from tests.compiler.diagram.sight import CLEARLY, SIGHTS, THEMES, contrast, seen

#: Colours of lines and chips that tell things apart which nothing but a word tells apart, too.
TOLD_APART = {
    "how it ends, what is wrong, where one is": {
        "success-line", "failure-line", "neutral-line", "finding-line", "here-line",
    },
    "what is compared or followed": {"added-line", "changed-line", "faint-line", "path-line"},
    "chips that have to be seen first": {"finding-chip", "here-chip", "added-chip", "path-chip"},
    "figures and warnings": {"figure-line", "finding-line"},
    "strong figures and warnings": {"figure-strong", "finding-chip"},
}  # fmt: skip
#: All other lines and chips, with what tells them besides their colour.
TOLD_OTHERWISE = {
    "agent-line": "the kicker says AGENT TASK",
    "bot-line": "the kicker says BOT",
    "card-line": "it is what a card has that means nothing else",
    "changed-chip": "it says `~ changed`, and stands on a card with a line for that",
    "chip-line": "it has the name of a channel",
    "choice-line": "the kicker says CHOICE or SPLIT",
    "dot": "it is the round one that every start comes from",
    "edge": "it is what an arrow has that means nothing else",
    "group-line": "it is around a group, with a heading",
    "notify-line": "it says notify or remind",
    "pause-line": "it is dashed, and the kicker says PAUSE or RULE",
    "timer": "it is dashed, and its label is bold",
}


def every(kinds: Any) -> tuple[Any, ...]:
    return get_args(kinds)


def all_there_is() -> Picture:
    """A picture of all that a picture can have, each with each where they can meet."""
    chips = tuple(Chip(kind, "a chip") for kind in every(ChipKind))
    figures = tuple(Figure(kind, "9", level) for kind, level in product(every(FigureKind), every(Level)))
    combined = product(every(CardKind), (None, *every(FindingKind)), (False, True), (None, *every(Mark)))
    cards = tuple(
        Card(
            f"card-{number}", "x", kind, "KICKER", "Title", ("a line",),
            # Each ground has them once: that of each kind, of each mark and of each finding.
            chips=chips if kind == "step" or not (finding or here) else (),
            figures=figures if kind == "step" or not (finding or here) else (),
            finding=finding, here=here, mark=mark,
        )
        for number, (kind, finding, here, mark) in enumerate(combined)
    )  # fmt: skip
    outer = tuple(
        Group(
            f"group-{number}", kind, "Group", (), mark=mark,
            groups=(Group(f"group-{number}-in", "touchpoint", "In", (cards[0],)),),
        )
        for number, (kind, mark) in enumerate(product(every(GroupKind), (None, *every(Mark))))
    )  # fmt: skip
    lines = tuple(Line(kind, "a line") for kind in every(LineKind))
    edges = tuple(
        Edge(f"edge-{number}", START, target, kind, lines, loop, "", mark, (Figure("flow", "9", "plain"),))
        for number, (kind, mark, loop, target) in enumerate(
            product(every(EdgeKind), (None, *every(Mark)), (False, True), (cards[0].id, cards[-1].id))
        )
    )
    flow = Figure("flow", "9", "plain", 0.5)
    edges += (Edge("edge-wide", cards[0].id, cards[-1].id, "event", lines, figures=(flow,)),)
    everywhere = Group("group-all", "touchpoint", "All", cards)
    return Picture("Title", "subtitle", "summary", "LR", (*outer, everywhere), cards, edges)


class Met(NamedTuple):
    """Two tokens that meet: what is on the ground, and the ground."""

    what: str
    on: str


class Drawn(NamedTuple):
    """The pairs of a picture: words on their grounds, and lines on what is around them."""

    texts: frozenset[Met]
    lines: frozenset[Met]

    @property
    def tokens(self) -> frozenset[str]:
        return frozenset(token for met in (*self.texts, *self.lines) for token in met)


_TOKEN = {token.light: name for name, token in TOKENS.items()}


def attributes(statement: str) -> dict[str, str]:
    """Those of one line of DOT; a label in markup is all between its outermost brackets."""
    found: dict[str, str] = {}
    at = 0
    while name := re.compile(r'(\w+)=("[^"]*"|[^\s<\]]+|<)').search(statement, at):
        at = name.end()
        if name[2] == "<":
            depth = 1
            while depth:
                depth += {"<": 1, ">": -1}.get(statement[at], 0)
                at += 1
            found[name[1]] = statement[name.end() : at - 1]
        else:
            found[name[1]] = name[2].strip('"')
    return found


def in_label(markup: str, ground: str) -> Iterator[tuple[str, Met]]:
    """What meets in a label that lies on a ground."""

    def walk(element: ET.Element, around: str) -> Iterator[tuple[str, Met]]:
        fill = element.get("bgcolor", "transparent")
        inside = around if fill == "transparent" else _TOKEN[fill]
        if element.tag == "table" and int(element.get("border", "1")) and "color" in element.attrib:
            yield "line", Met(_TOKEN[element.attrib["color"]], around)
        if element.tag == "font":
            yield "text", Met(_TOKEN[element.attrib["color"]], inside)
        for child in element:
            yield from walk(child, inside)

    if markup:
        yield from walk(ET.fromstring(markup), ground)


@cache
def drawn() -> Drawn:
    """All that meets on the picture of all there is."""
    met: dict[str, set[Met]] = {"text": set(), "line": set()}
    grounds: list[str] = []
    statements = [line.strip() for line in to_dot(all_there_is()).splitlines()]
    for statement in statements:
        given = attributes(statement)
        found: list[tuple[str, Met]] = []
        if statement.endswith("{") and grounds:
            grounds.append(grounds[-1])
        elif statement == "}":
            grounds[-1:] = []
        elif statement.startswith("graph ["):
            around = grounds[-1] if grounds else _TOKEN[given["bgcolor"]]
            filled = "filled" in given.get("style", "")
            grounds[-1:] = [_TOKEN[given["fillcolor"]] if filled else around]
            if "color" in given:
                met["line"].add(Met(_TOKEN[given["color"]], around))
            found = list(in_label(given.get("label", ""), grounds[-1]))
        elif "->" in statement:
            # An arrow goes over any ground.
            colour = _TOKEN[given.get("color", TOKENS["edge"].light)]
            found = [("line", Met(colour, ground)) for ground in ("paper", "group-fill")]
            found += [
                pair
                for ground in ("paper", "group-fill")
                for pair in in_label(given.get("label", ""), ground)
            ]
        elif given.get("shape") == "circle":
            # The start stands in no group, or in a lane.
            found = [("line", Met(_TOKEN[given["fillcolor"]], ground)) for ground in ("paper", "group-fill")]
        elif "label" in given:
            places = ("paper", "group-fill") if "label" in given.get("class", "") else (grounds[-1],)
            found = [pair for ground in places for pair in in_label(given["label"], ground)]
        for kind, pair in found:
            met[kind].add(pair)
    return Drawn(frozenset(met["text"]), frozenset(met["line"]))


def weak(pairs: frozenset[Met], theme: Any, least: float) -> dict[Met, float]:
    colours = palette(theme)
    ratios = {
        met: round(contrast(colours[met.what], colours[met.on]), 2) for met in pairs if met.what != met.on
    }
    return {met: ratio for met, ratio in ratios.items() if ratio < least}


def test_every_token_is_drawn() -> None:
    """A colour nobody draws with is not in the table, and none is left untested."""
    assert drawn().tokens == set(TOKENS)


@pytest.mark.parametrize("theme", THEMES)
def test_words_are_read(theme: Any) -> None:
    """By at least 4.5 to 1, as WCAG 2.2 asks for text."""
    assert weak(drawn().texts, theme, 4.5) == {}


@pytest.mark.parametrize("theme", THEMES)
def test_lines_are_seen(theme: Any) -> None:
    """By at least 3 to 1, as WCAG 2.2 asks for what has to be seen."""
    assert weak(drawn().lines, theme, 3) == {}


def test_every_line_has_something_that_tells_it() -> None:
    """Either its colour is told from those it may be taken for, or it is said here what else tells it."""
    lines = {met.what for met in drawn().lines}
    apart = {token for tokens in TOLD_APART.values() for token in tokens}
    assert lines - apart - set(TOLD_OTHERWISE) == set()
    assert (apart | set(TOLD_OTHERWISE)) - lines == set()
    assert apart & set(TOLD_OTHERWISE) == set()


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("what", TOLD_APART)
def test_colours_that_mean_something_are_told_apart(what: str, theme: Any, sight: str) -> None:
    """Also by eyes without one kind of cone."""
    colours = {name: seen(palette(theme)[name], sight) for name in TOLD_APART[what]}
    distances = {
        pair: round(
            sum((a - b) ** 2 for a, b in zip(*(colours[name] for name in pair), strict=True)) ** 0.5, 1
        )
        for pair in combinations(sorted(colours), 2)
    }
    assert {pair: distance for pair, distance in distances.items() if distance < CLEARLY} == {}


PLAIN = Card("card-1", "x", "step", "STEP", "Title", figures=(Figure("stuck", "9 stuck", "plain"),))
ARROW = Edge("edge-1", "card-1", "card-2", "event", (Line("event", "go"),))
GROUP = Group("group-1", "touchpoint", "Group", (PLAIN,))
LOOKS: dict[str, list[Any]] = {
    "finding": [replace(PLAIN, finding=kind) for kind in (None, "dead-end", "unreachable")],
    "here": [replace(PLAIN, here=here) for here in (False, True)],
    "mark of a card": [replace(PLAIN, mark=mark) for mark in (None, "added", "removed", "changed")],
    "path": [replace(PLAIN, mark=mark) for mark in (None, "on-path")],
    "alarm": [
        replace(PLAIN, figures=(Figure("stuck", "9 stuck", level),)) for level in ("plain", "alarming")
    ],
    "figure": [replace(PLAIN, figures=(Figure(kind, "9"),)) for kind in ("now", "stuck", "drop-off")],
    "timer": [ARROW, replace(ARROW, kind="timer", lines=(Line("timer", "go"),))],
    "mark of an arrow": [replace(ARROW, mark=mark) for mark in (None, "added", "removed", "changed")],
    "way of an arrow": [replace(ARROW, mark=mark) for mark in (None, "on-path")],
    "mark of a group": [replace(GROUP, mark=mark) for mark in (None, "added", "removed", "changed")],
    "group": [replace(GROUP, kind=kind) for kind in ("touchpoint", "stage", "branch")],
}


def without_colours(part: Any) -> str:
    """What is drawn of a card, an arrow or a group, but colours and the names that only a page is told."""
    cards = (PLAIN, replace(PLAIN, id="card-2"))
    picture = Picture("Title", "", "", "LR", (), cards, ())
    match part:
        case Card():
            picture = replace(picture, cards=(part,))
        case Edge():
            picture = replace(picture, edges=(part,))
        case _:
            picture = replace(picture, groups=(part,), cards=())
    return re.sub(r'#[0-9a-f]{6}|class="?[^"\s\]]*"?', "", to_dot(picture))


@pytest.mark.parametrize("what", LOOKS)
def test_nothing_is_told_by_colour_alone(what: str) -> None:
    """Without any colour it still looks otherwise: by a word, a sign, or the kind of its line."""
    looks = [without_colours(part) for part in LOOKS[what]]
    assert len(set(looks)) == len(looks)
