"""The other side of channels, services and listeners: it notes what it is given, and fails now and then."""

import random

from journeyc.runtime import Delivery, Emitted, Message, Reply, Request
from tests.kills.journal import Journal


class Outside:
    """Services and listeners, and what makes channels."""

    def __init__(self, journal: Journal, seed: str) -> None:
        self._journal = journal
        self._chance = random.Random(seed)  # noqa: S311  # it draws what fails

    def hear(self, event: Emitted) -> None:
        self._journal.note("emitted", event.id, event.event, event.payload)

    def call(self, request: Request) -> Reply:
        if self._chance.random() < 0.2:
            return Reply("no_answer", problem="the line is busy")
        self._journal.note("call", request.id, request.service, request.arguments)
        return Reply("ok", "12.50 EUR")

    def channel(self, name: str) -> "OverChannel":
        return OverChannel(name, self._journal, self._chance)


class OverChannel:
    """A channel that needs no address."""

    address: str | None = None

    def __init__(self, name: str, journal: Journal, chance: random.Random) -> None:
        self._name = name
        self._journal = journal
        self._chance = chance

    def deliver(self, message: Message) -> Delivery:
        if self._chance.random() < 0.2:
            return Delivery("retry", "the line is busy")
        self._journal.note(f"message:{self._name}", message.id, message.text, message.customer)
        return Delivery("delivered")
