"""Flaws of time."""

from tests.compiler.lint.flaw import Flaw

FLAWS = [
    Flaw(
        "needless-cap",
        "shared/care.journey",
        old="at most 3 marketing per 7 days",
        new="at most 9 marketing per 7 days",
    ),
    Flaw(
        "needless-cap",
        "house_move.journey",
        old="at most 3 times per 365 days",
        new="at most 13 times per 365 days",
    ),
    Flaw(
        "double-reminder",
        "broadband_onboarding.journey",
        old="remind pick_a_day after 1 day, 4 days, 10 days",
        new="remind pick_a_day after 1 day, 4 days, 10 days, 1 day",
    ),
    Flaw(
        "endless-pause",
        "broadband_onboarding.journey",
        old="  starts on broadband_ordered",
        new="  pause { after 1 day idle hold timers }\n  starts on broadband_ordered",
    ),
    Flaw(
        "outrun-pause",
        "shared/care.journey",
        old="  starts -> code_sent",
        new="  pause { after 1 hour idle }\n  starts -> code_sent",
    ),
    Flaw(
        "unreachable-goal",
        "house_move.journey",
        old='goal settled "Settled in six weeks" when reached at_home within 6 weeks',
        new='goal settled "Settled in six days" when reached at_home within 6 days',
    ),
    Flaw(
        "outlasted-deadline",
        "card_keeps_failing.journey",
        old="on try_again -> back\n      after 2 business days",
        new="on try_again -> back\n      after 2 days",
    ),
    Flaw(
        "skipped-hour",
        "shared/care.journey",
        old="quiet from 20:00 to 08:00",
        new='quiet from 02:30 to 08:00 in "Europe/Berlin"',
    ),
    Flaw(
        "call-without-timeout",
        "house_move.journey",
        old="retry 3 times every 1 minute timeout 20 seconds {",
        new="retry 3 times every 1 minute {",
    ),
    Flaw(
        "call-without-timeout",
        "shared/care.journey",
        old="code = code) timeout 5 seconds {",
        new="code = code) {",
    ),
    Flaw(
        "late-retry",
        "house_move.journey",
        old="        no answer   -> by_hand\n      }\n    }\n",
        new="        no answer   -> by_hand\n      }\n      after 2 minutes -> by_hand\n    }\n",
    ),
    Flaw(
        "late-reminder",
        "broadband_onboarding.journey",
        old="1 day, 4 days, 10 days",
        new="1 day, 4 days, 30 days",
    ),
    Flaw("late-reminder", "bill_dispute.journey", old="1 day, 3 days", new="1 day, 15 days"),
    Flaw("late-reminder", "broadband_onboarding.journey", old="after 5 days {", new="after 25 days {"),
    Flaw(
        "outrun-timer",
        "house_move.journey",
        old="      after 14 days -> how_was_it",
        new="      after 10 days -> how_was_it",
    ),
    Flaw(
        "outlasted-deadline",
        "house_move.journey",
        old="        after 2 business days -> moved\n",
        new="        after 2 business days -> moved\n        after 3 days -> left_behind\n",
    ),
    Flaw(
        "wait-without-deadline",
        "bill_dispute.journey",
        old="    after 10 days -> result { set won = true }\n",
        new="",
    ),
    Flaw(
        "wait-without-deadline",
        "house_move.journey",
        old="      after 2 business days -> arrived { emit",
        new="      after 2 business days { emit",
    ),
    Flaw(
        "deadline-in-quiet-hours",
        "house_move.journey",
        old="ask again keys\n    on answered -> last of preparing\n    after 14 days",
        new="enter { notify go_on } ask again keys on answered -> last of preparing after 6 hours",
    ),
    Flaw(
        "expires-in-quiet-hours",
        "shared/moving.journey",
        old="  via sms, email\n  expires 1 day",
        new="  via sms, email\n  expires 6 hours",
    ),
]
