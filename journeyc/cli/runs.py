"""`journeyc runs list`, `show` and `export`: what a store knows of runs; it changes nothing."""

import json
import sys
from datetime import datetime
from typing import Any, NamedTuple

from journeyc.cli.chosen import Chosen
from journeyc.cli.ending import ExitCode, Failure
from journeyc.cli.files import write_whole
from journeyc.cli.known import require_journey
from journeyc.cli.run.clock import zone_of
from journeyc.cli.run.screen import Screen
from journeyc.cli.run.served import incident_words, served, served_words
from journeyc.cli.run.story import came_here, tell, tell_rules, was_cancelled
from journeyc.cli.run.told import Teller
from journeyc.cli.runs_work import no_run, wanted_of
from journeyc.cli.stored import looked_into, now_at, plain, print_json, tell_more, tell_rows
from journeyc.cli.terminal import paint_for
from journeyc.expression.values import Json, instant_text
from journeyc.ir import Definition, from_json
from journeyc.report.counted import counted
from journeyc.runtime import HistoryEntry, Incident, OutboxEntry, Position, RuleNow, RunNow, Runtime, Store
from journeyc.runtime.core.customer_rules import customer_run
from journeyc.runtime.core.plan import Plan
from journeyc.runtime.engine import of_engine
from journeyc.runtime.hosts.clock import VirtualClock
from journeyc.runtime.hosts.run_view import waiting
from journeyc.runtime.plan import plan_of
from journeyc.runtime.ports import Task


class ListOptions(NamedTuple):
    """Which runs are listed, and how; `after` is the run behind which to begin."""

    store: str
    chosen: Chosen = Chosen()
    after: str = ""
    limit: int = 100
    form: str = "text"


def list_runs(options: ListOptions) -> int:
    """A line for each run, the newest first."""
    now = now_at(options.store)
    wanted = wanted_of(options.chosen, now)

    def look(store: Store) -> list[RunNow]:
        runtime = Runtime.open(store, clock=VirtualClock(now))
        found = runtime.runs(options.limit + 1, after=options.after, **wanted)
        if not found:
            require_journey(store, options.chosen.journey)
        return found

    runs = looked_into(options.store, look)
    shown = runs[: options.limit]
    rows = [_row(run) if options.form == "json" else _short(run) for run in shown]
    tell_rows(rows, options.form, "there is no such run")
    tell_more(len(runs), options.limit, "`--after` goes on behind the last one, `--limit` says how many")
    return ExitCode.CLEAN


def _row(run: RunNow) -> dict[str, Any]:
    return {**run._asdict(), "status": run.outcome or run.status, "places": ", ".join(run.places)}


def _short(run: RunNow) -> dict[str, Any]:
    incidents = counted(run.incidents, "incident") if run.incidents else ""
    told = _row(run)
    columns = {name: told[name] for name in ("run", "version", "status", "places", "since", "next_due")}
    return {**columns, "incidents": incidents}


class _Story(NamedTuple):
    """What a store knows of one run."""

    position: Position
    plan: Plan
    profile: dict[str, Json]
    history: list[HistoryEntry]
    rules: list[RuleNow]
    incidents: list[Incident]
    tasks: tuple[Task, ...]
    outbox: list[OutboxEntry]


def show_run(name: str, address: str, form: str, *, why: bool = False) -> int:
    """The whole story of one run; for people, `why` tells the reasons of every line of its history."""
    now = now_at(address)
    story = looked_into(address, lambda store: _story(store, name, now) or no_run(store, name, address))
    if isinstance(story, Failure):
        raise story
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
    view = runtime.run(name)
    tasks, outbox = (view.tasks, waiting(view.outbox)) if view is not None else ((), [])
    history, incidents = runtime.history(run=name), _incidents(runtime, position)
    return _Story(position, plan, profile, history, rules, incidents, tasks, outbox)


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
    of_customer = [one for one in runtime.incidents(run=customer) if of_engine(one)]
    return [*runtime.incidents(run=position.run), *of_customer]


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
    hint = "`journeyc incidents show` tells of one, `journeyc runs retry` tries all of a run again"
    screen.labelled("", [hint] if told else [], hang=2)
    tasks = [f"{one.name}, {one.claimed_by or 'nobody has it'}: {one.id}" for one in story.tasks]
    screen.labelled("task", tasks, hang=2)
    screen.labelled("outbox", [_leaving(one, screen) for one in story.outbox], hang=2)
    screen.line()
    screen.say("History")
    teller.history(history, why=why)
    screen.line()


def _leaving(entry: OutboxEntry, screen: Screen) -> str:
    """What is yet to leave, over what, and why it has not left."""
    what = entry.document.get("notification") or entry.document.get("service") or entry.document.get("event")
    if entry.state == "in hand":
        why = "somebody has it in hand"
    elif entry.until:
        why = f"tried again {screen.when(entry.until, year=True)}, as {entry.problem or 'it has to wait'}"
    else:
        why = "waits for a worker"
    return f"{entry.outlet} {what or entry.id}: {why}"


def _object(story: _Story) -> dict[str, Any]:
    told: dict[str, Any] = plain(story.position)
    for place in told["places"]:
        came = came_here(place["place"], story.history)
        place["since"] = came[0].at if came else None
        place["why"] = {"at": came[0].at, **came[0].document} if came else None
    told["rules"] = plain(story.rules)
    told["engine"] = served(story.history)
    told["incidents"] = story.incidents
    told["tasks"] = plain(story.tasks)
    told["outbox"] = plain(story.outbox)
    told["history"] = plain(story.history)
    return told


def export_run(name: str, address: str, file: str, *, private: bool) -> int:
    """All that is kept of one run, as one document."""
    now = now_at(address)

    def look(store: Store) -> dict[str, Any] | Failure:
        runtime = Runtime.open(store, clock=VirtualClock(now))
        position, view = runtime.position(name, private=private), runtime.run(name, private=private)
        if position is None or view is None:
            return no_run(store, name, address)
        return {"at": instant_text(now), "private": private, "position": plain(position), **plain(view)}

    found = looked_into(address, look)
    if isinstance(found, Failure):
        raise found
    write_whole(file, json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    if not private:
        said = (
            "private values are masked, and what may hold copies of them is left out: `--private` writes all"
        )
        print(said, file=sys.stderr)
    return ExitCode.CLEAN
