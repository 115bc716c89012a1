"""A merge undone: who was a part of another is one for themselves again, with what is theirs as it is now."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from journeyc.runtime.core.contact_log import with_held
from journeyc.runtime.core.customer_rules import stands_for
from journeyc.runtime.core.documents import (
    CustomerDocument,
    Decision,
    JourneyRecord,
    NotifyEffect,
    RecentEvent,
    Run,
    State,
    TimerEntry,
    put,
)
from journeyc.runtime.core.identities import Merged
from journeyc.runtime.core.inputs import OperatorInput, UnmergeInput
from journeyc.runtime.core.merging import given_back, later, look, moved
from journeyc.runtime.core.plan import Directory
from journeyc.runtime.core.sitting import Sitting
from journeyc.runtime.core.timers import order
from journeyc.runtime.core.windows import is_same


def why_not_undone(into: CustomerDocument) -> str:
    """Why a merge into somebody cannot be undone now, as one sentence; empty where it can."""
    if (further := into.get("merged")) is not None:
        said = f"`{into['id']}` was merged into `{further['into']}` since, by `{further['merge']}`"
        return f"{said}; undo that first"
    return ""


def unmerge(
    directory: Directory, other: CustomerDocument, into: State, given: UnmergeInput
) -> tuple[Decision, Decision]:
    """What becomes of the other, and of whom they were a part of; `into` has all runs of both. Those that go
    back have changed in the first decision.
    """
    merged = other["merged"]
    before: CustomerDocument = {**merged["document"]}  # type: ignore[typeddict-item]  # it was one
    back = runs_of(merged, into.runs)
    # Those that have left the store meanwhile have sent what caps may count yet.
    theirs = {run["id"] for run in back} | {*merged["runs"]}
    stay = [run for run in into.runs if run["id"] not in theirs]
    since = [run for run in back if run["id"] not in merged["runs"]]
    before["journeys"] = _begun_too(before["journeys"], since, into.customer["journeys"])
    came = {**other, "seq": max(other["seq"], before["seq"])}
    first = Sitting(directory, State(came, ()), given)  # type: ignore[arg-type]  # it is a document with another number
    first.customer = {**_again(before, into.customer, back), "parted": merged["merge"]}
    for run in back:
        first.write(moved(run, before["id"]))
    second = Sitting(directory, State(into.customer, tuple(stay)), given)
    second.customer = _without(into.customer, before, merged, back, stay)
    for sitting in (first, second):
        for run in [*sitting.runs.values()]:
            _let_go_on(sitting, run, given, merged["merge"])
        look(sitting)
    return first.decision(), second.decision()


def _let_go_on(sitting: Sitting, run: Run, given: UnmergeInput, merge: str) -> None:
    """Resume a run that nothing but the merge holds."""
    plan = sitting.plan(run)
    if run.get("suspended", {}).get("merge") == merge and plan is not None:
        reason = "the merge that held it is undone"
        done = sitting.give(
            plan, run, OperatorInput(given.id, given.at, run["id"], "resume", given.by, reason)
        )
        done.report["reason"] = reason


def _again(before: CustomerDocument, into: CustomerDocument, runs: Sequence[Run]) -> CustomerDocument:
    """The document as it was, with what has become of its runs and its timers."""
    customer: CustomerDocument = {**before}
    theirs = {run["id"] for run in runs}
    customer["journeys"] = _ended_since(before["journeys"], runs)
    put(customer, "timers", _still(before.get("timers", ()), into.get("timers", ())))
    bound = {name: run for name, run in into.get("conversations", {}).items() if run in theirs}
    put(customer, "conversations", {**before.get("conversations", {}), **bound})
    meanwhile = [event for event in _of_runs(into, theirs) if not _is_among(event, before.get("recent", ()))]
    put(
        customer,
        "recent",
        sorted([*before.get("recent", ()), *meanwhile], key=lambda event: event["at"][:-1]),
    )
    sent = [one for one in into.get("contacts", ()) if _is_of(one["effect"], before, theirs)]
    put(customer, "contacts", sent)
    return with_held(customer, [one for one in into.get("held", ()) if _is_of(one["effect"], before, theirs)])


def _without(
    into: CustomerDocument,
    other: CustomerDocument,
    merged: Merged,
    back: Sequence[Run],
    stay: Sequence[Run],
) -> CustomerDocument:
    """The customer without what is the other's; the runs that go `back` are."""
    customer: CustomerDocument = {**into}
    theirs = {run["id"] for run in back} | {*merged["runs"]}
    since = {run["journey"] for run in back if run["id"] not in merged["runs"]}
    customer["profile"] = given_back(into["profile"], other["profile"], merged["profile"])
    put(
        customer,
        "segments",
        _still_in(into.get("segments", {}), other.get("segments", {}), merged["segments"]),
    )
    customer["journeys"] = _begun_without(into["journeys"], other["journeys"], merged, since, stay)
    awaited = [entry for entry in into.get("timers", ()) if not _stands_for(entry, other.get("timers", ()))]
    put(customer, "timers", awaited)
    bound = {name: run for name, run in into.get("conversations", {}).items() if run not in theirs}
    put(customer, "conversations", bound)
    gone = [*other.get("recent", ()), *_of_runs(into, theirs)]
    put(customer, "recent", [event for event in into.get("recent", ()) if not _is_among(event, gone)])
    answers = [one for one in into.get("answers", ()) if one not in other.get("answers", ())]
    put(customer, "answers", answers)
    sent = [one for one in into.get("contacts", ()) if not _is_of(one["effect"], other, theirs)]
    put(customer, "contacts", sent)
    held = [one for one in into.get("held", ()) if not _is_of(one["effect"], other, theirs)]
    customer = with_held(customer, held)
    parts = {other["id"], *other.get("identities", ())}
    put(customer, "identities", {n: one for n, one in into.get("identities", {}).items() if n not in parts})
    return customer


