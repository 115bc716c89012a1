"""A handler that an earlier one always takes the event from."""

from collections.abc import Sequence

from journeyc.compiler import syntax
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.reporter import span_of
from journeyc.diagnostic import Label
from journeyc.expression.syntax import Constant, Expression, Word

NAME = "hidden-handler"


def check(flow: JourneyFlow) -> None:
    """Say handlers and starts that can never be taken, because one without condition stands before them."""
    urgent = _urgent(flow)
    for place in flow.structure.every:
        if isinstance(place, syntax.Step | syntax.Composite) and flow.reporter.intact(place):
            handlers = [item for item in place.items if isinstance(item, syntax.Handler)]
            if urgent and not _interrupts(flow, place):
                handlers = [item for item in handlers if not _is_taken_away(flow, urgent, item)]
            _check(flow, handlers, "handler")
    starts = [start for start in flow.node.starts if start.kind == "event" and flow.reporter.intact(start)]
    _check(flow, starts, "start")


def _urgent(flow: JourneyFlow) -> "list[tuple[syntax.Anytime, _Taken]]":
    """The urgent interrupts, with what they take always: they are asked before all steps."""
    found = []
    for place in flow.structure.every:
        if isinstance(place, syntax.Anytime) and place.urgent and flow.reporter.intact(place):
            taken = _Taken()
            for item in place.items:
                if isinstance(item, syntax.Handler) and _always(item.guard):
                    taken.add(item, [event for event in item.events if not _is_of_a_place(event.text)])
            found.append((place, taken))
    return found


def _is_of_a_place(event: str) -> bool:
    """Whether an event happens to one place, which alone hears it."""
    return event == "answered" or event.endswith(".done")


def _interrupts(flow: JourneyFlow, place: syntax.Place) -> bool:
    """Whether a place is an interrupt or in one: there the urgent one may be going on itself, and takes
    nothing then.
    """
    chain = (place.name.text, *flow.structure.around(place.name.text))
    return any(isinstance(flow.places.get(name), syntax.Anytime) for name in chain)


def _is_taken_away(
    flow: JourneyFlow, urgent: "list[tuple[syntax.Anytime, _Taken]]", item: syntax.Handler
) -> bool:
    """Whether an urgent interrupt takes all that a handler waits for, which is said then."""
    hiding = [
        next(((place, by) for place, taken in urgent if (by := taken.by(event.text, item.channels))), None)
        for event in item.events
    ]
    if not hiding or hiding[0] is None or not all(hiding):
        return False
    place, by = hiding[0]
    shown = ", ".join(f"`{event.text}`" for event in item.events)
    message = f"{shown} never gets here: the urgent interrupt `{place.name.text}` takes it always"
    cure = "give the one of the interrupt a condition (`when …`), or leave this one out"
    labels = (Label(flow.reporter.source, span_of(by), "this one takes it always"),)
    flow.reporter.error(NAME, item.events[0], message, cure, labels)
    return True


def _check(flow: JourneyFlow, items: Sequence[syntax.Handler | syntax.Start], kind: str) -> None:
    taken = _Taken()
    for item in items:
        events = _events(item)
        hiding = [taken.by(event.text, item.channels) for event in events]
        if hiding and all(hiding):
            labels = tuple(
                Label(flow.reporter.source, span_of(first), "this one takes it always")
                for first in hiding[:1]
                if first
            )
            shown = ", ".join(f"`{event.text}`" for event in events)
            plain = hiding[0] is not None and hiding[0].guard is None
            takes = "without condition takes it" if plain else "takes it always"
            message = f"{shown} never gets here: an earlier {kind} {takes}"
            cure = "give the earlier one a condition (`when …`), or leave this one out"
            if item.guard is not None:
                cure = f"put the {kind} with a condition first"
            flow.reporter.error(NAME, events[0], message, cure, labels)
        elif _always(item.guard):
            taken.add(item, events)


class _Taken:
    """Which events are taken, on which channels, and by which handler; no channel means on all."""

    def __init__(self) -> None:
        self._by: dict[tuple[str, str], syntax.Handler | syntax.Start] = {}

    def add(self, item: syntax.Handler | syntax.Start, events: list[Word]) -> None:
        for event in events:
            for channel in [word.text for word in item.channels] or [""]:
                self._by.setdefault((event.text, channel), item)

    def by(self, event: str, channels: list[Word]) -> syntax.Handler | syntax.Start | None:
        """What takes an event before it gets to a handler of these channels."""
        whole = self._by.get((event, ""))
        if whole is not None or not channels:
            return whole
        parts = [self._by.get((event, channel.text)) for channel in channels]
        return parts[0] if all(parts) else None


def _events(item: syntax.Handler | syntax.Start) -> list[Word]:
    if isinstance(item, syntax.Handler):
        return item.events
    return [item.name] if item.name else []


def _always(guard: Expression | None) -> bool:
    return guard is None or (isinstance(guard, Constant) and guard.value is True)
