"""One customer who plays written journeys on the pure core, with every promise of a decision watched."""

import copy
import json
from collections import Counter
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from journeyc.compiler import check
from journeyc.expression.values import to_instant
from journeyc.ir import Package
from journeyc.runtime.core.decide import decide
from journeyc.runtime.core.documents import Decision, Effect, Incident, Report, Run, RunReport
from journeyc.runtime.core.inputs import (
    AnswerInput,
    CallInput,
    DeliveryInput,
    EventInput,
    Input,
    OperatorInput,
    OutcomeInput,
    ProfileInput,
    RetryInput,
    StartInput,
    TaskInput,
    TimeInput,
)
from journeyc.runtime.core.plan import Directory, Plan
from journeyc.runtime.core.view import Waiting, waiting
from journeyc.runtime.core.written import input_document, input_of
from journeyc.runtime.plan import directory_of, plans_of, rules_of
from journeyc.source import Source
from tests.compiling import among, package_of
from tests.world import World

COMPANY = Path(__file__).with_name("company.journey").read_text(encoding="utf-8")
START = "2026-11-23T09:00:00Z"


_READ = among({"company.journey": COMPANY})


def _importing(text: str) -> Source:
    """A text beside the company of the tests."""
    return Source("test.journey", f'{text}\nimport "company.journey"')


def faults(text: str) -> list[str]:
    """What the compiler says to a text beside the company of the tests."""
    checked = check(_importing(text), _READ)
    return [found.message for found in checked.diagnostics if found.severity == "error"]


@cache
def compiled(text: str) -> Package:
    """A text as it is compiled; the company of the tests is imported."""
    return package_of(_importing(text), _READ)


@cache
def plans(text: str) -> tuple[Plan, ...]:
    """The plans of the journeys of a text."""
    return tuple(plans_of(compiled(text)))


@cache
def rules(text: str) -> tuple[Plan, ...]:
    """The plan of the rules of the customer, if a text has any."""
    plan = rules_of(compiled(text))
    return (plan,) if plan else ()


def journey(body: str, name: str = "trip", header: str = "") -> str:
    """A journey that starts on `opened` at the place `here`, with the ends it leads to."""
    ends = {"done": 'end done "Done" success', "gone": 'end gone "Gone" failure'}
    reached = " ".join(end for place, end in ends.items() if f"-> {place}" in body)
    return f"""journey {name} "Trip" {{ {header}
      starts on opened -> here
      {body} {reached}
    }}"""


