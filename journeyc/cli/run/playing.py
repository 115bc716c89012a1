"""`journeyc run`: play a journey in the terminal, on a real store and a clock that waits for nobody."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, tzinfo
from pathlib import Path
from typing import NamedTuple

from journeyc.cli.checking import compile_path
from journeyc.cli.ending import ExitCode, Failure
from journeyc.cli.files import STANDARD, named
from journeyc.cli.problems import as_failure
from journeyc.cli.run.clock import KeptClock, clock_file, default_store, kept_time, zone_of
from journeyc.cli.run.command import Called, read_command
from journeyc.cli.run.lines import Lines, Script, from_standard_input
from journeyc.cli.run.play import Company, Play
from journeyc.cli.run.postman import Desk, Postman
from journeyc.cli.run.screen import Screen
from journeyc.cli.run.view import View
from journeyc.cli.run.written import Moment, Refused, literal
from journeyc.cli.terminal import paint_for
from journeyc.expression.types import INSTANT
from journeyc.expression.values import Json, to_instant
from journeyc.ir import Package, definition_of
from journeyc.ir.begun import begun_with
from journeyc.ir.walk import every_node
from journeyc.reading import Unreadable, read_text
from journeyc.runtime import Clock, JourneyError, Runtime, Store
from journeyc.runtime.core.plan import Plan
from journeyc.runtime.engine import RuleEngine
from journeyc.runtime.hosts.clock import SystemClock
from journeyc.runtime.plan import plan_of
from journeyc.runtime.stores import file_of, open_store, shown_address

MEMORY = ":memory:"
#: A play begins on a Monday morning, always the same one, so that it can be played again word for word.
BEGINNING = "2026-11-23T09:00"
#: For the same reason its links are signed with a key that everybody knows. No service takes them.
_LINK_KEY = "what journeyc run signs links with"


class Options(NamedTuple):
    """What was asked for on the command line."""

    store: str | None = None
    customer: str = "anna"
    script: str | None = None
    channel: str | None = None
    start: str | None = None
    language: str | None = None
    journey: str | None = None
    real_time: bool = False
    stubs: tuple[str, ...] = ()
    rules: RuleEngine = "auto"


def run(path: str, options: Options) -> int:
    """Play until the script or the person ends it; what happened stays in the store."""
    package = _chosen(compile_path(path), path, options.journey)
    plans = _plans(package)
    plan = next(iter(plans.values()))
    desk = Desk(_stubs(options.stubs, plans))
    channel = _channel(plan, package, options.channel)
    lines = _lines(options.script)
    with as_failure(JourneyError):
        where = _place(path, plan, options)
    with as_failure(JourneyError), _opened(where) as store:
        profile = _profile(plan, store, options.customer)
        clock = _clock(store, where, options, plan, profile)
        zone = zone_of(plan, profile, clock.now())
        screen = Screen(paint_for(sys.stdout), zone)
        inputs = Runtime.open(
            store, package, clock=clock, listeners=(), rules=options.rules, link_key=_LINK_KEY
        )
        view = View(screen, plans, engine=inputs.rule_engine.name == "durable-rules")
        postman = Postman(view.teller, clock)
        deliveries = Runtime.open(
            store,
            package,
            dict.fromkeys(frozenset().union(*(each.channels for each in plans.values())), postman),
            clock,
            services=dict.fromkeys(_services(plans), desk),
            listeners=[postman.hear],
            rules=options.rules,
            link_key=_LINK_KEY,
        )
        language = str(profile.get("language") or next(iter(plan.languages), "en"))
        company = Company(inputs, deliveries, desk, clock, package, view)
        play = Play(company, options.customer, channel, Moment(clock.now(), zone, language), lines)
        _greet(play, where, options)
        return _loop(play, lines, where)


class _Place(NamedTuple):
    """Where a play is kept: the `address` of the store, None for nowhere, how that is `shown`, and its file,
    beside which its time is kept.
    """

    address: str | None
    shown: str
    file: Path | None


def _loop(play: Play, lines: Lines, where: _Place) -> int:
    screen = play.view.screen
    while not play.over:
        try:
            if not isinstance(play.company.clock, KeptClock):
                play.catch_up()
            if (command := play.read()) is not None:
                play.do(command)
        except Refused as refused:
            if not lines.interactive:
                raise Failure(
                    f"{lines.name}:{lines.number}: {refused.problem}", refused.help, ExitCode.FINDINGS
                ) from None
            screen.line()
            screen.say(refused.problem)
            if refused.help:
                screen.say(refused.help)
            screen.line()
    if where.address is not None:
        screen.line()
        screen.say(f"Everything is kept in {where.shown}; the same command goes on from here.")
    return ExitCode.CLEAN


def _greet(play: Play, where: _Place, options: Options) -> None:
    screen, plan = play.view.screen, play.plan
    kept = f"kept in {where.shown}" if where.address is not None else "kept nowhere"
    time = "real time" if options.real_time else "virtual time"
    screen.line()
    screen.say(f"{screen.paint(plan.title, 'strong')} · version {plan.version} · {play.customer} · {kept}")
    screen.say(f"{screen.when(play.now, year=True)} in {play.zone} · {time}")
    serving = play.company.inputs.rule_engine
    if serving.name == "reference" and options.rules == "auto" and _has_rules(play.company.package):
        screen.say(f"The reference evaluator looks at rules: {serving.reason}")
    if options.language:
        if "language" not in plan.customer_fields:
            raise Failure("the customer has no field `language`", "leave `--language` out")
        play.company.inputs.identify(play.customer, {"language": options.language})
        play.language = options.language
    if options.start is not None and not options.real_time:
        start = _instant(options.start, play.zone, play.now)
        if start > play.now:
            play.wait_until(start)
            return
    play.catch_up()
    play.where()


def _has_rules(package: Package) -> bool:
    return bool(package.declarations.rules) or any(journey.rules for journey in package.journeys)


# ── what it is played with ──


def _chosen(package: Package, path: str, name: str | None) -> Package:
    names = [journey.name for journey in package.journeys]
    # What a file imports may be played from there, but is not what the file is about.
    own = [journey.name for journey in package.journeys if journey.place.file == named(path)]
    if name is None and len(own) > 1:
        shown = ", ".join(f"`{known}`" for known in own)
        raise Failure(f"`{path}` holds several journeys: {shown}", "say which one with `--journey NAME`")
    if name is not None and name not in names:
        shown = ", ".join(f"`{known}`" for known in names)
        raise Failure(f"there is no journey `{name}` in `{path}`", f"there is {shown}")
    journeys = {journey.name: journey for journey in package.journeys}
    chosen = tuple(journeys[each] for each in begun_with(package, name or own[0]))
    return package.model_copy(update={"journeys": chosen})


def _plans(package: Package) -> dict[str, Plan]:
    """The plans by journey: the one that is played, then those that it begins."""
    definitions = [definition_of(package, journey) for journey in package.journeys]
    return {definition.journey.name: plan_of(definition) for definition in definitions}


def _services(plans: Mapping[str, Plan]) -> list[str]:
    return list(dict.fromkeys(name for plan in plans.values() for name in plan.services))


def _stubs(texts: Iterable[str], plans: Mapping[str, Plan]) -> dict[str, Called]:
    """What services answer, as it was said on the command line: `billing.credit fails refused`."""
    services, stubs = _services(plans), {}
    for text in texts:
        try:
            command = read_command(f"call {text}", ())
        except Refused as refused:
            cure = "write `SERVICE ok VALUE`, `SERVICE fails NAME` or `SERVICE no answer`"
            raise Failure(f"`--stub {text}`: {refused.problem}", cure) from None
        if not isinstance(command, Called) or command.service not in services:
            known = ", ".join(f"`{name}`" for name in services)
            raise Failure(
                f"`--stub {text}` names no service of the journey", f"there is {known}" if known else ""
            )
        stubs[command.service] = command
    return stubs


def _channel(plan: Plan, package: Package, name: str | None) -> str:
    if name is not None:
        if name not in plan.channels:
            raise Failure(f"there is no channel `{name}`", f"there are {', '.join(sorted(plan.channels))}")
        return name
    starts = [channel for start in package.journeys[0].starts for channel in getattr(start, "channels", ())]
    nodes = every_node(package.journeys[0].nodes)
    steps = [channel for node in nodes for channel in getattr(node, "channels", ())]
    known = [*starts, *steps, *sorted(plan.channels)]
    return next((name for name in known if name in plan.customer_channels), next(iter(known), ""))


def _lines(script: str | None) -> Lines:
    if script is None or script == STANDARD:
        return from_standard_input()
    try:
        return Script(script, read_text(script).splitlines())
    except Unreadable as problem:
        raise Failure(f"the script `{script}` cannot be read: {problem}") from None


def _place(path: str, plan: Plan, options: Options) -> _Place:
    if options.store == MEMORY:
        return _Place(None, "", None)
    address = options.store or str(default_store(path, plan.journey))
    file = file_of(address)
    if file is not None:
        return _Place(address, str(file), file)
    if not options.real_time:
        raise Failure(
            "virtual time is kept in a file beside the store, and a server has none",
            "name a path for the store, or say `--real-time`",
        )
    return _Place(address, shown_address(address), None)


@contextmanager
def _opened(where: _Place) -> Iterator[Store]:
    new = where.file is not None and not where.file.exists()
    store = open_store(where.address)
    if where.file is not None and new:
        # A time beside a store that is not there is that of one that somebody removed.
        clock_file(where.file).unlink(missing_ok=True)
    try:
        yield store
    finally:
        store.close()


def _profile(plan: Plan, store: Store, customer: str) -> dict[str, Json]:
    document = store.read(customer).customer
    return plan.profile(customer, document["profile"] if document else {})


def _clock(store: Store, where: _Place, options: Options, plan: Plan, profile: dict[str, Json]) -> Clock:
    file = clock_file(where.file) if where.file else None
    kept = kept_time(file) if file else None
    if options.real_time:
        if kept is not None:
            raise Failure(
                f"`{where.shown}` is played in virtual time", "name another store for `--real-time`"
            )
        return SystemClock()
    if kept is None:
        if options.start is None and store.runs(1):
            # That of a service: a wait would fire the timers of its customers.
            raise Failure(
                f"`{where.shown}` is not played in virtual time: no time is kept beside it",
                "name another store; of a play whose time was lost, say it: `--start 2026-11-23T10:00`",
            )
        history = store.history(customer=options.customer)
        kept = to_instant(history[-1].at) if history else None
    zone = zone_of(plan, profile, to_instant("2026-11-23T00:00:00Z"))
    given = _instant(options.start, zone, kept) if options.start else None
    if given and kept and given < kept:
        raise Failure(
            f"`--start {options.start}` lies before the time of the store",
            "leave it out: time does not go back",
        )
    clock = KeptClock(kept or given or _instant(BEGINNING, zone, None), file)
    clock.keep()
    return clock


def _instant(text: str, zone: tzinfo, now: datetime | None) -> datetime:
    try:
        return to_instant(text)
    except ValueError:
        pass
    moment = Moment(now or to_instant("2026-11-23T00:00:00Z"), zone, "en")
    try:
        return to_instant(str(literal(text, INSTANT, moment)))
    except Refused as refused:
        raise Failure(
            f"`--start {text}`: {refused.problem}", refused.help or f"write it as `{BEGINNING}`"
        ) from None
