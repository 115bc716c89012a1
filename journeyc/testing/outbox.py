"""Channels that keep what they are given, and the messages that were sent over them."""

from collections import deque
from collections.abc import Mapping
from threading import Lock

from journeyc.nearest import meant
from journeyc.runtime import Channel, Delivery, Message
from journeyc.runtime.errors import UsageError


class Outbox:
    """The messages that were sent in a test: `Runtime.open(…, channels=outbox.channels)`.

    Each channel is named with the field of the customer that is its address, or None: `Outbox(sms="phone",
    email="email", letter=None)`. Messages are delivered at once unless something else is said. Threads may
    share it.
    """

    def __init__(self, **addresses: str | None) -> None:
        self._lock = Lock()
        self._channels = {name: RecordingChannel(address, self._lock) for name, address in addresses.items()}
        self._attempts: list[tuple[Message, Delivery]] = []
        for channel in self._channels.values():
            channel.attempts = self._attempts

    @property
    def channels(self) -> Mapping[str, Channel]:
        """The channels by name, for `Runtime.open`."""
        return dict(self._channels)

    @property
    def attempts(self) -> list[Message]:
        """Everything that was handed to a channel, oldest first, whatever became of it."""
        with self._lock:
            return [message for message, _ in self._attempts]

    @property
    def messages(self) -> list[Message]:
        """The messages that a channel has delivered, oldest first, each once: a repeated one is known by its
        id.
        """
        sent: dict[tuple[str, str], Message] = {}
        with self._lock:
            for message, said in self._attempts:
                if said.result == "delivered":
                    sent.setdefault((message.id, message.channel), message)
        return list(sent.values())

    def sent(
        self, notification: str | None = None, *, customer: str | None = None, channel: str | None = None
    ) -> list[Message]:
        """The messages of a notification, to a customer, over a channel: those that fit all that is said."""
        if channel is not None:
            self._channel(channel)
        return [
            message
            for message in self.messages
            if notification in {None, message.notification}
            and customer in {None, message.customer}
            and channel in {None, message.channel}
        ]

    def one(
        self, notification: str | None = None, *, customer: str | None = None, channel: str | None = None
    ) -> Message:
        """The one message that fits; AssertionError where none or several do, which says what was sent."""
        __tracebackhide__ = True
        found = self.sent(notification, customer=customer, channel=channel)
        if len(found) == 1:
            return found[0]
        asked = {"": notification and f"`{notification}`", "to": customer and f"`{customer}`", "via": channel}
        words = "".join(f" {word} {name}".replace("  ", " ") for word, name in asked.items() if name)
        told = "".join(f"\n  {_line(message)}" for message in self.messages) or " nothing"
        number = f"{len(found)} messages{words} were" if found else f"no message{words} was"
        raise AssertionError(f"{number} sent, where one was to be; sent was:{told}")

    def answers(self, channel: str, *said: Delivery | Exception) -> None:
        """What a channel answers to the next hand-overs, one after the other, or raises; `delivered` behind
        the last.
        """
        answering = self._channel(channel)
        with self._lock:
            answering.next.extend(said)

    def down(self, channel: str) -> None:
        """Let every message over a channel fail for good from now on, so that the next channel is tried."""
        self._channel(channel).is_down = True

    def up(self, channel: str) -> None:
        """Let a channel deliver again."""
        self._channel(channel).is_down = False

    def clear(self) -> None:
        """Forget what was sent; what channels answer stays."""
        with self._lock:
            self._attempts.clear()

    def _channel(self, name: str) -> "RecordingChannel":
        if (found := self._channels.get(name)) is None:
            known = ", ".join(f"`{one}`" for one in self._channels) or "none"
            help_ = meant(name, self._channels, f"it has {known}")
            raise UsageError(f"this outbox has no channel `{name}`", help_)
        return found


class RecordingChannel:
    """A channel of an `Outbox`."""

    def __init__(self, address: str | None, lock: Lock) -> None:
        self.address = address
        self.is_down = False
        self.next: deque[Delivery | Exception] = deque()
        self.attempts: list[tuple[Message, Delivery]] = []
        self._lock = lock

    def deliver(self, message: Message) -> Delivery:
        with self._lock:
            said = self._said(message)
            noted = said if isinstance(said, Delivery) else Delivery("unknown", str(said))
            self.attempts.append((message, noted))
        if isinstance(said, Exception):
            raise said
        return said

    def _said(self, message: Message) -> Delivery | Exception:
        if self.is_down:
            return Delivery("failed", "down")
        if self.address is not None and not message.to:
            return Delivery("failed", "nobody knows where to")
        return self.next.popleft() if self.next else Delivery("delivered")


def _line(message: Message) -> str:
    to = f" ({message.to})" if message.to else ""
    return f"{message.at} `{message.notification}` to `{message.customer}` via {message.channel}{to}"
