"""Customers come to all places of version 3, by what happens to them."""

import random
from typing import Any

from journeyc.runtime import Report, Runtime

#: By what customers have come to be where they are when the new version comes; "hold" is an operator's.
SITUATIONS = (
    (),
    ("shown",),
    ("shown", "answer"),
    ("shown", "answer", "tick"),
    ("shown", "answer", "tick", "decided"),
    ("shown", "help"),
    ("shown", "answer", "help"),
    ("shown", "paper"),
    ("shown", "paper", "help"),
    ("shown", "save_for_later"),
    ("shown", "answer", "save_for_later"),
    ("shown", "hold"),
    ("shown", "to_court"),
)
#: Why some of them stay in version 3.
NO_PLACE = "`court` has no place in version 4: it needs a `move`"
HELD = "the run is suspended"


def send(runtime: Runtime, customer: str, what: str, values: dict[str, Any], name: str) -> Report:
    """Send an input of one customer."""
    if what == "answer":
        return runtime.answer(customer, values, channel="web", id=name)
    channel = "desk" if what == "decided" else "web"
    return runtime.send(what, values, customer=customer, channel=channel, id=name)


def values_of(what: str, name: str, chance: random.Random) -> dict[str, Any]:
    """What an input says."""
    match what:
        case "opened":
            return {"bill": name.replace("/", "-")}
        case "shown":
            return {"ok": chance.random() < 0.8}
        case "answer":
            return {"reason": f"reason {name}", "amount": "12.00 EUR"}
        case "decided":
            return {"accepted": chance.random() < 0.5}
        case "paper":
            return {"page": chance.randint(1, 9)}
    return {}


def settle(runtime: Runtime, customers: int) -> None:
    """Bring customers to all places of version 3."""
    chance = random.Random(0)  # noqa: S311  # it draws what is said
    for number in range(customers):
        runtime.send(
            "opened",
            {"bill": f"B{number}"},
            customer=f"customer {number}",
            channel="web",
            id=f"begin {number}",
        )
    for stage in range(max(map(len, SITUATIONS))):
        for number in range(customers):
            situation, customer = SITUATIONS[number % len(SITUATIONS)], f"customer {number}"
            what = situation[stage] if stage < len(situation) else ""
            name = f"settle {number}/{stage}"
            if what == "hold":
                runtime.suspend(f"dispute/{customer}/1", by="bob", id=name)
            elif what not in {"", "tick"}:
                send(runtime, customer, what, values_of(what, name, chance), name)
        if stage == 1:
            # Some calls are answered by then, those of others are not even made.
            runtime.tick()
