"""What a play shows of a customer: a card for each place, and what can happen next under its number."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeAlias

from journeyc.cli.run.screen import Screen, away
from journeyc.cli.run.story import claimed, was_cancelled
from journeyc.cli.run.told import Teller
from journeyc.cli.run.written import hint
from journeyc.expression.types import Type
from journeyc.expression.values import to_instant
from journeyc.report.reasons import unnumbered
from journeyc.runtime import PlacePosition, Position
from journeyc.runtime.core.expecting import ExpectedEvent
from journeyc.runtime.core.nodes import Arrow, Question, StepNode
from journeyc.runtime.core.plan import Plan
from journeyc.runtime.core.view import Work
from journeyc.template.written import written


class OfferedEvent(NamedTuple):
    """An event that would do something now; `run` None begins a run, `channels` say where from."""

    run: str | None
    name: str
    channels: tuple[str, ...]


class OfferedStart(NamedTuple):
    """A journey that a program may begin."""

    journey: str


class OfferedQuestion(NamedTuple):
    """An open question of a run; `channels` are those of its step."""

    run: str
    field: str
    type: Type
    channels: tuple[str, ...]


class OfferedWork(NamedTuple):
    """A call to be answered, or a task to be claimed or given back."""

    journey: str
    work: Work


class OfferedWait(NamedTuple):
    """Letting time pass until a timer is due."""

    until: datetime


Offer: TypeAlias = OfferedEvent | OfferedStart | OfferedQuestion | OfferedWork | OfferedWait

#: So many characters of an event's fields are named in what is offered.
_FORM = 40


class View:
    """Shows runs of the journeys at hand, `plans` by name; the play is about the first of them. `engine` says
    whether there is one for rules.
    """

    def __init__(self, screen: Screen, plans: Mapping[str, Plan], *, engine: bool = False) -> None:
        self.screen = screen
        self.plans = plans
        self.plan = next(iter(plans.values()))
        self.teller = Teller(screen, plans, engine=engine)

    # ── where the customer is ──

    def card(self, position: Position, channel: str, now: datetime, offers: list[Offer]) -> None:
        """The cards of all places of a run, with what they offer."""
        screen = self.screen
        if position.journey != self.plan.journey:
            screen.line()
            screen.say(f"{screen.paint(position.title, 'strong')} · {position.run}")
        for number, place in enumerate(position.places):
            screen.line()
            screen.rule(place.title or place.step, _aside(place, position))
            if number == 0:
                self._status(position)
            if position.outcome is None:
                self._place(position, place, channel)
                self._offered_at(position, place, offers)
        self._rest(position, now, offers)

    def offered(self, position: Position, now: datetime, offers: list[Offer]) -> None:
        """Only what a run offers, without the cards."""
        for place in position.places:
            self._offered_at(position, place, offers)
        self._rest(position, now, offers)

    def _status(self, position: Position) -> None:
        screen = self.screen
        if position.paused_since:
            screen.labelled("paused", [f"since {screen.when(position.paused_since)}"])
        if position.suspended_since:
            screen.labelled("suspended", [f"since {screen.when(position.suspended_since)}"])
        for interrupted in position.interrupted:
            screen.labelled("behind", [", ".join(interrupted.places)], hang=2)
        if position.outcome:
            when = screen.when(position.outcome["at"])
            if was_cancelled(position):
                screen.labelled("cancelled", [when])
            else:
                screen.labelled("ended", [f"{when}, {position.outcome['kind']}"])

    def _place(self, position: Position, place: PlacePosition, channel: str) -> None:
        screen = self.screen
        if not place.here:
            screen.labelled(
                "here", [f"nothing to do on {channel}; this step is on {', '.join(place.channels)}"]
            )
        screen.labelled("says", place.says)
        for problem in place.problems:
            screen.labelled("trouble", [problem])
        asked = self.asked(position.journey, place)
        known = [
            f"{name} = {written(value, asked[name].type, screen.zone) if name in asked else value}"
            for name, value in (place.items | place.answered).items()
        ]
        screen.labelled("kept", known, hang=2)

    def asked(self, journey: str, place: PlacePosition) -> Mapping[str, Question]:
        """What the step of a place asks, answered or not."""
        plan = self.plans.get(journey)
        node = plan.nodes.get(place.step) if plan else None
        return node.asked if isinstance(node, StepNode) else {}

    # ── what can happen ──

    def _offered_at(self, position: Position, place: PlacePosition, offers: list[Offer]) -> None:
        """Add what a place offers to `offers`; the number of each is its place there."""
        self._questions(position, place, offers)
        self._events("next", position, place.events, place.channels, offers)
        self._works(position, place.works, offers)

    def _rest(self, position: Position, now: datetime, offers: list[Offer]) -> None:
        self._events("anytime", position, position.everywhere, position.channels, offers)
        for interrupted in position.interrupted:
            self._works(position, interrupted.works, offers)
        if position.kept:
            self.screen.labelled("waits", [f"{', '.join(position.kept)}, until a step takes it"], hang=2)
        self._timers(position, now, offers)

    def _questions(self, position: Position, place: PlacePosition, offers: list[Offer]) -> None:
        asked = self.asked(position.journey, place)
        rows: list[tuple[str, str]] = []
        for question in place.questions:
            declared = asked[question.name].type if question.name in asked else Type(question.type)
            offers.append(OfferedQuestion(position.run, question.name, declared, place.channels))
            rows.append((f"{len(offers):>2}  {question.name}", hint(declared)))
        self._rows("asks", rows)

    def _events(
        self,
        label: str,
        position: Position,
        events: Iterable[ExpectedEvent],
        channels: tuple[str, ...],
        offers: list[Offer],
    ) -> None:
        rows: list[tuple[str, str]] = []
        for event in events:
            offers.append(OfferedEvent(position.run, event.name, event.channels or channels))
            left = f"{len(offers):>2}  on {event.name}{_form(field.name for field in event.fields)}"
            stays = "pauses" if event.source == "pause" else "stays here"
            right = f"-> {event.target}" if event.target else stays
            if event.condition:
                right += f", when {event.condition}"
            if event.channels:
                right += f", from {', '.join(event.channels)}"
            rows.append((left, right))
        self._rows(label, rows)

    def _works(self, position: Position, works: Iterable[Work], offers: list[Offer]) -> None:
        rows: list[tuple[str, str]] = []
        for work in works:
            if work.kind == "journey":
                rows.append((f"    {work.name}", "another journey, until it ends"))
                continue
            offers.append(OfferedWork(position.journey, work))
            left = f"{len(offers):>2}  {work.kind} {work.name}"
            if work.kind == "call":
                rows.append((left, f"try {work.attempt}, {self.answers(position.journey, work)}"))
            else:
                rows.append((left, claimed(work, self.screen)))
        self._rows("works", rows)

    def answers(self, journey: str, work: Work) -> str:
        """What a service may answer, in a few words."""
        plan = self.plans.get(journey)
        service = plan.services.get(work.name) if plan else None
        fails = f", fails {' or '.join(service.failures)}" if service and service.failures else ""
        return f"ok{fails} or no answer"

    def _timers(self, position: Position, now: datetime, offers: list[Offer]) -> None:
        rows: list[tuple[str, str]] = []
        for timer in position.timers:
            due = to_instant(timer.due)
            offers.append(OfferedWait(due))
            pauses = ", then the journey pauses" if timer.kind == "idle" else ""
            rows.append((f"{len(offers):>2}  {away(now, due)}", f"{unnumbered(timer.label)}{pauses}"))
        self._rows("time", rows)

    def starts(self, offers: list[Offer]) -> None:
        """How the journey begins."""
        rows: list[tuple[str, str]] = []
        for name, arrows in self.plan.starts.items():
            channels = _channels_of(arrows)
            offers.append(OfferedEvent(None, name, channels))
            left = f"{len(offers):>2}  on {name}{_form(self.plan.events[name])}"
            by = f", from {', '.join(channels)}" if channels else ""
            rows.append((left, f"starts at {_targets(arrows)}{by}"))
        if self.plan.plain_start is not None:
            offers.append(OfferedStart(self.plan.journey))
            left = f"{len(offers):>2}  start{_form(self.plan.parameters)}"
            rows.append((left, f"starts at {_targets([self.plan.plain_start])}"))
        self._rows("next", rows)
        for schedule in self.plan.schedules:
            self.screen.labelled("time", [unnumbered(schedule.arrow.label)], hang=2)
        for segment, arrow in self.plan.segment_starts:
            self.screen.labelled("segment", [f"{segment}: {unnumbered(arrow.label)}"], hang=2)

    def _rows(self, label: str, rows: Sequence[tuple[str, str]]) -> None:
        wide = max((len(left) for left, _ in rows), default=0)
        self.screen.labelled(
            label, [f"{left:<{wide}}  {right}" for left, right in rows], hang=min(wide + 2, 40)
        )


def _form(fields: Iterable[str]) -> str:
    inside = ", ".join(f"{name} = …" for name in fields)
    return f"({inside if len(inside) <= _FORM else '…'})" if inside else ""


def _aside(place: PlacePosition, position: Position) -> str:
    kind = "end" if position.outcome and not was_cancelled(position) else place.kind
    where = f" on {', '.join(place.channels)}" if place.channels else ""
    inside = f" in {' › '.join(place.around)}" if place.around else ""
    return f"{kind} {place.place}{inside}{where}"


def _targets(arrows: Iterable[Arrow]) -> str:
    return " or ".join(dict.fromkeys(arrow.target.name for arrow in arrows if arrow.target))


def _channels_of(arrows: Iterable[Arrow]) -> tuple[str, ...]:
    return tuple(sorted({name for arrow in arrows for name in arrow.channels or ()}))
