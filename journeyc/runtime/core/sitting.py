"""The working state of one decision: what is read and changed of a customer while an input is decided."""

from collections.abc import Sequence
from typing import Literal

from journeyc.expression.values import instant_text, to_instant
from journeyc.runtime.core.documents import (
    Decision,
    Effect,
    Incident,
    Input,
    Report,
    Run,
    RunReport,
    State,
    TimerDue,
    TimerEntry,
    Transition,
)
from journeyc.runtime.core.plan import Directory, Plan
from journeyc.runtime.core.timers import order, without
from journeyc.runtime.core.transition import transition

#: How often one timer may fire for one input, so that a timer that arms itself at once cannot hold the host.
MAXIMUM_FIRINGS = 1_000

Result = Literal["accepted", "not_accepted", "refused", "ambiguous", "incident"]


class Sitting:
    """The working state of one decision."""

    def __init__(self, directory: Directory, state: State, given: Input) -> None:
        self.directory = directory
        self.state = state
        self.given = given
        self.at = instant_text(given.at)
        self.customer = state.customer
        self.runs: dict[str, Run] = {run["id"]: run for run in state.runs}
        self.changed: dict[str, Run] = {}
        self.effects: list[Effect] = []
        self.incidents: list[Incident] = []
        self.reports: list[RunReport] = []
        self.result: Result = "accepted"
        self.reason = ""
        self.faults: list[str] = []

    def open_runs(self) -> list[Run]:
        return [run for run in self.runs.values() if run["status"] != "ended"]

    def answer(self, result: Result, reason: str, faults: Sequence[str] = ()) -> None:
        self.result, self.reason, self.faults = result, reason, list(faults)

    def refuse(self, reason: str, faults: Sequence[str] = ()) -> None:
        """A refused input changes nothing, so the timers it would have brought along wait for the next one
        too.
        """
        self.answer("refused", reason, faults)
        self.customer, self.changed = self.state.customer, {}
        self.effects, self.incidents, self.reports = [], [], []

    def keep(self, done: Transition) -> None:
        """Take over what a transition did."""
        self.reports.append(done.report)
        self.effects += done.effects
        if done.incident is not None:
            # An input can fail in a run several times, so the number tells its incidents apart.
            self.incidents.append({**done.incident, "id": f"{done.incident['id']}/{len(self.incidents)}"})
        run = done.run
        if run is not None and run is not self.runs.get(run["id"]):
            self.runs[run["id"]] = self.changed[run["id"]] = run

    def fire_due(self, *, inclusive: bool) -> None:
        """Fire the timers due before the input (or until it), of all runs in (instant, name, run) order."""
        fired: dict[tuple[str, str], int] = {}
        while due := self.due(inclusive=inclusive):
            entry, run, plan = due
            count = fired[run["id"], entry["name"]] = fired.get((run["id"], entry["name"]), 0) + 1
            moment = to_instant(entry["due"])
            late = max(0, int((self.given.at - moment).total_seconds()))
            timer = TimerDue(self.given.id, moment, entry["name"], late)
            if count > MAXIMUM_FIRINGS:
                self.stop(run, timer)
            else:
                self.keep(transition(plan, run, timer, self.customer))

    def due(self, *, inclusive: bool) -> tuple[TimerEntry, Run, Plan] | None:
        """The timer to fire next; those of a definition that is not loaded wait until it is."""
        until = self.at[:-1]
        found: tuple[TimerEntry, Run, Plan] | None = None
        for run in self.runs.values():
            if not run["timers"]:
                continue
            entry = run["timers"][0]
            instant = entry["due"][:-1]
            plan = self.directory.by_hash.get(run["definition_hash"])
            if plan is None or not (instant < until or (inclusive and instant == until)):
                continue
            if found is None or (order(entry), run["id"]) < (order(found[0]), found[1]["id"]):
                found = entry, run, plan
        return found

    def stop(self, run: Run, timer: TimerDue) -> None:
        """Take a timer out that arms itself without end, and say so."""
        kept = without(run, timer.name)
        self.runs[run["id"]] = self.changed[run["id"]] = kept
        self.incidents.append(
            Incident(
                id=f"{run['id']}/{timer.id}/{timer.name}/{len(self.incidents)}",
                run=run["id"],
                input={"id": timer.id, "at": instant_text(timer.at), "kind": "timer", "name": timer.name},
                at=self.at,
                problem=f"timer `{timer.name}` was stopped: it arms itself without end",
                expression="",
                values={},
                place=timer.name,
            )
        )

    def decision(self) -> Decision:
        report = Report(
            input=self.given.id,
            at=self.at,
            result=self.result,
            reason=self.reason,
            faults=self.faults,
            runs=self.reports,
        )
        customer = self.customer
        if self.changed or self.incidents or customer is not self.state.customer:
            customer = {
                **customer,
                "seq": self.state.customer["seq"] + 1,
                "updated_at": max(self.at, customer["updated_at"], key=lambda instant: instant[:-1]),
            }
        return Decision(
            customer, tuple(self.changed.values()), tuple(self.effects), tuple(self.incidents), report
        )