# ── what of it is whose ──────────────────────────────────────────────────────────────────────────────


def runs_of(merged: Merged, runs: Sequence[Run]) -> list[Run]:
    """The runs that came with the other, and the sub-journeys that those have begun since: each goes with the
    run that waits for it.
    """
    came, known = {*merged["runs"]}, {run["id"]: run for run in runs}

    def is_theirs(run: Run | None) -> bool:
        while run is not None and run["id"] not in came:
            run = known.get(run["parent"]["run"]) if "parent" in run else None
        return run is not None

    return [run for run in runs if is_theirs(run)]


def _ended_since(journeys: Mapping[str, JourneyRecord], runs: Iterable[Run]) -> dict[str, JourneyRecord]:
    """What was begun, with when it was left if that was since."""
    found = dict(journeys)
    for run in runs:
        if run["outcome"] is not None and (record := found.get(run["journey"])) is not None:
            found[run["journey"]] = {**record, "ended_at": later(record["ended_at"], run["outcome"]["at"])}
    return found


def _begun_too(
    journeys: Mapping[str, JourneyRecord], since: Iterable[Run], counted: Mapping[str, JourneyRecord]
) -> dict[str, JourneyRecord]:
    """What was begun, with the runs that go back and were `counted` with those of the other."""
    found = dict(journeys)
    nothing = JourneyRecord(begun=0, ended_at=None)
    for run in since:
        name, record = run["journey"], found.get(run["journey"], nothing).copy()
        record["begun"] += 1
        if run["started_at"] in counted.get(name, nothing).get("starts", ()):
            record["starts"] = [*record.get("starts", ()), run["started_at"]]
        found[name] = record
    return found


def _begun_without(
    journeys: Mapping[str, JourneyRecord],
    other: Mapping[str, JourneyRecord],
    merged: Merged,
    since: Collection[str],
    stay: Iterable[Run],
) -> dict[str, JourneyRecord]:
    """What was begun without what the other has begun; the number of the last run stays, so that no id comes
    twice, also where all runs of a journey that began `since` go back.
    """
    found: dict[str, JourneyRecord] = {}
    for name, record in journeys.items():
        theirs = other.get(name)
        if theirs is None:
            found[name] = record
            continue
        mine: JourneyRecord = {**record, "begun": record["begun"] - theirs["begun"]}
        # Runs that ended long ago may have left the store.
        mine["ended_at"] = merged.get("ended", {}).get(name)
        mine["numbered"] = record.get("numbered", record["begun"])
        starts = list(record.get("starts", ()))
        for start in theirs.get("starts", ()):
            if start in starts:
                starts.remove(start)
        put(mine, "starts", starts)
        if mine["begun"] or name in since:
            found[name] = mine
    ended = _ended_since(found, stay)
    return {name: ended[name] if name in other else record for name, record in found.items()}


def _still_in(now: Mapping[str, str], other: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
    """The segments without the other: what somebody is in by them alone, they have never entered, and do not
    leave; what they were in themselves, they are in since then.
    """
    found: dict[str, str] = {}
    for name, since in now.items():
        if since != other.get(name):
            found[name] = since
        elif name in before:
            found[name] = before[name]
    return found


def _still(before: Iterable[TimerEntry], now: Sequence[TimerEntry]) -> list[TimerEntry]:
    """The timers of rules that were waiting then and still are; schedules are armed anew."""
    return sorted((entry for entry in before if _stands_for(entry, now)), key=order)


def _stands_for(entry: TimerEntry, others: Iterable[TimerEntry]) -> bool:
    """Whether a timer of a rule is one of these, under another name maybe."""
    return entry["kind"] == "absence" and any(
        one["kind"] == "absence"
        and one["name"].rpartition("/")[0] == entry["name"].rpartition("/")[0]
        and is_same(one["event"], entry["event"])
        for one in others
    )


def _is_of(effect: NotifyEffect, customer: CustomerDocument, runs: set[str]) -> bool:
    """Whether one of these runs has sent a message, or a rule of a customer."""
    return effect["run"] in runs or stands_for(effect["run"], customer)


def _of_runs(customer: CustomerDocument, runs: set[str]) -> list[RecentEvent]:
    return [event for event in customer.get("recent", ()) if event.get("run") in runs]


def _is_among(event: RecentEvent, others: Iterable[RecentEvent]) -> bool:
    return any(is_same(event, one) for one in others)
