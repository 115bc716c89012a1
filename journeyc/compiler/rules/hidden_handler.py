"""A handler that an earlier one always takes the event from."""

from journeyc.compiler import syntax
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.reporter import span_of
from journeyc.diagnostic import Label

NAME = "hidden-handler"


def check(flow: JourneyFlow) -> None:
    """Say handlers that can never be taken, because one without condition stands before them."""
    for place in flow.structure.every:
        if isinstance(place, syntax.Step | syntax.Composite) and flow.reporter.intact(place):
            _step(flow, [item for item in place.items if isinstance(item, syntax.Handler)])


def _step(flow: JourneyFlow, handlers: list[syntax.Handler]) -> None:
    for index, handler in enumerate(handlers):
        hiding = [_hiding(handlers[:index], event.text, handler) for event in handler.events]
        if hiding and all(hiding):
            first = hiding[0]
            label = Label(flow.reporter.source, span_of(first), "this one takes it always") if first else None
            events = ", ".join(f"`{event.text}`" for event in handler.events)
            message = f"{events} never gets here: an earlier handler without condition takes it"
            cure = "put the handler with a condition first"
            flow.reporter.error(NAME, handler.events[0], message, cure, labels=(label,) if label else ())


def _hiding(earlier: list[syntax.Handler], event: str, later: syntax.Handler) -> syntax.Handler | None:
    channels = {channel.text for channel in later.channels}
    for handler in earlier:
        taken = {channel.text for channel in handler.channels}
        covers = not taken or (channels and channels <= taken)
        if handler.guard is None and covers and any(word.text == event for word in handler.events):
            return handler
    return None
