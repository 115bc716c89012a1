"""A handler that takes something only from a channel over which it never comes."""

from journeyc.compiler import syntax
from journeyc.compiler.effects import listed
from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.compiler.structure import ROOT

NAME = "foreign-channel"

#: What becomes of a message on the channel that brought it; its link may be opened anywhere.
_ON_ITS_CHANNEL = ("sent", "delivered", "opened", "failed")


def check(facts: Facts) -> None:
    """Say channels behind `from` over which none of the events of the handler comes."""
    for journey in facts.journeys:
        for name, place in journey.places.items():
            if isinstance(place, syntax.Step | syntax.Composite):
                for item in place.items:
                    if isinstance(item, syntax.Handler) and item.channels:
                        _check(journey, name, item)


def _check(journey: JourneyFacts, name: str, item: syntax.Handler) -> None:
    comes = [_channels(journey, name, event.text) for event in item.events]
    # What an author declares may come from everywhere.
    known = [channels for channels in comes if channels is not None]
    if len(known) < len(comes):
        return
    for channel in item.channels:
        if not any(channel.text in channels for channels in known):
            shown = listed(event.text for event in item.events)
            able = [one for one in journey.names.channels if any(one in channels for channels in known)]
            what, comes_over = ("it", "comes over") if len(known) == 1 else ("they", "come over")
            message = f"{shown} never {comes_over} `{channel.text}` here"
            journey.say(NAME, channel, message, f"{what} {comes_over} {listed(able)}")


def _channels(journey: JourneyFacts, name: str, event: str) -> set[str] | None:
    """The channels over which an event of the system may come; None where that is not known."""
    names = journey.names
    of, _, what = event.rpartition(".")
    if event == "answered":
        return _answered(journey, name)
    if event == "resumed":
        return {channel for channel in names.channels if names.from_customer(channel)}
    if of in names.notifications and what in _ON_ITS_CHANNEL:
        return {word.text for word in names.notifications[of].node.channels}
    return None


def _answered(journey: JourneyFacts, name: str) -> set[str] | None:
    """The channels of the steps that ask. One with nothing to ask any more is answered by what led to it, on
    whatever channel that came.
    """
    around = ROOT if isinstance(journey.places[name], syntax.Anytime) else name
    found: set[str] = set()
    for inner in (name, *journey.structure.inside(around)):
        step = journey.places[inner]
        asks = (
            [part for part in step.items if isinstance(part, syntax.Ask)]
            if isinstance(step, syntax.Step)
            else []
        )
        if not asks or not isinstance(step, syntax.Step):
            continue
        if step.best is not None or not any(question.again for ask in asks for question in ask.items):
            return None
        found.update(word.text for word in step.channels)
    return found
