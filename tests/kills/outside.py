"""The other side of channels, services and listeners: it notes what it is given, and fails now and then."""

import random
from pathlib import Path
from time import sleep

from journeyc.runtime import Delivery, Emitted, Message, Reply, Request
from tests.kills.journal import Journal


class Outside:
    """Services and listeners, and what makes channels."""

    def __init__(self, journal: Journal, seed: str, held: "Held | None" = None) -> None:
        self._journal = journal
        self._held = held
        self._chance = random.Random(seed)  # noqa: S311  # it draws what fails

    def hear(self, event: Emitted) -> None:
        self._journal.note("emitted", event.id, event.event, event.payload)

    def call(self, request: Request) -> Reply:
        if self._chance.random() < 0.2:
            return Reply("no_answer", problem="the line is busy")
        self._journal.note("call", request.id, request.service, request.arguments)
        return Reply("ok", "12.50 EUR")

    def channel(self, name: str) -> "OverChannel":
        return OverChannel(name, self._journal, self._chance, self._held)


class OverChannel:
    """A channel that needs no address."""

    address: str | None = None

    def __init__(self, name: str, journal: Journal, chance: random.Random, held: "Held | None") -> None:
        self._name = name
        self._held = held
        self._journal = journal
        self._chance = chance

    def deliver(self, message: Message) -> Delivery:
        if self._chance.random() < 0.2:
            return Delivery("retry", "the line is busy")
        if self._held is not None:
            self._held.hold(message.id)
        self._journal.note(f"message:{self._name}", message.id, message.text, message.customer)
        return Delivery("delivered")


class Held:
    """Lets whoever delivers stand still with a message in hand, as long as there is a file, and notes it."""

    def __init__(self, file: Path, journal: Journal) -> None:
        self._file = file
        self._journal = journal

    def hold(self, message: str) -> None:
        if self._file.exists():
            self._journal.note(message)
        while self._file.exists():
            sleep(0.005)
