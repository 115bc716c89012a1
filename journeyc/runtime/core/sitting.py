"""The working state of one decision: what is read and changed of a customer while an input is decided.

It carries out what runs ask of each other, and fires what is due on the way.
"""

from collections.abc import Sequence
from functools import cached_property

from journeyc.expression.values import instant_text, to_instant
from journeyc.runtime.core.bounds import Bounds
from journeyc.runtime.core.circumstances import first_due
from journeyc.runtime.core.considered import RuleReport
from journeyc.runtime.core.contact_log import QUIET
from journeyc.runtime.core.customer_rules import Served, customer_run, serve_event, serve_timer
from journeyc.runtime.core.documents import (
    Because,
    BeginEffect,
    CallEffect,
    CancelEffect,
    CustomerDocument,
    Decision,
    Effect,
    Incident,
    RecentEvent,
    Report,
    Result,
    Run,
    RunReport,
    State,
    TimerEntry,
    Transition,
)
from journeyc.runtime.core.incidents import not_begun, told
from journeyc.runtime.core.inputs import (
    ChildEnded,
    EventInput,
    Input,
    OperatorInput,
    RunInput,
    RunStart,
    TimerDue,
    Together,
)
from journeyc.runtime.core.known import made_anew, said_again, with_answer
from journeyc.runtime.core.messages import Messages
from journeyc.runtime.core.moving import is_cancelled
from journeyc.runtime.core.offering import offer_waiting
from journeyc.runtime.core.plan import Directory, Plan
from journeyc.runtime.core.starting import Beginning, begin_child, beginning, recorded
from journeyc.runtime.core.surroundings import begin_scheduled, has_to_look, look_around
from journeyc.runtime.core.timers import order, owner, with_timers, without
from journeyc.runtime.core.transition import transition
from journeyc.runtime.core.windows import remembered, written_down
from journeyc.runtime.core.work import pending_by_key


