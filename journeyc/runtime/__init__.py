"""Customers in journeys, durably: `Runtime.open` a store, `send` events, ask `where` somebody is, let time
`tick`.
"""

from journeyc.runtime.calls.breaker import Circuit
from journeyc.runtime.core.documents import Incident, Report
from journeyc.runtime.core.rule_view import RuleNow
from journeyc.runtime.delivery import Attempt, Backoff
from journeyc.runtime.engine import ServingEngine
from journeyc.runtime.errors import ArchiveError, JourneyError, LinkError, StoreError
from journeyc.runtime.hosts.batch import Batch
from journeyc.runtime.hosts.bound import Bindings
from journeyc.runtime.hosts.counting import WorkerCounts
from journeyc.runtime.hosts.customer import Consent, CustomerView, RunNow
from journeyc.runtime.hosts.embedded import Runtime, Tick
from journeyc.runtime.hosts.looking import Contacted
from journeyc.runtime.hosts.position import PlacePosition, Position
from journeyc.runtime.hosts.retiring import Archived
from journeyc.runtime.hosts.rounds import Round
from journeyc.runtime.hosts.tasks import Briefing, Happened, OpenTask
from journeyc.runtime.hosts.whole import Erased, Searched
from journeyc.runtime.hosts.working import Worker
from journeyc.runtime.links import OpenedLink
from journeyc.runtime.ports import (
    Channel,
    Clock,
    Delivery,
    Emitted,
    HistoryEntry,
    Member,
    Message,
    Reply,
    Request,
    Service,
    ServiceFailure,
    Store,
)

__all__ = [
    "ArchiveError",
    "Archived",
    "Attempt",
    "Backoff",
    "Batch",
    "Bindings",
    "Briefing",
    "Channel",
    "Circuit",
    "Clock",
    "Consent",
    "Contacted",
    "CustomerView",
    "Delivery",
    "Emitted",
    "Erased",
    "Happened",
    "HistoryEntry",
    "Incident",
    "JourneyError",
    "LinkError",
    "Member",
    "Message",
    "OpenTask",
    "OpenedLink",
    "PlacePosition",
    "Position",
    "Reply",
    "Report",
    "Request",
    "Round",
    "RuleNow",
    "RunNow",
    "Runtime",
    "Searched",
    "Service",
    "ServiceFailure",
    "ServingEngine",
    "Store",
    "StoreError",
    "Tick",
    "Worker",
    "WorkerCounts",
]
