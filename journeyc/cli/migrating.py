"""`journeyc runs migrate`: runs move to another version of their journey, once it is seen what that does."""

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from time import monotonic
from typing import Any, NamedTuple

from journeyc.cli.acting import doer, names_of
from journeyc.cli.chosen import NOTHING, Brought
from journeyc.cli.ending import ExitCode, Failure
from journeyc.cli.stored import looked_into, now_at, plain, print_json, worked_on
from journeyc.report.cells import in_line
from journeyc.report.counted import counted
from journeyc.runtime import Affected, Group, Migrated, MigrationPlan, Runtime, Store
from journeyc.runtime.hosts.clock import VirtualClock

#: So many runs of each group are named to people.
_NAMED = 5
#: What takes no longer needs no progress.
_SOON_SECONDS = 0.5


class MigrateOptions(NamedTuple):
    """Which runs move, to where and how fast; `how` says who does it and why."""

    store: str
    runs: tuple[str, ...] = ()
    journey: str | None = None
    from_version: int | None = None
    to: int | None = None
    place: str | None = None
    customer: str | None = None
    limit: int | None = None
    by: str | None = None
    reason: str = ""
    id: str | None = None
    together: int = 100
    per_second: float | None = None
    dry_run: bool = False
    yes: bool = False
    form: str = "text"
    brought: Brought = NOTHING


def migrate_runs(options: MigrateOptions) -> int:
    """Say what a move would do, or do it where somebody has said that this is meant."""
    if options.dry_run and options.yes:
        raise Failure("`--dry-run` does nothing, and `--yes` means it", "say one of them")
    names = tuple(names_of(options.runs))
    # Whoever hands over a list that is empty means nobody, and not all of a journey.
    if not names and (options.runs or options.journey is None):
        raise Failure("nothing says which runs are to move", "name runs, or a journey with `--journey`")
    options = options._replace(runs=names)
    if options.yes or (options.runs and not options.dry_run):
        return _move(options)
    now = now_at(options.store)
    plan = looked_into(options.store, lambda store: _plan(store, options, now))
    if options.form == "json":
        print_json(_plan_object(plan))
    else:
        for line in _plan_lines(plan):
            print(in_line(line))
    if not options.dry_run:
        print("nothing has been done; say `--yes` if it is meant", file=sys.stderr)
    return ExitCode.FINDINGS if plan.others else ExitCode.CLEAN


def _which(runtime: Runtime, options: MigrateOptions) -> dict[str, Any]:
    which = {name: getattr(options, name) for name in ("to", "from_version", "place", "customer", "limit")}
    return {**which, "journey": _journey(runtime, options), "runs": options.runs or None}


def _journey(runtime: Runtime, options: MigrateOptions) -> str:
    """The journey that is named, or that of the first run that is."""
    if options.journey is not None:
        return options.journey
    first = runtime.position(options.runs[0])
    if first is None:
        raise Failure(f"there is no run `{options.runs[0]}`", "`journeyc runs list` shows those there are")
    return first.journey


# ── before ───────────────────────────────────────────────────────────────────────────────────────────


def _plan(store: Store, options: MigrateOptions, now: datetime) -> MigrationPlan:
    runtime = Runtime.open(store, clock=VirtualClock(now))
    return runtime.plan_migration(**_which(runtime, options))


def _plan_object(plan: MigrationPlan) -> dict[str, Any]:
    return {
        "journey": plan.journey,
        "version": plan.version,
        "moves": plan.moves,
        "others": plan.others,
        "groups": [
            {**plain(group.what), "count": len(group.runs), "runs": [*group.runs]} for group in plan.groups
        ],
    }


def _plan_lines(plan: MigrationPlan) -> Iterator[str]:
    what = f"{counted(plan.moves, 'run')} of `{plan.journey}` would move to version {plan.version}"
    yield f"{what}, {plan.others} would not" if plan.others else what
    for group in plan.groups:
        yield ""
        yield from _group_lines(group)


