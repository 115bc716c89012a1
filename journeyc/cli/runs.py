"""`journeyc runs`: what a store knows of runs, for an operator; it changes nothing."""

import sys
from datetime import datetime
from typing import Any, NamedTuple

from journeyc.cli.ending import ExitCode, Failure
from journeyc.cli.run.clock import zone_of
from journeyc.cli.run.screen import Screen
from journeyc.cli.run.served import incident_words, served, served_words
from journeyc.cli.run.story import came_here, tell, tell_rules
from journeyc.cli.run.told import Teller
from journeyc.cli.run.view import was_cancelled
from journeyc.cli.stored import looked_into, now_at, plain, print_json, tell_more, tell_rows
from journeyc.cli.terminal import paint_for
from journeyc.expression.values import Json
from journeyc.ir import Definition, from_json
from journeyc.runtime import HistoryEntry, Incident, Position, RuleNow, Runtime, Store
from journeyc.runtime.core.customer_rules import customer_run
from journeyc.runtime.core.documents import Run
from journeyc.runtime.core.plan import Plan
from journeyc.runtime.engine import of_engine
from journeyc.runtime.plan import plan_of
from journeyc.runtime.stores import shown_address


class ListOptions(NamedTuple):
    """Which runs are listed, and how."""

    store: str
    customer: str | None = None
    journey: str | None = None
    status: str | None = None
    limit: int = 100
    form: str = "text"


def list_runs(options: ListOptions) -> int:
    """A line for each run, the newest first."""
    runs = looked_into(
        options.store,
        lambda store: store.runs(
            options.limit + 1, customer=_key(store, options), journey=options.journey, status=options.status
        ),
    )
    tell_rows([_row(run) for run in runs[: options.limit]], options.form, "there is no such run")
    tell_more(len(runs), options.limit, "`--limit` says how many, the newest first")
    return ExitCode.CLEAN


def _key(store: Store, options: ListOptions) -> str | None:
    """The key of the customer, whatever they are called by."""
    return None if options.customer is None else Runtime.open(store).key(options.customer)


def _row(run: Run) -> dict[str, Any]:
    return {
        "run": run["id"],
        "version": run["version"],
        "status": run["outcome"]["end"] if run["outcome"] else run["status"],
        "places": ", ".join(run["configuration"]),
        "updated_at": run["updated_at"],
        "next_due": run["timers"][0]["due"] if run["timers"] else "",
    }


class _Story(NamedTuple):
    """What a store knows of one run."""

    position: Position
    plan: Plan
    profile: dict[str, Json]
    history: list[HistoryEntry]
    rules: list[RuleNow]
    incidents: list[Incident]


def show_run(name: str, address: str, form: str, *, why: bool = False) -> int:
    """The whole story of one run; for people, `why` tells the reasons of every line of its history."""
    now = now_at(address)
    story = looked_into(address, lambda store: _story(store, name, now))
    if story is None:
        cure = "`journeyc runs list` shows those there are"
        raise Failure(f"there is no run `{name}` in `{shown_address(address)}`", cure)
    if form == "json":
        print_json(_object(story))
    else:
        screen = Screen(paint_for(sys.stdout), zone_of(story.plan, story.profile, now))
        engine = "durable-rules" in served(story.history)
        _tell(Teller(screen, {story.plan.journey: story.plan}, engine=engine), story, now, why=why)
    return ExitCode.CLEAN


def _story(store: Store, name: str, now: datetime) -> _Story | None:
    runtime = Runtime.open(store)
    position = runtime.position(name, private=False)
    if position is None:
        return None
    plan, profile = _known(store, position)
    rules = [rule for rule in runtime.rules(position.customer, now) if rule.run in {"", position.run}]
    history, incidents = runtime.history(run=name), _incidents(runtime, position)
    return _Story(position, plan, profile, history, rules, incidents)


def _known(store: Store, position: Position) -> tuple[Plan, dict[str, Json]]:
    """The plan that a run is pinned to, and the profile of its customer."""
    known = store.read(position.customer, run=position.run)
    run = next(run for run in known.runs if run["id"] == position.run)
    stored = store.definition(run["definition_hash"])
    if stored is None or known.customer is None:
        raise Failure(f"the store has lost what `{position.run}` needs", "restore it from a backup")
    plan = plan_of(from_json(stored.text, Definition))
    return plan, plan.profile(position.customer, known.customer["profile"])


def _incidents(runtime: Runtime, position: Position) -> list[Incident]:
    """What of a run could not be done, and what the engine for rules failed in for its customer."""
    customer = customer_run(position.customer)
    return [
        one
        for one in runtime.incidents()
        if one["run"] == position.run or (one["run"] == customer and of_engine(one))
    ]


def _tell(teller: Teller, story: _Story, now: datetime, *, why: bool) -> None:
    position, history = story.position, story.history
    screen = teller.screen
    screen.line()
    screen.rule(position.title, f"{position.run} · version {position.version}")
    status: str = position.status
    if position.outcome:
        ended = f"ended at {position.outcome['end']}, {position.outcome['kind']}"
        status = "cancelled" if was_cancelled(position) else ended
    screen.labelled("status", [status])
    if position.paused_since:
        screen.labelled("paused", [f"since {screen.when(position.paused_since, year=True)}"])
    if position.suspended_since:
        screen.labelled("suspended", [f"since {screen.when(position.suspended_since, year=True)}"])
    tell(teller, position, history, now)
    tell_rules(teller, story.rules)
    screen.labelled("engine", served_words(served(history)), hang=2)
    told = [f"{screen.when(one['at'], year=True)}: {incident_words(one)}" for one in story.incidents]
    screen.labelled("incident", told, hang=2)
    screen.line()
    screen.say("History")
    teller.history(history, why=why)
    screen.line()


def _object(story: _Story) -> dict[str, Any]:
    told: dict[str, Any] = plain(story.position)
    for place in told["places"]:
        came = came_here(place["place"], story.history)
        place["since"] = came[0].at if came else None
        place["why"] = {"at": came[0].at, **came[0].document} if came else None
    told["rules"] = plain(story.rules)
    told["engine"] = served(story.history)
    told["incidents"] = story.incidents
    told["history"] = plain(story.history)
    return told
