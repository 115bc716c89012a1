"""What goes wrong, drawn from a seed: where, how often, and in which way."""

from collections.abc import Sequence
from random import Random
from typing import Literal, TypeAlias

#: `error`: a call fails; `lost`: it is done, and the caller hears of a failure; `death`: the program ends
#: before the call; `last`: it ends behind it; `torn`: it ends in the midst of a transaction; `slow`: time
#: passes; `hangs`: nobody waits for it any longer; `refusal`: the other side says no.
Fault: TypeAlias = Literal["error", "lost", "death", "last", "torn", "slow", "hangs", "refusal"]

READ: tuple[Fault, ...] = ("error", "death", "slow")
WRITE: tuple[Fault, ...] = ("error", "lost", "death", "last", "torn", "slow")
OUTSIDE: tuple[Fault, ...] = ("error", "death", "last", "slow", "hangs", "refusal")

#: So often of a thousand calls a kind of fault happens, in the world of one seed.
_RATES = (0, 0, 5, 15, 50)


class Died(BaseException):
    """The program ends here; nothing of it is left but what it had committed."""


class Faults:
    """Draws what happens at each call; nothing once they have `ceased`. Some worlds know few kinds of faults,
    so that each is met with all the others and alone.
    """

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self.ceased = False
        self.rates: dict[Fault, int] = {
            kind: chance.choice(_RATES) for kind in dict.fromkeys((*WRITE, *OUTSIDE))
        }
        # The other side says no more often than anything breaks.
        self.rates["refusal"] *= 4

    def at(self, kinds: Sequence[Fault]) -> Fault | None:
        """What goes wrong at a call at which these may."""
        if self.ceased:
            return None
        drawn = self._chance.randrange(1000)
        for kind in kinds:
            drawn -= self.rates[kind]
            if drawn < 0:
                return kind
        return None
