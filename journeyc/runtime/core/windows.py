"""What has happened before an event, and whether the two complete the pattern of a rule."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from journeyc.expression.values import instant_text, to_instant
from journeyc.runtime.core.documents import CustomerDocument, RecentEvent, Run
from journeyc.runtime.core.fields import contradicts
from journeyc.runtime.core.inputs import EventInput
from journeyc.runtime.core.nodes import RulePlan
from journeyc.runtime.core.plan import Plan

#: How many events of a customer are remembered at most, so that any count that may be written can be reached.
MAXIMUM_RECENT = 1_000
#: How many of the oldest make room where there are more, so that not every further one is an incident.
MAKE_ROOM = 100

#: Until when an event of some name may count, for each rule that names it.
Reaches = Mapping[str, Sequence[Callable[[datetime], datetime]]]


def gathered(
    rule: RulePlan,
    earlier: Iterable[RecentEvent],
    event: RecentEvent,
    reaches: Callable[[RecentEvent], bool],
    counts: Callable[[RecentEvent], bool],
) -> list[RecentEvent]:
    """What of the pattern of a rule has come with its last event, oldest first: all that is `wanted`, or
    less; nothing where the last came over a channel that does not count.

    `earlier` are those before it, newest first, and `counts` says which of them count; `reaches` says whether
    the window that begins with one of them still holds the event. Of several, the latest count.
    """
    if not _fits(rule, event):
        return []
    found = [event]
    wanted = iter(rule.before)
    if (name := next(wanted, None)) is None:
        return found
    for before in earlier:
        if before["name"] != name or not _fits(rule, before) or not counts(before):
            continue
        if not reaches(before):
            break
        found.append(before)
        if (name := next(wanted, None)) is None:
            break
    return found[::-1]


def _fits(rule: RulePlan, event: RecentEvent) -> bool:
    return rule.channels is None or event["channel"] in rule.channels


def is_same(one: RecentEvent, other: RecentEvent) -> bool:
    """Whether two are one event; what an input makes a run raise has its id."""
    return one["id"] == other["id"] and one["name"] == other["name"] and one.get("run") == other.get("run")


def before(recent: Sequence[RecentEvent], event: RecentEvent) -> Iterator[RecentEvent]:
    """What happened before an event, which may be among them; newest first."""
    backwards = reversed(recent)
    if recent and is_same(recent[-1], event):  # it is, unless others were applied since
        next(backwards)
    elif any(is_same(one, event) for one in recent):
        while not is_same(next(backwards), event):
            pass
    return backwards


def counts_in(plan: Plan, run: Run, event: RecentEvent) -> bool:
    """Whether an event counts for the rules of a run: it is for this one, or may be for any."""
    if (of := event.get("run")) is not None:
        return of == run["id"]
    return not contradicts(plan, run, event["payload"])


# ── what is remembered ───────────────────────────────────────────────────────────────────────────────


def remembered(
    customer: CustomerDocument, events: Sequence[RecentEvent], reaches: Reaches
) -> tuple[CustomerDocument, str]:
    """The customer with events more, and without those that no window holds any longer; what is wrong where
    there are too many, else empty.
    """
    recent = [*customer.get("recent", ()), *events]
    now = to_instant(events[-1]["at"])
    gone = 0
    while gone < len(recent) - 1 and not _may_count(recent[gone], now, reaches):
        gone += 1
    recent = recent[gone:]
    problem = ""
    if len(recent) > MAXIMUM_RECENT:
        recent = [event for event in recent if _may_count(event, now, reaches)]
    if len(recent) > MAXIMUM_RECENT:
        problem = (
            f"more than {MAXIMUM_RECENT:,} events that rules may still count;"
            f" the oldest {MAKE_ROOM} count no longer"
        )
        recent = recent[MAKE_ROOM:]
    return {**customer, "recent": recent}, problem


def _may_count(event: RecentEvent, now: datetime, reaches: Reaches) -> bool:
    at = to_instant(event["at"])
    return any(reach(at) >= now for reach in reaches.get(event["name"], ()))


def written_down(customer: CustomerDocument, given: EventInput, run: str | None) -> RecentEvent:
    """An event as it is remembered; `run` is the one that it is for, if it is for one alone."""
    event = RecentEvent(
        id=given.id,
        name=given.name,
        at=time_of(customer, instant_text(given.at)),
        payload=dict(given.payload),
        channel=given.channel,
    )
    if run is not None:
        event["run"] = run
    return event


def time_of(customer: CustomerDocument, at: str) -> str:
    """When an event counts as having happened: never before one that came earlier."""
    recent = customer.get("recent")
    return max(at, recent[-1]["at"], key=lambda instant: instant[:-1]) if recent else at
