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
        old="{ set visit = number }",
        new='{ set visit = "V1" }',
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
    Flaw(
        "unhandled-event",
        "house_move.journey",
        old="{ raise line_faulty }",
        new='{ raise visit_cancelled(street = street else "") }',
    ),
    Flaw(
        "unused-declaration",
        "house_move.journey",
        old='segment about_to_move "About',
        new='event keys_lost\n\nsegment about_to_move "About',
    ),
    Flaw(
        "unused-import",
        "appointment.journey",
        old='import "shared/telco.journey"\n',
        new='import "shared/telco.journey"\nimport "shared/telco.journey"\n',
    ),
    Flaw(
        "division-by-zero",
        "appointment.journey",
        old="when moves > 3 -> call_customer",
        new="when moves / 0 > 3 -> call_customer",
    ),
    Flaw(
        "mixed-currencies",
        "bill_dispute.journey",
        old="    won: bool = false\n  }\n",
        new="    won: bool = false\n    most: money = 50 EUR\n    small: bool = most <= 20 USD\n  }\n"
        '  goal cheap "Cheap" when small\n',
    ),
]