class Play(World):
    """A customer, their runs and a clock. Several texts are versions of each other, the newest last; or what
    they are compiled to is given as a directory.
    """

    def __init__(
        self,
        *texts: str,
        at: str = START,
        customer: str = "anna",
        directory: Directory | None = None,
        **profile: Any,
    ) -> None:
        compiled_to = directory or directory_of(
            (plan for text in texts for plan in plans(text)), (plan for text in texts for plan in rules(text))
        )
        super().__init__(compiled_to, stored=True, customer=customer, at=to_instant(at))
        self.customer["profile"] = profile
        self.ids = count(1)
        self.may_fail = False

    # ── what is there ──

    @property
    def reports(self) -> list[Report]:
        """What was said to each input."""
        return [decision.report for decision in self.decisions]

    @property
    def run(self) -> Run:
        """The run that began first."""
        return next(iter(self.runs.values()))

    def run_of(self, journey: str) -> Run:
        """The run of a journey that began last."""
        return [run for run in self.runs.values() if run["journey"] == journey][-1]

    @property
    def places(self) -> list[str]:
        """Where the first run is."""
        return self.run["configuration"]

    @property
    def context(self) -> dict[str, Any]:
        return self.run["context"]

    @property
    def status(self) -> str:
        """What the first run is just now."""
        return str(self.run["status"])

    @property
    def end(self) -> str | None:
        """The end of the first run, if it has one."""
        return self.end_of(self.run)

    @staticmethod
    def end_of(run: Run) -> str | None:
        """The end of a run, if it has one."""
        return run["outcome"]["end"] if run["outcome"] else None

    @property
    def due(self) -> dict[str, str]:
        """The armed timers of the first run."""
        return {entry["name"]: entry["due"] for entry in self.run["timers"]}

    @property
    def last(self) -> RunReport:
        """What the last input did to the run it came to last."""
        return self.reports[-1]["runs"][-1]

    @property
    def words(self) -> list[str]:
        """The notes of all runs, in order."""
        return [effect["text"] for effect in self.effects if effect["kind"] == "note"]

    @property
    def notified(self) -> list[str]:
        return [effect["notification"] for effect in self.effects if effect["kind"] == "notify"]

    def of_kind(self, kind: str) -> list[Any]:
        return [effect for effect in self.effects if effect["kind"] == kind]

    def view(self) -> Waiting:
        run = self.run
        return waiting(self.directory.by_hash[run["definition_hash"]], run, self.customer, self.now)

    # ── inputs ──

    def send(self, name: str, channel: str | None = "web", **more: Any) -> Report:
        run, conversation = more.pop("run", None), more.pop("conversation", None)
        return self.give(EventInput(self._id(), self.now, name, more, channel, run, conversation))

    def answer(self, channel: Any = "web", **values: Any) -> Report:
        run, conversation = values.pop("run", None), values.pop("conversation", None)
        return self.give(AnswerInput(self._id(), self.now, values, channel, run, conversation))

    def know(self, **fields: Any) -> Report:
        return self.give(ProfileInput(self._id(), self.now, fields))

    def start(self, journey: str, **arguments: Any) -> Report:
        return self.give(StartInput(self._id(), self.now, journey, arguments))

    def result(
        self, call: str, result: Any, value: Any = None, failure: str = "", attempt: int | None = None
    ) -> Report:
        return self.give(CallInput(self._id(), self.now, call, result, value, failure, attempt))

    def task(self, task: str, action: Any, by: str = "maria", **more: Any) -> Report:
        return self.give(TaskInput(self._id(), self.now, task, action, by, **more))

    def deliver(self, effect: Effect, outcome: Any, reason: str | None = None) -> Report:
        name = effect["notification"] if effect["kind"] == "notify" else ""
        return self.give(DeliveryInput(self._id(), self.now, effect["id"], name, outcome, "sms", reason))

    def outcome(self, name: str, value: Any, observed: datetime | None = None) -> Report:
        return self.give(OutcomeInput(self._id(), self.now, self.run["id"], name, value, observed))

    def retry(self, incident: Incident) -> Report:
        """Try again what no one outside gave."""
        return self.give(RetryInput(self._id(), self.now, incident["run"], incident["input"]))

    def operate(self, command: Any, run: str | None = None, version: int | None = None) -> Report:
        name = run or self.run["id"]
        return self.give(OperatorInput(self._id(), self.now, name, command, "olaf", "", version))

    # ── time ──

    def wait(self, **delta: float) -> Report:
        """Let time pass, with a host that fires every timer at its instant; what came of the last look."""
        end = self.now + timedelta(**delta)
        while (due := self.next_due()) is not None and due <= end:
            self.now = max(self.now, due)
            self.tick()
        self.now = end
        return self.tick()

    def later(self, **delta: float) -> None:
        """Let time pass without telling anybody, as while no host runs."""
        self.now += timedelta(**delta)

    def tick(self) -> Report:
        return self.give(TimeInput(self._id(), self.now))

    # ── decisions ──

    def _id(self) -> str:
        return f"i{next(self.ids)}"

    def give(self, given: Input) -> Report:
        """Decide an input, and tell what came of it."""
        return self.apply(given).report

    def apply(self, given: Input) -> Decision:
        """Decide an input, keep what comes of it, and look whether it is what every decision promises."""
        assert input_of(input_document(given)) == given
        again = decide(self.directory, copy.deepcopy(self.state(given)), given)
        earlier = dict(self.runs)
        decision = super().apply(given)
        assert again == decision, "the same input gave something else"
        for run in decision.changed:
            self._keeps_promises(run, earlier.get(run["id"]))
        # A message has the same id over another channel, after one has failed.
        names = Counter((e["id"], e.get("again", 0)) for e in self.effects)
        twice = [name for name, number in names.items() if number > 1]
        assert not twice, f"effects have one id: {twice}"
        assert self.may_fail or not decision.incidents, decision.incidents
        return decision

    def _keeps_promises(self, run: Run, before: Run | None) -> None:
        """What holds of every run, whatever happened to it."""
        plan = self.directory.by_hash[run["definition_hash"]]
        timers = [(entry["due"][:-1], entry["name"]) for entry in run["timers"]]
        assert timers == sorted(timers), f"timers are not in order: {timers}"
        names = [name for _, name in timers]
        assert len(set(names)) == len(names), f"a timer is armed twice: {names}"
        places = run["configuration"]
        assert places, "the run is nowhere"
        assert len(set(places)) == len(places), f"a place is active twice: {places}"
        if before:
            assert run["seq"] > before["seq"], "what changed has no new number"
            assert run["logical_time"][:-1] >= before["logical_time"][:-1], "time went back"
            assert before["status"] != "ended" or run["status"] == "ended", "an ended run lives again"
        if run["status"] == "ended":
            left = {
                "timers",
                "asked",
                "pending",
                "held",
                "frozen",
                "mailbox",
                "items",
                "arrived",
                "suspended",
            }
            assert not [name for name in left if run.get(name)], "something waits in an ended run"
        else:
            active = {
                *places,
                *(place for frame in run.get("frozen", ()) for place in frame["configuration"]),
            }
            assert set(run["asked"]) <= active, "a place that was left asks"
            pending = {name.partition("/")[0] for name in run.get("pending", {})}
            assert pending <= active, "somebody works for a place that was left"
        waiting(plan, run, self.customer, self.now)


def did(play: Play, name: str, **more: Any) -> str:
    """What an event makes all runs note."""
    before = len(play.words)
    play.send(name, **more)
    return " ".join(play.words[before:])


def same(one: Play, other: Play) -> bool:
    """Whether two plays came to the same: runs, customers and effects, byte for byte."""
    return _text(one) == _text(other)


def _text(play: Play) -> str:
    return json.dumps([play.customer, play.runs, play.effects], sort_keys=True)
