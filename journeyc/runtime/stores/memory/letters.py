"""What leaves, in memory."""

from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import count

from journeyc.expression.values import to_instant
from journeyc.runtime.core.inputs import run_of_effect
from journeyc.runtime.ports import Claimed, Message, Outgoing, Settled, again_of
from journeyc.runtime.stores.memory.waiting import Waiting


class _Letter:
    """Something that is to be carried, or was. `next_at` is None once nothing more will be tried."""

    __slots__ = ("attempts", "next_at", "number", "outgoing", "problem", "state")

    def __init__(self, outgoing: Outgoing, number: int) -> None:
        self.outgoing = outgoing
        self.number = number
        self.state = "waiting"
        self.attempts = 0
        self.next_at: datetime | None = None
        self.problem = ""


class Outbox:
    """Everything that was ever written down to leave, by its id, in that order."""

    def __init__(self) -> None:
        self._letters: dict[str, _Letter] = {}
        self._numbers = count()
        #: When letters are to be carried, by outlet; of one time, the oldest first.
        self._waiting: dict[str, Waiting[tuple[int, str]]] = {}
        #: The same of each customer, of those alone for whom something waits.
        self._of_customer: dict[tuple[str, str], Waiting[tuple[int, str]]] = {}

    def put(self, outgoing: Outgoing) -> None:
        """Write down what is to leave; what is known by its id is tried anew."""
        letter = self._letters.get(outgoing.id)
        if letter is None:
            letter = self._letters[outgoing.id] = _Letter(outgoing, next(self._numbers))
        else:
            self._rest(letter)
        letter.outgoing, letter.state, letter.attempts = outgoing, "waiting", 0
        self._carry(letter, to_instant(outgoing.at))

    def take(
        self, outgoing: Outgoing, state: str, attempts: int, next_at: datetime | None, problem: str
    ) -> None:
        """Write down something that another outbox had, as it was there."""
        letter = self._letters[outgoing.id] = _Letter(outgoing, next(self._numbers))
        letter.state, letter.attempts, letter.problem = state, attempts, problem
        if next_at is not None:
            self._carry(letter, next_at)

    def letters(self) -> list[tuple[Outgoing, str, int, datetime | None, str]]:
        """All of them, as `take` takes them, in the order in which they were written down."""
        return [
            (one.outgoing, one.state, one.attempts, one.next_at, one.problem)
            for one in self._letters.values()
        ]

    def of(self, runs: Collection[str]) -> list[tuple[Outgoing, str]]:
        """What these runs have caused, or what stands for runs, and what has become of it."""
        mine = (one for name, one in self._letters.items() if run_of_effect(name) in runs)
        return [(one.outgoing, one.state) for one in mine]

    def is_settled(self, name: str) -> bool:
        """Whether something is known, and nothing more will be tried of it."""
        return name in self._letters and self._letters[name].next_at is None

    def message(self, name: str) -> Message | None:
        """A message by its id."""
        letter = self._letters.get(name)
        return letter.outgoing if letter is not None and isinstance(letter.outgoing, Message) else None

    def due(self, outlets: Collection[str], now: datetime) -> list[Outgoing]:
        """What is to be carried by now over these outlets, in order."""
        return [letter.outgoing for letter in self._due(outlets, now)]

    def _due(self, outlets: Collection[str], now: datetime) -> list[_Letter]:
        waiting = (self._waiting[name] for name in outlets if name in self._waiting)
        found = sorted(due for one in waiting for due in one.until(now, len(self._letters)))
        return [self._letters[name] for _, (_, name) in found]

    def backlog(self, now: datetime) -> dict[str, tuple[int, datetime]]:
        """How many are to be carried by now, and when the first was to be, by outlet."""
        found = {name: one.until(now, len(self._letters)) for name, one in self._waiting.items()}
        return {name: (len(due), due[0][0]) for name, due in found.items() if due}

    def next_due(self, outlets: Collection[str]) -> datetime | None:
        """When something is to be carried next over these outlets."""
        found = _first(self._waiting.get(outlet) for outlet in outlets)
        return found[0] if found is not None else None

    def claim(
        self, outlets: Collection[str], now: datetime, until: datetime, customer: str | None
    ) -> Claimed | None:
        """Take in hand what comes first, of one customer or of all."""
        if customer is None:
            found = _first(self._waiting.get(outlet) for outlet in outlets)
        else:
            found = _first(self._of_customer.get((customer, outlet)) for outlet in outlets)
        if found is None or found[0] > now:
            return None
        letter = self._letters[found[1][1]]
        unsettled, letter.state = letter.state == "in hand", "in hand"
        letter.attempts += 1
        self._carry(letter, until)
        return Claimed(letter.outgoing, letter.attempts, unsettled)

    def settle(self, settled: Settled) -> bool | None:
        """Write what became of an attempt; whether it was still open, None where nothing is known of it."""
        letter = self._letters.get(settled.id)
        if letter is None:
            return None
        was_open = letter.next_at is not None
        about = letter.outgoing.outlet, again_of(letter.outgoing)
        if was_open and about == (settled.outlet, settled.again):
            letter.state, letter.problem = settled.state, settled.problem
            letter.attempts -= not settled.tried
            if settled.next_at is not None:
                self._carry(letter, settled.next_at)
            else:
                self._rest(letter)
        return was_open

    def forget(self, names: Iterable[str]) -> None:
        """Know nothing any more of what has these ids."""
        for name in names:
            self._rest(self._letters.pop(name))

    def _carry(self, letter: _Letter, at: datetime) -> None:
        """Let a letter wait until it is to be carried."""
        letter.next_at = at
        outgoing = letter.outgoing
        key = letter.number, outgoing.id
        self._waiting.setdefault(outgoing.outlet, Waiting()).put(key, at)
        self._of_customer.setdefault((outgoing.customer, outgoing.outlet), Waiting()).put(key, at)

    def _rest(self, letter: _Letter) -> None:
        """Let a letter wait no longer."""
        if letter.next_at is not None:
            letter.next_at = None
            outgoing = letter.outgoing
            key, whose = (letter.number, outgoing.id), (outgoing.customer, outgoing.outlet)
            self._waiting[outgoing.outlet].drop(key)
            self._of_customer[whose].drop(key)
            if self._of_customer[whose].is_empty():
                del self._of_customer[whose]


def _first(
    several: Iterable[Waiting[tuple[int, str]] | None],
) -> tuple[datetime, tuple[int, str]] | None:
    """What comes first of all that wait."""
    firsts = (waiting.first() for waiting in several if waiting is not None)
    return min((first for first in firsts if first is not None), default=None)
