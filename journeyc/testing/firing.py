"""When a rule has fired in a scenario, and why it has not."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from journeyc.expression.values import to_instant
from journeyc.ir import model
from journeyc.report.reasons import of_rule
from journeyc.runtime.core.considered import RuleReport
from journeyc.runtime.core.documents import Report
from journeyc.runtime.core.nodes import RulePlan
from journeyc.runtime.core.plan import Plan
from journeyc.testing.path import clock_text

if TYPE_CHECKING:
    from journeyc.testing.virtual import Play

#: So many times are shown of events that counted; those before them are left out.
_SHOWN = 5


class Look(NamedTuple):
    """What a rule did with something that happened, and when, as the clocks of the journey show it."""

    at: str
    report: RuleReport


def looks(play: "Play", wanted: model.ExpectFired) -> list[Look]:
    """What a rule did so far, each time that it was looked at."""
    return [
        Look(clock_text(one.at, play.cast.zone), rule)
        for one in play.happened
        if one.report
        for rule in _rules(play, one.report, wanted.of)
        if rule["rule"] == wanted.rule
    ]


def _rules(play: "Play", report: Report, of: str) -> Iterator[RuleReport]:
    """What rules of the customer did, or those of the journey that is tested, in whichever run."""
    if of == "customer":
        yield from report.get("rules", ())
        return
    for run in report["runs"]:
        if run["journey"] == play.plan.journey:
            yield from run.get("rules", ())


def why_not(play: "Play", wanted: model.ExpectFired, done: list[Look]) -> str:
    """Why a rule has not fired: what was found when it was looked at last, and when that was."""
    plan, rule = _plan_of(play, wanted)
    if not done:
        return f"it has seen no `{rule.events[0 if rule.kind == 'absence' else -1]}`"
    at, report = done[-1]
    zone = play.cast.zone
    told = of_rule(
        report, plan, zone, lambda instant: clock_text(to_instant(instant), zone), _came(play, report)
    )
    return f"{at}: {told}"


def _plan_of(play: "Play", wanted: model.ExpectFired) -> tuple[Plan, RulePlan]:
    plans = play.directory.customer_rules if wanted.of == "customer" else [play.plan]
    return next((plan, rule) for plan in plans for rule in plan.rules if rule.name == wanted.rule)


def _came(play: "Play", report: RuleReport) -> list[str]:
    """When the events came that counted: by the time alone where all of them are of one day."""
    given = {one.report["input"]: one.at for one in play.happened if one.report}
    times = [clock_text(given[event], play.cast.zone) for event in report["events"]]
    shown = times[-_SHOWN:]
    days = {text.rpartition(" ")[0] for text in shown}
    if len(days) == 1:
        shown = [text.rpartition(" ")[2] for text in shown]
    return ["…", *shown] if len(times) > _SHOWN else shown
