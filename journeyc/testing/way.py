"""Where the runs of a journey came to in a scenario, in order."""

from collections.abc import Iterable, Iterator

from journeyc.runtime.core.documents import Report
from journeyc.runtime.core.plan import node_name
from journeyc.testing.played import Reached


def reached(reports: Iterable[Report], journey: str) -> Iterator[Reached]:
    """Each node that a run of the journey came to, from the reports of what happened."""
    for report in reports:
        for run in report["runs"]:
            if run["journey"] == journey:
                for place in run.get("entered", ()):
                    yield Reached(node_name(place), timer=bool(run["fired"]))
