"""Flaws in what is sent."""

from tests.compiler.lint.flaw import Flaw

FLAWS = [
    Flaw(
        "capped-message",
        "late_payment.journey",
        "success { notify thank_you }",
        "success { notify thank_you   notify direct_debit }",
    ),
    Flaw(
        "untranslated-link",
        "shared/dunning.journey",
        "pay themselves. You find it in the app, below Payments.",
        "pay themselves: {{ resume_link }}",
    ),
    Flaw(
        "sent-twice",
        "shared/billing.journey",
        "failure { notify card_is_blocked }",
        "failure { notify card_is_blocked notify card_is_blocked }",
    ),
    Flaw(
        "capped-message",
        "house_move.journey",
        "remind moving_soon after 7 days",
        "remind moving_soon after 2 hours, 7 days",
    ),
    Flaw(
        "dead-link",
        "bill_dispute.journey",
        'end withdrawn "Withdrawn" neutral',
        'end withdrawn "Withdrawn" neutral { notify come_back }',
    ),
    Flaw(
        "hidden-text",
        "shared/moving.journey",
        '  text "The line does not work yet,',
        '  text for sms, email "We are sorry. It takes longer."\n  text "The line does not work yet,',
    ),
    Flaw("idle-consent", "shared/care.journey", "consent sms needs", "consent sms, voice needs"),
    Flaw(
        "long-sms",
        "bill_dispute.journey",
        "You hear from us within ten days; if you do not, the dispute is yours.",
        "You hear from us within ten days."
        + " We look at every line of the bill, and at the lines before it." * 8,
    ),
    Flaw(
        "marketing-without-consent",
        "shared/moving.journey",
        "  via app_push, email\n  category marketing",
        "  via app_push, sms, voice_mail, email\n  category marketing",
        '\ntouchpoint mailbox "Mailbox" { channel voice_mail: push }\n',
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
    Flaw(
        "untranslated-link",
        "bill_dispute.journey",
        "Ihre Reklamation ist da, wo Sie aufgehört haben: {{ resume_link }}",
        "Ihre Reklamation ist da, wo Sie aufgehört haben.",
    ),
    Flaw(
        "reminder-without-link",
        "bill_dispute.journey",
        "    remind come_back after 1 day, 3 days",
        "    remind come_back after 1 day, 3 days\n    remind dispute_in_review after 5 days",
    ),
    Flaw(
        "missing-subject",
        "appointment.journey",
        "  via sms\n  expires 1 hour",
        "  via sms, email\n  expires 1 hour",
    ),
    Flaw(
        "untranslated-text",
        "appointment.journey",
        "Wir freuen uns auf Sie: am {{ visit | date }} um {{ visit | time }} Uhr in {{ shop }}.",
        "We look forward to seeing you in {{ shop }} on {{ visit | date }} at {{ visit | time }}.",
    ),
]
