"""What came of playing a scenario."""

from typing import Literal, NamedTuple

from journeyc.ir import model


class Moment(NamedTuple):
    """One thing that happened: when (as the clocks of the journey show it), what, and what followed."""

    at: str
    what: str
    then: str


class Failure(NamedTuple):
    """Why a scenario failed: the clause at which it did, in words; `expected` and `actual` where something
    was expected. `also` are other places that explain it, with what is said of each.
    """

    place: model.Place
    problem: str
    expected: str = ""
    actual: str = ""
    help: str = ""
    also: tuple[tuple[model.Place, str], ...] = ()
    path: tuple[Moment, ...] = ()


#: Why a message failed that a channel was to carry that is down.
DOWN = "down"


class Sent(NamedTuple):
    """A notification that was to be sent: over which channel, or why over none; `effect` is the id that a
    channel tells of it by. Where a channel failed, that is the `reason`.
    """

    notification: str
    channel: str | None
    reason: str
    effect: str = ""

    @property
    def carried(self) -> bool:
        """Whether a channel took it over."""
        return self.channel is not None and not self.reason


class Mark(NamedTuple):
    """Something of a journey that was played: a node that was come to (`place`), the label of what was taken
    (`taken`), or the name of a timer that fired (`fired`) or of a rule that did (`rule`). `journey` is empty
    for a rule of the customer.
    """

    file: str
    journey: str
    kind: Literal["place", "taken", "fired", "rule"]
    name: str


class Reached(NamedTuple):
    """A node that a run came to, by its name, and whether a timer brought it there."""

    place: str
    timer: bool


class Played(NamedTuple):
    """A scenario that was played: `failure` is None where all that was expected came true.

    `marks` are what it came to, for coverage; `inputs` is how many inputs it took; `reached` are the nodes
    of the journey that were come to, in order.
    """

    title: str
    journey: str
    place: model.Place
    failure: Failure | None
    marks: frozenset[Mark] = frozenset()
    inputs: int = 0
    seconds: float = 0.0
    reached: tuple[Reached, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether all that was expected came true."""
        return self.failure is None

    def __str__(self) -> str:
        from journeyc.testing.words import in_full

        return in_full(self)


class Stopped(Exception):  # it is what happened in a scenario, not a mistake of the program
    """Ends the play of a scenario: it failed."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.problem)
        self.failure = failure
