"""Flaws that every command finds, what is said of comments, and experiments that measure nothing."""

from tests.compiler.lint.flaw import Flaw

FLAWS = [
    Flaw(
        "branch-conflict",
        "house_move.journey",
        "        on transfers.done -> papers_done\n        end papers_done\n      }",
        """        on transfers.done -> papers_done
        on line_active { set visit = customer.id }
        end papers_done
      }
      branch line "The line" {
        step quiet "The line is quiet" via desk by queue moving_desk {
          on line_active -> heard { set visit = customer.id }
          after 1 day -> heard
        }
        end heard
      }""",
    ),
    Flaw(
        "channel-cannot",
        "house_move.journey",
        'step repair "Show us the lights" via app needs photo {',
        'step repair "Show us the lights" via web needs photo {',
    ),
    Flaw(
        "cycle-without-wait",
        "appointment.journey",
        "    otherwise      -> booked { notify appointment_made(shop = shop, visit = visit) }\n  }",
        "    otherwise      -> again { notify appointment_made(shop = shop, visit = visit) }\n  }\n"
        "  choice again { when reminders -> booked   otherwise -> moved }",
    ),
    Flaw(
        "dead-end",
        "appointment.journey",
        """    on appointment_moved -> booked { set visit = event.visit   set moves = 0 }
    on appointment_cancelled -> cancelled
    after 2 days -> cancelled""",
        """    on appointment_cancelled { note "Called off." }""",
    ),
    Flaw(
        "hidden-handler",
        "house_move.journey",
        "    on not_moving -> stayed\n",
        "    on not_moving -> stayed\n    on not_moving from web -> stayed\n",
    ),
    Flaw(
        "oversized-rule",
        "house_move.journey",
        "    on 3 ask_human within 2 days when not worried {",
        "    on " + "ask_human then " * 7 + "ask_human within 2 days when not worried {",
    ),
    Flaw(
        "unkept-window",
        "house_move.journey",
        "    on engineer_left then no line_active within 2 hours {",
        "    on engineer_left then no line_active within 61 months {",
    ),
    Flaw(
        "missing-otherwise",
        "house_move.journey",
        "          otherwise            -> plugged_in { notify plug_it_in }",
        "          when way == plug_in  -> plugged_in { notify plug_it_in }",
    ),
    Flaw(
        "overlapping-rows",
        "house_move.journey",
        """gives Way first {
  when line.megabits < 1 => not_possible
  when line.socket       => plug_in
  otherwise              => engineer""",
        """gives Way unique {
  when line.megabits < 1                   => not_possible
  when line.megabits <= 1                  => plug_in
  otherwise                                => engineer""",
    ),
    Flaw("split-total", "house_move.journey", "10% nothing -> welcomed", "5% nothing -> welcomed"),
    Flaw(
        "unreachable-step",
        "house_move.journey",
        "    on not_moving -> stayed\n",
        '    on not_moving -> stayed\n  }\n  step spare "Spare" via web {\n    after 1 day -> stayed\n  }\n'
        '  step invited_again "Once more" via web {\n',
    ),
    Flaw(
        "unused-text",
        "shared/moving.journey",
        '  subject de "Willkommen zu Hause"\n',
        '  subject de "Willkommen zu Hause"\n  text for app "Welcome home"\n',
    ),
    Flaw(
        "unmeasured-split",
        "house_move.journey",
        """  goal settled "Settled in six weeks" when reached at_home within 6 weeks
  goal delighted "Nine or ten of ten" when score is set and score >= 9
""",
        "",
    ),
    Flaw(
        "bot-without-person",
        "bill_dispute.journey",
        'journey bill_dispute "Bill dispute"',
        'journey bill_dispute "Bill dispute"',
        """bot watchman "The watchman"
event watched
journey watch "Watch" {
  starts on watched -> watching
  step watching "The watchman looks" via chat by bot watchman {
    on watched -> seen
    after 1 day -> seen
  }
  end seen "Seen" success
}
""",
    ),
    Flaw(
        "missing-subject",
        "shared/telco.journey",
        "event save_for_later",
        'event save_for_later   notification saved { via email  text "We keep it." }',
    ),
    Flaw(
        "invalid-allow",
        "house_move.journey",
        "    on not_moving -> stayed\n",
        "    on not_moving -> stayed   # journeyc: allow[unheard] they told us\n",
    ),
    Flaw(
        "unneeded-allow",
        "house_move.journey",
        "    on not_moving -> stayed\n",
        "    on not_moving -> stayed   # journeyc: allow[hidden-handler] they told us\n",
    ),
]
