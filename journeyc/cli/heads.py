"""`journeyc runs heads`: how many runs are in which version, and at which place of it."""

from typing import Any

from journeyc.cli.ending import ExitCode
from journeyc.cli.known import require_journey
from journeyc.cli.lengths import length_before
from journeyc.cli.stored import looked_into, now_at, plain, print_json, tell_rows, to_the_second
from journeyc.report.counted import counted
from journeyc.runtime import Heads, Runtime, Store
from journeyc.runtime.hosts.clock import VirtualClock


def tell_heads(address: str, journey: str | None, stuck: str | None, form: str) -> int:
    """A line for each place of each version."""
    now = now_at(address)
    length = None if stuck is None else length_before(now, "--stuck", stuck, "write it like `3 days`")

    def look(store: Store) -> list[Heads]:
        found = Runtime.open(store, clock=VirtualClock(now)).heads(journey, stuck=length)
        if not found:
            require_journey(store, journey)
        return found

    found = looked_into(address, look)
    if form == "json":
        print_json([_object(one) for one in found])
    else:
        rows = [row for one in found for row in _rows(one)]
        tell_rows(rows, form, "there is no journey in the store")
    return ExitCode.CLEAN


def _object(one: Heads) -> dict[str, Any]:
    told: dict[str, Any] = plain(one)
    return {**told, "runs": one.runs}


def _rows(one: Heads) -> list[dict[str, Any]]:
    """What is told of a version, and below it of its places."""
    name = f"{one.journey} {one.version}{' (newest)' if one.newest else ''}"
    whole = {"where": name, **_counts(one.runs, one.paused, one.suspended)}
    whole |= {"quiet": "", "incidents": "", "stuck": ""}
    return [
        whole,
        *(
            {
                "where": f"  {head.place}",
                **_counts(head.active + head.paused + head.suspended, head.paused, head.suspended),
                "quiet": f"quiet since {to_the_second(head.quiet_since)}",
                "incidents": counted(head.incidents, "with an incident", "with incidents")
                if head.incidents
                else "",
                "stuck": f"{head.stuck} stuck" if head.stuck else "",
            }
            for head in one.places
        ),
    ]


def _counts(runs: int, paused: int, suspended: int) -> dict[str, str]:
    return {
        "runs": counted(runs, "run"),
        "paused": f"{paused} paused" if paused else "",
        "suspended": f"{suspended} suspended" if suspended else "",
    }
