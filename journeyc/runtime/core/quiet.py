"""Quiet hours: stretches of time, from a time of day to another on the clocks of a zone."""

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

from journeyc.calendar import known_zone
from journeyc.expression.evaluation import Scope
from journeyc.expression.functions import EvaluationError
from journeyc.expression.values import at_wall_clock
from journeyc.runtime.core.contact import NEVER, customer_zone
from journeyc.runtime.core.contact_plans import PolicyPlan, QuietPlan

#: Quiet hours that join each other for longer than this have no end.
_LONGEST = timedelta(days=8)


def quiet_until(policies: Iterable[PolicyPlan], scope: Scope) -> datetime | None:
    """When the quiet hours of now are over, of all policies together; None where there are none now."""
    hours = [(quiet, _zone(quiet, scope)) for policy in policies for quiet in policy.quiet]
    until = scope.now
    while later := max((end for one, zone in hours if (end := _end(one, zone, until))), default=None):
        until = later
        if until - scope.now > _LONGEST:
            return NEVER
    return until if until > scope.now else None


def _zone(quiet: QuietPlan, scope: Scope) -> tzinfo:
    """The zone that the clause names; where it names none that there is, that of the customer."""
    try:
        named = known_zone(quiet.zone(scope)) if quiet.zone else None
    except EvaluationError:
        named = None
    return named or customer_zone(scope)


def _end(quiet: QuietPlan, zone: tzinfo, moment: datetime) -> datetime | None:
    """When the hours end in which a moment lies. Of a time that comes twice it is the first, also as a
    beginning; one that is skipped is the first instant after the gap.
    """
    over_midnight = timedelta(days=quiet.last <= quiet.first)
    try:
        today = moment.astimezone(zone).date()
        for day in (today - timedelta(days=1), today, today + timedelta(days=1)):
            end = at_wall_clock(datetime.combine(day + over_midnight, quiet.last), zone)
            if at_wall_clock(datetime.combine(day, quiet.first), zone) <= moment < end:
                return end
    except OverflowError:
        """The calendar ends here."""
    return None
