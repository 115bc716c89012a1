"""`journeyc store`: a store as a whole."""

import sys
from datetime import datetime, timedelta
from typing import NamedTuple

from journeyc.cli.ending import ExitCode, Failure
from journeyc.cli.files import STANDARD
from journeyc.cli.lengths import length_before
from journeyc.cli.problems import as_failure
from journeyc.cli.stored import looked_into, now_at, plain, print_json, tell_rows, things, worked_on
from journeyc.cli.streams import opened, written
from journeyc.report.counted import counted
from journeyc.runtime import Archived, JourneyError, Store
from journeyc.runtime.hosts.retiring import SHORTEST
from journeyc.runtime.stores import made_or_not, shown_address
from journeyc.runtime.transfer import Transferred, export_store, import_store


def tell_info(address: str, form: str) -> int:
    """How many rows each table has."""
    counts = looked_into(address, lambda store: store.counts())
    if form == "json":
        print_json(counts)
    else:
        tell_rows([{"rows": many, "table": name} for name, many in counts.items()], form, "")
    return ExitCode.CLEAN


# ── archive ──────────────────────────────────────────────────────────────────────────────────────────


_ACCEPTED = "write a day or more, in whole numbers: `90 days`, `12 weeks`, `18 months`"


class ArchiveOptions(NamedTuple):
    """What leaves a store, and where to."""

    store: str
    older_than: str
    to: str
    delete: bool
    dry_run: bool
    form: str


def archive_old(options: ArchiveOptions) -> int:
    """Let what has been over for long leave."""
    if options.to and options.delete:
        raise Failure("`--to` keeps what leaves, and `--delete` does not", "say one of them")
    if not (options.to or options.delete or options.dry_run):
        raise Failure("nothing says where it goes", "say `--to FOLDER`, or `--delete` to keep it nowhere")
    older_than = _length(options.older_than, now_at(options.store))
    done = worked_on(
        options.store,
        lambda runtime: runtime.archive(older_than, to=options.to or None, dry_run=options.dry_run),
    )
    if options.form == "json":
        print_json(plain(done))
    else:
        print(_told(done, options))
        if done.busy:
            busy = counted(done.busy, "customer was", "customers were")
            print(f"{busy} written by others meanwhile: call it again for what is theirs", file=sys.stderr)
    return ExitCode.CLEAN


def _told(done: Archived, options: ArchiveOptions) -> str:
    if not done.customers:
        return f"nothing has been over for {options.older_than}"
    what = f"{things(done.counts)} of {counted(done.customers, 'customer')}"
    if options.dry_run:
        return f"would leave: {what}"
    return f"archived in `{done.file}`: {what}" if done.file else f"deleted: {what}"


def _length(text: str, now: datetime) -> timedelta:
    length = length_before(now, "--older-than", text, _ACCEPTED)
    if length < SHORTEST:
        raise Failure(f"`--older-than`: `{text}` is less than a day", _ACCEPTED)
    return length


# ── export and import ────────────────────────────────────────────────────────────────────────────────


def export_whole(address: str, file: str) -> int:
    """All of a store in one file."""
    now = now_at(address)
    with written(file) as begin:

        def out(store: Store) -> Transferred:
            with begin() as stream:
                return export_store(store, stream, now)

        done = looked_into(address, out)
    if file != STANDARD:
        print(f"exported to `{file}`: {_rows(done)}; it holds private data and secrets, so protect it")
    return ExitCode.CLEAN


def import_whole(file: str, address: str, form: str) -> int:
    """A store of what one file holds."""
    with opened(file) as stream, as_failure(JourneyError), made_or_not(address) as store:
        done = import_store(store, stream)
    if form == "json":
        print_json(plain(done))
    else:
        print(f"imported into `{shown_address(address)}`, as it was at {done.at}: {_rows(done)}")
    return ExitCode.CLEAN


def _rows(done: Transferred) -> str:
    customers = counted(done.counts.get("customers", 0), "customer")
    return f"{counted(sum(done.counts.values()), 'row')}, {customers}"
