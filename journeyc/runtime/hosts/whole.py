"""All of a customer: handed out, or erased."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from journeyc.runtime.errors import ConflictError, UsageError
from journeyc.runtime.hosts.applying import TRIES, Applying
from journeyc.runtime.ports import Kept, kind_of

#: The form of what `export` gives; a later one with other names or another meaning has another number.
EXPORT_FORMAT = 1


class Erased(NamedTuple):
    """What was erased of a customer, in counts: `customers` with those who were merged into them, `inputs`
    and `history` as lines; of the `outbox` what was still to be carried are `unsent`. `clean` tells that no
    byte is left in the file of the store, which nobody can tell of a server.
    """

    customers: int
    aliases: int
    runs: int
    inputs: int
    history: int
    outbox: int
    unsent: int
    incidents: int
    tasks: int
    clean: bool


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
            "runs": kept.runs,
            "history": [_line(line._asdict()) for line in kept.history],
            "inputs": [{"customer": own, "id": name, "report": report} for own, name, report in kept.inputs],
            "outbox": [
                {"kind": kind_of(outgoing), "state": state, **outgoing._asdict()}
                for outgoing, state in kept.outbox
            ],
            "tasks": [{**task._asdict(), "open": is_open} for task, is_open in kept.tasks],
            "incidents": [{**incident, "open": is_open} for incident, is_open in kept.incidents],
        }

    def erase(self, customer: str, *, clean: bool) -> Erased:
        """Forget somebody. UsageError where there is no such customer."""
        for _ in range(TRIES):
            names, revision = self._names(customer)
            kept = self._store.everything(names)
            try:
                is_clean = self._store.erase(names, revision, clean=clean)
            except ConflictError:
                continue
            return _counts(kept, clean=is_clean)
        raise ConflictError(f"`{customer}` is written by others all the time", "try again later")

    def _names(self, customer: str) -> tuple[list[str], int]:
        """Who is meant, with those who were merged into them, and the revision."""
        name, known = self._applying.read(customer)
        if known.customer is None:
            raise UsageError(
                f"there is no customer `{name}`", "name one by the key, or by the value of an alias"
            )
        return [name, *known.customer.get("identities", ())], known.revision


def _line(line: dict[str, Any]) -> dict[str, Any]:
    document: Mapping[str, Any] = line.pop("document")
    return {**line, "document": {**document}}


def _counts(kept: Kept, *, clean: bool) -> Erased:
    return Erased(
        customers=len(kept.customers),
        aliases=len(kept.aliases),
        runs=len(kept.runs),
        inputs=len(kept.inputs),
        history=len(kept.history),
        outbox=len(kept.outbox),
        unsent=sum(state == "waiting" for _, state in kept.outbox),
        incidents=len(kept.incidents),
        tasks=len(kept.tasks),
        clean=clean,
    )
