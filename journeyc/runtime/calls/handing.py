"""Messages handed to channels: each in a thread, under a deadline, so that one that hangs holds nobody; and
events told to listeners.
"""

from collections.abc import Mapping
from functools import partial

from journeyc.runtime.calls.awaiting import Awaiting, finished
from journeyc.runtime.calls.workers import Doing, Job
from journeyc.runtime.foreign import raised
from journeyc.runtime.ports import AnyChannel, Channel, Delivery, Listener, Message
from journeyc.runtime.waits import require_seconds, too_long

#: How long `tick` waits for a channel, in seconds, unless the host says otherwise.
CHANNEL_SECONDS = 60.0
#: So many messages may hang in one channel at once; each holds a thread.
MOST_HUNG = 5
#: So many messages are remembered that were delivered late.
_MOST_LATE = 1_000


def held_to_time(
    channels: Mapping[str, AnyChannel], workers: Doing, awaiting: Awaiting, seconds: float
) -> dict[str, Channel]:
    """Channels, each of which answers in time; UsageError for a time that nothing may take."""
    require_seconds("channel_seconds", seconds)
    return {name: _HeldToTime(channel, workers, awaiting, seconds) for name, channel in channels.items()}


class _HeldToTime:
    """A channel that answers in time whatever the one within it does: after so many seconds with `unknown`.
    That a message was delivered late counts with its next try, so that it is not handed over again.
    """

    def __init__(self, channel: AnyChannel, workers: Doing, awaiting: Awaiting, seconds: float) -> None:
        self._channel = channel
        self._workers = workers
        self._awaiting = awaiting
        self._seconds = seconds
        self._late: dict[str, Delivery] = {}

    @property
    def address(self) -> str | None:
        return self._channel.address

    @property
    def at_most_once(self) -> object:
        """What the channel says, if it says so."""
        return getattr(self._channel, "at_most_once", False)

    def deliver(self, message: Message) -> Delivery:
        if (delivered := self._late.pop(message.id, None)) is not None:
            return delivered
        if self._workers.hung[message.outlet] >= MOST_HUNG:
            problem = f"{MOST_HUNG} messages hang in it already, so it gets none until one of them is through"
            return Delivery("retry", problem)
        work, late = partial(self._hand, message), partial(self._keep, message.id)
        try:
            job: Job[Delivery] | None = self._workers.within(self._seconds, message.outlet, work, late)
        except RuntimeError as error:
            # The system gives no more threads.
            return Delivery("retry", raised(error))
        if job is None:
            return Delivery("unknown", too_long(self._seconds))
        return job.result()

    def _hand(self, message: Message) -> Delivery:
        delivery: Delivery = finished(self._channel.deliver(message), self._awaiting)
        return delivery

    def _keep(self, message: str, job: Job[Delivery]) -> None:
        """Keep that a message was delivered after all; all else the next try finds out itself."""
        try:
            delivery: object = job.result()
        except BaseException:  # noqa: BLE001  # nobody waits that it could be raised for
            return
        if isinstance(delivery, Delivery) and delivery.result == "delivered":
            self._late[message] = delivery
            if len(self._late) > _MOST_LATE:
                self._late.pop(next(iter(self._late)), None)


def waited_for(listener: Listener, awaiting: Awaiting) -> Listener:
    """A listener that has heard an event once it is back, asynchronous or not."""
    return lambda event: finished(listener(event), awaiting)
