"""Two customers who turn out to be one: what both had goes on as that of one of them.

Nothing of the other is lost: their runs keep their ids, and a small document says where they are, with all
that `parting` needs to give them back.
"""

from collections.abc import Collection, Mapping, Sequence

from journeyc.expression.values import Json, instant_text
from journeyc.runtime.core.contact_documents import Contact
from journeyc.runtime.core.contact_log import MAXIMUM_CONTACTS, QUIET, with_held
from journeyc.runtime.core.customer_rules import customer_run
from journeyc.runtime.core.documents import (
    CustomerDocument,
    Decision,
    JourneyRecord,
    RecentEvent,
    Run,
    State,
    TimerEntry,
    put,
)
from journeyc.runtime.core.identities import Identity, Merged
from journeyc.runtime.core.inputs import MergeInput, OperatorInput
from journeyc.runtime.core.known import newest
from journeyc.runtime.core.plan import Directory
from journeyc.runtime.core.routing import MAXIMUM_CONVERSATIONS
from journeyc.runtime.core.sitting import Sitting
from journeyc.runtime.core.starting import MAXIMUM_STARTS
from journeyc.runtime.core.surroundings import leave_to_others
from journeyc.runtime.core.timers import order
from journeyc.runtime.core.windows import MAKE_ROOM, MAXIMUM_RECENT

#: What of both is kept up to a bound, and the fields that hold it.
_COUNTED = {"events that rules": "recent", "messages that caps": "contacts"}


def why_not(other: CustomerDocument, into: CustomerDocument, name: str) -> str:
    """Why two customers cannot be merged, as one sentence; empty where they can. `other` is not followed to
    who they are a part of, `into` is.
    """
    if other["id"] == into["id"] or other["id"] in into.get("identities", ()):
        return f"`{name}` is `{into['id']}` already"
    if (merged := other.get("merged")) is not None:
        now = merged["into"]
        said = f"`{other['id']}` was merged into `{now}` by `{merged['merge']}`"
        return f"{said}; merge `{now}`, or undo that first"
    return ""


def merge(
    directory: Directory, other: State, into: State, given: MergeInput
) -> tuple[CustomerDocument, Decision]:
    """What is left of the other, and what becomes of whom they are a part of now. Both states have all runs,
    those that have ended too, of `other`.
    """
    at = instant_text(given.at)
    first, second = other.customer, into.customer
    identity = Identity(merge=given.id, into=second["id"], at=at, by=given.by, reason=given.reason)
    kept: Merged = {
        **identity,
        "document": {**first},
        "runs": [run["id"] for run in other.runs],
        "profile": second["profile"],
        "segments": second.get("segments", {}),
        "ended": _ended(second["journeys"], first["journeys"]),
    }
    sitting = Sitting(directory, into, given)
    sitting.customer = joined(first, second, identity, directory.customer_keys)
    for what, name in _COUNTED.items():
        if lost := _length(first, name) + _length(second, name) - _length(sitting.customer, name):
            problem = f"both together have too many {what} may still count; the oldest {lost} count no longer"
            sitting.tell(customer_run(second["id"]), "merge", problem)
    for run in other.runs:
        sitting.write(moved(run, second["id"]))
    for holds, goes_on in _clashing(other.runs, into.runs):
        _suspend(sitting, holds, goes_on, given)
    look(sitting)
    return _left_of(first, kept), sitting.decision()


def _length(customer: CustomerDocument, field: str) -> int:
    """How many things stand in a field of a document."""
    return len(customer.get(field, ()))  # type: ignore[arg-type]  # it is a list


def moved(run: Run, customer: str) -> Run:
    """A run of somebody else from now on."""
    return {**run, "customer": customer, "seq": run["seq"] + 1}


def look(sitting: Sitting) -> None:
    """See to what follows of a profile that has changed, or have it seen to by who can."""
    if sitting.directory.looks:
        sitting.look_anew()
        sitting.finish()
    else:
        leave_to_others(sitting, sitting.given.at)


def _left_of(customer: CustomerDocument, merged: Merged) -> CustomerDocument:
    """Who is a part of another: nothing but where they are."""
    return CustomerDocument(
        schema=customer["schema"],
        id=customer["id"],
        profile={},
        journeys={},
        seq=customer["seq"] + 1,
        updated_at=max(customer["updated_at"], merged["at"], key=lambda instant: instant[:-1]),
        merged=merged,
    )


# ── two runs that cannot both go on ──────────────────────────────────────────────────────────────────


def _clashing(others: Sequence[Run], own: Sequence[Run]) -> list[tuple[Run, Run]]:
    """Runs of one journey with one key, of which one has to stand still: that one, and the one that the
    customer was in last. Sub-journeys are part of the run that waits for them.
    """
    going_on = [run for run in own if _goes_on(run)]
    pairs = (
        sorted((run, rival), key=_last_in)
        for run in filter(_goes_on, others)
        for rival in going_on
        if (run["journey"], run["key"]) == (rival["journey"], rival["key"])
    )
    return [(first, last) for first, last in pairs]


def _goes_on(run: Run) -> bool:
    return run["status"] in {"active", "paused"} and "parent" not in run


def _last_in(run: Run) -> tuple[str, str, str]:
    return (run["last_seen"] or run["started_at"])[:-1], run["updated_at"][:-1], run["id"]


