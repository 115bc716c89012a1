"""A time that clocks skip on some day of the year, or show twice."""

from collections.abc import Collection
from datetime import date, time

from journeyc.calendar import zone_named
from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts
from journeyc.compiler.facts.clocks import Oddity, odd_day, oddity
from journeyc.compiler.facts.openings import numbers
from journeyc.expression.node import Node
from journeyc.expression.syntax import Constant, Expression, LocalInstant

NAME = "skipped-hour"
_EVERY_DAY = range(7)


def check(facts: Facts) -> None:
    """Say moments and times of day that a zone does not have; where the zone is the customer's, nothing."""
    for declaration in facts.declarations:
        match declaration:
            case syntax.Journey():
                _moments(facts, declaration, zone := _zone(declaration))
                for start in declaration.starts if zone else ():
                    _daily(facts, start.time, zone, set(numbers(start.days)) or _EVERY_DAY)
            case syntax.Scenario(journey=word) if word.text in facts.names.journeys:
                _moments(facts, declaration, _zone(facts.names.journeys[word.text].node))
            case syntax.Policy():
                for item in declaration.items:
                    if isinstance(item, syntax.Quiet):
                        _hours(facts, item.hours, _text(item.zone), _EVERY_DAY)
            case syntax.Calendar(zones=[text, *_]):
                for opening in declaration.openings:
                    for hours in opening.hours:
                        _hours(facts, hours, text.value, set(numbers(opening.days)))


def _zone(journey: syntax.Journey) -> str:
    """The zone of a journey; empty where it is the customer's, or none is named."""
    return next((_text(one.value) for one in journey.settings if one.name == "timezone"), "")


def _text(value: object) -> str:
    return value.value if isinstance(value, Constant) and isinstance(value.value, str) else ""


def _moments(facts: Facts, node: syntax.Declaration, zone: str) -> None:
    # Mostly there are none in all of the file.
    for moment in facts.within(node) if zone and facts.every(LocalInstant) else ():
        if isinstance(moment, LocalInstant) and (odd := oddity(moment.value, zone_named(zone))):
            _say(facts, moment, facts.written(moment), odd, None, zone)


def _hours(facts: Facts, hours: syntax.Hours, zone: str, weekdays: Collection[int]) -> None:
    for end in (hours.first, hours.last):
        _daily(facts, end, zone, weekdays)


def _daily(facts: Facts, at: Expression | None, zone: str, weekdays: Collection[int]) -> None:
    if zone and isinstance(at, Constant) and isinstance(at.value, time):
        found = odd_day(at.value, zone, weekdays)
        if found is not None:
            _say(facts, at, facts.written(at), found[1], found[0], zone)


def _say(facts: Facts, at: Node, written: str, odd: Oddity, day: date | None, zone: str) -> None:
    on = f" on {day}" if day else ""
    if odd == "skipped":
        message = f"there is no `{written}`{on} in `{zone}`: clocks go forward over it"
        cure = "the first moment after the gap would be taken; choose another time"
    else:
        message = f"`{written}` comes twice{on} in `{zone}`: clocks go back over it"
        cure = "the first of the two would be taken; choose another time"
    facts.say(NAME, at, message, cure)
