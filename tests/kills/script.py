"""What happens to some customers, drawn from a seed: the same each time that a program plays it."""

import random
from collections.abc import Iterator
from typing import Any, NamedTuple

CUSTOMERS = tuple(f"customer {number}" for number in range(6))
#: What may happen, and how often.
_WEIGHTS = {
    "opened": 4,
    "shown": 5,
    "answer": 5,
    "decided": 4,
    "nagged": 3,
    "save_for_later": 1,
    "identify": 1,
    "merge": 1,
    "unmerge": 1,
}
#: So many inputs come before a program has another guest: somebody of whom it is found out later who it is.
_OF_GUEST = 20


class Row(NamedTuple):
    """One input: its id, whose it is, what happens and with what."""

    id: str
    customer: str
    what: str
    values: dict[str, Any]


def rows(name: str, seed: str) -> Iterator[Row]:
    """Inputs without end. Their ids are the name and a number that rises."""
    chance = random.Random(f"{seed}/{name}")  # noqa: S311  # it draws what happens
    number = 0
    last, merged = "no merge yet", "nobody"
    while True:
        guest = f"guest {name}{number // _OF_GUEST}"
        (what,) = chance.choices([*_WEIGHTS], [*_WEIGHTS.values()])
        values: dict[str, dict[str, Any]] = {
            "opened": {"bill": f"{name}-{number}"},
            "shown": {"ok": chance.random() < 0.8},
            "answer": {"reason": f"reason {number}", "amount": f"{number}.00 EUR"},
            "decided": {"accepted": chance.random() < 0.5},
            "identify": {"name": f"Ä {number}", "card": f"card {name}-{number}"},
            "merge": {"other": guest},
            "unmerge": {"merge": last},
        }
        is_guest = what != "merge" and chance.random() < 0.15
        customer = guest if is_guest else chance.choice(CUSTOMERS)
        if what == "unmerge":
            customer, merged = merged, "nobody"
        elif what == "merge" and guest != merged:
            last, merged = f"{name}/{number}", guest
        yield Row(f"{name}/{number}", customer, what, values.get(what, {}))
        number += 1
