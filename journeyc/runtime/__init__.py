"""Customers in journeys, durably: `Runtime.open` a store, `send` events, ask `where` somebody is, let time
`tick`.
"""

from journeyc.runtime.core.documents import Incident, Report
from journeyc.runtime.delivery import Attempt, Backoff
from journeyc.runtime.errors import JourneyError, StoreError
from journeyc.runtime.hosts.embedded import Runtime, Tick
from journeyc.runtime.hosts.position import Position
from journeyc.runtime.ports import Channel, Clock, Delivery, HistoryEntry, Message, Store

__all__ = [
    "Attempt",
    "Backoff",
    "Channel",
    "Clock",
    "Delivery",
    "HistoryEntry",
    "Incident",
    "JourneyError",
    "Message",
    "Position",
    "Report",
    "Runtime",
    "Store",
    "StoreError",
    "Tick",
]
