"""What a host does with customers as a whole."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from journeyc.runtime.archive import Archive
from journeyc.runtime.core.documents import Report
from journeyc.runtime.core.inputs import MergeInput, UnmergeInput
from journeyc.runtime.hosts.applying import Applying, Asked
from journeyc.runtime.hosts.checking import identity
from journeyc.runtime.hosts.customer import CustomerView, Viewing
from journeyc.runtime.hosts.looking import Looking
from journeyc.runtime.hosts.retiring import Archived, Retiring
from journeyc.runtime.hosts.telling import Telling
from journeyc.runtime.hosts.together import Joining
from journeyc.runtime.hosts.whole import Erased, Whole
from journeyc.runtime.ports import Clock, Member


class CustomerCalls(Telling[Report]):
    """Applies inputs one at a time; merges, parts, erases, hands out and shows customers, by key or by the
    value of an alias field.
    """

    def __init__(self, applying: Applying, clock: Clock) -> None:
        super().__init__(applying, clock)
        self._looking = Looking(applying)
        self._viewing = Viewing(applying, self._looking)
        self._joining = Joining(applying)
        self._whole = Whole(applying)
        self._retiring = Retiring(applying)

    def merge(
        self,
        other: str,
        *,
        into: str,
        by: str = "",
        reason: str = "",
        id: str | None = None,
        at: datetime | None = None,
    ) -> Report:
        """Say that two customers are one: `other` is a part of `into` from now on, who need not be known yet.
        The report names the merge as its `input`.
        """
        given = MergeInput(identity(id, "merge"), self._moment(at), other, by, reason)
        return self._joining.merge(other, into, given)

    def unmerge(
        self, merge: str, *, by: str = "", reason: str = "", id: str | None = None, at: datetime | None = None
    ) -> Report:
        """Undo a merge: whom it made a part of another is one for themselves again. The report is theirs."""
        given = UnmergeInput(identity(id, "unmerge"), self._moment(at), merge, by, reason)
        return self._joining.unmerge(given)

    def erase(self, customer: str, *, archives: Sequence[str | Path] = (), clean: bool = True) -> Erased:
        """Forget a customer, with those who were merged into them, and all that is kept of them, here and in
        the folders of `archives`. It cannot be undone. The file is written anew, so that no byte is left; of
        many, let only the last be `clean`. On PostgreSQL no row is left, and the tables are vacuumed; bytes
        stay in files of the server until others need the room, so that the answer is never `clean`.
        UsageError where there is no such customer, or no such archive.
        """
        return self._whole.erase(customer, self._clock.now(), [*map(Archive, archives)], clean=clean)

    def archive(self, older_than: timedelta, *, to: str | Path | None, dry_run: bool = False) -> Archived:
        """Let what has been over for so long leave the store: runs that ended, with all that they have
        caused, and what belongs to no run; into the folder `to`, None for nowhere. Some customers at a time,
        so that others go on writing; what is left undone is done the next time. A `dry_run` only counts.
        UsageError for less than a day.
        """
        return self._retiring.archive(older_than, self._clock.now(), to, dry_run=dry_run)

    def export(self, customer: str) -> dict[str, Any]:
        """All that is kept of a customer, private values too, as one JSON document; the same twice where
        nothing has happened between. UsageError where there is no such customer.
        """
        return self._whole.export(customer)

    def key(self, name: str) -> str:
        """The key of who is meant by a key or an alias: of whom they are a part now, if they were merged. A
        name nobody knows is the key of somebody new.
        """
        return self._applying.read(name)[0]

    def customer(self, name: str, *, private: bool = False) -> CustomerView | None:
        """One customer at a glance, over all journeys and channels, by key or alias; None for nobody. Private
        values are masked unless they are asked for.
        """
        return self._viewing.customer(name, self._clock.now(), private=private)

    def members(self, segment: str, limit: int = 100, after: str = "") -> list[Member]:
        """Who is in a segment, by key: those behind one of them, so many at most."""
        return self._viewing.members(segment, limit, after)

    def count_members(self, segment: str) -> int:
        """How many customers are in a segment."""
        return self._viewing.count(segment)

    def _apply(self, asked: Asked) -> Report:
        return self._applying.apply(asked)

    def _apply_found(self, find: Callable[[], Asked | Report]) -> Report:
        found = find()
        return self._apply(found) if isinstance(found, Asked) else found
