"""What has been over for long leaves the store: some customers at a time, and into an archive first."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from journeyc.expression.values import instant_text
from journeyc.runtime.archive import Archive
from journeyc.runtime.archived import counts_of, items_of, together
from journeyc.runtime.errors import UsageError
from journeyc.runtime.hosts.applying import Applying
from journeyc.runtime.ports import Leaving
from journeyc.runtime.retention import over

#: What is over for less may still be shown by `where`.
SHORTEST = timedelta(days=1)
#: How many customers are looked at together, and how many leave in one transaction, so that a service that
#: writes meanwhile waits for milliseconds.
_PAGE = 500
_BATCH = 20


class Archived(NamedTuple):
    """What has left the store: of how many `customers`, in counts by kind. `before` is the instant that runs
    had to have ended by; `busy` are those who were written by others meanwhile, and whose turn comes the next
    time. `file` is the file of the archive; None without one, and where nothing has left.
    """

    before: str
    customers: int
    counts: dict[str, int]
    busy: int = 0
    file: str | None = None


class Retiring:
    """Lets go of what is over."""

    def __init__(self, applying: Applying) -> None:
        self._applying = applying
        self._store = applying.store

    def archive(
        self, older_than: timedelta, now: datetime, to: str | Path | None, *, dry_run: bool
    ) -> Archived:
        """Let everything leave that has been over for longer than this."""
        before = _before(older_than, now)
        archive = None if to is None or dry_run else Archive(to)
        file = None if archive is None else archive.new_file(now)
        counts, customers, busy = Counter[str](), 0, 0
        joined: set[str] = set()
        for names in self._old(before):
            with nullcontext() if archive is None else archive.alone():
                leaving = list(self._leaving(names, before, joined))
                if archive is not None and file is not None and leaving:
                    archive.append(file, together(items_of(one.gone) for one in leaving), instant_text(now))
                gone = [True] * len(leaving) if dry_run else self._store.retire(leaving)
            for one, has_left in zip(leaving, gone, strict=True):
                customers, busy = customers + has_left, busy + (not has_left)
                counts.update(counts_of(items_of(one.gone)) if has_left else {})
        written = None
        if archive is not None and file is not None and file.exists():
            with archive.alone():
                archive.finish(file)
            written = str(file)
        return Archived(instant_text(before), customers, {**counts}, busy, written)

    def _old(self, before: datetime) -> Iterator[list[str]]:
        """Those of whom something may be over, some at a time."""
        last = ""
        while True:
            old, last = self._store.aging(before, _PAGE, last)
            if not last:
                return
            for start in range(0, len(old), _BATCH):
                yield old[start : start + _BATCH]

    def _leaving(self, names: Iterable[str], before: datetime, joined: set[str]) -> Iterator[Leaving]:
        """What leaves of customers. Who is a part of another comes as that one, and once: `joined` are those
        who have come already.
        """
        for name in names:
            # The revision first: if what follows is newer, nothing leaves.
            own, known = self._applying.read(name)
            if known.customer is None or own in joined:
                continue
            parts = known.customer.get("identities", {})
            joined.update([own] if parts else [])
            gone = over(self._store.everything([own, *parts]), before)
            if any(gone):
                yield Leaving(own, known.revision, gone)


def _before(older_than: timedelta, now: datetime) -> datetime:
    if older_than < SHORTEST:
        raise UsageError(f"`older_than` is {older_than}", "give a day at least")
    try:
        return now - older_than
    except OverflowError:
        raise UsageError(f"`older_than` is {older_than}", "give less") from None
