"""The typing of what a journey says of itself: version, zone, calendar, how often a customer may come."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from journeyc.compiler import clauses, repeats, syntax
from journeyc.compiler.names import SYSTEM_EVENTS, Names
from journeyc.compiler.places import Place
from journeyc.compiler.reporter import Reporter, span_of
from journeyc.diagnostic import Label, shortened
from journeyc.expression.environment import NOTHING, Known
from journeyc.expression.node import Node
from journeyc.expression.syntax import Constant, Expression, Word
from journeyc.expression.types import TEXT
from journeyc.grammar.keywords import WEEKDAYS


def settings(place: Place, node: syntax.Journey) -> None:
    """Type the settings of a journey; from then on its place knows whether there is a calendar."""
    reporter = place.reporter
    repeats.in_journey(reporter, node)
    for setting in node.settings:
        _setting(place, setting)
    for path in node.one_run_per:
        if path[0].text not in place.fields:
            reporter.undefined(path[0], "field", place.fields, "name a field of `context`")
        elif path[0].text not in place.roots:
            place.target(path, frozenset(place.unset))
    for reenter in node.reenter:
        if reenter.after is not None:
            place.delay(reenter.after)
        if reenter.times is not None and reenter.per is not None:
            clauses.number(reporter, reenter.times, "at most zero times")
            place.duration(reenter.per)
    for start in node.starts:
        _start(place, start)
        _given(reporter, node, start)
        if start.kind == "event" and start.name is not None:
            cure = "name an event that somebody sends"
            outside_of_runs(reporter, [start.name], ", and here is none yet", cure)
    for pause in node.pauses[:1]:
        for item in pause.events:
            cure = "name an event that somebody sends, or pause it after a time: `after 30 minutes idle`"
            outside_of_runs(reporter, item.events, ", but does not pause it", cure)
        if never_paused(pause):
            cure = "say when it is paused: `after 30 minutes idle`, or `on some_event`"
            reporter.missing(pause, _word(pause, "pause"), "nothing pauses the run", cure)


def outside_of_runs(reporter: Reporter, events: list[Word], why: str, cure: str) -> None:
    """Say events that come by themselves in a run, where they cannot be waited for."""
    for event in events:
        if event.text in SYSTEM_EVENTS:
            message = f"`{event.text}` happens in a run{why}"
            reporter.error("misplaced-clause", event, message, cure)


def never_paused(pause: syntax.Pause) -> bool:
    """Whether nothing says when the run is paused, though something is to be done then."""
    return not pause.idle and not pause.events and bool(pause.reminders or pause.give_up or pause.hold_timers)


def run_key(place: Place, node: syntax.Journey, start: syntax.Start, known: Known) -> None:
    """Say fields that tell runs apart and are not set when a run begins."""
    for path in node.one_run_per:
        name = path[0].text
        if name in place.unset and name not in known:
            message = f"`{name}` may not be set when a run begins, and is to tell runs apart"
            cure = f"set it in braces behind the start: `{{ set {name} = … }}`"
            labels = (Label(place.reporter.source, span_of(start), "this start does not set it"),)
            place.reporter.error("unset-field", path[0], message, cure, labels)


def _word(node: Node, word: str) -> Word:
    """The word a clause begins with, where it has no name to point at."""
    return Word(node.start, node.start + len(word), word)


def _given(reporter: Reporter, node: syntax.Journey, start: syntax.Start) -> None:
    """Say parameters that nobody gives where no other journey starts this one."""
    needed = [field.name for field in node.parameters if field.default is None and not field.type.optional]
    if needed and start.kind != "plain":
        message = f"`{node.name.text}` needs `{needed[0].text}`, which this start does not give"
        cure = f"give `{needed[0].text}` a default, declare it with `?`, or begin with `starts -> …` alone"
        labels = (Label(reporter.source, span_of(needed[0]), "needed here"),)
        reporter.error("missing-argument", start.name or _word(start, "starts"), message, cure, labels)


def _setting(place: Place, setting: syntax.Setting) -> None:
    reporter, value = place.reporter, setting.value
    match setting.name, value:
        case "version", Word() if not 0 < int(value.text[:12] or 1) <= 1_000_000:
            message = "a version is a number from 1 to 1,000,000"
            reporter.error("invalid-literal", value, message, "write `version 1`")
        case "timezone", Expression():
            place.inference().check(value, TEXT, NOTHING, " as a zone")
            if isinstance(value, Constant) and isinstance(value.value, str):
                zone(reporter, value, value.value)
        case "calendar", Word():
            place.calendar = True
            if value.text not in place.names.calendars:
                cure = f"declare it: `calendar {value.text} {{ monday to friday from 09:00 to 17:00 }}`"
                reporter.undefined(value, "calendar", place.names.calendars, cure)


def zone(reporter: Reporter, node: Node, name: str) -> None:
    """Say a zone that there is not."""
    try:
        ZoneInfo(name)
    except (OSError, ValueError, ZoneInfoNotFoundError):
        message = f"`{shortened(name)}` is not a time zone"
        reporter.error("invalid-literal", node, message, "write a name such as `Europe/Berlin`")


def _start(place: Place, start: syntax.Start) -> None:
    """Type the segment and the days of a start; what starts on events is typed along the ways."""
    if start.name is not None and start.kind in {"segment", "schedule"}:
        segment(place.names, place.reporter, start.name)
    if start.time is not None:
        place.inference().infer(start.time)
    weekdays(place.reporter, start.days)


def segment(names: Names, reporter: Reporter, word: Word) -> None:
    """Say a segment that nobody declared."""
    if word.text not in names.segments:
        cure = f'declare it: `segment {word.text} "…" when customer.…`'
        reporter.undefined(word, "segment", names.segments, cure)


def weekdays(reporter: Reporter, days: list[syntax.Weekdays]) -> None:
    """Say what is no weekday, and weekdays from the last to the first."""
    for day in days:
        if day.first.text not in WEEKDAYS:
            message = f"`every {day.first.text}` says no day"
            cure = "write `every day at …`, or a weekday: `every monday at …`"
            reporter.error("invalid-literal", day, message, cure)
        elif day.last is not None and WEEKDAYS.index(day.last.text) <= WEEKDAYS.index(day.first.text):
            message = f"`{day.last.text}` is not after `{day.first.text}`"
            cure = f"a week goes from monday to sunday; list the days: `{day.first.text}, {day.last.text}`"
            reporter.error("invalid-literal", day, message, cure)
