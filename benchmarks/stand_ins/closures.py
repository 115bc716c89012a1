"""A workload of rules, each written twice: for a journey, and as a plain function of computed slots."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

Slots = Mapping[str, Any]

#: Of so many events, each concerns every tenth rule.
EVENTS = 10
HEAD = """\
touchpoint company "Company" { channel web: show, ask }
customer { key id: id  tier: one of silver, gold = silver  score: int = 0  fond: bool = false }
event told
"""
#: A rule as a journey has it and as a function of slots; `{n}` is its number, `{on}` its event, `{first}`
#: another, and `{bound}` some number.
SORTS = (
    (
        "on {on} when event.amount > {bound} and customer.tier == gold",
        's["event"] == "{on}" and s["amount"] > {bound} and s["tier"] == "gold"',
    ),
    (
        "on 3 {on} within 1 hour when customer.score >= {bound}",
        's["event"] == "{on}" and s["came{n}"] >= 3 and s["score"] >= {bound}',
    ),
    (
        "on {first} then {on} within 1 hour when customer.fond",
        's["event"] == "{on}" and s["came{n}"] >= 2 and s["fond"]',
    ),
    (
        'on {on} when event.amount >= customer.score and event.code == "c{bound}"',
        's["event"] == "{on}" and s["amount"] >= s["score"] and s["code"] == "c{bound}"',
    ),
)


class Closure(NamedTuple):
    """A rule by its name: of which event it is, and whether it holds of some slots."""

    name: str
    on: str
    holds: Callable[[Slots], bool]


class Written(NamedTuple):
    """A rule of one of the sorts: its event, another event and a number in it, and how it is written."""

    name: str
    sort: int
    on: str
    first: str
    bound: int
    text: str
    function: str


def text(count: int) -> str:
    """So many rules of the customer."""
    events = "".join(f"event e{number} {{ amount: int  code: text }}\n" for number in range(EVENTS))
    return f"{HEAD}{events}" + "".join(
        f"rule {rule.name} {{ {rule.text} {{ emit told() }} }}\n" for rule in written(count)
    )


def closures(count: int) -> list[Closure]:
    """The same rules as functions."""
    return [
        Closure(rule.name, rule.on, eval(f"lambda s: {rule.function}"))  # noqa: S307  # it is written above
        for rule in written(count)
    ]


def written(count: int) -> Iterator[Written]:
    """So many rules."""
    for number in range(count):
        own = number % EVENTS
        sort = (number + number // EVENTS) % len(SORTS)
        on, first, bound = f"e{own}", f"e{(own + 3) % EVENTS}", number % 7
        both = (part.format(n=number, on=on, first=first, bound=bound) for part in SORTS[sort])
        yield Written(f"r{number}", sort, on, first, bound, *both)
