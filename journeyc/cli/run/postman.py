"""What stands at the other end in a play: messages and events appear in the transcript, calls are answered by
hand or as it was said beforehand.
"""

from collections.abc import Mapping

from journeyc.cli.run.command import Called
from journeyc.cli.run.told import Teller
from journeyc.runtime import Clock, Delivery, Emitted, Message, Reply, Request


class Postman:
    """Shows each message the moment it is delivered, and each event the moment it is emitted."""

    address: str | None = None

    def __init__(self, teller: Teller, clock: Clock) -> None:
        self._teller = teller
        self._clock = clock

    def deliver(self, message: Message) -> Delivery:
        self._teller.message(message, self._clock.now())
        return Delivery("delivered")

    def hear(self, event: Emitted) -> None:
        self._teller.emitted(event)


class Desk:
    """Every service of a play: takes calls, and leaves the answers to whoever plays. `stubs` are the answers
    that were given beforehand, by service.
    """

    def __init__(self, stubs: Mapping[str, Called]) -> None:
        self.stubs = stubs
        self.requests: dict[str, Request] = {}
        self._unanswered: list[Request] = []

    def call(self, request: Request) -> Reply:
        self.requests[request.call] = request
        if request.service in self.stubs:
            self._unanswered.append(request)
        return Reply("later")

    def next(self) -> tuple[Request, Called] | None:
        """The next call that has an answer already."""
        if not self._unanswered:
            return None
        request = self._unanswered.pop(0)
        return request, self.stubs[request.service]
