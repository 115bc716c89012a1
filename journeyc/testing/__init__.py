"""The testing kit: scenarios as tests, a clock that is moved by hand, and what stands in for channels and
services.

What loads the compiler is asked for only where a scenario is text.
"""

from journeyc.runtime.hosts.clock import VirtualClock
from journeyc.testing.as_tests import Scenario, scenarios
from journeyc.testing.channel_contract import Arrived, ChannelContract
from journeyc.testing.coverage import Count, Coverage, Part
from journeyc.testing.outbox import Outbox
from journeyc.testing.passing import pass_time
from journeyc.testing.played import Failure, Mark, Moment, Played, Reached
from journeyc.testing.playing import play, play_all
from journeyc.testing.prepared import Prepared
from journeyc.testing.reports import SignedReport, signed_report
from journeyc.testing.stubs import Stubs

__all__ = [
    "Arrived",
    "ChannelContract",
    "Count",
    "Coverage",
    "Failure",
    "Mark",
    "Moment",
    "Outbox",
    "Part",
    "Played",
    "Prepared",
    "Reached",
    "Scenario",
    "SignedReport",
    "Stubs",
    "VirtualClock",
    "pass_time",
    "play",
    "play_all",
    "scenarios",
    "signed_report",
]
