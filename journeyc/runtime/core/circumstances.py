"""What becomes of a customer beside their runs: segments they are in, and schedules that begin runs."""

from datetime import UTC, datetime
from typing import NamedTuple

from journeyc.calendar import CalendarProblem, next_tick
from journeyc.expression.evaluation import Scope
from journeyc.expression.functions import EvaluationError
from journeyc.expression.values import instant_text, to_instant, to_time
from journeyc.runtime.core.documents import CustomerDocument, TimerEntry, put
from journeyc.runtime.core.plan import Directory
from journeyc.runtime.core.starting import zone_for
from journeyc.runtime.core.timers import owner, with_timers


class Change(NamedTuple):
    """A segment that a customer has come into, or left."""

    segment: str
    entered: bool


def is_in(directory: Directory, customer: CustomerDocument, segment: str, at: datetime) -> bool:
    """Whether a segment holds a customer now; one that cannot be said does not."""
    formula = directory.segments.get(segment)
    if formula is None:
        return False
    profile = directory.profile(customer["id"], customer["profile"])
    try:
        return bool(formula.compute(Scope({}, profile, {}, at, UTC)))
    except EvaluationError:
        return False


def changes(
    directory: Directory, customer: CustomerDocument, at: datetime
) -> tuple[CustomerDocument, list[Change]]:
    """The customer with the segments of now, and what has changed, by name."""
    known = customer.get("segments", {})
    now = {name: name in known for name in directory.segments}
    found: list[Change] = []
    segments = dict(known)
    for name in sorted(now):
        inside = is_in(directory, customer, name, at)
        if inside is now[name]:
            continue
        found.append(Change(name, inside))
        if inside:
            segments[name] = instant_text(at)
        else:
            del segments[name]
    if not found:
        return customer, []
    changed: CustomerDocument = {**customer}
    put(changed, "segments", segments)
    return changed, found


# ── schedules ────────────────────────────────────────────────────────────────────────────────────────


def armed(
    directory: Directory, customer: CustomerDocument, at: datetime, *, anew: bool = False
) -> CustomerDocument:
    """The customer with a timer for each scheduled start that is known here; `anew` where their zone may have
    changed.
    """
    wanted = directory.schedules
    timers: list[TimerEntry] = []
    known: dict[str, TimerEntry] = {}
    for entry in customer.get("timers", ()):
        if entry["kind"] == "schedule" and is_known(directory, entry):
            known[entry["name"]] = entry
        else:
            timers.append(entry)
    if not anew and known.keys() == wanted.keys():
        return customer
    for name in wanted:
        due = known.get(name)
        # One that is due at this very instant fires after the input, so it is not lost.
        stays = due is not None and (not anew or to_instant(due["due"]) <= at)
        timers += [due] if due is not None and stays else next_of(directory, customer, name, at)
    changed = with_timers(customer, timers)
    return changed if changed.get("timers") != customer.get("timers") else customer


def next_of(directory: Directory, customer: CustomerDocument, name: str, at: datetime) -> list[TimerEntry]:
    """The timer of a scheduled start for its next tick after a time, if there is one."""
    plan, number = directory.schedules[name]
    schedule = plan.schedules[number]
    try:
        due = next_tick(at, schedule.weekdays, to_time(schedule.time), zone_for(plan, customer, at))
    except CalendarProblem:
        return []
    return [TimerEntry(name=name, kind="schedule", due=instant_text(due))]


def is_known(directory: Directory, entry: TimerEntry) -> bool:
    """Whether it is known here what a timer of a customer is for: others may know journeys and rules that are
    not loaded here.
    """
    match entry["kind"]:
        case "schedule":
            return owner(entry["name"]) in directory.beginning
        case "absence":
            return any(owner(entry["name"]) in plan.rule_named for plan in directory.customer_rules)
        case "look" | "quiet":  # what is held, rules may have sent that are not loaded here
            return directory.looks
    return True


def first_due(
    directory: Directory, customer: CustomerDocument, at: datetime, *, inclusive: bool
) -> TimerEntry | None:
    """The timer of a customer to fire next; those that are not known here wait for whoever knows them."""
    for entry in customer.get("timers", ()):
        due = to_instant(entry["due"])
        if due > at or (due == at and not inclusive):
            return None
        if is_known(directory, entry):
            return entry
    return None
