"""From the names of journeys to those of code: `dispute_opened` becomes `DisputeOpened`.

A name that is taken already, or means something in the language that is written, gets a `_` behind, and one
more as long as it is still taken. Names are given in a fixed order, so that they stay the same.
"""

import keyword
from collections.abc import Iterable


def pascal(*names: str) -> str:
    """Names in one word: `bank.refund` as `BankRefund`."""
    words = " ".join(names).replace(".", " ").replace("_", " ").replace(",", " ").split()
    return "".join(word[:1].upper() + word[1:] for word in words)


class Names:
    """Names that are each given once."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)

    def give(self, wanted: str) -> str:
        """The name that is wanted, or the next one that is free."""
        while wanted in self._taken or keyword.iskeyword(wanted):
            wanted += "_"
        self._taken.add(wanted)
        return wanted
