"""Which run an event is for, and why none takes it (semantics rules 1 and 16)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from journeyc.expression.validation import validate_fields
from journeyc.expression.values import Json
from journeyc.nearest import hint_at
from journeyc.runtime.core.customer_rules import stands_for
from journeyc.runtime.core.documents import CustomerDocument, Run, RunReport, Transition, put
from journeyc.runtime.core.failure import faults_told
from journeyc.runtime.core.fields import contradicts
from journeyc.runtime.core.inputs import EventInput
from journeyc.runtime.core.keeping import kept
from journeyc.runtime.core.plan import Directory, Plan, is_system
from journeyc.runtime.core.sitting import Sitting
from journeyc.runtime.core.starting import beginning
from journeyc.runtime.core.transition import transition

#: How many conversations are remembered; the oldest are forgotten after that.
MAXIMUM_CONVERSATIONS = 20


def route(sitting: Sitting, given: EventInput) -> None:
    """Offer an event to the open runs, then to the journeys that start on it."""
    directory = sitting.directory
    if given.again and stands_for(given.run or "", sitting.customer):
        _rules_again(sitting, given)
        return
    name = given.name
    is_canonical = directory.checks.get(name)
    if is_canonical is None or given.channel not in directory.senders:
        problem = _unknown(directory, name) or unknown_channel(directory, given.channel)
        sitting.refuse(problem, [problem])
        return
    if not is_canonical(given.payload):
        payload, faults = validate_fields(given.payload, directory.events[name])
        if faults:
            told = faults_told(faults, "event", directory.private)
            sitting.refuse(f"the fields of `{name}` do not fit", told)
            return
        given = given._replace(payload=payload)
    sitting.fire_due(inclusive=False)
    candidates = _candidates(sitting, given)
    watched = name in directory.watched
    if watched:
        candidates = _rules_first(sitting, given, candidates)
    if given.run and not candidates:
        reason = f"there is no open run `{given.run}`"
        sitting.answer("not_accepted", "not_accepted", reason)
        return
    profile = sitting.customer["profile"]
    looked_at: list[tuple[Plan, Transition]] = []
    takers: list[tuple[Plan, Transition]] = []
    for plan, run in candidates:
        done = transition(plan, run, given, sitting.customer)
        looked_at.append((plan, done))
        if done.taken or done.incident:
            takers.append((plan, done))
    before = sitting.runs
    if len(takers) > 1:
        before = dict(sitting.runs)
        takers = _of_conversation(sitting, _preferred(takers), given.conversation)
        if len(takers) > 1 and name not in directory.to_all_runs and (several := ambiguous(takers)):
            runs = ", ".join(f"`{run}`" for run in several)
            reason = f"several runs would take `{name}`: {runs}; say which one"
            sitting.refuse(reason, (), "ambiguous")
            return
    took = [
        (plan, now)
        for plan, first in takers
        if (now := _let_take(sitting, plan, first, (before[first.report["run"]], profile), given))
    ]
    others: list[tuple[Plan, Transition]] = []
    if watched:
        others = _rules_of_others(sitting, given, candidates, took)
        looked_at = _told_by_rules(looked_at, others)
    if took:
        _say_incidents(sitting, took)
    elif (starts := [] if given.run else _start(sitting, given)) is not None:
        _not_taken(sitting, given, _as_they_are(sitting, candidates), looked_at, starts)
    if watched:
        _say_of_rules(sitting, others)


def _rules_again(sitting: Sitting, given: EventInput) -> None:
    """The rules of the customer could not be followed; all others have seen the event already."""
    sitting.fire_due(inclusive=False)
    before = len(sitting.incidents)
    sitting.see(given, given.run)
    if len(sitting.incidents) > before:
        sitting.answer("incident", "", sitting.incidents[-1]["problem"])


def _rules_first(
    sitting: Sitting, given: EventInput, candidates: list[tuple[Plan, Run]]
) -> list[tuple[Plan, Run]]:
    """The rules of the customer see an event before the runs do; what they begin does not get it."""
    sitting.see(given, given.run)
    return _as_they_are(sitting, candidates)


def _as_they_are(sitting: Sitting, candidates: list[tuple[Plan, Run]]) -> list[tuple[Plan, Run]]:
    """Runs after what others have done, less those that have ended."""
    now = ((plan, sitting.runs[run["id"]]) for plan, run in candidates)
    return [(plan, run) for plan, run in now if run["status"] != "ended"]


def _rules_of_others(
    sitting: Sitting,
    given: EventInput,
    candidates: list[tuple[Plan, Run]],
    took: list[tuple[Plan, Transition]],
) -> list[tuple[Plan, Transition]]:
    """The rules of runs that do not take an event see it all the same: what they did with it."""
    told = {done.report["run"] for _, done in took}
    others: list[tuple[Plan, Transition]] = []
    for plan, before in candidates:
        run = sitting.runs[before["id"]]
        if given.name not in plan.watched or run["id"] in told or run["status"] in {"ended", "suspended"}:
            continue
        done = transition(plan, run, given, sitting.customer, "rules")
        others.append((plan, done))
        if done.taken or done.incident is not None:
            sitting.keep(plan, done)
        elif "rules" in done.report:
            sitting.reports.append(done.report)
    return others


def _told_by_rules(
    looked_at: list[tuple[Plan, Transition]], others: list[tuple[Plan, Transition]]
) -> list[tuple[Plan, Transition]]:
    """Where rules have something to tell of a run, it stands there too what its steps did not take."""
    reports = {done.report["run"]: done.report for _, done in others if done.taken or "rules" in done.report}
    found: list[tuple[Plan, Transition]] = []
    for plan, done in looked_at:
        if (report := reports.get(done.report["run"])) is not None:
            report["considered"] = [*done.report["considered"], *report["considered"]]
            found.append((plan, replace(done, report=report)))
        else:
            found.append((plan, done))
    return found


def _say_of_rules(sitting: Sitting, others: list[tuple[Plan, Transition]]) -> None:
    """An event that no step takes is accepted where a rule does something with it."""
    if sitting.because == "not_accepted":
        if sitting.rules_did or any(done.taken for _, done in others):
            sitting.answer("accepted", "", "")
        elif sitting.incidents:
            sitting.answer("incident", "", sitting.incidents[-1]["problem"])
    _say_incidents(sitting, others)


def _let_take(
    sitting: Sitting,
    plan: Plan,
    done: Transition,
    seen: tuple[Run, Mapping[str, Json]],
    given: EventInput,
) -> Transition | None:
    """Let a run take an event: what it did, None where it does not any more. What it would have done is no
    longer true where a run before it changed it, as by cancelling it, or what was `seen` of the customer.
    """
    run, profile = seen
    name = run["id"]
    if sitting.runs[name] is not run or sitting.customer["profile"] is not profile:
        run = sitting.runs[name]
        if run["status"] == "ended":
            return None
        done = transition(plan, run, given, sitting.customer)
        if not done.taken and done.incident is None:
            return None
    sitting.keep(plan, done)
    bind(sitting, given.conversation, name)
    return done


def _candidates(sitting: Sitting, given: EventInput) -> list[tuple[Plan, Run]]:
    found: list[tuple[Plan, Run]] = []
    named = given.run
    for run in sitting.open_runs():
        if (plan := sitting.plan(run)) is None:
            continue
        if run["id"] == named if named else not (plan.one_run_per and contradicts(plan, run, given.payload)):
            found.append((plan, run))
    return found


def _say_incidents(sitting: Sitting, pairs: Iterable[tuple[Plan, Transition]]) -> None:
    for _, done in pairs:
        if done.incident is not None:
            sitting.answer("incident", "", done.incident["problem"])
            return


def _preferred(takers: list[tuple[Plan, Transition]]) -> list[tuple[Plan, Transition]]:
    """Those that do something with the event, or else those that it only resumed."""
    return [pair for pair in takers if pair[1].report["taken"] or pair[1].incident] or takers


def ambiguous(takers: Iterable[tuple[Plan, Transition]]) -> list[str]:
    """The runs of one journey that would all take an event; empty where every journey has at most one."""
    by_journey: dict[str, list[str]] = {}
    for _, taker in takers:
        by_journey.setdefault(taker.report["journey"], []).append(taker.report["run"])
    return [run for runs in by_journey.values() if len(runs) > 1 for run in runs]


# ── what is unknown ──────────────────────────────────────────────────────────────────────────────────


def _unknown(directory: Directory, name: str) -> str:
    if is_system(name):
        return f"`{name}` is raised by the runtime and cannot be sent"
    if name not in directory.events:
        known = [event for event in directory.events if not is_system(event)]
        return f"no journey knows an event `{name}`{hint_at(name, known)}"
    return ""


def unknown_channel(directory: Directory, channel: str | None) -> str:
    """What is wrong with a channel, or empty."""
    if channel is None or channel in directory.channels:
        return ""
    return f"there is no channel `{channel}`{hint_at(channel, directory.channels)}"


# ── conversations ────────────────────────────────────────────────────────────────────────────────────


def preferred_by_conversation(sitting: Sitting, runs: list[Run], conversation: str | None) -> list[Run]:
    """Of several runs, the one that the conversation last spoke for."""
    bound = sitting.customer.get("conversations", {}).get(conversation or "")
    return [run for run in runs if run["id"] == bound] or runs


def _of_conversation(
    sitting: Sitting, takers: list[tuple[Plan, Transition]], conversation: str | None
) -> list[tuple[Plan, Transition]]:
    bound = sitting.customer.get("conversations", {}).get(conversation or "")
    return [pair for pair in takers if pair[1].report["run"] == bound] or takers


def bind(sitting: Sitting, conversation: str | None, run: str) -> None:
    """Note that a conversation speaks for a run from now on."""
    if conversation is None:
        return
    known = {c: r for c, r in sitting.customer.get("conversations", {}).items() if c != conversation}
    latest = list({**known, conversation: run}.items())[-MAXIMUM_CONVERSATIONS:]
    customer: CustomerDocument = {**sitting.customer}
    put(customer, "conversations", dict(latest))
    sitting.customer = customer


# ── who begins ───────────────────────────────────────────────────────────────────────────────────────


def _start(sitting: Sitting, given: EventInput) -> list[RunReport] | None:
    """Begin the runs that start on an event, one for each journey; of those that began, the earlier ones may
    have begun what a later one would. None where any began, else what was looked at.
    """
    begun: list[tuple[Plan, Transition]] = []
    refused: list[str] = []
    passed_over: list[RunReport] = []
    for plan in sitting.directory.starts.get(given.name, ()):
        done, why = beginning(plan, given, sitting.customer, sitting.open_runs())
        if why:
            refused.append(why)
        elif not done.taken and done.incident is None:
            passed_over.append(done.report)
        else:
            begun.append((plan, done))
            sitting.keep(plan, done)
            bind(sitting, given.conversation, done.report["run"])
    if begun:
        _say_incidents(sitting, begun)
        return None
    if refused:
        sitting.answer("not_accepted", "reentry", "; ".join(refused))
    return passed_over


def _not_taken(
    sitting: Sitting,
    given: EventInput,
    candidates: list[tuple[Plan, Run]],
    looked_at: list[tuple[Plan, Transition]],
    starts: list[RunReport],
) -> None:
    """Keep an event that waits for somebody, or say why nobody takes it: neither the runs that were looked
    at, nor the starts.
    """
    sitting.reports += starts
    waiting = [
        (plan, run) for plan, run in candidates if given.name in plan.keep and given.name in plan.taken_by
    ]
    keeping = [run for plan, old in waiting if (run := kept(plan, old, given, sitting.customer))]
    if keeping:
        for run in keeping:
            sitting.write(run)
        runs = ", ".join(f"`{run['id']}`" for run in keeping)
        sitting.answer("kept", "", f"no active step takes `{given.name}` yet; it waits in {runs}")
        return
    if waiting:
        reason = f"no active step takes `{given.name}` yet, and the mailbox is full"
        sitting.answer("not_accepted", "not_accepted", reason)
        return
    told = [id(report) for report in sitting.reports]
    sitting.reports += [done.report for _, done in looked_at if id(done.report) not in told]
    again = sitting.reason if sitting.because == "reentry" else ""
    suspended = [run["id"] for _, run in candidates if run["status"] == "suspended"]
    if suspended and not again:
        names = ", ".join(f"`{name}`" for name in suspended)
        sitting.answer("not_accepted", "suspended", f"{names} is suspended by an operator")
        return
    reports = (*(done.report for _, done in looked_at), *starts)
    considered = [item for report in reports for item in report["considered"]]
    reason = refusal(sitting.directory, given.name, sitting.open_runs(), considered)
    sitting.answer(
        "not_accepted",
        "reentry" if again else "not_accepted",
        f"{reason}; {again}" if again else reason,
    )


def refusal(directory: Directory, name: str, runs: Sequence[Run], considered: Sequence[Any]) -> str:
    """One sentence: why nothing took an event, and where it would be taken."""
    if considered:
        first = considered[0]
        why = "its condition is not true" if first["reason"] == "guard" else "it takes other channels"
        return f"no active step takes `{name}`: there is `{first['place']}`, but {why}"
    where: dict[str, None] = {}
    for run in runs:
        plan = directory.by_hash.get(run["definition_hash"])
        going_on = {frame["interrupt"] for frame in run.get("frozen", ())}
        for step in plan.taken_by.get(name, ()) if plan else ():
            if step not in going_on:
                where.setdefault(f"`{step}`")
    if where:
        return f"no active step takes `{name}`; it is taken in {', '.join(where)}"
    starts = [f"`{plan.journey}`" for plan in directory.starts.get(name, ())]
    if starts:
        return f"no open run takes `{name}`, and {', '.join(starts)} cannot start now"
    if runs:
        return f"no active step takes `{name}`, and no journey starts with it"
    return f"this customer has no open run that takes `{name}`, and no journey starts with it"
