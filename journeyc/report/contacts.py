"""What was decided of a message, in words: over which channel it goes, or why it does not; what has
become of it.
"""

from collections.abc import Mapping
from typing import Any

from journeyc.report.reasons import When

_WHY = {
    "no_consent": "the customer has not agreed",
    "no_address": "no address",
    "no_push": "it cannot bring a message",
    "failed": "it has failed",
    "unknown": "nobody here knows whether it reaches the customer",
    "later": "it comes later",
    "quiet_hours": "quiet hours",
    "expired": "it would be too late",
}


def of_contact(told: Mapping[str, Any], when: When) -> str:
    """One line for a decision about a message."""
    name, channel = told["notification"], told.get("channel")
    match told["result"]:
        case "sent_to":
            return f"{name} goes by {channel}"
        case "next":
            failed = [other["channel"] for other in told.get("others", ()) if other["reason"] == "failed"]
            return f"{name} goes by {channel} now, as {' and '.join(failed)} failed"
        case "held":
            return f"{name} is held until {when(told['until'])}: {told.get('cap') or 'quiet hours'}"
        case "failed":
            return f"{name} is not sent: {told['reason']}"
        case _:
            why = told.get("cap") or _WHY.get(told["reason"], told["reason"].replace("_", " "))
            return f"{name} is not sent: {why}"


def of_message(told: Mapping[str, Any], when: When) -> str:
    """One line for an attempt to hand a message over."""
    until, problem = told.get("until"), told["problem"]
    state = f"waits until {when(until)}" if until else told["state"]
    return f"{told['notification']} by {told['channel']}: {state}" + (problem and f" ({problem})")


def why_so(told: Mapping[str, Any]) -> list[str]:
    """Why each other channel does not carry a message, and what a cap has counted."""
    others = [f"{other['channel']}: {_WHY[other['reason']]}" for other in told.get("others", ())]
    return [*others, *(f"counted: {message}" for message in told.get("counted", ()))]


def is_plain(told: Mapping[str, Any]) -> bool:
    """Whether a message just goes out, of which its end tells enough."""
    return bool(told["result"] == "sent_to")
