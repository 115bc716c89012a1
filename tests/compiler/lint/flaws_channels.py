"""Flaws in which channels are used."""

from tests.compiler.lint.flaw import Flaw

FLAWS = [
    Flaw(
        "best-channel-cannot",
        "house_move.journey",
        'step details "Where to, and when?" via web, app, chat, voice {',
        'step details "Where to, and when?" via best p(customer) {',
        "decision p(c: Customer) gives channel first { when c.sms_consent => sms otherwise => email }",
    ),
    Flaw(
        "needless-sight",
        "line_is_down.journey",
        "sees customer.first_name, customer.phone\n  claim",
        "sees customer.first_name, customer.phone, customer.tier\n  claim",
    ),
    Flaw(
        "foreign-channel",
        "house_move.journey",
        "          on answered when wish < keys -> wish_asked",
        "          on answered from sms when wish < keys -> wish_asked",
    ),
]
