"""Plays a translated machine with the pure core, and carries what it sends back to it."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from journeyc.ir import Package
from journeyc.runtime.core.documents import Decision, Run
from journeyc.runtime.core.inputs import EventInput, Input, StartInput
from journeyc.runtime.plan import directory_of, plans_of
from tests.oracles.scxml.effects import CALLED, DELAY, SENT
from tests.oracles.scxml.translate import JOURNEY, Translation
from tests.world import World

_DELAY = re.compile(r"(\d*\.?\d+)(ms|s|m|h)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
#: A machine that has sent itself so many events will never end.
_MOST_INPUTS = 100


class _Sent(NamedTuple):
    """An event on its way back; of equal times the one that was sent first comes first."""

    at: datetime
    number: int
    name: str
    payload: Mapping[str, Any]
    called: str | None


class Stage:
    """One run, what is on its way to it, and the time."""

    def __init__(self, translation: Translation, package: Package) -> None:
        self.translation = translation
        self.world = World(directory_of(plans_of(package)))
        self.waiting: list[_Sent] = []
        self.sent = 0

    @property
    def run(self) -> Run | None:
        return next(iter(self.world.runs.values()), None)

    def play(self) -> str:
        """Play to the end; how it went otherwise than it should, empty where it passed."""
        world = self.world
        problem = self._apply(StartInput("1", world.now, JOURNEY))
        while not problem and not self._ended and self.waiting and len(world.inputs) < _MOST_INPUTS:
            event = min(self.waiting)
            self.waiting.remove(event)
            at = max(world.now, event.at)
            problem = self._apply(EventInput(str(len(world.inputs) + 1), at, event.name, event.payload))
        return problem or self._verdict()

    @property
    def _ended(self) -> bool:
        return self.run is not None and self.run["status"] == "ended"

    def _verdict(self) -> str:
        if self.run is None:
            return "it did not begin"
        outcome = self.run["outcome"]
        if outcome is None:
            return f"it did not end, and is in {', '.join(self.run['configuration'])}"
        return "" if outcome["end"] == self.translation.passing else f"it ended in {outcome['end']}"

    def _apply(self, given: Input) -> str:
        """Give the core an input and keep what it decides; what went wrong."""
        decision = self.world.apply(given)
        self._carry(decision)
        if decision.incidents:
            return f"an incident: {decision.incidents[0]['problem']}"
        # An event that nobody waits for is lost, as it is there; one that does not fit is a fault of ours.
        if decision.report["result"] in {"refused", "ambiguous"}:
            return f"{decision.report['result']}: {decision.report['reason']} {decision.report['faults']}"
        return ""

    # ── what is sent ──

    def _carry(self, decision: Decision) -> None:
        """Put what was sent on its way back."""
        for effect in decision.effects:
            if effect["kind"] != "emit":
                raise AssertionError(f"a machine does not {effect['kind']}")
            name, payload = effect["event"], effect["payload"]
            if name in self.translation.cancels:
                self.waiting = [one for one in self.waiting if one.called != payload[CALLED]]
            elif name in self.translation.errands:
                self._run_errand(name, payload)
            else:
                self._send(self.world.now, name, payload)

    def _run_errand(self, name: str, payload: Mapping[str, Any]) -> None:
        """Send what an errand says, when it says so."""
        event = str(payload[SENT])
        fields = self.translation.fields[event]
        carried = {
            fields[one]: payload[called] for one, called in self.translation.errands[name].fields.items()
        }
        at = self.world.now + duration(str(payload.get(DELAY, "0s")))
        called = payload.get(CALLED)
        self._send(at, self.translation.events[event], carried, None if called is None else str(called))

    def _send(self, at: datetime, name: str, payload: Mapping[str, Any], called: str | None = None) -> None:
        self.sent += 1
        self.waiting.append(_Sent(at, self.sent, name, payload, called))


def duration(text: str) -> timedelta:
    """A delay as documents write it: `1.5s`, `.5s`, `20ms`."""
    found = _DELAY.fullmatch(text)
    if found is None:
        raise ValueError(f"a delay that cannot be read: {text}")
    return timedelta(seconds=float(found[1]) * _SECONDS[found[2]])
