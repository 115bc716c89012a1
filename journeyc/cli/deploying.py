"""`journeyc store deploy`: compiled journeys are put into a store, and who is in older versions is told."""

import sys
from collections.abc import Iterator, Sequence
from typing import Any

from journeyc.cli.ending import ExitCode, Failure
from journeyc.cli.problems import as_failure
from journeyc.cli.stored import looked_into, plain, print_json
from journeyc.cli.worker.given import packages
from journeyc.report.cells import in_line
from journeyc.report.counted import counted
from journeyc.runtime import Heads, JourneyError, Runtime, Store
from journeyc.runtime.errors import StoreMissingError
from journeyc.runtime.hosts.deploying import Deployed, deploy
from journeyc.runtime.hosts.journeys import Compiled
from journeyc.runtime.stores import file_of, look_into, made_or_not

#: What is told of a version: done, or to be done.
_STATES = {
    "new": ("is new", "would be new"),
    "known": ("is there already", "is there already"),
    "reworded": ("has new words", "would have new words"),
}


def deploy_journeys(paths: Sequence[str], address: str, form: str, *, dry_run: bool) -> int:
    """Put journeys into a store, or say what that would do."""
    given = packages(paths)
    if not given:
        raise Failure("no journeys are named", "name compiled files, folders of them, or `.journey` files")
    with as_failure(JourneyError):
        file = file_of(address)
    if dry_run:
        if file is not None and not file.exists():
            cure = "check the path; without `--dry-run` a store is made there"
            raise Failure(f"there is no store `{file}`", cure)
        told = looked_into(address, lambda store: _deployed(store, given, dry_run=True))
    else:
        with as_failure(JourneyError):
            _require_newest(address)
            with made_or_not(address) as store:
                told = _deployed(store, given, dry_run=False)
    if form == "json":
        print_json([_object(*one) for one in told])
    else:
        for one in told:
            for line in _lines(*one, dry_run=dry_run):
                print(in_line(line))
    if dry_run and form != "json":
        print("nothing has been done", file=sys.stderr)
    return ExitCode.CLEAN


def _require_newest(address: str) -> None:
    """StoreError for a store that this journeyc would have to bring up to date: that is left to its service.
    One that is not there yet is made.
    """
    file = file_of(address)
    if file is not None and not file.exists():
        return
    try:
        look_into(address, lambda _: None)
    except StoreMissingError:
        if file is not None:
            raise


def _deployed(
    store: Store, given: Sequence[Compiled], *, dry_run: bool
) -> list[tuple[Deployed, list[Heads]]]:
    """What was put into a store, each with those of other versions in which somebody is."""
    told = deploy(store, given, dry_run=dry_run)
    runtime = Runtime.open(store)
    return [
        (one, [h for h in runtime.heads(one.journey) if h.runs and h.version != one.version]) for one in told
    ]


def _object(one: Deployed, others: list[Heads]) -> dict[str, Any]:
    waiting = [
        {"version": heads.version, "runs": heads.runs, "can_move": heads.version in one.takes}
        for heads in others
    ]
    return {**plain(one), "waiting": waiting}


def _lines(one: Deployed, others: list[Heads], *, dry_run: bool) -> Iterator[str]:
    begins = f"runs begin in version {one.newest}"
    yield f"{one.journey} {one.version} {_STATES[one.state][dry_run]}; {begins}"
    for heads in others:
        can = (
            f"`migrate from {heads.version}` says where they can move"
            if heads.version in one.takes
            else "they stay, as no `migrate from` speaks of them"
        )
        if heads.version > one.version:
            can = "which is newer"
        yield f"  {counted(heads.runs, 'run is', 'runs are')} in version {heads.version}: {can}"
