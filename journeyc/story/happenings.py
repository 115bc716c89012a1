"""What happens, as a clause: events, outcomes of messages, the customer's comings and goings, patterns."""

from collections.abc import Sequence
from typing import assert_never

from journeyc.ir.model import Each, Parallel, Pattern
from journeyc.story.doings import value
from journeyc.story.names import Names
from journeyc.story.spoken import times
from journeyc.story.words import Words, listed, words

_BY_THEMSELVES = {
    "answered": "everything we asked for is answered",
    "paused": "the journey pauses",
    "resumed": "the customer comes back after a pause",
}
_OF_MESSAGES = {
    "sent": " has been sent",
    "delivered": " has arrived",
    "opened": " is opened",
    "clicked": " is clicked",
    "failed": " cannot be delivered",
    "suppressed": " is held back",
}
_OF_SEGMENTS = {"entered": "the customer comes into the segment ", "left": "the customer leaves the segment "}


def happening(events: Sequence[str], channels: Sequence[str], names: Names) -> Words:
    """One of these events, from one of these channels if any are named."""
    plain = [name for name in events if _is_plain(name, names)]
    clauses = [_one(name, names) for name in events if name not in plain]
    if plain:
        declared = words(listed([names.event(name) for name in plain], "or"), " happens")
        clauses.insert(0, words(declared, on(channels, names)))
    elif channels:
        clauses[-1] = words(clauses[-1], on(channels, names))
    return listed(clauses, "or")


def on(channels: Sequence[str], names: Names) -> Words:
    """The channels something happens on, with a space before."""
    where = " at the " if names.is_desk(channels) else " on "
    return words(where, names.channels(channels)) if channels else ()


def _is_plain(name: str, names: Names) -> bool:
    return "." not in name and (
        name not in _BY_THEMSELVES or any(event.name == name for event in names.declared.events)
    )


def _one(name: str, names: Names) -> Words:
    about, _, what = name.partition(".")
    if not what:
        return words(_BY_THEMSELVES[name])
    if what in _OF_SEGMENTS and about in names.segments:
        return words(_OF_SEGMENTS[what], names.segment(about))
    if what in _OF_MESSAGES and about in names.messages:
        message = words("a link in " if what == "clicked" else "", "the message ", names.message(about))
        return words(message, _OF_MESSAGES[what])
    if isinstance(names.nodes.get(about), Parallel | Each):
        return words("all of ", names.step(about), " is done")
    return words(names.step(about), " is done")


def pattern(item: Pattern, names: Names) -> Words:
    """What a rule waits for, as a clause behind `when`."""
    within: Words = words(" within ", value(item.within, names)) if item.within is not None else ()
    match item.kind:
        case "single":
            return happening(item.events, item.channels, names)
        case "repeated":
            return words(happening(item.events, item.channels, names), f" {times(item.count or 1)}", within)
        case "sequence":
            first, *later = (
                names.event(name) if _is_plain(name, names) else _one(name, names) for name in item.events
            )
            rest = [part for one in later for part in (" and then ", one)]
            how = (
                words(first, *rest, " happen")
                if all(_is_plain(name, names) for name in item.events)
                else words(first, *rest)
            )
            return words(how, on(item.channels, names), within)
        case "absence":
            before, missing = item.events[0], item.events[-1]
            told = happening([before], item.channels, names)
            return words(told, ", and then not ", _noun(missing, names), within)
        case _:
            assert_never(item.kind)


def _noun(name: str, names: Names) -> Words:
    return names.event(name) if _is_plain(name, names) else words("that ", _one(name, names))
