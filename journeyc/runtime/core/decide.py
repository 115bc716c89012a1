"""One customer and one input: what is to be committed together.

validate → fire the timers due before → route → transition of each run concerned → report
"""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Literal

from journeyc.expression.types import OptionalType
from journeyc.expression.validation import validate_fields
from journeyc.expression.values import instant_text, to_instant
from journeyc.runtime.core.answers import check_answers, questions_of, runs_that_ask
from journeyc.runtime.core.documents import (
    SCHEMA_VERSION,
    AnswerInput,
    CustomerDocument,
    Decision,
    Effect,
    EventInput,
    Incident,
    Input,
    ProfileInput,
    Report,
    Run,
    RunReport,
    State,
    TimeInput,
    TimerDue,
    Transition,
)
from journeyc.runtime.core.plan import SYSTEM_EVENTS, Directory
from journeyc.runtime.core.routing import ambiguous, contradicts, refusal
from journeyc.runtime.core.timers import next_due, order, without
from journeyc.runtime.core.transition import transition

#: How often one timer may fire for one input, so that a timer that arms itself at once cannot hold the host.
MAXIMUM_FIRINGS = 1_000

Result = Literal["accepted", "not_accepted", "refused", "ambiguous", "incident"]


def new_customer(identity: str, at: str) -> CustomerDocument:
    """A customer nobody has heard of before; `at` is the logical time of the first input, as text."""
    return CustomerDocument(schema=SCHEMA_VERSION, id=identity, profile={}, started={}, seq=0, updated_at=at)


def decide(directory: Directory, state: State, given: Input) -> Decision:
    """What one input does to one customer and their runs. Pure: the state that came in is never changed."""
    sitting = _Sitting(directory, state, given)
    match given:
        case EventInput():
            _event(sitting, given)
        case AnswerInput():
            _answer(sitting, given)
        case ProfileInput():
            _profile(sitting, given)
        case TimeInput():
            sitting.fire_due(inclusive=True)
    return sitting.decision()