def _group_lines(group: Group) -> Iterator[str]:
    what = group.what
    told = {"moves": "would move", "refused": "would not move", "fails": "would fail in the move"}
    aside = f", interrupted at {', '.join(what.interrupted)}" if what.interrupted else ""
    at = f"version {what.version}, {what.status} at {', '.join(what.places)}{aside}"
    yield f"{at}: {counted(len(group.runs), 'run')} {told[what.result]}"
    yield from (f"  {name:<10} {words}" for name, words in _done(what) if words)
    more = len(group.runs) - _NAMED
    named = ", ".join(group.runs[:_NAMED])
    yield f"  {'runs':<10} {named}{f' and {more} more' if more > 0 else ''}"


def _done(what: Affected) -> Iterator[tuple[str, str]]:
    """What a move does to a run, in words by what it is about."""
    yield "because", "; ".join(what.reasons)
    yield "to", ", ".join(what.to)
    yield (
        "timers",
        _words(
            (what.kept, "goes on", "go on"),
            (what.cancelled, "is cancelled", "are cancelled"),
            (what.armed, "is new", "are new"),
        ),
    )
    yield (
        "work",
        _words(
            (what.continued, "goes on", "go on"),
            (what.ended, "ends", "end"),
            (what.begun, "begins", "begin"),
        ),
    )
    yield (
        "fields",
        _words(
            (what.defaulted, "begins with its default", "begin with their defaults"),
            (what.forgotten, "is forgotten", "are forgotten"),
        ),
    )
    yield "asks", ", ".join(what.asked)


def _words(*parts: tuple[Sequence[str], str, str]) -> str:
    return "; ".join(
        f"{', '.join(names)} {one if len(names) == 1 else several}" for names, one, several in parts if names
    )


# ── the move ─────────────────────────────────────────────────────────────────────────────────────────


class _Progress:
    """Says on a terminal how far it has come, where it takes a while."""

    def __init__(self) -> None:
        self._begun = monotonic()
        self._is_shown = sys.stderr.isatty()
        self._has_shown = False
        self.moved = 0

    def __call__(self, done: Migrated) -> None:
        self.moved = done.moved
        if self._is_shown and monotonic() - self._begun > _SOON_SECONDS:
            self._has_shown = True
            print(f"\rmoved {done.moved}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Make room for what is said next."""
        if self._has_shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _move(options: MigrateOptions) -> int:
    progress = _Progress()
    how = {name: getattr(options, name) for name in ("id", "together", "per_second")}
    how |= {"by": doer(options.by), "reason": options.reason}
    try:
        done = worked_on(
            options.store,
            lambda runtime: runtime.migrate_all(**_which(runtime, options), **how, progress=progress),
            options.brought,
        )
    except KeyboardInterrupt:
        progress.clear()
        moved = counted(progress.moved, "run has", "runs have")
        print(f"stopped: {moved} moved; called again, it goes on", file=sys.stderr)
        raise
    progress.clear()
    if options.form == "json":
        print_json(plain(done))
    else:
        for line in _lines(done):
            print(in_line(line))
    return ExitCode.FINDINGS if done.refused else ExitCode.CLEAN


def _lines(done: Migrated) -> Iterator[str]:
    yield f"moved {counted(done.moved, 'run')} of `{done.journey}` to version {done.version}"
    if done.already:
        yield f"{counted(done.already, 'run was', 'runs were')} there already"
    if done.ended:
        yield f"{counted(done.ended, 'run')} ended meanwhile"
    for one in done.refused:
        named = ", ".join(one.runs[:_NAMED])
        more = len(one.runs) - _NAMED
        yield f"{counted(len(one.runs), 'run')} did not move: {'; '.join(one.reasons)}"
        yield f"  {named}{f' and {more} more' if more > 0 else ''}"
