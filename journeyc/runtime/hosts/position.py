"""Where a customer is, as whoever serves them on one channel needs to know it."""

from datetime import datetime
from typing import NamedTuple

from journeyc.expression.values import Json
from journeyc.runtime.core.documents import CustomerDocument, Outcome, Run, Status, TimerEntry
from journeyc.runtime.core.view import ExpectedEvent, OpenQuestion, waiting
from journeyc.runtime.wording import Wording


class Position(NamedTuple):
    """One run on one channel: `says` is what to show or speak, `questions` what to ask, `events` what can
    happen next.

    `here` is whether the step is on this channel; if not, there is nothing to say, and `channels` tells
    where it is. `problems` are texts that could not be rendered.
    """

    run: str
    journey: str
    version: int
    title: str
    status: Status
    step: str
    step_title: str
    channels: tuple[str, ...]
    here: bool
    says: tuple[str, ...]
    questions: tuple[OpenQuestion, ...]
    answered: dict[str, Json]
    events: tuple[ExpectedEvent, ...]
    timers: tuple[TimerEntry, ...]
    paused_since: str | None
    outcome: Outcome | None
    problems: tuple[str, ...]


def position(
    wording: Wording, run: Run, customer: CustomerDocument, channel: str | None, now: datetime
) -> Position:
    """The position of a run; without a channel everything that is not said on one channel only."""
    view = waiting(wording.plan, run, customer, now)
    here = channel is None or not view.channels or channel in view.channels
    lines, problems = wording.says(run, customer, channel, now) if here else ([], [])
    return Position(
        run=view.run,
        journey=view.journey,
        version=run["version"],
        title=view.title,
        status=view.status,
        step=view.step,
        step_title=view.step_title,
        channels=view.channels,
        here=here,
        says=tuple(lines),
        questions=view.questions,
        answered=view.answered,
        events=view.events,
        timers=view.timers,
        paused_since=view.paused_since,
        outcome=view.outcome,
        problems=tuple(problems),
    )
