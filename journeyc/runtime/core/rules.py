"""Business rules: they see an event before the steps do (semantics rule 3).

The same for the rules of a run and those of the customer; a rule reads and does what its macrostep lets it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Literal

from journeyc.runtime.core.actions import perform
from journeyc.runtime.core.considered import RuleReport, RuleResult
from journeyc.runtime.core.documents import RecentEvent, TimerEntry, put
from journeyc.runtime.core.failure import Failure, failure, values_read
from journeyc.runtime.core.inputs import DeliveryInput, EventInput, TaskInput, run_of_effect
from journeyc.runtime.core.macrostep import Macrostep, Raised
from journeyc.runtime.core.matching import NOTHING_SAID, Candidate
from journeyc.runtime.core.nodes import Formula, RulePlan
from journeyc.runtime.core.timers import add, cancel_named, end_of, owner
from journeyc.runtime.core.windows import before, gathered, is_same, time_of, written_down

#: What the timers of rules that wait for what must not happen are called.
ABSENCE: Literal["absence"] = "absence"
#: How many events one rule waits behind at a time.
MAXIMUM_AWAITED = 100


def watch(step: Macrostep, event: RecentEvent) -> bool:
    """Let the rules see the event at hand, in written order; whether one of them did something."""
    did = False
    rules = step.plan.completed.get(event["name"])
    if not rules:
        return False
    earlier = [*reversed(step.noticed), *before(step.document.get("recent", ()), event)]
    candidates: Mapping[str, Candidate] = {}
    said: Mapping[str, bool] | None = None
    for number, rule in enumerate(rules):
        step.stand_outside(rule.name)
        if rule.kind == "absence":
            did = _await(step, rule, event) or did
            continue
        if said is None:
            candidates, said = _asked(step, rules[number:], event, earlier)
        candidate = candidates.get(rule.name) or _candidate(step, rule, event, earlier)
        if not candidate.complete:
            _pass_over(step, candidate, event)
        elif _fire(step, candidate, said=said.get(rule.name)):
            did = True
            if rule.sets:
                # What a rule has set, those behind it see: of them is asked anew.
                said = None
    return did


def _asked(
    step: Macrostep, rules: Sequence[RulePlan], event: RecentEvent, earlier: Sequence[RecentEvent]
) -> tuple[Mapping[str, Candidate], Mapping[str, bool]]:
    """What has come of rules, and what the engine says of those that are complete; nothing without one. A
    rule whose window cannot be computed now fails when its turn comes, unless one before it sets what was
    missing.
    """
    found: dict[str, Candidate] = {}
    for rule in rules if step.plan.match else ():
        if rule.kind != "absence":
            with suppress(Failure):
                found[rule.name] = _candidate(step, rule, event, earlier)
    return found, _said_of(step, event, [one for one in found.values() if one.complete])


def _said_of(step: Macrostep, event: RecentEvent, candidates: Sequence[Candidate]) -> Mapping[str, bool]:
    """What the engine says, if there is one; what is decided for it is told where its answer counts."""
    if step.plan.match is None or not candidates:
        return NOTHING_SAID
    return step.plan.match(event["name"], candidates, step.scope._replace(decided=None))


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
    event = RecentEvent(
        id=step.given_id,
        name=raised.name,
        at=time_of(step.document, step.now_text),
        payload=step.payload_of(raised),
        channel=step.channel,
        run=step.run["id"],
        raised=True,
    )
    watch(step, event)
    if any(rule.counts for rule in counted):
        step.noticed.append(event)


def _candidate(
    step: Macrostep, rule: RulePlan, event: RecentEvent, earlier: Sequence[RecentEvent]
) -> Candidate:
    within, decided = rule.within, len(step.decided)

    def reached(first: RecentEvent) -> bool:
        return within is None or reaches(step, within, first, event)

    try:
        return Candidate(rule, gathered(rule, earlier, event, reached, step.counts))
    finally:
        del step.decided[decided:]  # What the length of a window asked led to nothing by itself.


def reaches(step: Macrostep, within: Formula, first: RecentEvent, event: RecentEvent) -> bool:
    """Whether the window that begins with one event holds another: its last instant is in it."""
    return end_of(step, within, first["at"])[:-1] >= event["at"][:-1]


def _pass_over(step: Macrostep, candidate: Candidate, event: RecentEvent) -> None:
    """Tell why an event that comes last in the pattern of a rule does not complete it."""
    rule, found = candidate.rule, candidate.found
    if found:
        report = _report(rule, "incomplete", found)
        report["wanted"] = rule.wanted
        step.rules.append(report)
    else:
        step.rules.append(_report(rule, "channel", [event]))


def _report(rule: RulePlan, result: RuleResult, events: Iterable[RecentEvent]) -> RuleReport:
    ids = [event["id"] for event in events]
    return {"rule": rule.name, "label": rule.label, "result": result, "events": ids}


def _fire(step: Macrostep, candidate: Candidate, *, said: bool | None) -> bool:
    """Do what a rule does, if it holds as an engine has `said`, or else as its condition says."""
    rule = candidate.rule
    report = _report(rule, "fired", candidate.found)
    if said is not None:
        report["engine"] = True
    step.rules.append(report)
    if rule.guard is not None and not _holds(step, rule.guard, report, said=said):
        report["result"] = "guard"
        return False
    perform(step, rule.actions)
    step.rule_did(report)
    return True


def _holds(step: Macrostep, guard: Formula, report: RuleReport, *, said: bool | None) -> bool:
    """Whether a condition is true, as an engine has `said`, or else as it is computed."""
    before = len(step.decided)
    # The rows that decisions took are told, whoever has asked them.
    computed = step.evaluate(guard) if said is None or guard.decides else said
    report["condition"] = guard.text
    report["values"] = values_read(guard, step.scope, step.plan.private)
    put(report, "decided", step.decided_since(before))
    return bool(computed if said is None else said)


# ── what must not happen ─────────────────────────────────────────────────────────────────────────────


def awaited(timers: Iterable[TimerEntry], rule: RulePlan) -> Iterator[TimerEntry]:
    """Those of the timers with which a rule waits for what must not happen."""
    return (entry for entry in timers if entry["name"].startswith(_waits_as(rule)))


def _waits_as(rule: RulePlan) -> str:
    return f"{rule.name}/{ABSENCE}/"


def _await(step: Macrostep, rule: RulePlan, event: RecentEvent) -> bool:
    """Stop waiting where the event is what must not happen; begin to, where it is the one before that."""
    first, then = rule.events
    did = False
    prefix = _waits_as(rule)
    waiting = {entry["name"]: entry.get("event") for entry in awaited(step.run["timers"], rule)}
    if event["name"] == then and waiting:
        step.rules.append(_report(rule, "stopped", [*filter(None, waiting.values()), event]))
        cancel_named(step, prefix)
        waiting, did = {}, True
    if event["name"] == first and rule.within is not None:
        if len(waiting) >= MAXIMUM_AWAITED:
            problem = f"rule `{rule.name}` waits behind more than {MAXIMUM_AWAITED} events at a time"
            raise failure(problem, rule.within.place)
        number = next(n for n in range(MAXIMUM_AWAITED) if f"{prefix}{n}" not in waiting)
        due = end_of(step, rule.within, event["at"])
        add(step, TimerEntry(name=f"{prefix}{number}", kind=ABSENCE, due=due, event=event))
        report = _report(rule, "waits", [event])
        report["until"] = due
        step.rules.append(report)
        step.rule_did(report)
        did = True
    return did


def fire_absence(step: Macrostep, entry: TimerEntry) -> None:
    """The time of a rule is over: it fires, unless what must not happen came while nobody looked."""
    event, name = entry.get("event"), owner(entry["name"])
    rule = step.plan.rule_named.get(name)
    if rule is None or event is None:
        return
    step.stand_outside(rule.name)
    step.look_at(scope_of(step, event))
    if came := _came(step, rule, event, entry["due"]):
        step.rules.append(_report(rule, "stopped", [event, came]))
        return
    candidate = Candidate(rule, [event])
    _fire(step, candidate, said=_said_of(step, event, [candidate]).get(name))


def _came(step: Macrostep, rule: RulePlan, event: RecentEvent, due: str) -> RecentEvent | None:
    """What must not happen and did, as it may for a run that an operator holds."""
    for one in reversed(step.document.get("recent", ())):
        if is_same(one, event) or one["at"][:-1] < event["at"][:-1]:
            return None
        if one["name"] == rule.events[1] and one["at"][:-1] <= due[:-1] and step.counts(one):
            return one
    return None


def scope_of(step: Macrostep, event: RecentEvent) -> dict[str, object]:
    """What expressions read of an event that was."""
    about = {name: event[name] for name in ("id", "at", "channel")}
    return {**event["payload"], **about, "customer": step.run["customer"]}