def _suspend(sitting: Sitting, run: Run, goes_on: Run, given: MergeInput) -> None:
    now = sitting.runs[run["id"]]
    plan = sitting.plan(now)
    if plan is None:
        return
    both = f"`{given.other}` and `{sitting.customer['id']}`"
    reason = f"{both} are one: `{goes_on['id']}` goes on, they were in it last"
    done = sitting.give(plan, now, OperatorInput(given.id, given.at, run["id"], "suspend", given.by, reason))
    done.report["reason"] = reason
    held = sitting.runs[run["id"]]
    if "suspended" in held:
        sitting.write({**held, "suspended": {**held["suspended"], "merge": given.id}})


# ── one document of two ──────────────────────────────────────────────────────────────────────────────


def joined(
    other: CustomerDocument, into: CustomerDocument, identity: Identity, keys: Collection[str]
) -> CustomerDocument:
    """One document of two; what both say of a field, `into` is believed."""
    customer: CustomerDocument = {**into}
    given = {name: value for name, value in other["profile"].items() if name not in keys}
    customer["profile"] = {**given, **into["profile"]}
    customer["journeys"] = journeys_of(other["journeys"], into["journeys"])
    put(customer, "segments", _since(other.get("segments", {}), into.get("segments", {})))
    put(customer, "timers", timers_of(other.get("timers", ()), into.get("timers", ())))
    conversations = {**other.get("conversations", {}), **into.get("conversations", {})}
    put(customer, "conversations", dict([*conversations.items()][-MAXIMUM_CONVERSATIONS:]))
    put(customer, "recent", recent_of(other.get("recent", ()), into.get("recent", ())))
    answers = [*other.get("answers", ()), *into.get("answers", ())]
    put(customer, "answers", newest(sorted(answers, key=lambda answer: answer["at"][:-1])))
    put(customer, "contacts", contacts_of(other.get("contacts", ()), into.get("contacts", ())))
    customer = with_held(customer, [*into.get("held", ()), *other.get("held", ())])
    customer["identities"] = {
        **into.get("identities", {}),
        other["id"]: identity,
        **other.get("identities", {}),
    }
    return customer


def journeys_of(
    other: Mapping[str, JourneyRecord], into: Mapping[str, JourneyRecord]
) -> dict[str, JourneyRecord]:
    """What two have begun, together."""
    found = dict(into)
    for name, record in other.items():
        mine = found.get(name) or JourneyRecord(begun=0, ended_at=None)
        both: JourneyRecord = {**mine, "begun": mine["begun"] + record["begun"]}
        both["ended_at"] = later(record["ended_at"], mine["ended_at"])
        starts = sorted(
            [*record.get("starts", ()), *mine.get("starts", ())], key=lambda instant: instant[:-1]
        )
        put(both, "starts", starts[-MAXIMUM_STARTS:])
        found[name] = both
    return found


def _ended(journeys: Mapping[str, JourneyRecord], others: Collection[str]) -> dict[str, str]:
    """When those of some journeys were left last that are among others."""
    return {name: at for name in journeys if name in others and (at := journeys[name]["ended_at"])}


def later(one: str | None, other: str | None) -> str | None:
    """The later of two instants, either of which may never have been."""
    return max(filter(None, (one, other)), key=lambda instant: instant[:-1], default=None)


def _since(other: Mapping[str, str], into: Mapping[str, str]) -> dict[str, str]:
    """The segments that either was in, since the first of them was: nobody enters where they are already."""
    found = {**into}
    for name, since in other.items():
        found[name] = min(since, into.get(name, since), key=lambda instant: instant[:-1])
    return dict(sorted(found.items()))


def timers_of(other: Sequence[TimerEntry], into: Sequence[TimerEntry]) -> list[TimerEntry]:
    """Timers of rules that wait for what must not happen, of both, each under a name of its own; schedules
    are the same for everybody.
    """
    found = list(into)
    names = {entry["name"] for entry in into}
    for entry in other:
        name = entry["name"]
        if entry["kind"] == QUIET:
            continue  # There is one for all that is held.
        if entry["kind"] == "absence":
            base, _, number = name.rpartition("/")
            while name in names:
                number = str(int(number) + 1)
                name = f"{base}/{number}"
        if name not in names:
            names.add(name)
            found.append({**entry, "name": name})
    return sorted(found, key=order)


def recent_of(other: Sequence[RecentEvent], into: Sequence[RecentEvent]) -> list[RecentEvent]:
    """The events that rules may still count, in the order in which they happened; the newest, where there are
    too many.
    """
    found = sorted([*other, *into], key=lambda event: event["at"][:-1])
    return found if len(found) <= MAXIMUM_RECENT else found[MAKE_ROOM - MAXIMUM_RECENT :]


def contacts_of(other: Sequence[Contact], into: Sequence[Contact]) -> list[Contact]:
    """The messages that were let through to both, in the order in which they were; of too many, those go
    first that are known to be sent.
    """
    found = sorted([*other, *into], key=lambda one: one["at"][:-1])
    too_many = len(found) - MAXIMUM_CONTACTS
    for contact in found[:] if too_many > 0 else ():
        if too_many > 0 and "sent" in contact:
            found.remove(contact)
            too_many -= 1
    return found


def given_back(
    profile: Mapping[str, Json], other: Mapping[str, Json], before: Mapping[str, Json]
) -> dict[str, Json]:
    """A profile without what is the other's: a field that says what theirs says is as it was `before`."""
    found = dict(profile)
    for name, value in other.items():
        if name in found and found[name] == value and before.get(name) != value:
            found.pop(name)
            if name in before:
                found[name] = before[name]
    return found
