"""The lint rules: one module and one page each, of the same stem; all of them ask the same flow."""

from collections.abc import Callable

from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.rules import (
    branch_conflict,
    channel_cannot,
    cycle_without_wait,
    dead_end,
    hidden_handler,
    missing_otherwise,
    split_total,
    unreachable_step,
)

#: In the order in which they run; what they say is sorted by place later.
RULES: tuple[Callable[[JourneyFlow], None], ...] = (
    branch_conflict.check,
    channel_cannot.check,
    cycle_without_wait.check,
    dead_end.check,
    hidden_handler.check,
    missing_otherwise.check,
    split_total.check,
    unreachable_step.check,
)

#: Those that look at one place alone, not at the ways between.
LOCAL_RULES = (channel_cannot.check, hidden_handler.check, missing_otherwise.check, split_total.check)
