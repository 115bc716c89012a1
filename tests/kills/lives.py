"""Who somebody is: by which ids their runs and effects are known, and of whom they are a part."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.kills.tables import Row, Tables


class Life(NamedTuple):
    """A customer, and how often somebody had been erased when they came: another each time, of other ids."""

    customer: str
    generation: int


def life_of(name: str) -> Life:
    """Whose a run was when it started, or who has caused an effect that is no run's, by its id."""
    if name.startswith("customer:"):
        customer, number, *_ = name.removeprefix("customer:").split("/")
    else:
        _, customer, number, *_ = name.split("/")
    return Life(customer, int(number.partition(".")[2] or 0))


def lives(tables: Tables) -> set[Life]:
    """Who is there, also as a part of another, where their document is kept."""
    documents = (row["doc"].get("merged", {}).get("document", row["doc"]) for row in tables.customers)
    return {Life(document["id"], document.get("generation", 0)) for document in documents}


def begun_by_others(tables: Tables) -> set[str]:
    """The journeys that others begin: their runs belong to whoever the run belongs to that waits for them,
    whatever their ids say.
    """
    return {journey for row in tables.definitions for journey in _begins(row["doc"])}


def _begins(document: Any) -> Iterator[str]:
    if isinstance(document, dict):
        for name, value in document.items():
            if name == "runs":
                yield from (one["journey"] for one in value if "journey" in one)
            yield from _begins(value)
    elif isinstance(document, list):
        for value in document:
            yield from _begins(value)


def part_of(tables: Tables) -> dict[str, str]:
    """Whom each is a part of who was merged."""
    return {row["id"]: row["doc"]["merged"]["into"] for row in tables.customers if "merged" in row["doc"]}


def whole_of(customer: str, parts: dict[str, str]) -> str:
    """Who somebody is now: whom they are a part of, or they themselves."""
    while customer in parts:
        customer = parts[customer]
    return customer


class Moves(NamedTuple):
    """How often each run has become another's since it started; where one of those was erased since, who had
    the line that tells of it, that is the `least`.
    """

    times: Counter[str]
    least: set[str]


def moves_of(tables: Tables) -> Moves:
    """By the merges, done and undone: with each go the runs that were begun by those who are merged, or by
    a part of them then, and the runs that those have begun.
    """
    parents = {row["id"]: row["doc"].get("parent", {}).get("run") for row in tables.runs}
    begun: dict[str, list[str]] = {}
    parts: dict[str, str] = {}
    merges: set[str] = set()
    undone: set[str] = set()
    moves = Moves(Counter(), set())
    for line in tables.history:
        doc, run = line["doc"], line["run"]
        if "report" in doc and doc["report"]["result"] == "started":
            begun.setdefault(life_of(_first(run, parents)).customer, []).append(run)
        elif run is None and line["kind"] == "merge":
            merges.add(line["input"])
            parts[doc["input"]["other"]] = line["customer"]
            moves.times.update(_of_parts(doc["input"]["other"], parts, begun))
        elif run is None and line["kind"] == "unmerge" and line["input"] not in undone:
            # That two are parted is told of both.
            undone.add(line["input"])
            runs = _of_parts(doc["input"]["other"], parts, begun)
            parts.pop(doc["input"]["other"], None)
            moves.times.update(runs)
            if doc["input"]["merge"] not in merges:
                moves.least.update(runs)
    return moves


def _first(run: str, parents: dict[str, Any]) -> str:
    while parents.get(run) is not None:
        run = parents[run]
    return run


def _of_parts(customer: str, parts: dict[str, str], begun: dict[str, list[str]]) -> list[str]:
    above = {**parts}
    above.pop(customer, None)
    return [run for name, runs in begun.items() if whole_of(name, above) == customer for run in runs]


def parts_are_known_by_both(tables: Tables) -> Iterator[str]:
    """Who is a part of another has nothing of their own, and is named by who has it in the end; nobody else
    is.
    """
    parts = part_of(tables)
    named = {(part, row["id"]) for row in tables.customers for part in row["doc"].get("identities", ())}
    wanted = {(part, whole_of(part, parts)) for part in parts}
    there = {row["id"] for row in tables.customers}
    for part, into in sorted(wanted - named):
        yield f"customer {part}: they are a part of {into}, who " + (
            "does not know" if into in there else "is not there"
        )
    for part, into in sorted(named - wanted):
        yield f"customer {into}: they have {part} as a part, who does not know"
    for table in ("runs", "timers", "members"):
        for row in getattr(tables, table):
            if row["customer"] in parts:
                yield f"customer {row['customer']}: they are a part of another, and have {_told(table, row)}"


def _told(table: str, row: Row) -> str:
    return f"the run {row['id']}" if table == "runs" else table
