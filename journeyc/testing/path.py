"""The way that a scenario took, in words."""

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from journeyc.expression.values import on_the_clock, to_instant
from journeyc.report import reasons
from journeyc.runtime.core.considered import RuleReport
from journeyc.runtime.core.documents import Report, RunReport
from journeyc.runtime.core.view import timer_label
from journeyc.testing.played import Moment

if TYPE_CHECKING:
    from journeyc.testing.virtual import Happened, Play

_SHOWN = 5


def path_of(play: "Play") -> tuple[Moment, ...]:
    """Everything that happened so far, each with the time on the clocks of the journey."""
    moments = [_moment(one, play) for one in play.happened]
    return tuple(moment for moment in moments if moment.what or moment.then)


def clock_text(instant: datetime, zone: tzinfo) -> str:
    """An instant as clocks in a zone show it: `Mon 2026-11-23 09:00`, with seconds where there are any."""
    wall = on_the_clock(instant, zone)
    return f"{wall:%a %Y-%m-%d %H:%M:%S}" if wall.second else f"{wall:%a %Y-%m-%d %H:%M}"


def _moment(one: "Happened", play: "Play") -> Moment:
    at = clock_text(one.at, play.cast.zone)
    what = one.what if isinstance(one.what, str) else one.what()
    if one.report is None:
        return Moment(at, what, "")
    return Moment(at, what or _timers(one.report, play), _then(one.report, one.began, play))


def _timers(report: Report, play: "Play") -> str:
    """What fired, as it is written where it is written."""
    said = [_without_target(rule["label"]) for rule in reasons.fired(report.get("rules", ()))]
    for run in report["runs"]:
        plan = play.directory.newest[run["journey"]]
        said += [_without_target(timer_label(plan, name)) for name in run["fired"]]
        if not run["fired"]:
            said += [_without_target(label) for label in run["taken"]]
    return ", ".join(dict.fromkeys(said))


def _without_target(label: str) -> str:
    return reasons.unnumbered(label).partition(" -> ")[0]


def _then(report: Report, began: tuple[int, ...], play: "Play") -> str:
    """What rules of the customer did, then what became of the input."""

    def when(instant: str) -> str:
        return clock_text(to_instant(instant), play.cast.zone)

    became = _became(report, began, play.plan.journey, when)
    return "; ".join([*_fired(report.get("rules", ())), *became])


def _fired(rules: Iterable[RuleReport]) -> Iterator[str]:
    for rule in reasons.fired(rules):
        done = reasons.listed(rule.get("set", {}))
        yield f"rule {rule['rule']} fired" + (f": {done}" if done else "")


def _became(report: Report, began: tuple[int, ...], journey: str, when: reasons.When) -> Iterator[str]:
    match report["result"]:
        case "accepted":
            for run, places in zip(report["runs"], began, strict=True):
                yield from _fired(run.get("rules", ()))
                yield from reasons.used_again(run, when)
                if run["result"] != "not_taken":
                    yield _told(run, places, journey)
        case "kept":
            yield "waits for somebody who takes it"
        case "incident":
            yield f"an incident: {report['reason']}"
        case result:
            yield f"not taken because {report['because'] or result}: {report['reason']}"


def _told(run: RunReport, began: int, journey: str) -> str:
    """What happened to a run, which was at `began` places; another journey than that of the scenario is
    named.
    """
    whose = "" if run["journey"] == journey else f"{run['journey']}: "
    way = " -> ".join(run["path"])
    if began > 1:
        # Of a run that was at several places, only where it came to.
        came_to = run["path"][began:]
        way = f"-> {', '.join(came_to)}" if came_to else " and ".join(run["path"])
    moved = len(run["path"]) > max(began, 1)
    match run["result"]:
        case "taken" | "started":
            led = way
        case "ended":
            led = f"{way}, the end"
        case result:
            led = f"{result}{', ' if moved else ' at '}{way}"
    return "; ".join([f"{whose}{led}", *reasons.unheard(run)])


def passed_over(play: "Play") -> list[str]:
    """What the last input looked at and did not take, and why."""
    last = next((one.report for one in reversed(play.happened) if one.report), None)
    told = [
        reasons.passed_over(one, play.directory.newest[run["journey"]], play.cast.zone)
        for run in (last["runs"] if last else ())
        for one in run["considered"]
    ]
    return list(dict.fromkeys(told))[:_SHOWN]
