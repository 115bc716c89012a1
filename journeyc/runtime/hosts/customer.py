"""One customer at a glance, over all journeys and channels."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, get_args

from journeyc.ir.base import Category
from journeyc.nearest import meant
from journeyc.runtime.core.contact import has_agreed, scope_of
from journeyc.runtime.core.documents import CustomerDocument, Incident, Run
from journeyc.runtime.core.identities import Identity
from journeyc.runtime.errors import UsageError
from journeyc.runtime.hosts.applying import Applying
from journeyc.runtime.hosts.checking import checked_limit, require_text
from journeyc.runtime.hosts.listing import RunNow, moved_at, short
from journeyc.runtime.hosts.looking import Looking
from journeyc.runtime.hosts.masking import Masking
from journeyc.runtime.ports import HistoryEntry, Member

#: So many runs that have ended are shown, the newest, and so many lines of what was sent.
_ENDED = 100
_LINES = 100


class Consent(NamedTuple):
    """Whether a customer agrees now to messages of a category over a channel."""

    channel: str
    category: str
    agreed: bool


class CustomerView(NamedTuple):
    """One customer: `profile` with private fields masked, unless they were asked for; `aliases` by field,
    with those of merged `identities`, who are listed by key. `segments` with since when; `runs` that are open
    and then those that have ended, newest first; `consents` as policies say them now; `contacts` are the
    lines of the timeline that tell what was sent and why not, newest last.
    """

    customer: str
    updated_at: str
    profile: dict[str, Any]
    aliases: dict[str, tuple[str, ...]]
    identities: dict[str, Identity]
    segments: dict[str, str]
    runs: tuple[RunNow, ...]
    consents: tuple[Consent, ...]
    contacts: tuple[HistoryEntry, ...]
    incidents: tuple[Incident, ...]


class Viewing:
    """Customers as they are looked at."""

    def __init__(self, applying: Applying, looking: Looking) -> None:
        self._applying = applying
        self._looking = looking
        self._store = applying.store
        self._journeys = applying.journeys

    def customer(self, customer: str, now: datetime, *, private: bool = False) -> CustomerView | None:
        """Somebody who is known; None for nobody."""
        name, known = self._applying.read(customer)
        document = known.customer
        if document is None:
            return None
        masking = self._looking.masking(name)
        kept = self._store.everything([name, *document.get("identities", ())])
        lines = [line for line in kept.history if line.kind in {"message", "contact"}][-_LINES:]
        incidents = [one for one, is_open in kept.incidents if is_open]
        return CustomerView(
            customer=name,
            updated_at=document["updated_at"],
            profile=document["profile"] if private else masking.profile(document["profile"]),
            aliases=_by_field(kept.aliases, masking, private=private),
            identities=document.get("identities", {}),
            segments=document.get("segments", {}),
            runs=tuple(_short(run, kept.history, incidents) for run in _open_first(kept.runs)),
            consents=tuple(self._consents(document, now)),
            contacts=tuple(lines if private else masking.history(lines)),
            incidents=tuple(incidents if private else map(masking.incident, incidents)),
        )

    def _consents(self, customer: CustomerDocument, now: datetime) -> list[Consent]:
        """As the policies say that hold today, of the channels that bring what nobody has asked for."""
        directory = self._journeys.directory
        plans = [*directory.newest.values(), *directory.customer_rules]
        able = {channel for plan in plans for notice in plan.notices.values() for channel in notice.able}
        scope = scope_of(directory, customer, now)
        return [
            Consent(channel, category, has_agreed(directory.policies, channel, category, scope))
            for channel in sorted(able)
            for category in get_args(Category)
        ]

    # ── several ──

    def members(self, segment: str, limit: int, after: str) -> list[Member]:
        """Who is in a segment."""
        self._require_segment(segment)
        require_text(after, "after")
        return self._store.members(segment, checked_limit(limit), after)

    def count(self, segment: str) -> int:
        """How many are in a segment."""
        self._require_segment(segment)
        return self._store.count_members(segment)

    def _require_segment(self, segment: str) -> None:
        require_text(segment, "segment")
        self._journeys.know_the_stored()
        known = self._journeys.directory.segments
        if segment not in known and not self._store.count_members(segment):
            cure = meant(segment, known, f"there are {', '.join(sorted(known)) or 'none'}")
            raise UsageError(f"there is no segment `{segment}`", cure)


def _open_first(runs: Sequence[Run]) -> list[Run]:
    """Runs that are open, and then those that have ended, the newest of each first."""
    newest = [*reversed(runs)]
    ended = [run for run in newest if run["status"] == "ended"]
    return [*(run for run in newest if run["status"] != "ended"), *ended[:_ENDED]]


def _short(run: Run, history: Sequence[HistoryEntry], incidents: Sequence[Incident]) -> RunNow:
    """A run in short, with what is kept of its customer."""
    lines = [line for line in history if line.run == run["id"]]
    return short(run, moved_at(run, lines), sum(one["run"] == run["id"] for one in incidents))


def _by_field(
    aliases: Iterable[tuple[str, str, str]], masking: Masking, *, private: bool
) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for field, value, _ in aliases:
        told = value if private else str(masking.profile({field: value})[field])
        found[field] = (*found.get(field, ()), told)
    return found
