"""What a program has bound to a runtime: channels, services, and who listens."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from journeyc.runtime.ports import Callee, Channel, Listener


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
