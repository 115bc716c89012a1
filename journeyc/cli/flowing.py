"""`journeyc runs flow`: how runs move through a journey, as an overlay for its map."""

import json
import re
import sys
from datetime import datetime, timedelta
from typing import Any

from journeyc.cli.ending import ExitCode, Failure
from journeyc.cli.files import write_whole
from journeyc.cli.known import require_journey
from journeyc.cli.lengths import length_before
from journeyc.cli.stored import looked_into, now_at
from journeyc.expression.values import ValueProblem, to_instant
from journeyc.runtime import Flow, Runtime, Store
from journeyc.runtime.hosts.clock import VirtualClock

_ACCEPTED = "write it like `3 days` or `7d`"
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
#: So many places of other versions are named.
_NAMED = 5


def write_flow(
    journey: str, address: str, version: int | None, since: str | None, stuck: str | None, out: str
) -> int:
    """Count what a store knows of a journey, and write it as an overlay."""
    now = now_at(address)
    begin = None if since is None else _instant(since, now)
    length = None if stuck is None else _length("--stuck", stuck, now)

    def look(store: Store) -> Flow:
        require_journey(store, journey)
        runtime = Runtime.open(store, clock=VirtualClock(now))
        return runtime.flow(journey, version=version, since=begin, stuck=length)

    found = looked_into(address, look)
    write_whole(out, json.dumps(_overlay(found), ensure_ascii=False, indent=2) + "\n")
    if found.elsewhere:
        _tell_elsewhere(found)
    return ExitCode.CLEAN


def _instant(text: str, now: datetime) -> datetime:
    """What counting begins with: a length of time before now, or an instant."""
    try:
        return to_instant(text)
    except ValueProblem:
        return now - _length("--since", text, now)


def _length(option: str, text: str, now: datetime) -> timedelta:
    if short := re.fullmatch(r"(\d{1,6})\s*([mhdw])", text.strip()):
        text = f"{short[1]} {_UNITS[short[2]]}"
    wanted = (
        f"{_ACCEPTED}, or an instant such as `2026-11-23T09:00:00Z`" if option == "--since" else _ACCEPTED
    )
    length = length_before(now, option, text, wanted)
    if length < timedelta():
        raise Failure(f"`{option}`: `{text}` is less than nothing", wanted)
    return length


def _overlay(flow: Flow) -> dict[str, Any]:
    head: dict[str, Any] = {"format": "journeyc.overlay", "format_version": 1}
    head |= {"journey": flow.journey, "version": flow.version, "as_of": flow.as_of}
    head |= {"since": flow.since} if flow.since else {}
    head["runs"] = {"open": flow.open, "begun": flow.begun, "ended": flow.ended}
    places = [place._asdict() for place in flow.places]
    head["places"] = [_known({"name": place.pop("place"), **place}) for place in places]
    head["ways"] = [
        {
            "from": way.source,
            "to": way.target,
            "count": way.taken,
            **({"cause": way.cause} if way.cause else {}),
        }
        for way in flow.ways
    ]
    return head


def _known(told: dict[str, Any]) -> dict[str, Any]:
    """What there is to tell of a place: nobody is stuck where nobody has asked for how long."""
    return {name: value for name, value in told.items() if value is not None}


def _tell_elsewhere(flow: Flow) -> None:
    """Say what the overlay leaves out: it is about one version, and runs are in several."""
    names = list(flow.elsewhere)
    shown = ", ".join(f"`{name}`" for name in names[:_NAMED])
    rest = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    print(
        f"left out is what version {flow.version} of `{flow.journey}` has no place for: {shown}{rest}; "
        "`--version` tells of another",
        file=sys.stderr,
    )
