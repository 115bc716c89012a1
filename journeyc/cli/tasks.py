"""`journeyc tasks`: the open work of queues and bots in a store, and what is done with it."""

import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

from journeyc.cli.acting import Kept, kept_as, object_of
from journeyc.cli.chosen import NOTHING, Brought
from journeyc.cli.ending import ExitCode, Failure, complain
from journeyc.cli.known import require_journey, require_worker
from journeyc.cli.run.screen import Screen, distance
from journeyc.cli.stored import (
    looked_into,
    now_at,
    plain,
    print_json,
    tell_more,
    tell_rows,
    tell_runs,
    to_the_second,
    worked_on,
)
from journeyc.cli.terminal import paint_for
from journeyc.expression.values import Json, to_instant
from journeyc.nearest import meant
from journeyc.report.cells import in_line
from journeyc.report.lasting import lasting
from journeyc.report.reasons import shown
from journeyc.runtime import Briefing, Happened, OpenTask, Report, Runtime, Store
from journeyc.runtime.core.inputs import run_of_effect
from journeyc.runtime.hosts.checking import require_text
from journeyc.runtime.hosts.clock import VirtualClock
from journeyc.runtime.ports import TaskFilter
from journeyc.runtime.stores import shown_address


class ListOptions(NamedTuple):
    """Which tasks are listed, and how."""

    store: str
    queue: str | None = None
    bot: str | None = None
    journey: str | None = None
    claimed_by: str | None = None
    late: bool = False
    limit: int = 100
    form: str = "text"


class Done(NamedTuple):
    """What somebody does with a task; `payload` and `values` are JSON, or - for standard input."""

    action: Literal["claim", "release", "answer"]
    by: str
    event: str | None = None
    payload: str = ""
    values: str = ""
    channel: str | None = None
    operator: bool = False
    brought: Brought = NOTHING


# ── what there is ────────────────────────────────────────────────────────────────────────────────────


def list_tasks(options: ListOptions) -> int:
    """A line for each open task, those that are due first."""
    if options.queue is not None and options.bot is not None:
        raise Failure("a task is of a queue or of a bot", "leave out `--queue` or `--bot`")
    kind: Literal["queue", "bot"] = "queue" if options.queue is not None else "bot"
    name = options.queue if options.bot is None else options.bot
    now = now_at(options.store)

    def look(store: Store) -> list[OpenTask]:
        found = Runtime.open(store, clock=VirtualClock(now)).tasks(
            name,
            claimed_by=options.claimed_by,
            late=options.late,
            journey=options.journey,
            limit=options.limit + 1,
        )
        # A queue and a bot may have one name.
        tasks = [task for task in found if name is None or task.worker == kind]
        if not tasks:
            require_journey(store, options.journey)
            require_worker(store, kind, name)
        return tasks

    tasks = looked_into(options.store, look)
    if options.form == "json":
        print_json([_object(task) for task in tasks[: options.limit]])
    else:
        tell_rows([_row(task, now) for task in tasks[: options.limit]], "text", "there is no such task")
    tell_more(len(tasks), options.limit, "`--limit` says how many, those that are due first")
    return ExitCode.CLEAN


def _row(task: OpenTask, now: datetime) -> dict[str, str]:
    return {
        "task": task.id,
        "worker": f"{task.worker} {task.name}",
        "title": task.title,
        "claimed_by": f"claimed by {task.claimed_by}" if task.claimed_by else "nobody has it",
        "due": _due(task, now),
    }


def _due(task: OpenTask, now: datetime) -> str:
    if task.late_by is not None:
        return f"late by {lasting(task.late_by, units=2)}"
    if task.held:
        return "held"
    if task.due:
        return f"due in {distance(now, to_instant(task.due))}"
    return f"since {to_the_second(task.opened_at)}"


def _object(task: OpenTask) -> dict[str, Any]:
    late = None if task.late_by is None else int(task.late_by.total_seconds())
    told: dict[str, Any] = plain(task._replace(late_by=None))
    del told["late_by"]
    return {**told, "late_seconds": late}


# ── one task ─────────────────────────────────────────────────────────────────────────────────────────


def show_task(name: str, address: str, form: str) -> int:
    """One open task, as its queue or bot sees it, and what was before it."""
    now = now_at(address)
    briefing = looked_into(address, lambda store: Runtime.open(store, clock=VirtualClock(now)).briefing(name))
    if briefing is None:
        cure = "it may be done; `journeyc tasks list` shows those there are"
        raise Failure(f"there is no open task `{name}` in `{shown_address(address)}`", cure)
    if form == "json":
        print_json({**_object(briefing.task), "before": plain(briefing.before)})
    else:
        _tell(briefing, now, Screen(paint_for(sys.stdout), UTC))
    return ExitCode.CLEAN


