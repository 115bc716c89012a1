"""One fault is said once: where several rules see what follows from it, one of them speaks."""

from pathlib import Path
from typing import NamedTuple

import pytest

from journeyc.compiler import check
from journeyc.diagnostic import Diagnostic
from journeyc.reading import read_text
from journeyc.source import Source

EXAMPLES = Path(__file__).parents[3] / "examples" / "journeys"


class Fault(NamedTuple):
    """A fault in an example: what is written instead, and all that is said."""

    example: str
    old: str
    new: str
    said: list[tuple[str, str]]


def linted(path: Path, text: str) -> list[Diagnostic]:
    """What all rules say of a text that stands in for a file."""
    return check(Source(str(path), text), read_text, lint=True).diagnostics


FAULTS = [
    # What lies behind a place that nobody comes to is not said once more.
    Fault(
        "house_move.journey",
        "      on line_faulty -> repair\n",
        "",
        [("unreachable-step", "no way leads to the step `repair`")],
    ),
    Fault(
        "broadband_onboarding.journey",
        "    on nobody_home -> missed { set visits = visits + 1 }\n",
        "    on nobody_home -> before_visit { set visits = visits + 1 }\n",
        [("unreachable-step", "no way leads to the choice `missed`")],
    ),
    # A condition that is always true is said where it hides something.
    Fault(
        "house_move.journey",
        "on answered when wish < keys -> wish_asked",
        "on answered when true -> wish_asked",
        [("hidden-handler", "`answered` never gets here: an earlier handler takes it always")],
    ),
    # Sent twice in one pair of braces: neither a reminder that comes twice nor a cap is what is wrong.
    Fault(
        "broadband_onboarding.journey",
        "    after 5 days { notify still_planning }",
        "    after 5 days { notify still_planning notify still_planning }",
        [("sent-twice", "`still_planning` is sent twice at once")],
    ),
    Fault(
        "house_move.journey",
        "    enter { notify moving_soon }",
        "    enter { notify moving_soon notify moving_soon }",
        [("sent-twice", "`moving_soon` is sent twice at once")],
    ),
    # A line of reminders that stands twice.
    Fault(
        "house_move.journey",
        "    remind moving_soon after 7 days\n",
        "    remind moving_soon after 7 days\n    remind moving_soon after 7 days\n",
        [("double-reminder", "`moving_soon` is sent twice at the same moment")],
    ),
    Fault(
        "bill_dispute.journey",
        "    remind come_back after 1 day, 3 days\n",
        "    remind come_back after 1 day, 3 days\n    remind come_back after 1 day, 3 days\n",
        [("double-reminder", "`come_back` is sent twice at the same moment")],
    ),
    # A deadline that comes before all reminders of a clause.
    Fault(
        "broadband_onboarding.journey",
        "    after 21 days -> lapsed",
        "    after 1 day -> lapsed",
        [
            (
                "late-reminder",
                "`pick_a_day` after 1 day, 4 days and 10 days comes too late",
            )
        ],
    ),
    # A row that is turned round, or missing, so that a choice or decision has a gap.
    Fault(
        "bill_dispute.journey",
        "    when won  -> accepted\n    otherwise -> lost",
        "    when won -> accepted\n    when not not won -> lost",
        [
            (
                "missing-otherwise",
                "`result` does not say what happens when no row is true, such as when `won` is `false`",
            )
        ],
    ),
    Fault(
        "broadband_onboarding.journey",
        "    when visits >= 3 -> lapsed\n    otherwise        -> schedule_again",
        "    when visits >= 3 -> schedule_again\n    when visits == 0 -> schedule_again",
        [
            (
                "missing-otherwise",
                "`missed` does not say what happens when no row is true, such as when `visits` is `2`",
            )
        ],
    ),
    # What becomes of a message that is not sent, waited for several times.
    Fault(
        "bill_dispute.journey",
        "    on agent_decided -> result",
        '    on come_back.clicked, dispute_won.opened { note "Seen." }\n'
        '    on dispute_won.clicked { note "Seen." }\n    on agent_decided -> result',
        [
            (
                "unsent-outcome",
                "`dispute_won.opened` never happens here: `dispute_won` is sent on no way to this place",
            ),
            (
                "unsent-outcome",
                "`dispute_won.clicked` never happens here: `dispute_won` is sent on no way to this place",
            ),
        ],
    ),
    # Who is silent for ever: the pause can see to it for all steps.
    Fault(
        "bill_dispute.journey",
        "    give up after 14 days -> abandoned",
        "    hold timers",
        [
            (
                "endless-pause",
                "this pause holds the timers and never gives up: who does not come back is stuck for ever",
            )
        ],
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.example}:{fault.old.strip()[:30]}")
def test_a_fault_is_said_once(fault: Fault) -> None:
    """Exactly so, by these rules."""
    path = EXAMPLES / fault.example
    text = path.read_text("utf-8")
    assert text.count(fault.old) == 1
    found = linted(path, text.replace(fault.old, fault.new))
    assert [one.rule for one in found] == [rule for rule, _ in fault.said]
    assert all(one.message.startswith(words) for one, (_, words) in zip(found, fault.said, strict=True))
