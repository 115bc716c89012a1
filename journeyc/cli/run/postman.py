"""The channel of a play: what the customer receives appears in the transcript."""

from journeyc.cli.run.view import View
from journeyc.runtime import Clock, Delivery, Message


class Postman:
    """Shows each message the moment it is delivered."""

    address: str | None = None

    def __init__(self, view: View, clock: Clock) -> None:
        self._view = view
        self._clock = clock

    def deliver(self, message: Message) -> Delivery:
        self._view.message(message, self._clock.now())
        return Delivery("delivered")
