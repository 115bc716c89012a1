"""Flaws in files of scenarios."""

from tests.compiler.lint.flaw import Flaw


def _imported_twice(file: str, journey: str) -> Flaw:
    line = f'import "../{journey}.journey"\n'
    return Flaw("unused-import", f"scenarios/{file}.journey", line, line * 2)


FLAWS = [
    Flaw(
        "skipped-hour",
        "scenarios/appointment.journey",
        old="visit = 2026-10-25T13:00",
        new="visit = 2027-03-28T02:30",
    ),
    Flaw(
        "skipped-hour",
        "scenarios/bill_dispute.journey",
        old="at 2026-10-20T09:00",
        new="at 2026-03-29T02:30",
    ),
    Flaw(
        "skipped-hour",
        "scenarios/broadband_onboarding.journey",
        old="visit = 2026-03-30T02:30",
        new="visit = 2026-03-29T02:30",
    ),
    _imported_twice("house_move", "house_move"),
    _imported_twice("house_move_engineer", "house_move"),
    _imported_twice("house_move_interrupted", "house_move"),
    _imported_twice("house_move_rules", "house_move"),
    _imported_twice("card_check", "card_keeps_failing"),
    _imported_twice("card_keeps_failing", "card_keeps_failing"),
    _imported_twice("late_payment", "late_payment"),
    _imported_twice("line_is_down", "line_is_down"),
    _imported_twice("identity_check", "shared/care"),
]
