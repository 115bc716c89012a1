"""What is said of the rows of decisions, against all values that make a difference, tried one by one.

Tables are drawn, of conditions that compare fields with constants, and every combination of the values
around those constants is evaluated. The compiler must say a gap or an overlap where one of them shows it, and
nowhere else; and what it names as an example must be one.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from journeyc.decision import tables
from journeyc.expression.evaluation import Scope
from journeyc.expression.values import Json
from journeyc.ir import type_table
from tests.blocks import Finding, findings
from tests.compiler.lower.compiled import compiled

Draw = Callable[[some.SearchStrategy[Any]], Any]
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
#: The fields of a table: their types, and the values that make a difference, each as its JSON form and as it
#: is written. The constants of conditions are those that can be written.
FIELDS: dict[str, tuple[str, list[tuple[Any, str]]]] = {
    "t": ("Tier", [("bronze", "bronze"), ("silver", "silver"), ("gold", "gold")]),
    "u": ("Tier", [("bronze", "bronze"), ("silver", "silver"), ("gold", "gold")]),
    "b": ("bool", [(True, "true"), (False, "false")]),
    "c": ("bool", [(True, "true"), (False, "false")]),
    "n": ("int", [(-1, ""), (0, "0"), (1, "1"), (2, "2"), (3, "")]),
    "x": ("decimal", [("0", ""), ("1", "1"), ("1.2", ""), ("1.5", "1.5"), ("1.7", ""), ("2", "2"),
                      ("3", "")]),
    "p": ("percent", [("4", ""), ("5", "5%"), ("7", ""), ("10", "10%"), ("12", "")]),
    "m": ("money", [("4 EUR", ""), ("5 EUR", "5 EUR"), ("6 EUR", ""), ("9 EUR", "9 EUR"), ("10 EUR", "")]),
    "d": ("date", [("2026-01-31", ""), ("2026-02-01", "2026-02-01"), ("2026-02-02", ""),
                   ("2026-02-03", "2026-02-03"), ("2026-02-04", "")]),
    "f": ("duration", [("PT86399S", ""), ("P1D", "24 hours"), ("PT86401S", ""), ("P2D", "2 days"),
                       ("P3D", "")]),
    "h": ("time", [("07:59:59", ""), ("08:00:00", "08:00"), ("08:00:01", ""), ("08:01:00", "08:01"),
                   ("23:00:00", "")]),
    "i": ("instant", [("2026-01-01T07:59:00Z", ""), ("2026-01-01T08:00:00Z", "2026-01-01T08:00"),
                      ("2026-01-02T08:00:00Z", "")]),
    "w": ("text", [("a", '"a"'), ("b", '"b"'), ("other", "")]),
    "l": ("list of text", [([], ""), (["a"], ""), (["b"], ""), (["a", "b"], "")]),
    "o": ("Tier?", [(None, ""), ("bronze", "bronze"), ("silver", "silver"), ("gold", "gold")]),
    "y": ("int?", [(None, ""), (-1, ""), (0, "0"), (1, "1"), (2, "2"), (3, "")]),
    "z": ("int?", [(None, ""), (-1, ""), (0, "0"), (1, "1"), (2, "2"), (3, "")]),
    "r": ("Plan?", [(None, ""), *(({"size": size, "until": until}, "") for size in range(-1, 4) for until in
                                  (None, "2025-12-31", "2026-01-01", "2026-01-02", "2026-02-01"))]),
}  # fmt: skip
HERE = Scope({}, {}, {}, datetime(2026, 1, 1, 12, tzinfo=UTC), UTC)
PLAN = "type Plan { size: int   until: date? }"
#: The line of the first row, behind the type and the head of the decision.
FIRST_ROW = 3
ORDERED = {"n", "x", "p", "m", "d", "f", "h", "i", "y", "z"}


def comparison(field: str, name: str, draw: Draw) -> str:
    """A comparison of a field with constants of its own."""
    constants = [written for _, written in FIELDS[field][1] if written]
    one = draw(some.sampled_from(constants))
    signs = ["==", "!=", "in", "not in", *(["<", "<=", ">", ">="] if field in ORDERED else [])]
    sign = draw(some.sampled_from(signs))
    if sign.endswith("in"):
        several = draw(some.lists(some.sampled_from(constants), min_size=1, max_size=3, unique=True))
        return f"{name} {sign} [{', '.join(several)}]"
    if field == "n" and draw(some.integers(0, 3)) == 0:
        one = draw(some.sampled_from(["0.5", "1.5"]))
    if draw(some.booleans()):
        return f"{name} {sign} {one}"
    return f"{one} {MIRRORED.get(sign, sign)} {name}"


def atom(field: str, draw: Draw) -> str:
    """A condition on one field, or on it and another of its type."""
    kind = FIELDS[field][0]
    match kind:
        case "bool":
            return str(draw(some.sampled_from([field, f"{field} == false", f"true != {field}"])))
        case "int?" if field == "z":
            # What is known to be set has no `else`.
            return comparison("z", f"(z else {draw(some.integers(0, 3))})", draw)
        case "list of text":
            return str(draw(some.sampled_from(['"a" in l', '"b" not in l'])))
        case "Plan?":
            size = draw(some.sampled_from(["r.size < 1", "r.size == 1", "r.size in [0, 2]", "r.until is set",
                "(r.until is missing or r.until > 2026-01-01)"]))  # fmt: skip
            tested = draw(some.sampled_from(["r is set and {}", "r is missing or {}", "r is missing"]))
            return f"({tested.format(size)})"
    if kind.endswith("?"):
        tested = draw(
            some.sampled_from(["{} is set and {}", "{} is missing or {}", "{} is missing", "{} is set"])
        )
        return f"({tested.format(field, comparison(field, field, draw))})"
    return comparison(field, field, draw)


@some.composite
def drawn_tables(draw: Draw) -> tuple[list[str], list[str]]:
    """Some fields, and conditions of them."""
    fields = draw(some.lists(some.sampled_from(sorted(FIELDS)), min_size=1, max_size=3, unique=True))
    pair = draw(some.sampled_from([[], ["t", "u"], ["b", "c"]]))
    fields = list(dict.fromkeys([*pair, *fields]))[:4]

    def condition(depth: int) -> str:
        join = draw(some.sampled_from(["atom", "atom", "and", "or", "not", "same"])) if depth else "atom"
        if join == "same":
            two = [found for found in (["t", "u"], ["b", "c"]) if set(found) <= set(fields)]
            return f"{two[0][0]} {draw(some.sampled_from(['==', '!=']))} {two[0][1]}" if two else condition(0)
        if join == "not":
            return f"not ({condition(depth - 1)})"
        if join in {"and", "or"}:
            return f"({condition(depth - 1)}) {join} ({condition(depth - 1)})"
        return atom(draw(some.sampled_from(fields)), draw)

    rows = [condition(2) for _ in range(draw(some.integers(1, 5)))]
    if draw(some.booleans()):
        # Often one row is just what the others leave.
        rows.append(" and ".join(f"not ({row})" for row in rows))
    return fields, rows


def said(fields: Sequence[str], rows: Sequence[str], policy: str, otherwise: str = "") -> list[Finding]:
    parameters = ", ".join(f"{field}: {FIELDS[field][0]}" for field in fields)
    body = "\n".join(f"when {row} => {number}" for number, row in enumerate(rows))
    return findings(f"{PLAN}\ndecision d({parameters}) gives int {policy} {{\n{body}\n{otherwise}}}")


def asked(fields: Sequence[str], rows: Sequence[str]) -> Callable[[Sequence[Json]], list[int]]:
    """Which rows are true of values."""
    parameters = ", ".join(f"{field}: {FIELDS[field][0]}" for field in fields)
    body = "\n".join(f"when {row} => {number}" for number, row in enumerate(rows))
    package = compiled(f"{PLAN}\ndecision d({parameters}) gives list of int collect {{ {body} }}")
    made = tables(package.declarations.decisions, type_table(package.declarations))["d"]
    return lambda values: made.decide(values, HERE)


def everything(fields: Sequence[str]) -> list[list[Any]]:
    """The values of each field that make a difference."""
    return [[value for value, _ in FIELDS[field][1]] for field in fields]


_PART = re.compile(r"`(?P<name>[^`]+)` is (?:`(?P<value>[^`]+)`|(?P<state>missing|set))")


def named(message: str, fields: Sequence[str]) -> list[list[Any]]:
    """The values of each field that an example in a message leaves: all, where it does not name it."""
    left = dict(zip(fields, everything(fields), strict=True))
    _, found, example = message.partition(", such as when ")
    assert found, message
    for part in example.split(" and "):
        match = _PART.fullmatch(part)
        assert match, part
        name, value, state = match.group("name", "value", "state")
        field, _, inside = name.removeprefix('"a" in ').removeprefix('"b" in ').partition(".")
        if name.startswith('"'):
            left[field] = [one for one in left[field] if (name[1] in one) == (value == "true")]
        elif inside:
            left[field] = [one for one in left[field] if one and fits(inside, one[inside], value, state)]
        elif state:
            left[field] = [one for one in left[field] if (one is None) == (state == "missing")]
        else:
            left[field] = [constant(FIELDS[field][0].removesuffix("?"), value)]
    return list(left.values())


def fits(inside: str, value: Json, named: str | None, state: str | None) -> bool:
    """Whether the field of a record is as an example names it."""
    if state:
        return (value is None) == (state == "missing")
    return value == constant({"size": "int", "until": "date?"}[inside], str(named))


@cache
def constant(kind: str, written: str) -> Json:
    """A value as it is kept; nobody writes seconds, but there are some."""
    if kind == "time" and written.count(":") == 2:
        return written
    package = compiled(f"decision d() gives {kind} first {{ otherwise => {written} }}")
    made = tables(package.declarations.decisions, type_table(package.declarations))["d"]
    return made.explain([], HERE).value


@given(drawn_tables())
def test_a_gap_is_said_where_there_is_one(table: tuple[list[str], list[str]]) -> None:
    """And nothing is where the rows cover everything; no row is true of what is named."""
    fields, rows = table
    true = asked(fields, rows)
    gap = any(not true(values) for values in product(*everything(fields)))
    found = said(fields, rows, "first")
    assert [one.rule for one in found] == ["missing-otherwise"] * gap
    for one in found:
        example = named(one.message, fields)
        assert all(example)
        assert not any(true(values) for values in product(*example))


@given(drawn_tables())
def test_an_overlap_is_said_where_there_is_one(table: tuple[list[str], list[str]]) -> None:
    """Of each row with one before it, and of no other; both are true of what is named."""
    fields, rows = table
    true = asked(fields, rows)
    overlapping = {row for values in product(*everything(fields)) for row in true(values)[1:]}
    found = {one.line - FIRST_ROW: one for one in said(fields, rows, "unique", "otherwise => 99\n")}
    assert {one.rule for one in found.values()} <= {"overlapping-rows"}
    assert found.keys() == overlapping
    for row, one in found.items():
        example = named(one.message, fields)
        assert all(example)
        assert all(row in true(values)[1:] for values in product(*example))
