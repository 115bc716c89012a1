"""Decisions as tables, with their conditions in words."""

from dataclasses import dataclass

from journeyc.ir.model import Decision, FieldDeclaration
from journeyc.story.names import Names
from journeyc.story.spoken import clean, spoken
from journeyc.story.values import Told
from journeyc.story.words import Words, sentence, words

_POLICIES = {
    "first": "The first row that fits counts",
    "unique": "Exactly one row fits",
    "any": "Several rows may fit; they all say the same",
    "priority": "Of the rows that fit, the one with the foremost result counts",
    "collect": "All rows that fit count",
}
_TOGETHER = {
    "sum": "; their results are added up",
    "min": "; the smallest result is taken",
    "max": "; the largest result is taken",
    "count": "; they are counted",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A decision: what it is asked with, how its rows count, and each row as a condition and a result."""

    name: str
    title: str
    doc: str
    asked: tuple[tuple[str, str], ...]
    gives: str
    counts: Words
    rows: tuple[tuple[Words, Words], ...]


def table(item: Decision, names: Names) -> Table:
    """A decision as a table."""
    customers = frozenset(field.name for field in item.parameters if field.type == "Customer")
    private = frozenset(("customer", field.name) for field in names.declared.customer.fields if field.private)
    rows = []
    for row in item.rows:
        result = Told(private, row.value, customers=customers)
        when = words("in all other cases")
        if row.guard is not None:
            guard = row.guard.expression
            when = Told(private, guard, customers=customers).condition(guard)
        rows.append((when, result.value(row.value)))
    together = _TOGETHER.get(item.aggregation or "", "; their results make a list")
    counts = sentence(_POLICIES[item.policy], together if item.policy == "collect" else "")
    return Table(
        item.name,
        spoken(item.name),
        clean(item.doc),
        tuple(fields(item.parameters, names)),
        names.type(item.gives),
        counts,
        tuple(rows),
    )


def fields(declared: tuple[FieldDeclaration, ...], names: Names) -> list[tuple[str, str]]:
    """Fields with their types in words."""
    return [
        ("the customer" if field.type == "Customer" else spoken(field.name), names.type(field.type))
        for field in declared
    ]
