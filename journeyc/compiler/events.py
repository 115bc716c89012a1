"""What can be read of events: declared ones, and those of the system, whose names may have dots."""

from collections.abc import Callable, Mapping

from journeyc.compiler.names import (
    CHANNEL,
    ENVELOPE,
    NOTIFICATION_OUTCOMES,
    SEGMENT_EVENTS,
    SUPPRESSED_BECAUSE,
    SYSTEM_EVENTS,
    Names,
)
from journeyc.compiler.places import Place, channel_type
from journeyc.expression.syntax import Word
from journeyc.expression.types import DURATION, EnumType, RecordType, Type, optional, required

#: The ends of the stages, parallels and branches whose `done` can be heard at a place.
Ends = Mapping[str, tuple[str, ...]]
#: The same for a place, asked only where an event with a dot is named, or one that is not there.
Done = Callable[[], Ends]


def none_done() -> Ends:
    """What can be heard to be done where nothing is."""
    return {}


def event_record(place: Place, events: list[Word], channels: list[Word], done: Done) -> RecordType:
    """What can be read of the events of a handler: the fields they all have, and the envelope."""
    payloads = [payload(place, event, done) for event in events]
    whole = all(_whole(place.names, event, done) for event in events)
    common = dict(payloads[0]) if payloads else {}
    for other in payloads[1:]:
        # What one of them may lack may be missing.
        common = {
            name: optional(kind) if other[name] != kind else kind
            for name, kind in common.items()
            if name in other and required(other[name]) == required(kind)
        }
    certain = bool(channels) or all(event.text in SYSTEM_EVENTS for event in events)
    fields = {**common, **ENVELOPE, CHANNEL: channel_type(place.names, certain=certain)}
    return RecordType("event", fields, whole=whole)


def _whole(names: Names, event: Word, done: Done) -> bool:
    """Whether everything is known of an event: it is declared, and its declaration could be read."""
    if event.text in names.events:
        node, reporter = names.events[event.text]
        return reporter.intact(node)
    if event.text in SYSTEM_EVENTS:
        return True
    of, _, what = event.text.rpartition(".")
    return bool(of) and what in _events_of(names, of, done())


def payload(place: Place, event: Word, done: Done) -> Mapping[str, Type]:
    """The payload of an event; one that nobody declared is said."""
    names, text = place.names, event.text
    if text == "resumed":
        return {"away": DURATION, "previous_channel": optional(names.types[CHANNEL])}
    if text in SYSTEM_EVENTS:
        return {}
    if text in names.payloads:
        return names.payloads[text]
    if "." in text:
        return _of_system(place, event, done())
    ends = done()
    candidates = [*names.payloads, *SYSTEM_EVENTS, *(f"{name}.done" for name in ends)]
    cure = f"declare it: `event {text} {{ … }}`"
    known = _events_of(names, text, ends)
    if known:
        candidates = []
        cure = f"what becomes of it are {', '.join(f'`{text}.{name}`' for name in known)}"
    place.reporter.undefined(event, "event", candidates, cure)
    return {}


def _of_system(place: Place, event: Word, done: Ends) -> Mapping[str, Type]:
    """The payload of an event with a dot: what became of a notification, a segment or a branch."""
    names = place.names
    of, _, what = event.text.rpartition(".")
    # A stage, a notification and a segment may have one name: no two of them have an event in common.
    known = _events_of(names, of, done)
    if what == "done" and what in known:
        ends = done[of]
        return {"end": EnumType("one of " + ", ".join(ends), ends)} if ends else {}
    if what == "suppressed" and what in known:
        reasons = EnumType("one of " + ", ".join(SUPPRESSED_BECAUSE), SUPPRESSED_BECAUSE)
        return {"reason": names.enums_in_place.setdefault(reasons.name, reasons)}
    if known and what not in known:
        _unknown(place, event, of, what, known)
    elif not known:
        cure = "notifications, segments, and stages and branches around or beside this have such events"
        near = place.reporter.near(of, [*done, *names.notifications, *names.segments])
        meant = [f"{near}.{one}" for one in _events_of(names, near, done)] if near else []
        place.reporter.undefined(event, "event", meant, cure)
    return {}


def _events_of(names: Names, of: str, done: Ends) -> list[str]:
    """What happens to a notification, a segment or a stage of a name, by the part behind the dot."""
    return [
        *(("done",) if of in done else ()),
        *(NOTIFICATION_OUTCOMES if of in names.notifications else ()),
        *(SEGMENT_EVENTS if of in names.segments else ()),
    ]


def _unknown(place: Place, event: Word, of: str, what: str, known: list[str]) -> None:
    """Say an event that something with events of its own has not; what is meant is one of those it has."""
    near = place.reporter.near(what, known)
    cure = f"there are {', '.join(f'`{of}.{name}`' for name in known)}"
    place.reporter.undefined(event, "event", [f"{of}.{near}"] if near else [], cure)
