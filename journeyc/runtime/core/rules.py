"""Business rules: they see an event before the steps do (semantics rule 3).

The same for the rules of a run and those of the customer; a rule reads and does what its macrostep lets it.
"""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Literal

from journeyc.expression.values import Json, to_instant
from journeyc.runtime.core.actions import perform
from journeyc.runtime.core.documents import RecentEvent, RuleReport, TimerEntry, put
from journeyc.runtime.core.failure import failure, values_read
from journeyc.runtime.core.inputs import DeliveryInput, EventInput, TaskInput, run_of_effect
from journeyc.runtime.core.macrostep import Macrostep, Raised
from journeyc.runtime.core.matching import NOTHING_SAID, Candidate
from journeyc.runtime.core.nodes import Formula, RulePlan
from journeyc.runtime.core.timers import add, cancel_named, due_of
from journeyc.runtime.core.windows import before, gathered, is_same, time_of, written_down

#: What the timers of rules that wait for what must not happen are called.
ABSENCE: Literal["absence"] = "absence"
#: How many events one rule waits behind at a time.
MAXIMUM_AWAITED = 100


def watch(step: Macrostep, event: RecentEvent) -> bool:
    """Let the rules see the event at hand, in written order; whether one of them did something."""
    did = False
    rules = step.plan.watched.get(event["name"], ())
    said: Mapping[str, bool] | None = None
    for number, rule in enumerate(rules):
        step.stand_outside(rule.name)
        if rule.kind == "absence":
            did = _await(step, rule, event) or did
            continue
        if said is None:
            said = _asked(step, rules[number:], event)
        candidate = _candidate(step, rule, event)
        if (candidate.complete or said.get(rule.name)) and _fire(step, candidate, said=said.get(rule.name)):
            did = True
            if rule.sets:
                # What a rule has set, those behind it see: of them is asked anew.
                said = None
    return did


def _asked(step: Macrostep, rules: Sequence[RulePlan], event: RecentEvent) -> Mapping[str, bool]:
    """What the engine says of rules for which the event may come last."""
    match = step.plan.match
    if match is None:
        return NOTHING_SAID
    found = (_candidate(step, rule, event) for rule in rules if rule.kind != "absence")
    candidates = [candidate for candidate in found if candidate.found]
    return match(event["name"], candidates, step.scope) if candidates else NOTHING_SAID


def recent_event(step: Macrostep, given: EventInput) -> RecentEvent:
    """An event as rules see it: as it was remembered, if it was."""
    identity = given.again or given.id
    for event in reversed(step.document.get("recent", ())):
        if event["id"] == identity and event["name"] == given.name and not event.get("raised"):
            return event
    return written_down(step.document, given, given.run)


def event_of(given: DeliveryInput | TaskInput) -> EventInput:
    """What becomes of a message, or what somebody does with a task, as the event that it is."""
    if isinstance(given, DeliveryInput):
        name, payload = f"{given.notification}.{given.outcome}", {"reason": given.reason}
        payload = payload if given.outcome == "suppressed" else {}
        return EventInput(given.id, given.at, name, payload, given.channel, run_of_effect(given.effect))
    run = run_of_effect(given.task)
    return EventInput(given.id, given.at, given.event or "", given.payload, given.channel, run)


def watch_raised(step: Macrostep, raised: Raised) -> None:
    """Let the rules see what the run has raised itself; it is remembered where they may count it."""
    counted = step.plan.watched.get(raised.name)
    if not counted:
        return
    envelope = step.envelope()
    payload: dict[str, Json] = {name: v for name, v in raised.event.items() if name not in envelope}
    event = RecentEvent(
        id=step.given_id,
        name=raised.name,
        at=time_of(step.document, step.now_text),
        payload=payload,
        channel=step.channel,
        run=step.run["id"],
        raised=True,
    )
    watch(step, event)
    if any(rule.counts for rule in counted):
        step.noticed.append(event)


