"""The same inputs through the embedded runtime, as a host gives them."""

import re
from collections.abc import Callable
from typing import Any

from journeyc.ir import Package
from journeyc.runtime import JourneyError, Report, Runtime
from journeyc.runtime.core.documents import Run
from journeyc.runtime.core.inputs import (
    AnswerInput,
    CallInput,
    DeliveryInput,
    EventInput,
    Input,
    OperatorInput,
    OutcomeInput,
    ProfileInput,
    StartInput,
    TaskInput,
)
from tests.laws.world import CUSTOMER, plain

_TICK = re.compile(r"time/[0-9a-f-]{36}")


class Hosted:
    """A runtime in memory with one customer."""

    def __init__(self, package: Package) -> None:
        self.runtime = Runtime.open(journeys=[package])

    def apply(self, given: Input) -> Report | None:
        """Give an input; None for a look at the clock, and where the call itself was wrong."""
        try:
            return self._apply(given)
        except JourneyError:
            return None

    def _apply(self, given: Input) -> Report | None:
        runtime = self.runtime
        named: Any = {"id": given.id, "at": given.at}
        match given:
            case EventInput(_, _, name, payload, channel, run, talk):
                return runtime.send(
                    name, payload, customer=CUSTOMER, channel=channel, run=run, conversation=talk, **named
                )
            case AnswerInput(_, _, values, channel, run, talk):
                return runtime.answer(CUSTOMER, values, channel=channel, run=run, conversation=talk, **named)
            case ProfileInput(_, _, fields):
                return runtime.identify(CUSTOMER, fields, **named)
            case StartInput(_, _, journey, arguments, channel):
                return runtime.start(journey, arguments, customer=CUSTOMER, channel=channel, **named)
            case CallInput(_, _, call, result, value, failure, attempt):
                return runtime.result(call, result, value, failure=failure, attempt=attempt, **named)
            case TaskInput():
                about = given._asdict()
                return runtime.task(about.pop("task"), about.pop("action"), **about)
            case DeliveryInput(_, _, effect, _, outcome, channel, reason):
                return runtime.delivered(effect, outcome, channel=channel, reason=reason, **named)
            case OutcomeInput(_, _, run, name, value, observed):
                return runtime.outcome(run, name, value, observed_at=observed, **named)
            case OperatorInput(_, _, run, command, by, reason, _):
                operate: Callable[..., Report] = getattr(runtime, command)
                return operate(run, by=by, reason=reason, **named)
        runtime.tick(given.at)
        return None

    @property
    def runs(self) -> dict[str, Run]:
        """All runs of the customer, by id."""
        return {run["id"]: run for run in self.runtime._store.runs(10_000)}

    def everything(self) -> str:
        """All that the runtime keeps of the customer, but for the ids it gives to its looks at the clock."""
        known = self.runtime._store.read(CUSTOMER)
        history = [entry._asdict() for entry in self.runtime.history(CUSTOMER)]
        tasks = [task._asdict() for task in self.runtime.tasks()]
        return _TICK.sub("time", plain([known.customer, self.runs, history, self.runtime.incidents(), tasks]))
