"""What tests of messages share: a policy, what reports tell, and what a host says of the last message."""

from typing import Any

from journeyc.runtime.core.documents import Report
from journeyc.runtime.core.inputs import DeliveryInput
from tests.semantics.play import Play

NIGHT = "policy night { quiet from 20:00 to 08:00 in customer.timezone }"


def contacts(report: Report) -> list[Any]:
    return list(report.get("contacts", ()))


def results(report: Report) -> list[tuple[str, str]]:
    return [(one["notification"], one["result"]) for one in contacts(report)]


def lately(play: Play) -> list[tuple[str, str]]:
    """What was decided last."""
    return next(found for report in reversed(play.reports) if (found := results(report)))


def sent(play: Play) -> Report:
    """The host says that a message was handed over."""
    effect: Any = play.of_kind("notify")[-1]
    return play.give(
        DeliveryInput(play._id(), play.now, effect["id"], effect["notification"], "sent", effect["channel"])
    )


def failed(play: Play, channel: str, outcome: Any = "failed", reason: str | None = None) -> Report:
    effect: Any = play.of_kind("notify")[-1]
    about = (effect["id"], effect["notification"], outcome, channel, reason)
    return play.give(DeliveryInput(play._id(), play.now, *about))
