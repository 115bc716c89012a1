"""Flaws in what a journey knows, and in what is declared."""

from tests.compiler.lint.flaw import Flaw

FLAWS = [
    Flaw(
        "pointless-set",
        "appointment.journey",
        old="set shop = event.shop\n",
        new="set visit = now\n    set shop = event.shop\n",
    ),
    Flaw(
        "unused-parameter",
        "house_move.journey",
        old="  when line.megabits < 1 => not_possible\n  when line.socket       => plug_in\n",
        new="",
    ),
    Flaw(
        "unused-result",
        "house_move.journey",
        old="ok as line            -> possible { set way = way_to_connect(line) }",
        new="ok as line            -> possible { set way = plug_in }",
    ),
]
