"""The table of colours itself; how they are told apart where they meet is tested with what is drawn."""

import pytest

from journeyc.compiler.diagram.theme import FAINT, MARKS, TOKENS, Theme, palette
from tests.compiler.diagram.sight import THEMES, contrast


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
