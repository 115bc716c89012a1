"""`journeyc customers`: who is in a store, what is known of them, and what is done with them as a whole."""

import json
import sys
from collections.abc import Sequence
from datetime import UTC
from typing import Any, NamedTuple, NoReturn

from journeyc.cli.acting import doer
from journeyc.cli.archives import held
from journeyc.cli.chosen import NOTHING, Brought
from journeyc.cli.ending import ExitCode, Failure, complain
from journeyc.cli.files import write_whole
from journeyc.cli.problems import as_failure
from journeyc.cli.run.clock import zone_of
from journeyc.cli.run.screen import Screen
from journeyc.cli.run.served import incident_words
from journeyc.cli.run.told import Teller
from journeyc.cli.stored import (
    looked_into,
    now_at,
    plain,
    print_json,
    tell_more,
    tell_rows,
    tell_runs,
    things,
    worked_on,
)
from journeyc.cli.terminal import paint_for
from journeyc.ir import Definition, from_json
from journeyc.report.cells import in_line
from journeyc.report.counted import counted
from journeyc.report.reasons import shown
from journeyc.runtime import CustomerView, HistoryEntry, JourneyError, Report, RunNow, Runtime, Store
from journeyc.runtime.archive import Archive
from journeyc.runtime.core.documents import CustomerDocument
from journeyc.runtime.core.plan import Plan
from journeyc.runtime.hosts.clock import VirtualClock
from journeyc.runtime.plan import plan_of
from journeyc.runtime.stores import is_on_server, shown_address

#: What is said where not every byte of somebody erased is known to be gone.
_OF_FILES = (
    "the file could not be written anew, as others use it or the disk is full: what is left of their bytes "
    "goes with the next one who is erased"
)
_OF_SERVERS = (
    "copies may stand in files and the log of the server, on its standbys and in its backups, until those are"
    " renewed"
)


class ListOptions(NamedTuple):
    """Which customers are listed, and how; `after` is the key behind which to begin."""

    store: str
    segment: str | None = None
    after: str = ""
    limit: int = 100
    form: str = "text"


def list_customers(options: ListOptions) -> int:
    """A line for each customer, by key."""
    rows = looked_into(options.store, lambda store: _rows(store, options))
    tell_rows(rows[: options.limit], options.form, "there is no such customer")
    tell_more(len(rows), options.limit, "`--after` goes on behind the last one, `--limit` says how many")
    return ExitCode.CLEAN


def _rows(store: Store, options: ListOptions) -> list[dict[str, Any]]:
    """One more than are to be shown, where there are more."""
    limit = options.limit + 1
    if options.segment is None:
        return [_row(store, one) for one in store.customers(limit, options.after)]
    members = Runtime.open(store).members(options.segment, limit, options.after)
    known = (store.read(member.customer).customer for member in members)
    return [_row(store, one) for one in known if one is not None]


def _row(store: Store, customer: CustomerDocument) -> dict[str, Any]:
    merged = customer.get("merged")
    open_runs = len(store.read(customer["id"]).runs)
    return {
        "customer": customer["id"],
        "status": f"part of {merged['into']}" if merged else counted(open_runs, "open run"),
        "segments": ", ".join(customer.get("segments", ())),
        "updated_at": customer["updated_at"],
    }


# ── one customer ─────────────────────────────────────────────────────────────────────────────────────


class _Story(NamedTuple):
    """What a store knows of one customer, and the words for it; `plans` by journey."""

    view: CustomerView
    history: list[HistoryEntry]
    plans: dict[str, Plan]


def show_customer(name: str, address: str, form: str, *, private: bool = False) -> int:
    """Everything of a customer at a glance, and the timeline; private values are masked unless asked for."""
    now = now_at(address)

    def look(store: Store) -> _Story | None:
        runtime = Runtime.open(store, clock=VirtualClock(now))
        view = runtime.customer(name, private=private)
        if view is None:
            return None
        plans = {one.journey: plan_of(from_json(one.text, Definition)) for one in store.definitions()}
        return _Story(view, runtime.history(name, private=private), plans)

    story = looked_into(address, look)
    if story is None:
        raise _nobody(name, address)
    if form == "json":
        print_json({**plain(story.view), "history": plain(story.history)})
        return ExitCode.CLEAN
    told = [plan for plan in story.plans.values() if plan.timezone is not None]
    zones = (zone_of(plan, plan.profile(story.view.customer, story.view.profile), now) for plan in told)
    _tell(story, Screen(paint_for(sys.stdout), next(zones, UTC)))
    return ExitCode.CLEAN