def _tell(briefing: Briefing, now: datetime, screen: Screen) -> None:
    task = briefing.task
    screen.line()
    screen.rule(task.title, task.id)
    row = _row(task, now)
    screen.labelled("work", [f"{row['worker']}, {row['claimed_by']}, {row['due']}"])
    where = f" on {', '.join(task.channels)}" if task.channels else ""
    heard = f", heard last on {task.channel}" if task.channel else ""
    screen.labelled("customer", [f"{task.customer} in {task.place}{where}{heard}"], hang=2)
    screen.labelled("says", task.says, hang=2)
    screen.labelled("asks", [f"{one.name}: {' or '.join(one.members) or one.type}" for one in task.questions])
    screen.labelled("answered", _fields(task.answered), hang=2)
    events = (
        f"{event.name}({', '.join(f'{field.name}: {field.type}' for field in event.fields)})"
        for event in task.events
    )
    screen.labelled("takes", [event.removesuffix("()") for event in events], hang=2)
    screen.labelled("knows", _fields(task.context), hang=2)
    screen.labelled("profile", _fields(task.profile), hang=2)
    screen.labelled("before", [_words(one, screen) for one in briefing.before], hang=2)
    screen.line()


def _fields(fields: Mapping[str, Json]) -> Iterator[str]:
    return (f"{name} = {shown(value)}" for name, value in fields.items())


def _words(one: Happened, screen: Screen) -> str:
    name = f" {one.name}" if one.name else ""
    by, channel = f" by {one.by}" if one.by else "", f" on {one.channel}" if one.channel else ""
    values = f": {', '.join(_fields(one.values))}" if one.values else ""
    text = f": {one.text}" if one.text else ""
    entered = f" -> {', '.join(one.entered)}" if one.entered else ""
    return f"{screen.when(one.at)}: {one.kind}{name}{by}{channel}{values}{text}{entered}"


# ── what is done with it ─────────────────────────────────────────────────────────────────────────────


def do_task(name: str, done: Done, address: str, form: str) -> int:
    """Claim a task, give it back, or answer it; 1 where that was not accepted."""
    payload, values = _given(done)
    if unknown := looked_into(address, lambda store: _unknown(store, name, address)):
        raise unknown

    def work(runtime: Runtime) -> tuple[Report, Kept]:
        report = runtime.task(
            name,
            done.action,
            by=done.by,
            event=done.event,
            payload=payload,
            values=values,
            channel=done.channel,
            operator=done.operator,
        )
        return report, kept_as(runtime, run_of_effect(name), {report["input"]})

    report, kept = worked_on(address, work, done.brought)
    if form == "json":
        print_json(report)
    if report["result"] != "accepted":
        _refused(report, kept)
        return ExitCode.FINDINGS
    if form == "text":
        said = {"claim": f"`{done.by}` has it", "release": "it is free", "answer": "it is answered"}
        print(in_line(f"{name}: {said[done.action]}"))
        if done.action == "answer":
            tell_runs(report)
    return ExitCode.CLEAN


def _unknown(store: Store, name: str, address: str) -> Failure | None:
    """That there is no such task, with the one that may have been meant; None where its run is there."""
    require_text(name, "task")
    if store.owner(run_of_effect(name)) is not None:
        return None
    known = [task.id for task in store.tasks(TaskFilter(limit=1_000))]
    cure = meant(name, known, "`journeyc tasks list` shows those there are")
    return Failure(f"there is no task `{name}` in `{shown_address(address)}`", cure)


def _given(done: Done) -> tuple[dict[str, Json], dict[str, Json]]:
    if done.payload and done.event is None:
        raise Failure("`--payload` belongs to an event", "name it: `--event NAME`")
    if done.payload == "-" == done.values:
        raise Failure("only one of `--payload` and `--values` can be read", "write the other one out")
    return object_of("--payload", done.payload), object_of("--values", done.values)


def _refused(report: Report, kept: Kept) -> None:
    complain(f"{report['reason']}{kept.problem}", kept.help)
    for fault in (one for one in report["faults"] if one not in report["reason"]):
        print(in_line(f"  {fault}"), file=sys.stderr)
