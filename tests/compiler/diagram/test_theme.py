"""The colours are readable and tell things apart, for every reader, on both grounds."""

from itertools import combinations

import pytest

from journeyc.compiler.diagram.theme import (
    CARDS,
    CHIPS,
    FAINT,
    FIGURES,
    MARKS,
    PLAIN_FIGURE,
    TOKENS,
    Theme,
    palette,
)

THEMES: tuple[Theme, ...] = ("light", "dark")
GROUNDS = ("paper", "group-fill")
PILLS = (*CHIPS.values(), *FIGURES.values(), PLAIN_FIGURE)
CARD_FILLS = tuple(
    dict.fromkeys([ink.fill for ink in (*CARDS.values(), *MARKS.values())] + ["finding-fill", "paper"])
)

TEXTS = (
    [("ink", ground) for ground in (*GROUNDS, *CARD_FILLS)]
    + [("muted", ground) for ground in (*GROUNDS, *CARD_FILLS)]
    + [("timer", ground) for ground in GROUNDS]
    + [("finding-ink", "finding-fill")]
    + [(ink.ink, ink.fill) for ink in (*CARDS.values(), *PILLS, *MARKS.values())]
    + [(ink.ink, ground) for ink in MARKS.values() for ground in GROUNDS]
    + [("figure-ink", ground) for ground in GROUNDS]
)
LINES = (
    [
        (line, ground)
        for line in ("group-line", "edge", "timer", "dot", "finding-line", "here-line", "figure-line")
        for ground in GROUNDS
    ]
    + [(ink.line, ground) for ink in (*CARDS.values(), *MARKS.values()) for ground in GROUNDS]
    + [(ink.line, ground) for ink in PILLS for ground in CARD_FILLS]
)

# How a colour looks without one kind of cone: matrices on linear light (Machado, Oliveira and
# Fernandes 2009, severity 1).
SIGHTS = {
    "usual": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "no red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
# Outcomes, findings and the reader's place; each also has its word, so this is the second sign, never
# the only one.
TOLD_APART = ("success-line", "failure-line", "neutral-line", "finding-line", "here-line")
MARKS_APART = ("added-line", "changed-line", "faint-line", "path-line")
#: In CIE76 units; 2.3 is the least difference seen side by side, and these stand far apart.
CLEARLY = 15.0


def linear(colour: str) -> tuple[float, ...]:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)


def contrast(first: str, second: str) -> float:
    light = sorted(
        sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(x), strict=True)) for x in (first, second)
    )
    return (light[1] + 0.05) / (light[0] + 0.05)


def seen(colour: str, sight: str) -> tuple[float, float, float]:
    """The colour in CIE L*a*b* as one kind of eye sees it."""
    light = linear(colour)
    red, green, blue = (
        min(1, max(0, sum(m * c for m, c in zip(row, light, strict=True)))) for row in SIGHTS[sight]
    )
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("theme", THEMES)
def test_text_has_contrast(theme: Theme) -> None:
    """Every text stands out from its ground by at least 4.5 to 1."""
    colours = palette(theme)
    weak = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in TEXTS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_lines_have_contrast(theme: Theme) -> None:
    """Every line stands out from its ground by at least 3 to 1."""
    colours = palette(theme)
    weak = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in LINES}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 3} == {}


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("names", [TOLD_APART, MARKS_APART])
def test_colours_are_told_apart(theme: Theme, sight: str, names: tuple[str, ...]) -> None:
    """Outcomes, findings and the reader's place, and the marks among each other, differ in colour for eyes
    without one kind of cone too.
    """
    colours = {name: seen(palette(theme)[name], sight) for name in names}
    close = {
        (first, second): round(
            sum((a - b) ** 2 for a, b in zip(colours[first], colours[second], strict=True)) ** 0.5, 1
        )
        for first, second in combinations(names, 2)
    }
    assert {pair: distance for pair, distance in close.items() if distance < CLEARLY} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_what_steps_back_is_weaker(theme: Theme) -> None:
    """A card that was removed or lies off the path has less contrast than one that is as it was."""
    colours = palette(theme)
    from_paper = {name: contrast(colour, colours["paper"]) for name, colour in colours.items()}
    for ink in (MARKS[mark] for mark in FAINT if mark):
        assert from_paper[ink.ink] < min(from_paper["ink"], from_paper["muted"])
        assert from_paper[ink.line] < from_paper["edge"]


def test_light_values_are_unique() -> None:
    """No two tokens share a light colour: the finished SVG finds tokens by it."""
    assert len({token.light for token in TOKENS.values()}) == len(TOKENS)
    assert all(len(colour) == 7 and colour == colour.lower() for token in TOKENS.values() for colour in token)


def test_every_token_is_used() -> None:
    """A colour nobody draws with is not in the table."""
    drawn = {name for ink in (*CARDS.values(), *PILLS, *MARKS.values()) for name in ink}
    drawn |= {"paper", "group-fill", "group-line", "ink", "muted", "edge", "timer", "dot"}
    drawn |= {"finding-fill", "finding-line", "finding-ink", "here-line"}
    assert set(TOKENS) == drawn
