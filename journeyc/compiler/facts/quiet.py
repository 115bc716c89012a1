"""The hours in which nothing is sent."""

from typing import NamedTuple

from journeyc.compiler import syntax
from journeyc.compiler.categories import TRANSACTIONAL, category_of
from journeyc.compiler.facts.openings import DAY, between
from journeyc.compiler.names import Names


class Quiet(NamedTuple):
    """The longest quiet hours of all policies: how many seconds a message may have to wait."""

    hours: syntax.Hours
    seconds: int

    @property
    def written(self) -> str:
        """When they begin and end."""
        first, last = between(self.hours)
        return f"{_clock(first)} to {_clock(last)}"


def longest_quiet(names: Names) -> Quiet | None:
    """The longest quiet hours; they may go over midnight."""
    found = [
        Quiet(item.hours, (last - first) % DAY)
        for declared in names.policies.values()
        for item in declared.node.items
        if isinstance(item, syntax.Quiet)
        for first, last in [between(item.hours)]
    ]
    return max(found, key=lambda quiet: quiet.seconds, default=None)


def kept_quiet(notification: syntax.Notification) -> bool:
    """Whether a notification waits in quiet hours; transactional ones do not."""
    return category_of(notification) != TRANSACTIONAL


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}"
