"""What leaves, in memory."""

from collections.abc import Collection
from datetime import datetime
from itertools import count

from journeyc.expression.values import to_instant
from journeyc.runtime.core.inputs import run_of_effect
from journeyc.runtime.ports import Claimed, Message, Outgoing, Settled, again_of
from journeyc.runtime.stores.waiting import Waiting


class _Letter:
    """Something that is yet to be carried."""

    __slots__ = ("attempts", "in_hand", "number", "outgoing")

    def __init__(self, outgoing: Outgoing, number: int) -> None:
        self.outgoing = outgoing
        self.number = number
        self.attempts = 0
        self.in_hand = False


class Outbox:
    """What is yet to be carried, the messages that ever left, and the ids of all."""

    def __init__(self) -> None:
        self._letters: dict[str, _Letter] = {}
        self._numbers = count()
        #: When letters are to be carried, by outlet; of one time, the oldest first.
        self._waiting: dict[str, Waiting[tuple[int, str]]] = {}
        self.messages: dict[str, Message] = {}
        self._sent: set[str] = set()

    def put(self, outgoing: Outgoing) -> None:
        """Write down what is to leave; what is known by its id is tried anew."""
        self._withdraw(outgoing.id)
        self._letters[outgoing.id] = letter = _Letter(outgoing, next(self._numbers))
        self._carry(letter, to_instant(outgoing.at))
        self._sent.add(outgoing.id)
        if isinstance(outgoing, Message):
            self.messages[outgoing.id] = outgoing

    def waiting(self) -> list[Outgoing]:
        """All that is yet to be carried."""
        return [letter.outgoing for letter in self._letters.values()]

    def due(self, outlets: Collection[str], now: datetime) -> list[Outgoing]:
        """What is to be carried by now over these outlets, in order."""
        return [letter.outgoing for letter in self._due(outlets, now)]

    def _due(self, outlets: Collection[str], now: datetime) -> list[_Letter]:
        waiting = (self._waiting[name] for name in outlets if name in self._waiting)
        found = sorted(due for one in waiting for due in one.until(now, len(self._letters)))
        return [self._letters[name] for _, (_, name) in found]

    def next_due(self, outlets: Collection[str]) -> datetime | None:
        """When something is to be carried next over these outlets."""
        found = self._first(outlets)
        return found[0] if found is not None else None

    def _first(self, outlets: Collection[str]) -> tuple[datetime, tuple[int, str]] | None:
        waiting = [self._waiting[name].first() for name in outlets if name in self._waiting]
        return min((first for first in waiting if first is not None), default=None)

    def claim(
        self, outlets: Collection[str], now: datetime, until: datetime, customer: str | None
    ) -> Claimed | None:
        """Take in hand what comes first, of one customer or of all."""
        if customer is not None:
            due = self._due(outlets, now)
            letter = next((one for one in due if one.outgoing.customer == customer), None)
        else:
            found = self._first(outlets)
            letter = self._letters[found[1][1]] if found is not None and found[0] <= now else None
        if letter is None:
            return None
        unsettled, letter.in_hand = letter.in_hand, True
        letter.attempts += 1
        self._carry(letter, until)
        return Claimed(letter.outgoing, letter.attempts, unsettled)

    def settle(self, settled: Settled) -> bool | None:
        """Write what became of an attempt; whether it was still open, None where nothing is known of it."""
        if settled.id not in self._sent:
            return None
        letter = self._letters.get(settled.id)
        about = (letter.outgoing.outlet, again_of(letter.outgoing)) if letter is not None else None
        if letter is not None and about == (settled.outlet, settled.again):
            letter.attempts -= not settled.tried
            if settled.next_at is not None:
                letter.in_hand = False
                self._carry(letter, settled.next_at)
            else:
                self._withdraw(settled.id)
        return letter is not None

    def erase(self, runs: Collection[str]) -> None:
        """Forget all that these runs have sent."""
        for name in [name for name in self._sent if run_of_effect(name) in runs]:
            self._sent.discard(name)
            self.messages.pop(name, None)
            self._withdraw(name)

    def _carry(self, letter: _Letter, at: datetime) -> None:
        """Let a letter wait until it is to be carried."""
        waiting = self._waiting.setdefault(letter.outgoing.outlet, Waiting())
        waiting.put((letter.number, letter.outgoing.id), at)

    def _withdraw(self, name: str) -> None:
        """Let a letter go."""
        if (letter := self._letters.pop(name, None)) is not None:
            self._waiting[letter.outgoing.outlet].drop((letter.number, name))
