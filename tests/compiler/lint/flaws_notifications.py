"""Flaws in what is sent."""

from tests.compiler.lint.flaw import Flaw

FLAWS = [
    Flaw(
        "dead-link",
        "bill_dispute.journey",
        "the charge is right. Call us if you want to go through it together.",
        "the charge is right. Go through it with us: {{ resume_link }}",
    ),
    Flaw(
        "endless-messages",
        "broadband_onboarding.journey",
        "after 60 days -> onboarded",
        "after 60 days -> care",
    ),
    Flaw("missing-text", "bill_dispute.journey", '  subject de "Ihre Reklamation wartet"\n', ""),
    Flaw(
        "missing-text",
        "appointment.journey",
        '    say de "Wir haben Sie in {{ shop }} vermisst. Möchten Sie einen neuen Termin?"\n',
        "",
    ),
    Flaw(
        "missing-text",
        "house_move.journey",
        "  languages en, de\n",
        "  languages en, de, pl\n",
    ),
    Flaw(
        "sent-twice",
        "broadband_onboarding.journey",
        "otherwise        -> schedule_again",
        "otherwise        -> schedule_again { notify we_rang }",
    ),
    Flaw(
        "unsent-outcome",
        "house_move.journey",
        "    on not_moving -> stayed\n",
        "    on not_moving, plug_it_in.failed -> stayed\n",
    ),
]
