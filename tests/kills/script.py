"""What happens to some customers, drawn from a seed: the same each time that a program plays it."""

import random
from collections.abc import Iterator
from itertools import count
from typing import Any, NamedTuple

CUSTOMERS = tuple(f"customer {number}" for number in range(6))
#: Of these it is never said that they are anybody else, so nobody else has anything of theirs.
ALONE = CUSTOMERS[-1:]
#: What may happen, and how often.
_WEIGHTS = {
    "opened": 8,
    "shown": 10,
    "answer": 10,
    "decided": 8,
    "nagged": 6,
    "save_for_later": 2,
    "identify": 2,
    "merge": 4,
    "unmerge": 3,
    "erase": 1,
}
#: The same for programs that mostly say who is who.
_OF_WHO_IS_WHO = {**_WEIGHTS, "merge": 20, "unmerge": 15, "erase": 8}
#: So many inputs come before a program has another guest: somebody of whom it is found out later who it is.
_OF_GUEST = 20


class Row(NamedTuple):
    """One input: its id, whose it is, what happens and with what."""

    id: str
    customer: str
    what: str
    values: dict[str, Any]


def mark(row: str) -> str:
    """What stands in the values of an input, and of no other, by its id."""
    return row.replace("/", "-")


def rows(name: str, seed: str) -> Iterator[Row]:
    """Inputs without end. Their ids are the name and a number that rises. A name that begins with `m` is that
    of a program that mostly merges, parts and erases.
    """
    weights = _OF_WHO_IS_WHO if name.startswith("m") else _WEIGHTS
    chance = random.Random(f"{seed}/{name}")  # noqa: S311  # it draws what happens
    merges: list[tuple[str, str]] = []
    for number in count():
        row = f"{name}/{number}"
        guests = [f"guest {name}{max(number // _OF_GUEST - before, 0)}" for before in (0, 1)]
        (what,) = chance.choices([*weights], [*weights.values()])
        customer = chance.choice(guests) if chance.random() < 0.2 else chance.choice(CUSTOMERS)
        values: dict[str, Any] = {}
        match what:
            case "opened":
                values = {"bill": mark(row)}
            case "shown":
                values = {"ok": chance.random() < 0.8}
            case "answer":
                values = {"reason": f"reason {mark(row)}", "amount": f"{number}.00 EUR"}
            case "decided":
                values = {"accepted": chance.random() < 0.5}
            case "identify":
                values = {"name": f"Ä {mark(row)}", "card": f"card {mark(row)}"}
            case "merge":
                customer, other = _who_are_one(guests, chance)
                values = {"other": other}
                merges.append((row, other))
            case "unmerge":
                # Mostly the last. One that is not the last of a chain is refused.
                place = -1 if chance.random() < 0.7 else chance.randrange(-len(merges), 0) if merges else 0
                merge, customer = merges.pop(place) if merges else ("no merge yet", "nobody")
                values = {"merge": merge}
            case "erase":
                values = {"clean": chance.random() < 0.3}
        yield Row(row, customer, what, values)


def _who_are_one(guests: list[str], chance: random.Random) -> tuple[str, str]:
    """Who is found to be one: mostly a guest is a customer. Where two guests or two customers are, or a
    customer is a guest, chains come of it.
    """
    known = [name for name in CUSTOMERS if name not in ALONE]
    into, other = (known if chance.random() < 0.7 else guests for _ in range(2))
    if into is known and chance.random() < 0.8:
        other = guests
    first = chance.choice(into)
    return first, chance.choice([name for name in other if name != first] or [*known])
