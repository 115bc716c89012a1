"""What is kept of the messages of a customer, and what is told of each decision about them."""

from typing import Literal, NotRequired, TypedDict

from journeyc.runtime.core.documents import NotifyEffect

#: Why nothing is sent; `expired`: it would have come too late.
Suppressed = Literal["no_consent", "no_address", "quiet_hours", "capped", "expired"]
#: What can be decided of a message.
Decided = Literal["sent_to", "next", "held", "suppressed", "failed"]


class Contact(TypedDict):
    """A message that caps count, or that another channel may carry yet. It was decided `at`, and is in flight
    until it is known to be `sent`; `left` are the channels that were not tried.
    """

    effect: NotifyEffect
    category: str
    at: str
    left: list[str]
    sent: NotRequired[str]


class Held(TypedDict):
    """A message that waits for the end of quiet hours, or for the moment at which a cap has room."""

    effect: NotifyEffect
    until: str
    reason: Literal["quiet_hours", "capped"]


class PassedOver(TypedDict):
    """A channel that does not carry a message, and why: the customer has not agreed to it, or has no address
    there; it brings nothing of its own accord (`no_push`); it has tried and `failed`; nobody here knows
    whether it reaches the customer (`unknown`), and another does; or another comes before it (`later`).
    """

    channel: str
    reason: Literal["no_consent", "no_address", "no_push", "failed", "unknown", "later"]


class ContactReport(TypedDict):
    """What was decided of a message, and when: a channel carries it (`sent_to`), another one after the first
    has failed (`next`), it is `held` `until` quiet hours are over, it is `suppressed`, or all that could
    carry it have `failed`.

    `cap` is the text of the cap that it would have broken, `counted` the messages that it counted. The
    `category` is not known where what sends it is not loaded.
    """

    message: str
    run: str
    notification: str
    category: NotRequired[str]
    at: str
    result: Decided
    channel: NotRequired[str]
    reason: NotRequired[str]
    until: NotRequired[str]
    others: NotRequired[list[PassedOver]]
    cap: NotRequired[str]
    counted: NotRequired[list[str]]
