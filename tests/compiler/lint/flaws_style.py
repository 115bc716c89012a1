"""Flaws in how a journey is written."""

from tests.compiler.lint.flaw import Flaw

FLAWS = [
    Flaw(
        "same-title",
        "house_move.journey",
        old='step repair "Show us the lights"',
        new='step repair "Is everything there?"',
    ),
]
