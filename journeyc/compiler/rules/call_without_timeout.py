"""A call that says what to do when nobody answers, but not when that is so."""

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.compiler.facts.leading import Leadings

NAME = "call-without-timeout"
_CURE = "say how long a try may take: `timeout 30 seconds`"


def check(facts: Facts) -> None:
    """Say calls without a timeout, unless they leave silence to a time that leads away from the step."""
    for journey in facts.journeys:
        leadings = Leadings(journey.flow, journey.timing)
        for name, step in journey.steps.items():
            if name not in journey.reachable:
                continue
            for call in step.items:
                if isinstance(call, syntax.ServiceCall) and call.timeout is None:
                    _check(journey, call, waits=not leadings.of(name).at_some_time)


def _check(journey: JourneyFacts, call: syntax.ServiceCall, *, waits: bool) -> None:
    row = next((outcome for outcome in call.outcomes if outcome.kind == "no answer"), None)
    if row is None and call.retry is None and not waits:
        return
    labels = []
    if call.retry is not None:
        labels.append(journey.label(call.retry.times, "silence is not tried again"))
    if row is not None:
        labels.append(journey.label(row, "silence does not lead here"))
    message = f"nothing says how long `{call.service.text}` may take, so its silence is never `no answer`"
    journey.say(NAME, call.service, message, _CURE, labels=tuple(labels))
