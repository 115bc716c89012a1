"""The typing of what a journey says of itself: version, zone, calendar, how often a customer may come."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from journeyc.compiler import clauses, repeats, syntax
from journeyc.compiler.names import Names
from journeyc.compiler.places import Place
from journeyc.compiler.reporter import Reporter
from journeyc.diagnostic import shortened
from journeyc.expression.environment import NOTHING
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
