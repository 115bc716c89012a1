"""Why a customer is where they are, what they wait for, and what happens next and when."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from journeyc.cli.run.screen import Screen, away
from journeyc.cli.run.told import Teller
from journeyc.expression.values import to_instant
from journeyc.report.reasons import so_far, unnumbered
from journeyc.runtime import HistoryEntry, PlacePosition, Position, RuleNow
from journeyc.runtime.core.documents import RunReport
from journeyc.runtime.core.expecting import ExpectedEvent
from journeyc.runtime.core.moving import is_cancelled
from journeyc.runtime.core.view import DueTimer, Interrupted, Work


def reports_of(history: Iterable[HistoryEntry]) -> list[tuple[HistoryEntry, RunReport]]:
    """The lines that tell of what a run did, with what they tell."""
    return [(entry, entry.document["report"]) for entry in history if entry.document.get("report")]


def came_here(place: str, history: Sequence[HistoryEntry]) -> tuple[HistoryEntry, RunReport] | None:
    """The input that brought a run to a place."""
    for entry, done in reversed(reports_of(history)):
        if place in done.get("entered", ()):
            return entry, done
    return None


def waited_for(place: PlacePosition, screen: Screen) -> list[str]:
    """What a place waits for, in a few words each."""
    found: list[str] = []
    if place.questions:
        names = ", ".join(question.name for question in place.questions)
        found.append(f"answers to {names}{_by(place.channels)}")
    found += [_work(work, screen) for work in place.works]
    found += map(_event, place.events)
    return found


def _event(event: ExpectedEvent) -> str:
    when = f" when {event.condition}" if event.condition else ""
    return f"{event.name}{_by(event.channels)}{when}"


def _work(work: Work, screen: Screen) -> str:
    match work.kind:
        case "call":
            return f"the answer of {work.name}, try {work.attempt}"
        case "task":
            return f"{work.name}, {claimed(work, screen)}"
        case _:
            return f"the end of journey {work.name}"


def _by(channels: tuple[str, ...]) -> str:
    return f" from {', '.join(channels)}" if channels else ""


def next_line(timer: DueTimer, now: datetime, screen: Screen) -> str:
    """When a timer is due, and what it does then."""
    due = to_instant(timer.due)
    left = f", {timer.left} more times" if timer.left and timer.left > 1 else ""
    return f"{screen.when(due)}, {away(now, due)}: {unnumbered(timer.label)}{left}"


def _behind(interrupted: Interrupted, screen: Screen) -> list[str]:
    """The places that an interrupt froze, and what they wait for all the same."""
    frozen = f"{', '.join(interrupted.places)}, until {interrupted.interrupt} is done"
    return [frozen, *(f"waits for {_work(work, screen)}" for work in interrupted.works)]


def tell(
    teller: Teller,
    position: Position,
    history: Sequence[HistoryEntry],
    now: datetime,
    shown: Sequence[RunReport] = (),
) -> None:
    """The whole answer for one run: where and why, what for, what next. What was `shown` already is not
    told again in full.
    """
    show, screen = teller.screen.labelled, teller.screen
    told = list(shown)
    for number, place in enumerate(position.places):
        if number:
            screen.line()
        entry_and_report = came_here(place.place, history)
        since = f", since {screen.when(entry_and_report[0].at)}" if entry_and_report else ""
        inside = f" in {' › '.join(place.around)}" if place.around else ""
        show("here", [f"{place.place} “{place.title}”{inside}{since}"], hang=2)
        if entry_and_report:
            entry, report = entry_and_report
            show("because", [teller.told(entry)], hang=2)
            if report not in told:
                told.append(report)
                teller.reasons(report)
        if position.outcome is None:
            show("waits", [f"for {what}" for what in waited_for(place, screen)], hang=2)
    if len(position.places) > 1:
        screen.line()
    if position.outcome is None:
        everywhere = [f"for {_event(event)}, wherever it is" for event in position.everywhere]
        show("waits", everywhere, hang=2)
        show("kept", [f"{name}, until a step takes it" for name in position.kept], hang=2)
        for interrupted in position.interrupted:
            show("behind", _behind(interrupted, screen), hang=2)
        show("next", [next_line(timer, now, screen) for timer in position.timers], hang=2)
        show("held", [unnumbered(timer.label) for timer in position.held], hang=2)
        if not position.timers:
            show("next", ["nothing by itself"])


def tell_rules(teller: Teller, rules: Iterable[RuleNow]) -> None:
    """How far rules have come that count events; one that waits for what must not happen has a timer."""
    begun = [rule for rule in rules if rule.events and rule.wanted > 1]
    if begun:
        screen = teller.screen
        screen.line()
        told = [so_far(rule, teller.plans.values(), screen.zone, screen.when) for rule in begun]
        screen.labelled("rules", told, hang=2)


def was_cancelled(position: Position) -> bool:
    """Whether somebody ended the run where it was, at no end of its own."""
    return is_cancelled(position.outcome, [place.place for place in position.places])


def claimed(work: Work, screen: Screen) -> str:
    """Who has a task, and when it is due."""
    has = f"claimed by {work.claimed_by}" if work.claimed_by else "nobody has it yet"
    return f"{has}, due {screen.when(work.due)}" if work.due else has
