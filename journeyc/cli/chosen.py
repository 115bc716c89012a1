"""Which runs a command is about, as its options say it."""

from collections.abc import Sequence
from typing import Literal, NamedTuple


class Chosen(NamedTuple):
    """Runs that are chosen; None stands for all, `stuck` is a length of time as people write it."""

    customer: str | None = None
    journey: str | None = None
    version: int | None = None
    place: str | None = None
    status: str | None = None
    stuck: str | None = None


class Brought(NamedTuple):
    """What a command brings along besides what the store has: paths of journeys that may begin, and what a
    worker is given, MODULE:NAME, for the links in messages.
    """

    journeys: Sequence[str] = ()
    bind: str = ""


#: A command that works with what the store has.
NOTHING = Brought()


class Bulk(NamedTuple):
    """What is done to runs: to those named, or to all that are chosen, if it is meant (`yes`)."""

    command: Literal["suspend", "resume", "cancel"]
    store: str
    runs: Sequence[str]
    chosen: Chosen
    by: str | None
    reason: str
    id: str | None
    yes: bool
    form: str
    brought: Brought = NOTHING
