"""Customers in journeys, durably: `Runtime.open` a store, `send` events, ask `where` somebody is, let time
`tick`.
"""

from typing import TYPE_CHECKING

from journeyc.runtime.archive import Holding
from journeyc.runtime.calls.breaker import Circuit
from journeyc.runtime.core.considered import Considered, Decided, DecidedRow, RuleReport
from journeyc.runtime.core.contact_documents import ContactReport, PassedOver
from journeyc.runtime.core.documents import Incident, Outcome, RecentEvent, Report, RunReport, TimerEntry
from journeyc.runtime.core.expecting import ExpectedEvent, ExpectedField
from journeyc.runtime.core.identities import Identity
from journeyc.runtime.core.rule_view import RuleNow
from journeyc.runtime.core.view import DueTimer, Interrupted, OpenQuestion, Work
from journeyc.runtime.delivery import Attempt, Backoff
from journeyc.runtime.engine import ServingEngine
from journeyc.runtime.errors import (
    ArchiveError,
    DefinitionError,
    JourneyError,
    LinkError,
    StoreError,
    UsageError,
)
from journeyc.runtime.hosts.affected import Affected
from journeyc.runtime.hosts.batch import Batch
from journeyc.runtime.hosts.bound import Bindings
from journeyc.runtime.hosts.counting import WorkerCounts
from journeyc.runtime.hosts.customer import Consent, CustomerView
from journeyc.runtime.hosts.embedded import Runtime, Tick
from journeyc.runtime.hosts.flow import Flow, PlaceFlow, WayFlow
from journeyc.runtime.hosts.heads import Head, Heads
from journeyc.runtime.hosts.listing import IncidentNow, RunNow
from journeyc.runtime.hosts.looking import Contacted
from journeyc.runtime.hosts.migrations import Group, Migrated, MigrationPlan, Refused
from journeyc.runtime.hosts.position import PlacePosition, Position
from journeyc.runtime.hosts.retiring import Archived
from journeyc.runtime.hosts.rounds import Round
from journeyc.runtime.hosts.run_view import OutboxEntry, RunView
from journeyc.runtime.hosts.serving import Served
from journeyc.runtime.hosts.tasks import Briefing, Happened, OpenTask
from journeyc.runtime.hosts.whole import Erased, Searched
from journeyc.runtime.hosts.working import Worker
from journeyc.runtime.links import OpenedLink
from journeyc.runtime.observing.telemetry import Telemetry
from journeyc.runtime.ports import (
    AsyncChannel,
    Callee,
    Channel,
    Clock,
    Delivery,
    Emitted,
    HistoryEntry,
    Listener,
    Member,
    Message,
    Reply,
    Request,
    Service,
    ServiceFailure,
    Store,
    Task,
    Unsent,
)

if TYPE_CHECKING:
    from journeyc.runtime.aio.embedded import AsyncRuntime, Opening
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
    "Briefing",
    "Callee",
    "Channel",
    "Circuit",
    "Clock",
    "Consent",
    "Considered",
    "ContactReport",
    "Contacted",
    "CustomerView",
    "Decided",
    "DecidedRow",
    "DefinitionError",
    "Delivery",
    "DueTimer",
    "Emitted",
    "Erased",
    "ExpectedEvent",
    "ExpectedField",
    "Flow",
    "Group",
    "Happened",
    "Head",
    "Heads",
    "HistoryEntry",
    "Holding",
    "Identity",
    "Incident",
    "IncidentNow",
    "Interrupted",
    "JourneyError",
    "LinkError",
    "Listener",
    "Member",
    "Message",
    "Migrated",
    "MigrationPlan",
    "OpenQuestion",
    "OpenTask",
    "OpenedLink",
    "Opening",
    "OutboxEntry",
    "Outcome",
    "PassedOver",
    "PlaceFlow",
    "PlacePosition",
    "Position",
    "RecentEvent",
    "Refused",
    "Reply",
    "Report",
    "Request",
    "Round",
    "RuleNow",
    "RuleReport",
    "RunNow",
    "RunReport",
    "RunView",
    "Runtime",
    "Searched",
    "Served",
    "Service",
    "ServiceFailure",
    "ServingEngine",
    "Store",
    "StoreError",
    "Task",
    "Telemetry",
    "Tick",
    "TimerEntry",
    "Unsent",
    "UsageError",
    "WayFlow",
    "Work",
    "Worker",
    "WorkerCounts",
]

if not TYPE_CHECKING:
    # Checkers would take any name for one that is there.

    def __getattr__(name: str) -> object:
        """Import what is for asyncio only when it is asked for, so that others do not load it."""
        if name in {"AsyncRuntime", "Opening"}:
            from journeyc.runtime.aio import embedded

            return getattr(embedded, name)
        if name == "AsyncWorker":
            from journeyc.runtime.aio.working import AsyncWorker

            return AsyncWorker
        message = f"module 'journeyc.runtime' has no attribute {name!r}"
        raise AttributeError(message)
