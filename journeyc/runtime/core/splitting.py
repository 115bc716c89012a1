"""Which share of a split a customer falls into (semantics rule 19)."""

from decimal import Decimal
from hashlib import sha256

from journeyc.expression.values import ARITHMETIC
from journeyc.runtime.core.nodes import Arrow, SplitNode

#: Parts of the name that a customer, a journey and a split are drawn by; none of them can hold it.
_BETWEEN = "\x1f"
_SALT = "journeyc split"


def drawn(journey: str, split: SplitNode, customer: str) -> Arrow:
    """The share of a customer: the same in every run, version and on every machine."""
    words = _BETWEEN.join((_SALT, journey, split.name, customer))
    number = int.from_bytes(sha256(words.encode()).digest()[:8])
    point = ARITHMETIC.divide(Decimal(100 * number), Decimal(2**64))
    passed = Decimal(0)
    for percent, arrow in split.shares:
        passed = ARITHMETIC.add(passed, percent)
        if point < passed:
            return arrow
    return split.shares[-1][1]
