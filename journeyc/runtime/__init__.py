"""Customers in journeys, durably: `Runtime.open` a store, `send` events, ask `where` somebody is, let time
`tick`.
"""

from typing import TYPE_CHECKING

from journeyc.runtime.calls.breaker import Circuit
from journeyc.runtime.core.documents import Incident, Report
from journeyc.runtime.core.rule_view import RuleNow
from journeyc.runtime.delivery import Attempt, Backoff
from journeyc.runtime.engine import ServingEngine
from journeyc.runtime.errors import ArchiveError, JourneyError, LinkError, StoreError
from journeyc.runtime.hosts.affected import Affected
from journeyc.runtime.hosts.batch import Batch
from journeyc.runtime.hosts.bound import Bindings
from journeyc.runtime.hosts.counting import WorkerCounts
from journeyc.runtime.hosts.customer import Consent, CustomerView
from journeyc.runtime.hosts.embedded import Runtime, Tick
from journeyc.runtime.hosts.heads import Head, Heads
from journeyc.runtime.hosts.listing import RunNow
from journeyc.runtime.hosts.looking import Contacted, OpenTask
from journeyc.runtime.hosts.migrations import Group, Migrated, MigrationPlan, Refused
from journeyc.runtime.hosts.position import PlacePosition, Position
from journeyc.runtime.hosts.retiring import Archived
from journeyc.runtime.hosts.rounds import Round
from journeyc.runtime.hosts.run_view import OutboxEntry, RunView
from journeyc.runtime.hosts.whole import Erased, Searched
from journeyc.runtime.hosts.working import Worker
from journeyc.runtime.links import OpenedLink
from journeyc.runtime.ports import (
    AsyncChannel,
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

if TYPE_CHECKING:
    from journeyc.runtime.aio.embedded import AsyncRuntime
    from journeyc.runtime.aio.working import AsyncWorker

__all__ = [
    "Affected",
    "ArchiveError",
    "Archived",
    "AsyncChannel",
    "AsyncRuntime",
    "AsyncWorker",
    "Attempt",
    "Backoff",
    "Batch",
    "Bindings",
    "Channel",
    "Circuit",
    "Clock",
    "Consent",
    "Contacted",
    "CustomerView",
    "Delivery",
    "Emitted",
    "Erased",
    "Group",
    "Head",
    "Heads",
    "HistoryEntry",
    "Incident",
    "JourneyError",
    "LinkError",
    "Member",
    "Message",
    "Migrated",
    "MigrationPlan",
    "OpenTask",
    "OpenedLink",
    "OutboxEntry",
    "PlacePosition",
    "Position",
    "Refused",
    "Reply",
    "Report",
    "Request",
    "Round",
    "RuleNow",
    "RunNow",
    "RunView",
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


def __getattr__(name: str) -> object:
    """Import what is for asyncio only when it is asked for, so that others do not load it."""
    if name == "AsyncRuntime":
        from journeyc.runtime.aio.embedded import AsyncRuntime

        return AsyncRuntime
    if name == "AsyncWorker":
        from journeyc.runtime.aio.working import AsyncWorker

        return AsyncWorker
    message = f"module 'journeyc.runtime' has no attribute {name!r}"
    raise AttributeError(message)
