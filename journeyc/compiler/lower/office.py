"""When the company works and when it may write, lowered."""

from journeyc.compiler import syntax
from journeyc.compiler.lower.ground import WEEKDAYS, Ground, clock, day, weekdays, words
from journeyc.compiler.names import Declared, Names
from journeyc.expression.types import DURATION, TEXT
from journeyc.ir import model


def lower_policy(names: Names, declared: Declared[syntax.Policy]) -> model.Policy:
    """When and how often the company may write."""
    node, ground = declared.node, Ground(names, declared.reporter)
    return model.Policy(
        name=node.name.text,
        quiet=tuple(_quiet(ground, item) for item in node.items if isinstance(item, syntax.Quiet)),
        caps=tuple(_cap(ground, item) for item in node.items if isinstance(item, syntax.Cap)),
        consents=tuple(_consent(ground, item) for item in node.items if isinstance(item, syntax.Consent)),
        doc=ground.doc(node),
        place=ground.at(node.name),
    )


def _quiet(ground: Ground, quiet: syntax.Quiet) -> model.Quiet:
    hours = quiet.hours
    zone = ground.optional(quiet.zone, TEXT)
    return model.Quiet(first=clock(hours.first), last=clock(hours.last), zone=zone)


def _cap(ground: Ground, cap: syntax.Cap) -> model.Cap:
    return model.Cap(
        count=int(cap.count.text),
        category=cap.category.text if cap.category else None,  # type: ignore[arg-type]  # typing checked it
        per=ground.expression(cap.per, DURATION),
    )


def _consent(ground: Ground, consent: syntax.Consent) -> model.Consent:
    return model.Consent(
        channels=words(consent.channels),
        category=consent.category.text if consent.category else None,  # type: ignore[arg-type]  # as above
        guard=ground.condition(consent.condition),
    )


def lower_calendar(names: Names, declared: Declared[syntax.Calendar]) -> model.Calendar:
    """Business hours and closed days, flat and sorted."""
    node, ground = declared.node, Ground(names, declared.reporter)
    hours = [
        model.Opening(weekday=weekday, first=clock(item.first), last=clock(item.last))
        for opening in node.openings
        for weekday in weekdays(opening.days)
        for item in opening.hours
    ]
    closed = [
        model.Closed(first=day(dates.first), last=day(dates.last or dates.first))
        for group in node.closed
        for dates in group.days
    ]
    return model.Calendar(
        name=node.name.text,
        zone=node.zones[0].value if node.zones else "UTC",
        hours=tuple(sorted(hours, key=lambda item: (WEEKDAYS.index(item.weekday), item.first))),
        closed=tuple(sorted(closed, key=lambda item: (item.first, item.last))),
        doc=ground.doc(node),
        place=ground.at(node.name),
    )