class Sitting:
    """The working state of one decision; `came` is the customer as they came."""

    def __init__(self, directory: Directory, state: State, given: Input | Together) -> None:
        self.directory = directory
        self.came = state.customer
        self.given = given
        self.at = instant_text(given.at)
        self.customer: CustomerDocument = self.came
        self.runs: dict[str, Run] = {}
        #: Those that have not ended: what has ended in a long time gone by is not looked at again.
        self._open: dict[str, Run] = {}
        for run in state.runs:
            self.runs[run["id"]] = run
            if run["status"] != "ended":
                self._open[run["id"]] = run
        self.changed: dict[str, Run] = {}
        self.result: Result = "accepted"
        self.because: Because = ""
        self.reason = ""
        self.faults: list[str] = []
        self.effects: list[Effect | None] = []
        self.incidents: list[Incident] = []
        self.reports: list[RunReport] = []
        self.began: list[str] = []
        self.rules: list[RuleReport] = []
        #: How many effects the rules of the customer have had.
        self.served = 0
        self.rules_did = False
        #: The runs that are offered what waits in them.
        self.offering: set[str] = set()
        self._messages: Messages | None = None
        #: The profile when it was looked around last.
        self.looked_at = self.came["profile"]

    def open_runs(self) -> list[Run]:
        return [*self._open.values()]

    def write(self, run: Run) -> None:
        """Let this be what a run is from now on."""
        name = run["id"]
        self.runs[name] = self.changed[name] = run
        if run["status"] == "ended":
            self._open.pop(name, None)
        else:
            self._open[name] = run

    def plan(self, run: Run) -> Plan | None:
        """The plan that a run is pinned to, if it is loaded."""
        return self.directory.by_hash.get(run["definition_hash"])

    def named(self, name: str) -> tuple[Run, Plan] | None:
        """The run that an input names, and its plan; the answer says what is wrong if there is none."""
        run = self.runs.get(name)
        plan = self.plan(run) if run else None
        if run is None:
            self.refuse(f"this customer has no run `{name}`")
        elif plan is None:
            reason = f"the definition of `{name}` is not loaded"
            self.answer("not_accepted", "not_accepted", reason)
        return (run, plan) if run and plan else None

    @cached_property
    def bounds(self) -> Bounds:
        """What the input may come to: most of them come to nothing that is counted."""
        return Bounds()

    @property
    def messages(self) -> Messages:
        """What is to be sent: most sittings send nothing."""
        if self._messages is None:
            self._messages = Messages(self)
        return self._messages

    # ── the answer ──

    def answer(self, result: Result, because: Because, reason: str, faults: Sequence[str] = ()) -> None:
        self.result, self.because, self.reason, self.faults = result, because, reason, list(faults)

    def refuse(self, reason: str, faults: Sequence[str] = (), because: Because = "invalid") -> None:
        """A refused input changes nothing, so the timers it would have brought along wait for the next one
        too. One that is ambiguous comes again with what is missing.
        """
        self.answer("ambiguous" if because == "ambiguous" else "refused", because, reason, faults)
        self.customer, self.changed = self.came, {}
        self.effects, self.incidents, self.reports, self.began = [], [], [], []
        self.rules, self.served, self._messages = [], 0, None

    # ── transitions ──

    def give(self, plan: Plan, run: Run, given: RunInput, old: Plan | None = None) -> Transition:
        """Give an input to a run, and take over what it did; `old` is the plan that it leaves by it."""
        done = transition(plan, run, given, self.customer, old=old)
        self.keep(plan, done)
        return done

    def keep(self, plan: Plan, done: Transition) -> None:
        """Take over what a transition did, and what it asks of other runs."""
        self.reports.append(done.report)
        if done.incident is not None:
            self.note(done.incident)
        if done.noticed:
            self._remember(done.noticed)
        run = done.run
        if run is None or run is self.runs.get(run["id"]):
            return
        if done.profile is not None:
            self.customer = {**self.customer, "profile": done.profile}
        if done.answer is not None:
            self.customer = with_answer(self.customer, done.answer)
        before = self.runs.get(run["id"])
        if before is None:
            self.began.append(run["id"])
            self.customer = recorded(self.customer, plan, run, begun=True)
        self.write(run)
        if run["status"] == "ended":
            self.customer = recorded(self.customer, plan, run, begun=False)
        for effect in done.effects:
            if effect["kind"] == "begin":
                if self._is_wanted(effect) and (problem := self._begin(effect)):
                    done.report["reason"] = problem
            elif effect["kind"] == "cancel":
                self._cancel(effect)
            elif effect["kind"] == "call" and "known" in effect:
                self._answer_again(effect)
            elif effect["kind"] == "notify":
                self.messages.ask(effect)
            else:
                self.effects.append(effect)
        if "held" in self.customer:
            self.messages.look_at_reminders(before, run, done.report)
        if run["status"] == "ended":
            self._tell_parent(run)
        elif "arrived" in (now := self.runs[run["id"]]) or "mailbox" in now:
            offer_waiting(self, plan, run["id"])

    def _is_wanted(self, effect: BeginEffect) -> bool:
        """Whether the run that asks for another still waits for it: one that began just before, and ended at
        once, may have led it away.
        """
        return not effect["waits"] or pending_by_key(self.runs[effect["run"]], effect["id"]) is not None

    def _begin(self, effect: BeginEffect) -> str:
        """Begin a run that nobody or another run waits for; why not, where that is no incident."""
        if problem := self.bounds.begin(effect["at"]):
            self._not_begun(effect, problem)
            return ""
        plan, done, problem = begin_child(
            self.directory, self.customer, self.open_runs(), effect, self.given.id
        )
        if plan is not None and done is not None:
            self.keep(plan, done)
            problem = done.incident["problem"] if done.incident else ""
        elif effect["waits"]:
            self._not_begun(effect, problem)
        self.bounds.begun()
        return problem

    def _answer_again(self, effect: CallEffect) -> None:
        """Answer a call with what is known; it is made all the same where such answers lead to each other on
        and on, so that a circle of calls waits for the service.
        """
        plan = self.plan(run := self.runs[effect["run"]])
        if plan is None or not pending_by_key(run, effect["key"]):
            return
        if self.bounds.answer():
            self.give(plan, run, said_again(effect, self.given.id))
            self.bounds.answered()
        else:
            self.effects.append(made_anew(effect))

    def _not_begun(self, effect: BeginEffect, problem: str) -> None:
        self.note(not_begun(self.customer, effect, self.given.id, problem))

    def tell(self, run: str, place: str, problem: str, kept: TimerDue | None = None) -> None:
        """What was stopped, or what could not be tried again."""
        self.note(told(run, place, problem, self.given, kept))

    def note(self, found: Incident) -> None:
        """An input can fail in a run several times, so the number tells its incidents apart."""
        self.incidents.append({**found, "id": f"{found['id']}/{len(self.incidents)}"})

    def _cancel(self, effect: CancelEffect) -> None:
        """Cancel the run that an effect began, with its own sub-journeys."""
        key = effect["key"]
        for run in self.open_runs():
            plan = self.plan(run)
            if run.get("parent", {}).get("key") == key and plan is not None:
                cancel = OperatorInput(self.given.id, to_instant(effect["at"]), run["id"], "cancel")
                self.give(plan, run, cancel)

    def _tell_parent(self, run: Run) -> None:
        """Give the end of a sub-journey to the run that waits for it."""
        waiting, outcome = run.get("parent"), run["outcome"]
        parent = self.runs.get(waiting["run"]) if waiting else None
        plan = self.plan(parent) if parent else None
        if waiting and parent and plan and outcome and pending_by_key(parent, waiting["key"]):
            end, at = outcome["end"], to_instant(outcome["at"])
            cancelled = is_cancelled(outcome, run["configuration"])
            ended = ChildEnded(self.given.id, at, waiting["key"], end, cancelled)
            self.give(plan, parent, ended)

    # ── time ──

    def fire_due(self, *, inclusive: bool) -> None:
        """Fire the timers due before the input (or until it), of all runs in (instant, name, run) order. What
        follows of an instant, and is to be sent then, comes before the timers of the next one.
        """
        fired = ""
        while True:
            due = self.due(inclusive=inclusive)
            schedule = None
            if "timers" in self.customer:
                schedule = first_due(self.directory, self.customer, self.given.at, inclusive=inclusive)
            # Nearly always nothing has fired, and nothing waits to be sent.
            if (fired or self._messages is not None) and self._is_behind(fired, schedule, due and due[0]):
                continue
            if schedule is not None and (due is None or order(schedule) < order(due[0])):
                fired = schedule["due"]
                if schedule["kind"] == "absence":
                    self.fire_rule(schedule)
                elif schedule["kind"] == QUIET:
                    self.messages.release(schedule["due"])
                elif schedule["kind"] == "look":
                    self.drop(schedule)
                    self.look_anew()
                else:
                    begin_scheduled(self, schedule)
                continue
            if due is None:
                return
            entry, run, plan = due
            fired, timer = entry["due"], self._due_now(entry)
            problem = self.bounds.fire(run["id"], entry)
            if problem is None:
                self.give(plan, run, timer)
            else:
                self.stop(run, timer, problem)

    def _is_behind(self, fired: str, *following: TimerEntry | None) -> bool:
        """See to what is still to come of an instant, before a timer of a later one; whether there is any."""
        due = [entry["due"] for entry in following if entry is not None]
        instant = min(due or [self.at], key=lambda text: text[:-1])
        if fired and fired[:-1] < instant[:-1] and self.customer["profile"] is not self.looked_at:
            look_around(self, to_instant(fired))
            return True
        if self._messages is None or not self._messages.wait_for(instant):
            return False
        self._messages.settle()
        return True

    def _due_now(self, entry: TimerEntry) -> TimerDue:
        moment = to_instant(entry["due"])
        late = max(0, int((self.given.at - moment).total_seconds()))
        rare = entry.get("left"), entry.get("event"), entry.get("since")
        return TimerDue(self.given.id, moment, entry["name"], late, *rare)

    def drop(self, entry: TimerEntry) -> None:
        """Take a timer of the customer out."""
        others = [other for other in self.customer.get("timers", ()) if other is not entry]
        self.customer = with_timers(self.customer, others)

    def look_anew(self) -> None:
        """The profile has changed when nobody could look at what follows: see to it now."""
        self.looked_at = {}

    def fire_rule(self, entry: TimerEntry) -> None:
        """The time of a rule of the customer is over."""
        self.drop(entry)
        given = self._due_now(entry)
        for plan in self.directory.customer_rules:
            if owner(entry["name"]) in plan.rule_named:
                self._served(serve_timer(plan, self.customer, entry, given, self.served))

    # ── rules ──

    def see(self, given: EventInput, run: str | None = None) -> None:
        """Remember an event that rules count, and let the rules of the customer see it; `run` is the one that
        it is for, if it is for one alone.
        """
        event = written_down(self.customer, given, run)
        if given.again:
            event["id"] = given.again
        elif given.name in self.directory.reaches:
            self._remember((event,))
        for plan in self.directory.customer_rules:
            if given.name in plan.watched:
                self._served(serve_event(plan, self.customer, given, event, self.served))

    def _remember(self, events: Sequence[RecentEvent]) -> None:
        self.customer, problem = remembered(self.customer, events, self.directory.reaches)
        if problem:
            self.tell(customer_run(self.customer["id"]), events[-1]["name"], problem)

    def _served(self, done: Served) -> None:
        """Take over what rules of the customer did."""
        self.rules_did = self.rules_did or done.customer is not self.customer
        self.customer = done.customer
        self.rules += done.rules
        self.served += len(done.effects)
        if done.incident is not None:
            self.note(done.incident)
        for effect in done.effects:
            if effect["kind"] == "notify":
                self.messages.ask(effect)
            elif effect["kind"] != "begin":
                self.effects.append(effect)
            elif problem := self._begin(effect):
                fired = (rule for rule in done.rules if rule["result"] == "fired")
                next(rule for rule in fired if rule["rule"] == effect["place"])["reason"] = problem

    def begin_by_itself(self, plan: Plan, start: RunStart) -> Beginning:
        """Begin a run without an event, if it may."""
        begun = beginning(plan, start, self.customer, self.open_runs())
        if not begun.why and (begun.done.taken or begun.done.incident is not None):
            self.keep(plan, begun.done)
        return begun

    def begin_as_asked(self, plan: Plan, start: RunStart) -> None:
        """The same for somebody who asks for it, and is answered."""
        done, why = self.begin_by_itself(plan, start)
        if why:
            self.answer("not_accepted", "reentry", why)
        elif done.incident is not None:
            self.answer("incident", "", done.incident["problem"])
        elif not done.taken:
            self.refuse(f"`{plan.journey}` has no such start")

    def offer(self, plan: Plan, run: Run, given: EventInput) -> None:
        """Give an event to a run; where its steps do not take it, its rules see it all the same."""
        done = transition(plan, run, given, self.customer)
        if not done.taken and done.incident is None and given.name in plan.watched:
            done = transition(plan, run, given, self.customer, "rules")
        self.keep(plan, done)

    def due(self, *, inclusive: bool) -> tuple[TimerEntry, Run, Plan] | None:
        """The timer to fire next; those of a definition that is not loaded wait until it is."""
        found: tuple[TimerEntry, Run, Plan] | None = None
        until = self.at[:-1]
        for run in self._open.values():
            if not run["timers"]:
                continue
            entry = run["timers"][0]
            instant = entry["due"][:-1]
            if not (instant < until or (inclusive and instant == until)):
                continue
            plan = self.plan(run)
            if plan is None:
                continue
            if found is None or (order(entry), run["id"]) < (order(found[0]), found[1]["id"]):
                found = entry, run, plan
        return found

    def stop(self, run: Run, timer: TimerDue, problem: str) -> None:
        """Take a timer out that would go on without end, and say so once."""
        kept = without(run, timer.name)
        self.write(kept)
        if problem:
            self.tell(run["id"], timer.name, problem, timer)

    # ── the end ──

    def finish(self) -> None:
        """Fire what is due by now, see to what has changed, and decide what is to be sent, until nothing
        follows.
        """
        self.fire_due(inclusive=False)
        if has_to_look(self):
            look_around(self, self.given.at)
        while self._messages is not None and self._messages.is_asked:
            self._messages.settle()
            self.fire_due(inclusive=False)
            look_around(self, self.given.at)

    def decision(self) -> Decision:
        """What is to be committed: the end of this."""
        report: Report = {
            "input": self.given.id,
            "at": self.at,
            "result": self.result,
            "because": self.because,
            "reason": self.reason,
            "faults": self.faults,
            "runs": self.reports,
        }
        if self.began:
            report["began"] = self.began
        if self.rules:
            report["rules"] = self.rules
        # What is to be sent and this know of each other: who is done with both need not be looked for.
        messages, self._messages = self._messages, None
        if messages is not None and messages.reports:
            report["contacts"] = messages.reports
        customer = self.customer
        if self.changed or self.incidents or customer is not self.came:
            customer = customer.copy()
            customer["seq"] = self.came["seq"] + 1
            if self.at[:-1] > customer["updated_at"][:-1]:
                customer["updated_at"] = self.at
        changed = tuple(self.changed.values())
        effects = tuple([effect for effect in self.effects if effect is not None])
        return Decision(customer, changed, effects, tuple(self.incidents), report)