def _tell(story: _Story, screen: Screen) -> None:
    view = story.view
    screen.line()
    screen.rule(view.customer, f"changed {screen.when(view.updated_at, year=True)}")
    screen.labelled("profile", [f"{name} = {shown(value)}" for name, value in view.profile.items()], hang=2)
    screen.labelled(
        "aliases", [f"{field}: {', '.join(map(shown, of))}" for field, of in view.aliases.items()]
    )
    merged = [
        f"{name}, since {screen.when(one['at'], year=True)}{_by(one['by'], one['reason'])}: {one['merge']}"
        for name, one in view.identities.items()
    ]
    screen.labelled("also", merged, hang=2)
    segments = [f"{name}, since {screen.when(since, year=True)}" for name, since in view.segments.items()]
    screen.labelled("segments", segments)
    screen.labelled("runs", [_run_words(run) for run in view.runs], hang=2)
    for agreed, label in ((True, "agrees"), (False, "refuses")):
        said = [f"{one.channel}: {one.category}" for one in view.consents if one.agreed is agreed]
        screen.labelled(label, [", ".join(said)] if said else [], hang=2)
    told = [f"{screen.when(one['at'], year=True)}: {incident_words(one)}" for one in view.incidents]
    screen.labelled("incident", told, hang=2)
    screen.line()
    screen.say("Timeline")
    Teller(screen, story.plans).history(story.history)
    screen.line()


def _run_words(run: RunNow) -> str:
    return f"{run.run}: {run.outcome or run.status} in {', '.join(run.places)}"


def _by(by: str, reason: str) -> str:
    return f"{f' by {by}' if by else ''}{f' ({reason})' if reason else ''}"


# ── what is done with them ───────────────────────────────────────────────────────────────────────────


class Merging(NamedTuple):
    """Where customers are merged or parted, how that is told, by whom and why."""

    store: str
    form: str = "text"
    by: str | None = None
    reason: str = ""
    brought: Brought = NOTHING


def merge_customers(other: str, into: str, about: Merging) -> int:
    """Let one customer be a part of another."""
    who = doer(about.by)
    report = worked_on(
        about.store,
        lambda runtime: runtime.merge(other, into=into, by=who, reason=about.reason),
        about.brought,
    )
    if report["result"] == "accepted":
        said = (
            f"`{other}` is a part of `{into}` now; `journeyc customers unmerge {report['input']}` undoes it"
        )
        return _done(report, said, about.form)
    return _refused(report, about.form)


def unmerge_customers(merge: str, about: Merging) -> int:
    """Undo a merge."""
    who = doer(about.by)
    report = worked_on(
        about.store, lambda runtime: runtime.unmerge(merge, by=who, reason=about.reason), about.brought
    )
    if report["result"] == "accepted":
        return _done(report, f"`{merge}` is undone", about.form)
    return _refused(report, about.form)


def erase_customer(name: str, address: str, archives: Sequence[str], form: str, *, yes: bool) -> int:
    """Forget a customer; only where somebody has said that this is meant."""
    if not yes:
        _would_erase(name, address, archives)
    erased = worked_on(address, lambda runtime: runtime.erase(name, archives=archives))
    if form == "json":
        print_json(plain(erased))
        return ExitCode.CLEAN
    print(f"erased {things(erased.rows)}{f', {erased.unsent} of them unsent' if erased.unsent else ''}")
    for one in erased.archives:
        what = f"erased {held(one.erased)}" if one.erased else "nothing of them was there"
        print(in_line(f"archive `{one.folder}`, {counted(one.files, 'file')}: {what}"))
    if not erased.clean:
        print(_OF_SERVERS if is_on_server(address) else _OF_FILES, file=sys.stderr)
    if not archives:
        print("no archive was searched; `--archive` names one", file=sys.stderr)
    return ExitCode.CLEAN


def _would_erase(name: str, address: str, archives: Sequence[str]) -> NoReturn:
    kept = looked_into(address, lambda store: Runtime.open(store).export(name))
    names = [one["id"] for one in kept["customers"]]
    also = f", with {', '.join(names[1:])}" if names[1:] else ""
    with as_failure(JourneyError):
        found = [one for folder in archives for one in Archive(folder).holding(names)]
    there = f", and of archives {held(found)}" if found else ""
    raise Failure(
        f"`{kept['customer']}`{also} and {counted(len(kept['runs']), 'run')}{there} would be erased, "
        "and nothing brings them back",
        "nothing has been done; say `--yes` if it is meant",
    )


def export_customer(name: str, address: str, file: str) -> int:
    """All that is kept of a customer, private values too."""
    kept = looked_into(address, lambda store: Runtime.open(store).export(name))
    text = json.dumps(kept, ensure_ascii=False, indent=2) + "\n"
    write_whole(file, text)
    return ExitCode.CLEAN


def _done(report: Report, said: str, form: str) -> int:
    if form == "json":
        print_json(report)
        return ExitCode.CLEAN
    print(in_line(said))
    tell_runs(report)
    return ExitCode.CLEAN


def _refused(report: Report, form: str) -> int:
    if form == "json":
        print_json(report)
    complain(report["reason"])
    return ExitCode.FINDINGS


def _nobody(name: str, address: str) -> Failure:
    return Failure(
        f"there is no customer `{name}` in `{shown_address(address)}`",
        "`journeyc customers list` shows those there are",
    )
