"""Whether an end can be reached from where a run is: a search over what the run waits for."""

from collections import deque
from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

from journeyc.expression.values import to_instant
from journeyc.runtime.core.documents import CustomerDocument, Effect, Run
from journeyc.runtime.core.inputs import (
    AnswerInput,
    CallInput,
    DeliveryInput,
    EventInput,
    Input,
    OperatorInput,
    ProfileInput,
    TimeInput,
)
from tests.laws.happenings import heard
from tests.laws.vocabulary import ANSWERS, PAYLOADS
from tests.laws.world import Compiled, World, plain

_CHANNELS = ("web", "voice", "desk")
_GIVES = {"bank.pay": "R1", "crm.find": ["X"]}
_FAILS = {"bank.pay": ("refused", "closed"), "crm.find": ("unknown",)}


class Situation(NamedTuple):
    """A customer somewhere, and the messages that were sent to them last."""

    customer: CustomerDocument
    runs: dict[str, Run]
    now: Any
    sent: dict[str, str]

    def key(self, *, roughly: bool) -> str:
        """What tells situations apart for what may come: all but times and fields; `roughly`, only places."""
        open_runs = [run for run in self.runs.values() if run["status"] != "ended"]
        return plain(
            [_told_by(run, roughly=roughly) for run in open_runs] + sorted(self.customer.get("segments", ()))
        )


def _told_by(run: Run, *, roughly: bool) -> list[Any]:
    places = [
        run["journey"],
        run["status"],
        run["configuration"],
        [[frame["interrupt"], frame["configuration"]] for frame in run.get("frozen", ())],
        [*run.get("pending", ())],
        [kept["name"] for kept in run.get("mailbox", ())],
        len(run.get("arrived", ())),
    ]
    if roughly:
        return places
    return [
        *places,
        run["asked"],
        [[name, pending.get("attempt")] for name, pending in run.get("pending", {}).items()],
        [entry["name"] for entry in run["timers"]],
        run.get("history"),
    ]


class Search:
    """Looks for an end, first near, then further away."""

    def __init__(self, compiled: Compiled, most: int = 4000) -> None:
        self.compiled = compiled
        self.most = most
        self.handled = {
            name: names for journey in compiled.package.journeys for name, names in heard(journey).items()
        }

    def end_from(self, world: World, run: str) -> list[Input] | bool | None:
        """Inputs that lead a run to its end; None if there are none, False if it was too far to look."""
        start = Situation(world.customer, dict(world.runs), world.now, {})
        return self._deep(start, run) or self._wide(start, run)

    def _deep(self, start: Situation, run: str) -> list[Input] | None:
        """Go on and on; quick, as most ways lead to an end, but not all ways are tried."""
        known = {start.key(roughly=True)}
        ways = [(start, self.inputs(start, run, 0))]
        taken: list[Input] = []
        looked = 0
        while ways and looked < self.most:
            here, rest = ways[-1]
            if (given := next(rest, None)) is None:
                ways.pop()
                del taken[len(ways) - 1 :]
                continue
            looked += 1
            there = self.after(here, given)
            if there.runs[run]["status"] == "ended":
                return [*taken, given]
            if (key := there.key(roughly=True)) not in known:
                known.add(key)
                taken.append(given)
                ways.append((there, self.inputs(there, run, len(taken))))
        return None

    def _wide(self, start: Situation, run: str) -> list[Input] | bool | None:
        """Try all ways, the short ones first."""
        waiting: deque[tuple[Situation, tuple[Input, ...]]] = deque([(start, ())])
        known = {start.key(roughly=False)}
        looked = 0
        while waiting:
            here, way = waiting.popleft()
            for given in self.inputs(here, run, len(way)):
                looked += 1
                there = self.after(here, given)
                if there.runs[run]["status"] == "ended":
                    return [*way, given]
                if (key := there.key(roughly=False)) not in known:
                    known.add(key)
                    waiting.append((there, (*way, given)))
            if looked > self.most:
                return False
        return None

    def after(self, here: Situation, given: Input) -> Situation:
        world = World(self.compiled.directory)
        world.customer, world.runs, world.now = here.customer, dict(here.runs), here.now
        decision = world.apply(given)
        sent = {**here.sent}
        for effect in decision.effects:
            if effect["kind"] == "notify":
                sent[_notification(effect)] = effect["id"]
        return Situation(world.customer, world.runs, world.now, sent)

    def inputs(self, here: Situation, goal: str, depth: int) -> Iterator[Input]:
        """What may happen here that some run waits for."""
        identity = f"way {depth}"
        open_runs = [run for run in here.runs.values() if run["status"] != "ended"]
        dues = sorted({entry["due"] for run in open_runs for entry in run["timers"]})
        for run in here.runs.values():
            if run["status"] == "ended" or not self._belongs(here, run, goal):
                continue
            if run["status"] == "suspended":
                yield OperatorInput(identity, here.now, run["id"], "resume", "bob")
            yield from self._of_run(here, run, identity)
        for due in dues:
            yield TimeInput(identity, max(to_instant(due), here.now))

    def _belongs(self, here: Situation, run: Run, goal: str) -> bool:
        """Whether a run is the one that is looked at, or works for it."""
        while run["id"] != goal:
            if (parent := run.get("parent")) is None:
                return False
            run = here.runs[parent["run"]]
        return True

    def _of_run(self, here: Situation, run: Run, identity: str) -> Iterator[Input]:
        for asked in run["asked"].values():
            values = {name: ANSWERS[name][0] for name in asked}
            yield AnswerInput(identity, here.now, values, "web", run["id"])
            yield AnswerInput(identity, here.now, values, "voice", run["id"])
        for name, pending in run.get("pending", {}).items():
            if "/call/" in name:
                yield from self._results(here, pending["key"], identity)
        names = [
            name for place in run["configuration"] for name in self.handled.get(place.partition("[")[0], ())
        ]
        for name in dict.fromkeys(names):
            yield from self._events(here, run, name, identity)

    def _results(self, here: Situation, key: str, identity: str) -> Iterator[Input]:
        for service, value in _GIVES.items():
            yield CallInput(identity, here.now, key, "ok", value)
            for failure in _FAILS[service]:
                yield CallInput(identity, here.now, key, "fails", None, failure)
        yield CallInput(identity, here.now, key, "ok")
        yield CallInput(identity, here.now, key, "no_answer")

    def _events(self, here: Situation, run: Run, name: str, identity: str) -> Iterator[Input]:
        before, dot, outcome = name.partition(".")
        if before == "big":
            yield ProfileInput(identity, here.now, {"score": 9})
            yield ProfileInput(identity, here.now, {"score": 0})
        elif dot and before in here.sent and outcome != "done":
            yield DeliveryInput(identity, here.now, here.sent[before], before, outcome)  # type: ignore[arg-type]  # it is one
        elif not dot and name not in {"answered", "resumed", "paused"}:
            choices = PAYLOADS.get(name, {})
            for values in product(*choices.values()):
                payload = {
                    field: value for field, value in zip(choices, values, strict=True) if value is not None
                }
                for channel in _CHANNELS:
                    yield EventInput(identity, here.now, name, payload, channel, run["id"])


def _notification(effect: Effect) -> str:
    return effect["notification"] if effect["kind"] == "notify" else ""
