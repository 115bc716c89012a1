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
    Flaw(
        "unread-field",
        "bill_dispute.journey",
        old="won: bool = false",
        new="won: bool = false\n    spare: int = 0",
    ),
    Flaw("unchanging-field", "house_move.journey", old="      set worried = true\n", new=""),
    Flaw(
        "impossible-value",
        "house_move.journey",
        old="    worried: bool = false\n  }\n",
        new='    worried: bool = false\n    mood: text = "well"\n  }\n'
        '  rule sad "Sad" { on nobody_home when mood != "Sad" { set mood = "sad" } }\n',
    ),
    Flaw("unasked-question", "house_move.journey", old="ask again wish", new="ask wish"),
    Flaw("unasked-question", "house_move.journey", old="ask score", new="ask score, street"),
    Flaw(
        "exposed-private-field",
        "house_move.journey",
        old="Unhappy with the move: somebody",
        new="{{ customer.first_name }} is unhappy: somebody",
    ),
]
