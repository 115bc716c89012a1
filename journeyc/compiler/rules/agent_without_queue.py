"""A step that waits for an agent whom nobody tells."""

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.compiler.names import SYSTEM_EVENTS
from journeyc.compiler.reaching import reached

NAME = "agent-without-queue"


def check(facts: Facts) -> None:
    """Say steps on channels of agents alone that no queue is for, where work goes by queues."""
    if not facts.names.queues:
        return  # agents hear of their work some other way
    for journey in facts.journeys:
        alone = {
            name: step
            for name, step in journey.steps.items()
            if step.by is None and journey.by_agents(step) and name in journey.reachable
        }
        told = _told(journey) if alone else set[str]()
        for name, step in alone.items():
            if name not in told and not _tells(journey, step):
                channel = step.channels[0].text
                message = f"`{name}` waits for an agent on `{channel}`, and nobody is told to work on it"
                cure = "name the queue it is for: `by queue …`"
                journey.say(NAME, step.name, message, cure)


def _told(journey: JourneyFacts) -> set[str]:
    """The places to which somebody may know that a customer comes: it began with what an agent or a system
    did, an agent worked on the step before, or another system hears of it on the way.
    """
    onward: dict[str, list[str]] = {}
    told = []
    # Of one step many ways may lead.
    working: dict[str, bool] = {}
    for edge in journey.edges:
        before = journey.steps.get(edge.source or "")
        if before is None and edge.source is not None and edge.kind in {"first", "choice", "split"}:
            onward.setdefault(edge.source, []).append(edge.target)
        if before is not None and edge.source is not None and edge.source not in working:
            working[edge.source] = before.by is not None or (
                journey.by_agents(before) or _tells(journey, before)
            )
        if (
            working.get(edge.source or "")
            or _tells(journey, edge.cause)
            or not _by_customer(journey, edge.cause)
        ):
            told.append(edge.target)
    return reached(told, onward)


def _by_customer(journey: JourneyFacts, cause: syntax.Node) -> bool:
    """Whether only the customer, or time, takes a way."""
    match cause:
        case syntax.Handler(events=events, channels=channels) if channels:
            return all(journey.names.from_customer(channel.text) for channel in channels)
        case syntax.Handler(events=events):
            return all(event.text in SYSTEM_EVENTS for event in events)
        case syntax.Start(channels=channels):
            return bool(channels) and all(journey.names.from_customer(channel.text) for channel in channels)
    return not isinstance(cause, syntax.Outcome)


def _tells(journey: JourneyFacts, node: syntax.Node) -> bool:
    parts = node.items if isinstance(node, syntax.Composite) else [node]
    return any(not isinstance(one, syntax.SubJourney) for part in parts for one in journey.elsewhere(part))
