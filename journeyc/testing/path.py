"""The way that a scenario took, in words."""

import re
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from journeyc.expression.values import Json
from journeyc.report.reasons import unheard
from journeyc.runtime.core.documents import Report, RunReport
from journeyc.runtime.core.view import timer_label
from journeyc.testing.played import Moment

if TYPE_CHECKING:
    from journeyc.testing.virtual import Happened, Play

_SHOWN = 5
#: Where fields stand that are read by their bare names.
_OTHERS = re.compile(r"^(context|parameter|local)\.")


def path_of(play: "Play") -> tuple[Moment, ...]:
    """Everything that happened so far, each with the time on the clocks of the journey."""
    moments = [_moment(one, play) for one in play.happened]
    return tuple(moment for moment in moments if moment.what or moment.then)


def clock_text(instant: datetime, zone: tzinfo) -> str:
    """An instant as clocks in a zone show it: `Mon 2026-11-23 09:00`, with seconds where there are any."""
    wall = instant.astimezone(zone)
    return f"{wall:%a %Y-%m-%d %H:%M:%S}" if wall.second else f"{wall:%a %Y-%m-%d %H:%M}"


def _moment(one: "Happened", play: "Play") -> Moment:
    at = clock_text(one.at, play.cast.zone)
    what = one.what if isinstance(one.what, str) else one.what()
    if one.report is None:
        return Moment(at, what, "")
    return Moment(at, what or _timers(one.report, play), _then(one.report, one.began, play.plan.journey))


def _timers(report: Report, play: "Play") -> str:
    """What fired, as it is written where it is written."""
    said: list[str] = []
    for run in report["runs"]:
        plan = play.directory.newest[run["journey"]]
        said += [_without_target(timer_label(plan, name)) for name in run["fired"]]
        if not run["fired"]:
            said += [_without_target(label) for label in run["taken"]]
    return ", ".join(dict.fromkeys(said))


def _without_target(label: str) -> str:
    return label.partition(" -> ")[0].partition(" (line ")[0]


def _then(report: Report, began: tuple[int, ...], journey: str) -> str:
    if report["result"] == "kept":
        return "waits for somebody who takes it"
    if report["result"] == "incident":
        return f"an incident: {report['reason']}"
    if report["result"] != "accepted":
        return f"not taken because {report['because'] or report['result']}: {report['reason']}"
    runs = [(run, places) for run, places in zip(report["runs"], began, strict=True)]
    return "; ".join(_told(run, places, journey) for run, places in runs if run["result"] != "not_taken")


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
    fired = [f"rule {rule['rule']}" for rule in run.get("rules", ()) if rule["result"] == "fired"]
    return "; ".join([f"{whose}{led}", *fired, *unheard(run)])


def passed_over(play: "Play") -> list[str]:
    """What the last input looked at and did not take, and why."""
    last = next((one.report for one in reversed(play.happened) if one.report), None)
    told: list[str] = []
    for run in last["runs"] if last else ():
        for one in run["considered"]:
            if one["reason"] == "channel":
                told.append(f"`{one['place']}`: not from this channel")
            else:
                values = values_text(one["values"])
                told.append(f"`{one['place']}`: not true" + (f" with {values}" if values else ""))
    return list(dict.fromkeys(told))[:_SHOWN]


def values_text(values: Mapping[str, Json]) -> str:
    """What a condition read, fields by the names that authors write."""
    shown = {_OTHERS.sub("", name): "missing" if value is None else value for name, value in values.items()}
    return ", ".join(f"{name} = {value}" for name, value in shown.items())