class _Sitting:
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
        until = self.at[:-1]
        fired: dict[tuple[str, str], int] = {}
        while True:
            due = [(order(entry), run["id"], entry) for run in self.open_runs() if (entry := next_due(run))]
            due = [item for item in due if item[0][0] < until or (inclusive and item[0][0] == until)]
            if not due:
                return
            _, identity, entry = min(due, key=lambda item: item[:2])
            run, count = self.runs[identity], fired.get((identity, entry["name"]), 0) + 1
            plan = self.directory.by_hash.get(run["definition_hash"])
            fired[identity, entry["name"]] = count
            moment = to_instant(entry["due"])
            late = max(0, int((self.given.at - moment).total_seconds()))
            timer = TimerDue(self.given.id, moment, entry["name"], late)
            if plan is None or count > MAXIMUM_FIRINGS:
                self.drop(
                    run,
                    timer,
                    "its definition is not loaded" if plan is None else "it arms itself without end",
                )
            else:
                self.keep(transition(plan, run, timer, self.customer))

    def drop(self, run: Run, timer: TimerDue, why: str) -> None:
        """Take a timer out that cannot go on, and say so."""
        kept = without(run, timer.name)
        self.runs[run["id"]] = self.changed[run["id"]] = kept
        self.incidents.append(
            Incident(
                id=f"{run['id']}/{timer.id}/{timer.name}/{len(self.incidents)}",
                run=run["id"],
                input={"id": timer.id, "at": instant_text(timer.at), "kind": "timer", "name": timer.name},
                at=self.at,
                problem=f"timer `{timer.name}` was stopped: {why}",
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
                "updated_at": max(self.at, customer["updated_at"]),
            }
        return Decision(
            customer, tuple(self.changed.values()), tuple(self.effects), tuple(self.incidents), report
        )


def _event(sitting: _Sitting, given: EventInput) -> None:
    directory = sitting.directory
    if problem := _unknown(sitting, given.name, given.channel):
        sitting.refuse(problem, [problem])
        return
    payload, faults = validate_fields(given.payload, directory.events[given.name])
    if faults:
        sitting.refuse(f"the payload of `{given.name}` does not fit", [str(fault) for fault in faults])
        return
    given = given._replace(payload=payload)
    sitting.fire_due(inclusive=False)
    candidates = [
        (plan, run)
        for run in sitting.open_runs()
        if (plan := directory.by_hash.get(run["definition_hash"]))
        and (run["id"] == given.run if given.run else not contradicts(plan, run, payload))
    ]
    if given.run and not candidates:
        sitting.answer("not_accepted", f"there is no open run `{given.run}`")
        return
    looked_at = [transition(plan, run, given, sitting.customer) for plan, run in candidates]
    takers = [done for done in looked_at if done.taken or done.incident]
    if several := ambiguous(_preferred(takers)):
        runs = ", ".join(f"`{run}`" for run in several)
        sitting.answer("ambiguous", f"several runs would take `{given.name}`: {runs}; say which one")
        return
    chosen = _preferred(takers) or ([] if given.run else _starts(sitting, given))
    for done in chosen or looked_at:
        sitting.keep(done)
    if any(done.incident for done in chosen):
        sitting.answer("incident", next(done.incident["problem"] for done in chosen if done.incident))
    elif not any(done.taken for done in chosen):
        _say_why_not(sitting, given, looked_at, chosen)


def _preferred(takers: list[Transition]) -> list[Transition]:
    """Those that do something with the event, or else those that it only resumed."""
    return [done for done in takers if done.report["taken"] or done.incident] or takers


def _unknown(sitting: _Sitting, name: str, channel: str | None) -> str:
    directory = sitting.directory
    if name in SYSTEM_EVENTS:
        return f"`{name}` is raised by the runtime and cannot be sent"
    if name not in directory.events:
        near = get_close_matches(name, directory.events, n=1)
        return f"no journey knows an event `{name}`" + (f"; did you mean `{near[0]}`?" if near else "")
    return _unknown_channel(directory, channel)


def _unknown_channel(directory: Directory, channel: str | None) -> str:
    if channel is None or channel in directory.channels:
        return ""
    near = get_close_matches(channel, directory.channels, n=1)
    return f"there is no channel `{channel}`" + (f"; did you mean `{near[0]}`?" if near else "")


def _starts(sitting: _Sitting, given: EventInput) -> list[Transition]:
    """The runs that the event begins, one for each journey; an open run with the same key keeps its journey
    from it.
    """
    begun: list[Transition] = []
    for plan in sitting.directory.starts.get(given.name, ()):
        done = transition(plan, None, given, sitting.customer)
        run = done.run
        twin = run and next(
            (o for o in sitting.open_runs() if o["journey"] == plan.journey and o["key"] == run["key"]), None
        )
        if twin:
            sitting.answer(
                "not_accepted", f"`{plan.journey}` already runs for this customer as `{twin['id']}`"
            )
            continue
        begun.append(done)
        if run:
            started = sitting.customer["started"]
            sitting.customer = {
                **sitting.customer,
                "started": {**started, plan.journey: started.get(plan.journey, 0) + 1},
            }
    return begun


def _say_why_not(
    sitting: _Sitting, given: EventInput, looked_at: list[Transition], starts: list[Transition]
) -> None:
    twin = sitting.reason if sitting.result == "not_accepted" else ""
    reason = refusal(sitting.directory, given.name, sitting.open_runs(), [*looked_at, *starts])
    sitting.answer("not_accepted", f"{reason}; {twin}" if twin else reason)


def _answer(sitting: _Sitting, given: AnswerInput) -> None:
    directory = sitting.directory
    if problem := _unknown_channel(directory, given.channel):
        sitting.refuse(problem, [problem])
        return
    sitting.fire_due(inclusive=False)
    known = [run for run in sitting.open_runs() if run["definition_hash"] in directory.by_hash]
    runs = [run for run in known if given.run in {None, run["id"]}]
    if not runs:
        sitting.refuse(
            f"there is no open run `{given.run}`" if given.run else "this customer has no open run"
        )
        return
    asking = runs if given.run else runs_that_ask(directory, runs, given.values)
    if len(asking) > 1:
        names = ", ".join(f"`{run['id']}`" for run in asking)
        sitting.answer("ambiguous", f"several runs ask for this: {names}; say which one")
        return
    run = asking[0] if asking else _nearest(directory, runs)
    plan = directory.by_hash[run["definition_hash"]]
    values, problems = check_answers(plan, run, given.values, given.channel)
    if problems:
        sitting.refuse("the answer does not fit", problems)
        return
    done = transition(plan, run, given._replace(values=values), sitting.customer)
    sitting.keep(done)
    if done.incident:
        sitting.answer("incident", done.incident["problem"])


def _nearest(directory: Directory, runs: list[Run]) -> Run:
    """The run whose questions an answer that fits none of them is compared with: one that asks, or else the
    last.
    """
    return next(
        (run for run in reversed(runs) if questions_of(directory.by_hash[run["definition_hash"]], run)),
        runs[-1],
    )


def _profile(sitting: _Sitting, given: ProfileInput) -> None:
    known = sitting.directory.customer_fields
    written, faults = validate_fields(given.fields, known, "customer", partial=True)
    problems = [str(fault) for fault in faults]
    identity = sitting.customer["id"]
    cleared = [name for name, value in given.fields.items() if value is None and name in known]
    problems += [
        f"`customer.{name}` is missing" for name in cleared if not isinstance(known[name], OptionalType)
    ]
    for key in sorted(sitting.directory.customer_keys & set(given.fields)):
        if given.fields[key] != identity:
            problems.append(f"`customer.{key}` is who the customer is and cannot change from `{identity}`")
    if problems:
        sitting.refuse("the profile does not fit", problems)
        return
    sitting.fire_due(inclusive=False)
    profile = {**{k: v for k, v in sitting.customer["profile"].items() if k not in cleared}, **written}
    if profile != sitting.customer["profile"]:
        sitting.customer = {**sitting.customer, "profile": profile}
