"""Where a customer is, as whoever serves them on one channel needs to know it."""

from collections.abc import Iterable
from datetime import datetime
from itertools import chain
from typing import NamedTuple, TypeVar

from journeyc.expression.values import Json
from journeyc.runtime.core.documents import CustomerDocument, Outcome, Run, Status
from journeyc.runtime.core.expecting import ExpectedEvent
from journeyc.runtime.core.view import DueTimer, Interrupted, OpenQuestion, WaitingPlace, Work, waiting
from journeyc.runtime.wording import Wording

_T = TypeVar("_T")


class PlacePosition(NamedTuple):
    """One place of a run on one channel: `says` is what to show or speak, `questions` what to ask, `events`
    what can happen next, `works` what others do for it.

    `here` is whether the step is on this channel; if not, there is nothing to say, and `channels` tells
    where it is. `around` are the nodes it stands in, `items` what the `each` among them are at. `problems`
    are texts that could not be rendered.
    """

    place: str
    step: str
    kind: str
    title: str
    around: tuple[str, ...]
    items: dict[str, Json]
    channels: tuple[str, ...]
    here: bool
    says: tuple[str, ...]
    questions: tuple[OpenQuestion, ...]
    answered: dict[str, Json]
    events: tuple[ExpectedEvent, ...]
    works: tuple[Work, ...]
    problems: tuple[str, ...]


class Position(NamedTuple):
    """One run on one channel. It is in one place, or in several side by side; what is said, asked and can
    happen is that of all of them, or of each in `places`.

    `events` are taken wherever the run is. `timers` are in the order in which they are due; `held` ones wait
    until the run goes on. `interrupted` are the places to which it comes back.
    """

    run: str
    journey: str
    version: int
    title: str
    customer: str
    status: Status
    places: tuple[PlacePosition, ...]
    everywhere: tuple[ExpectedEvent, ...]
    timers: tuple[DueTimer, ...]
    held: tuple[DueTimer, ...]
    interrupted: tuple[Interrupted, ...]
    kept: tuple[str, ...]
    paused_since: str | None
    suspended_since: str | None
    outcome: Outcome | None

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps where the run is, in written order."""
        return _once(place.step for place in self.places)

    @property
    def here(self) -> bool:
        """Whether any place of it is on this channel."""
        return any(place.here for place in self.places)

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels its places are on."""
        return _once(chain.from_iterable(place.channels for place in self.places))

    @property
    def says(self) -> tuple[str, ...]:
        """What to show or speak here."""
        return tuple(chain.from_iterable(place.says for place in self.places))

    @property
    def questions(self) -> tuple[OpenQuestion, ...]:
        """What to ask here."""
        return _once(chain.from_iterable(place.questions for place in self.places))

    @property
    def answered(self) -> dict[str, Json]:
        """What has been answered of what is asked, by field."""
        return {name: value for place in self.places for name, value in place.answered.items()}

    @property
    def events(self) -> tuple[ExpectedEvent, ...]:
        """What can happen next, wherever the run is or in one of its places."""
        return _once(chain(*(place.events for place in self.places), self.everywhere))

    @property
    def problems(self) -> tuple[str, ...]:
        """Texts that could not be rendered, and why."""
        return tuple(chain.from_iterable(place.problems for place in self.places))


def _once(values: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(values))


def position(
    wording: Wording, run: Run, customer: CustomerDocument, channel: str | None, now: datetime
) -> Position:
    """The position of a run; without a channel everything that is not said on one channel only."""
    view = waiting(wording.plan, run, customer, now)
    return Position(
        run=view.run,
        journey=view.journey,
        version=run["version"],
        title=view.title,
        customer=customer["id"],
        status=view.status,
        places=tuple(
            _place(place, view.works, wording, run, customer, channel, now) for place in view.places
        ),
        everywhere=view.events,
        timers=view.timers,
        held=view.held,
        interrupted=view.interrupted,
        kept=view.kept,
        paused_since=view.paused_since,
        suspended_since=view.suspended_since,
        outcome=view.outcome,
    )


def _place(  # what a text is made of
    place: WaitingPlace,
    works: Iterable[Work],
    wording: Wording,
    run: Run,
    customer: CustomerDocument,
    channel: str | None,
    now: datetime,
) -> PlacePosition:
    here = channel is None or not place.channels or channel in place.channels
    lines: list[str] = []
    problems: list[str] = []
    # A run that was cancelled stays where it was, and has nothing to say there.
    if here and run["status"] != "ended":
        lines, problems = wording.says(place.step, place.items, run, customer, channel, now)
    return PlacePosition(
        **place._asdict(),
        here=here,
        says=tuple(lines),
        works=tuple(work for work in works if work.place == place.place),
        problems=tuple(problems),
    )