def _candidate(step: Macrostep, rule: RulePlan, event: RecentEvent) -> Candidate:
    within = rule.within
    if within is None:
        return Candidate(rule, *gathered(rule, (), event, lambda _: True, step.counts))
    earlier = before(step.document.get("recent", ()), event)
    if step.noticed:
        earlier = chain(reversed(step.noticed), earlier)
    return Candidate(
        rule, *gathered(rule, earlier, event, lambda first: _holds(step, within, first, event), step.counts)
    )


def _holds(step: Macrostep, within: Formula, first: RecentEvent, event: RecentEvent) -> bool:
    """Whether the window that begins with one event holds another: its last instant is in it."""
    return due_of(step, within, to_instant(first["at"]))[:-1] >= event["at"][:-1]


def _fire(step: Macrostep, candidate: Candidate, *, said: bool | None) -> bool:
    """Do what a rule does, if it holds as an engine has `said`, or else as its condition says."""
    rule = candidate.rule
    report = RuleReport(
        rule=rule.name, label=rule.label, result="fired", events=[event["id"] for event in candidate.found]
    )
    if said is not None:
        report["engine"] = True
    if rule.guard is not None:
        before = len(step.decided)
        holds = step.evaluate(rule.guard) if said is None else said
        report["condition"] = rule.guard.text
        report["values"] = values_read(rule.guard, step.scope, step.plan.private)
        put(report, "decided", step.decided_since(before))
        if not holds:
            report["result"] = "guard"
    step.rules.append(report)
    if report["result"] == "guard":
        return False
    perform(step, rule.actions)
    return True


# ── what must not happen ─────────────────────────────────────────────────────────────────────────────


def _await(step: Macrostep, rule: RulePlan, event: RecentEvent) -> bool:
    """Stop waiting where the event is what must not happen; begin to, where it is the one before that."""
    first, then = rule.events
    did = False
    prefix = f"{rule.name}/{ABSENCE}/"
    waiting = {entry["name"] for entry in step.run["timers"] if entry["name"].startswith(prefix)}
    if event["name"] == then and waiting:
        cancel_named(step, prefix)
        waiting, did = set(), True
    if event["name"] == first and rule.within is not None:
        if len(waiting) >= MAXIMUM_AWAITED:
            problem = f"rule `{rule.name}` waits behind more than {MAXIMUM_AWAITED} events at a time"
            raise failure(problem, rule.within.place)
        number = next(n for n in range(MAXIMUM_AWAITED) if f"{prefix}{n}" not in waiting)
        due = due_of(step, rule.within, to_instant(event["at"]))
        add(step, TimerEntry(name=f"{prefix}{number}", kind=ABSENCE, due=due, event=event))
        did = True
    return did


def fire_absence(step: Macrostep, entry: TimerEntry) -> None:
    """The time of a rule is over: it fires, unless what must not happen came while nobody looked."""
    event, name = entry.get("event"), entry["name"].partition("/")[0]
    rule = next((rule for rule in step.plan.rules if rule.name == name), None)
    if rule is None or event is None:
        return
    candidate = Candidate(rule, [event], complete=True, came=_came(step, rule, event, entry["due"]))
    step.stand_outside(rule.name)
    step.look_at(scope_of(step, event))
    said = step.plan.match(event["name"], [candidate], step.scope) if step.plan.match else NOTHING_SAID
    if not candidate.came:
        _fire(step, candidate, said=said.get(name))


def _came(step: Macrostep, rule: RulePlan, event: RecentEvent, due: str) -> bool:
    """Whether what must not happen did, as it may for a run that an operator holds."""
    for one in reversed(step.document.get("recent", ())):
        if is_same(one, event) or one["at"][:-1] < event["at"][:-1]:
            return False
        if one["name"] == rule.events[1] and one["at"][:-1] <= due[:-1] and step.counts(one):
            return True
    return False


def scope_of(step: Macrostep, event: RecentEvent) -> dict[str, object]:
    """What expressions read of an event that was."""
    about = {name: event[name] for name in ("id", "at", "channel")}
    return {**event["payload"], **about, "customer": step.run["customer"]}
