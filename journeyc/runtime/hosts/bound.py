"""What a program has bound to a runtime: channels, services, and who listens."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypedDict

from journeyc.runtime.calls.breaker import Circuit
from journeyc.runtime.delivery import Backoff
from journeyc.runtime.engine import RuleEngine
from journeyc.runtime.links import Key
from journeyc.runtime.ports import AnyChannel, Callee, Channel, Listener


class Bindings(TypedDict, total=False):
    """What a program and its workers bind: `Runtime.open(store, journeys, **bindings)` takes it, and so does
    `journeyc worker --bind`. `Runtime.open` says what each of them is.
    """

    channels: Mapping[str, AnyChannel]
    services: Mapping[str, Callee]
    listeners: Sequence[Listener] | None
    service_seconds: float
    channel_seconds: float
    circuit: Circuit | None
    resume_link: str
    link_key: Key | Sequence[Key] | None
    link_days: float
    backoff: Backoff | None
    rules: RuleEngine
    rules_deadline: float


class Bound(NamedTuple):
    """`listeners` None: events to the outside stay in the history, and are kept for nobody."""

    channels: Mapping[str, Channel]
    services: Mapping[str, Callee]
    listeners: Sequence[Listener] | None

    @property
    def outlets(self) -> list[str]:
        """What can be carried here; the rest waits in the outbox for a host that has it."""
        return [
            "unsent",
            *(f"message:{name}" for name in self.channels),
            *self.calls,
            *(["emitted"] if self.listeners else []),
        ]

    @property
    def calls(self) -> list[str]:
        """The calls that can be made here."""
        return [f"call:{name}" for name in self.services]
