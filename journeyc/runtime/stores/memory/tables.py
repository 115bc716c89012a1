"""The dictionaries of a store in memory."""

from collections.abc import Iterable, Mapping
from itertools import count
from threading import RLock

from journeyc.runtime.core.documents import CustomerDocument, Incident, Report, Run
from journeyc.runtime.ports import HistoryEntry, StoredDefinition, Task
from journeyc.runtime.stores.memory.leases import Leases
from journeyc.runtime.stores.memory.letters import Outbox
from journeyc.runtime.stores.memory.waiting import Waiting


class Tables:
    """Dictionaries. Documents are kept as they come, since the core never changes one in place."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._definitions: dict[str, StoredDefinition] = {}
        self._customers: dict[str, tuple[int, CustomerDocument]] = {}
        #: Customers by the value of an alias and its field, and the aliases of each.
        self._aliases: dict[str, dict[str, str]] = {}
        self._aliases_of: dict[str, dict[str, str]] = {}
        self._runs: dict[str, dict[str, Run]] = {}
        self._ended: dict[str, dict[str, Run]] = {}
        self._owners: dict[str, str] = {}
        self._numbers: dict[str, int] = {}
        self._started = count()
        self._members: dict[str, dict[str, str]] = {}
        self._erasures = 0
        self._timers: Waiting[tuple[str, str, str]] = Waiting()
        self._inputs: dict[tuple[str, str], Report] = {}
        self._history: list[HistoryEntry] = []
        self._outbox = Outbox()
        self._incidents: dict[str, Incident] = {}
        self._settled: set[str] = set()
        self._tasks: dict[str, Task] = {}
        self._closed: set[str] = set()
        self._secrets: dict[str, bytes] = {}
        self._leases = Leases()
        #: By run, and by what left.
        self._traces: dict[str, str] = {}

    def _write_aliases(self, own: str, aliases: Mapping[str, str | None]) -> None:
        mine = self._aliases_of.setdefault(own, {})
        for field, value in aliases.items():
            if (old := mine.pop(field, None)) is not None:
                del self._aliases[old][field]
            # What leads to a part of the customer leads here, and goes with that one if they are parted.
            if value is not None and field not in self._aliases.get(value, {}):
                self._aliases.setdefault(value, {})[field] = own
                mine[field] = value

    def _write_members(self, own: str, segments: Mapping[str, str]) -> None:
        for members in self._members.values():
            members.pop(own, None)
        for name, since in segments.items():
            self._members.setdefault(name, {})[own] = since

    def _write_run(self, run: Run) -> None:
        name, own = run["id"], run["customer"]
        before = self._owners.get(name, own)
        self._owners[name] = own
        self._numbers.setdefault(name, next(self._started))
        kept = self._ended if run["status"] == "ended" else self._runs
        if before != own or kept is self._ended:
            self._runs.get(before, {}).pop(name, None)
        if before != own:
            self._ended.get(before, {}).pop(name, None)
        mine = kept.setdefault(own, {})
        mine[name] = run
        if before != own:
            kept[own] = {one: mine[one] for one in reversed(self._newest(mine))}

    def _newest(self, runs: Iterable[str]) -> list[str]:
        return sorted(runs, key=self._numbers.__getitem__, reverse=True)
