"""All of a customer: handed out, or erased."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from journeyc.expression.values import instant_text
from journeyc.runtime.archive import Archive, Holding
from journeyc.runtime.archived import items_of
from journeyc.runtime.errors import ConflictError, UsageError
from journeyc.runtime.hosts.applying import TRIES, Applying
from journeyc.runtime.hosts.checking import checked_name
from journeyc.runtime.retention import UNSETTLED

#: The form of what `export` gives; a later one with other names or another meaning has another number.
EXPORT_FORMAT = 1


class Erased(NamedTuple):
    """The proof that somebody was erased, with nothing private in it: `customers` are the keys of who they
    were, with those who were merged into them; `at` is when, and `rows` what was deleted, by table; of the
    outbox, what was still to be carried is `unsent`. `clean` tells that no byte is left in the file of the
    store, which nobody can tell of a server; `archives` are the folders that were searched, and had to be
    written anew.
    """

    customers: tuple[str, ...]
    at: str
    rows: dict[str, int]
    unsent: int
    clean: bool
    archives: tuple["Searched", ...] = ()


class Searched(NamedTuple):
    """An archive that was searched for somebody: how many files it has, and what was taken out of which."""

    folder: str
    files: int
    erased: tuple[Holding, ...]


class Whole:
    """All that is kept of customers, with those who were merged into them."""

    def __init__(self, applying: Applying) -> None:
        self._applying = applying
        self._store = applying.store

    def export(self, customer: str) -> dict[str, Any]:
        """Everything that is kept, private values too. UsageError where there is no such customer."""
        kept = self._store.everything(self._names(customer)[0])
        return {
            "format": EXPORT_FORMAT,
            "customer": kept.customers[0]["id"],
            "customers": kept.customers,
            "aliases": [
                {"field": field, "value": value, "customer": own} for field, value, own in kept.aliases
            ],
            **items_of(kept),
        }

    def erase(self, customer: str, now: datetime, archives: Sequence[Archive], *, clean: bool) -> Erased:
        """Forget somebody, here and in archives. UsageError where there is no such customer."""
        with self._applying.locks.of(checked_name(customer, "customer")):
            return self._erased(customer, now, archives, clean=clean)

    def _erased(self, customer: str, now: datetime, archives: Sequence[Archive], *, clean: bool) -> Erased:
        # Where one is not there, nothing is erased.
        files = [len(archive.files()) for archive in archives]
        for _ in range(TRIES):
            names, revision = self._names(customer)
            kept = self._store.everything(names)
            # First where they cannot be found by a name of theirs once the store has forgotten it.
            early = [archive.erase(names) for archive in archives]
            try:
                erasure = self._store.erase(names, revision, clean=clean)
            except ConflictError:
                continue
            # And once more, as something may have been archived meanwhile.
            late = [archive.erase(names) for archive in archives]
            return Erased(
                customers=tuple(names),
                at=instant_text(now),
                rows={name: many for name, many in erasure.rows.items() if many},
                unsent=sum(state in UNSETTLED for _, state in kept.outbox),
                clean=erasure.clean,
                archives=tuple(
                    Searched(str(one.folder), many, (*before, *after))
                    for one, many, before, after in zip(archives, files, early, late, strict=True)
                ),
            )
        raise ConflictError(f"`{customer}` is written by others all the time", "try again later")

    def _names(self, customer: str) -> tuple[list[str], int]:
        """Who is meant, with those who were merged into them, and the revision."""
        name, known = self._applying.read(customer)
        if known.customer is None:
            raise UsageError(
                f"there is no customer `{name}`", "name one by the key, or by the value of an alias"
            )
        return [name, *known.customer.get("identities", ())], known.revision
