"""Flaws in where customers are led, in experiments, and in who works on steps."""

from tests.compiler.lint.flaw import Flaw

FLAWS = [
    Flaw(
        "empty-braces",
        "card_keeps_failing.journey",
        "on collection_begun { set customer.good_payer = false }",
        "on collection_begun { }",
    ),
    Flaw(
        "constant-condition",
        "house_move.journey",
        "when customer.moving_on is set and customer.good_payer",
        "when customer.moving_on is set and customer.moving_on is missing",
    ),
    Flaw(
        "constant-condition",
        "house_move.journey",
        "when score is set and score >= 9",
        "when score is set and score >= 9 and score > 6",
    ),
    Flaw(
        "constant-condition", "bill_dispute.journey", "when won  -> accepted", "when won == won -> accepted"
    ),
    Flaw(
        "hidden-row",
        "house_move.journey",
        "when line.socket       => plug_in",
        "when line.megabits < 0 => plug_in",
    ),
    Flaw(
        "constant-condition",
        "card_keeps_failing.journey",
        "on invoice_sent when event.amount > 500 EUR",
        "on invoice_sent when event.amount > 500 EUR and event.amount > 400 EUR",
    ),
    Flaw(
        "hidden-row",
        "card_keeps_failing.journey",
        "when failed_on is set and failed_on == app ",
        "when failed_on is set and prefers is set and prefers == app ",
    ),
    Flaw(
        "hidden-row",
        "appointment.journey",
        "when moves > 3 -> call_customer",
        "when moves > 3 -> call_customer\n    when moves > 5 -> cancelled",
    ),
    Flaw(
        "pointless-choice",
        "broadband_onboarding.journey",
        "when visits >= 3 -> lapsed\n",
        "when visits >= 3 -> schedule_again\n",
    ),
    Flaw(
        "pointless-split",
        "house_move.journey",
        """45% letter  -> welcomed { notify welcome_letter(street = street) }
          45% guide   -> guided
          10% nothing -> welcomed""",
        """45% letter  -> guided
          45% guide   -> guided
          10% nothing -> guided""",
    ),
    Flaw(
        "empty-share",
        "house_move.journey",
        "10% nothing -> welcomed",
        "10% other -> guided  0% nothing -> welcomed",
    ),
    Flaw(
        "no-way-out",
        "appointment.journey",
        """    on appointment_moved -> booked { set visit = event.visit   set moves = 0 }
    on appointment_cancelled -> cancelled
    after 2 days -> cancelled""",
        """    on appointment_moved -> call_again { set visit = event.visit   set moves = 0 }
    after 2 days -> call_again
  }
  step call_again "The shop calls once more" via desk {
    on appointment_moved -> call_customer
    after 2 days -> call_customer""",
    ),
    Flaw(
        "interrupt-without-return",
        "appointment.journey",
        """  end kept      "The""",
        """  anytime urgent talk "Talk to a person" {
    on appointment_confirmed from desk -> talking
    step talking "A person calls" via desk { on customer_arrived -> noted after 1 day -> noted }
    step noted "What was said is noted" via desk { on appointment_moved -> talking after 1 day -> talking }
  }
  end kept      "The""",
    ),
    Flaw(
        "endless-round",
        "appointment.journey",
        "    on appointment_cancelled -> cancelled\n    after 14 days -> missed",
        "    on appointment_cancelled -> missed\n    after 14 days -> booked",
    ),
    Flaw(
        "goal-met-at-start",
        "bill_dispute.journey",
        "  end accepted ",
        """  goal settled "Settled in two days" when reached verify within 2 days
  end accepted """,
    ),
    Flaw(
        "no-success",
        "appointment.journey",
        """end kept      "The customer was served" success""",
        """end kept      "The customer was served" neutral""",
    ),
    Flaw(
        "agent-without-queue",
        "house_move.journey",
        """step handoff "A person calls" via desk by queue front_line {""",
        """step handoff "A person calls" via desk {""",
    ),
    Flaw(
        "ambiguous-event",
        "broadband_onboarding.journey",
        """step planning "The engineers' calendar is being filled" via desk {""",
        """step planning "The engineers' calendar is being filled" {""",
    ),
]
