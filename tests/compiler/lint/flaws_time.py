"""Flaws of time."""

from tests.compiler.lint.flaw import Flaw

FLAWS = [
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
]
