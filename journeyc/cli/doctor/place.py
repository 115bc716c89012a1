"""Where a store stands: room on the disk, the log beside its file, the clock of its server."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from journeyc.cli.doctor.finding import Finding
from journeyc.runtime.stores import file_of, is_on_server
from journeyc.runtime.stores.sqlite.connection import log_of

#: Two machines whose clocks differ by more decide differently what is due.
SKEW = timedelta(seconds=5)
#: SQLite begins its log anew behind a thousand pages; one that is larger is held back, or was.
LARGE_LOG = 64 * 2**20
_MIB = 2**20
#: Less room than this is soon gone, however small the store.
_LEAST_ROOM = 256 * _MIB


def look_at_place(address: str, clock: datetime | None) -> Iterator[Finding]:
    """What is around a store; `clock` is what time its server has."""
    if clock is not None:
        yield _clock(clock, datetime.now(UTC))
    if not is_on_server(address) and (file := file_of(address)) is not None:
        yield from _file(file)


def _clock(theirs: datetime, ours: datetime) -> Finding:
    apart = theirs - ours
    seconds = round(apart.total_seconds(), 1)
    facts = {"seconds_ahead": seconds}
    if abs(apart) <= SKEW:
        return Finding("clock", "well", "that of the server is that of this machine", facts=facts)
    which = "ahead of" if seconds > 0 else "behind"
    said = f"that of the server is {abs(seconds)} seconds {which} that of this machine"
    return Finding("clock", "warning", said, "let both be set by the network (NTP)", facts)


def _file(file: Path) -> Iterator[Finding]:
    try:
        size = file.stat().st_size
        log = log_of(file).stat().st_size if log_of(file).exists() else 0
        free = shutil.disk_usage(file.absolute().parent).free
    except OSError as error:
        problem = f"the disk cannot be asked: {(error.strerror or str(error)).lower()}"
        yield Finding("disk", "warning", problem, "check the folder of the store")
        return
    facts = {"bytes": size, "log_bytes": log, "free_bytes": free}
    said = f"the store has {_size(size)}, and {_size(free)} are free"
    # It is written anew where somebody is erased.
    if free < max(size + log, _LEAST_ROOM):
        cure = "make room: where a customer is erased, the file is written anew beside itself"
        yield Finding("disk", "warning", said, cure, facts)
    else:
        yield Finding("disk", "well", said, facts=facts)
    if log > LARGE_LOG:
        said = f"the log beside the store has {_size(log)}, and what is read through it gets slow"
        cure = "end what reads for long, such as a backup that hangs; the next who writes takes it in"
        yield Finding("disk", "warning", said, cure, facts)


def _size(many: int) -> str:
    return f"{many / 2**30:,.1f} GiB" if many >= 2**30 else f"{max(many, _MIB) / _MIB:,.0f} MiB"
