"""Decision tables compiled from text: what each hit policy gives, by which rows, and what has no value."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from journeyc.decision import DecidingRow, DecisionProblem, Table, deciders, tables
from journeyc.expression import tree
from journeyc.expression.evaluation import Asked, Scope, compile_expression
from journeyc.expression.functions import EvaluationError
from journeyc.expression.values import Duration, Json, Money
from journeyc.ir import Package, model, type_table
from tests.blocks import findings
from tests.compiler.lower.compiled import compiled

TABLES = """
type Risk one of high, middle, low
type Plan { name: text   price: money   extras: list of text   until: date? }

decision tier_of(n: int) gives Tier first {
  when n > 3 => gold
  when n > 1 => silver
  otherwise  => bronze
}
decision discount(tier: Tier) gives percent unique {
  when tier == gold   => 20%
  when tier == silver => 10%
  otherwise           => 0%
}
decision later(a: bool, b: bool, wait: duration) gives duration any {
  when a    => wait
  when b    => 24 hours
  otherwise => 0 hours
}
decision risk(n: int) gives Risk priority {
  when n > 1 => low
  when n > 2 => high
  when n > 3 => middle
  when n > 4 => high
  otherwise  => middle
}
decision names(a: bool, b: bool, name: text?) gives list of text collect {
  when a           => "first"
  when b           => "second"
  when name is set => name
}
decision amounts(a: bool, b: bool) gives list of money collect {
  when a => 1 EUR
  when b => 2.5 EUR
}
decision count(a: bool, b: bool) gives int collect count {
  when a => 1 / 0
  when b => "anything"
}
decision fee(a: bool, b: bool, more: money) gives money collect sum {
  when a => 9.90 EUR
  when b => more
}
decision points(n: int) gives int collect sum {
  when n > 0 => n
  when n > 1 => n
}
decision ratio(n: int) gives decimal collect sum {
  when n > 0 => 0.1
  when n > 1 => n
  when n > 2 => 0.3
}
decision off(n: int) gives percent collect sum {
  when n > 0 => 5%
  when n > 1 => 10%
}
decision waits(n: int) gives duration collect sum {
  when n > 0 => 1 day
  when n > 1 => 2 hours
}
decision shortest(n: int) gives duration collect min {
  when n > 0 => 1 day
  when n > 1 => 24 hours
  when n > 2 => 30 hours
  otherwise  => 3 days
}
decision highest(a: money?, b: money?) gives money? collect max {
  when a is set or b is missing => a
  when b is set or a is missing => b
}
decision last_day(a: date, b: date) gives date collect max { when a > b => a   otherwise => b }
decision plan(big: bool, until: date?) gives Plan first {
  when big  => { name = "Big", price = 20 EUR, extras = ["tv", "phone"], until = until }
  otherwise => { name = "Small", price = 5 EUR, extras = [] }
}
decision of_customer(c: Customer) gives percent first {
  when c.moving => 0%
  otherwise     => discount(c.tier)
}
decision day_of(moment: instant) gives date first { otherwise => date(moment) }
decision share(n: int) gives decimal first {
  when 10 / n > 3 => 1.5
  otherwise       => 1 / (n - 5)
}
decision by_share(n: int) gives decimal first { otherwise => share(n) + 1 }
"""
NOON = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
HERE = Scope({}, {}, {}, NOON, ZoneInfo("Europe/Berlin"))
TRUE, FALSE = True, False
TWO_THINGS = "the rows in lines 0 and 1 are both true, and say two things: `wait` and `24 hours`"


@pytest.fixture(scope="module")
def package() -> Package:
    return compiled(TABLES)


@pytest.fixture(scope="module")
def made(package: Package) -> dict[str, Table]:
    return tables(package.declarations.decisions, type_table(package.declarations))


def test_what_is_looked_for_in_a_list_is_found_however_it_is_written() -> None:
    """A decimal among whole numbers, a day among hours, an amount with fewer places."""
    package = compiled("""
    decision found(x: decimal, n: int, wait: duration, waits: list of duration, m: money)
    gives list of text collect {
      when x in [1, 2]               => "decimal"
      when x in [n, 7.50]            => "computed"
      when x not in [2, 3]           => "another decimal"
      when wait in [1 day, 2 hours]  => "duration"
      when wait in waits             => "durations"
      when wait not in [24 hours]    => "another duration"
      when m in [5 EUR]              => "amount"
    }""")
    table = tables(package.declarations.decisions, type_table(package.declarations))["found"]
    every = ["decimal", "computed", "another decimal", "duration", "durations", "amount"]
    assert table.decide(["1", 1, "PT86400S", ["P1D"], "5.00 EUR"], HERE) == every
    assert table.decide(["7.5", 1, "P2D", ["P1D"], "6.00 EUR"], HERE) == [
        "computed", "another decimal", "another duration",
    ]  # fmt: skip


def test_a_list_of_whole_numbers_is_no_list_of_decimals() -> None:
    """They are kept differently, so one would not be found in the other."""
    (found,) = findings("decision d(x: decimal, l: list of int) gives bool first { otherwise => x in l }")
    assert found.message == "this is a list of `int`, but a list of `decimal` is needed"
    assert findings("decision d() gives list of decimal first { otherwise => [1, 2.5] }") == []


def lines(package: Package, name: str) -> int:
    """The line of the first row of a decision."""
    return next(one for one in package.declarations.decisions if one.name == name).rows[0].place.line


@pytest.mark.parametrize(
    ("name", "arguments", "value", "true", "taken"),
    [
        ("tier_of", [5], "gold", [0], [0]),
        ("tier_of", [2], "silver", [1], [1]),
        ("tier_of", [0], "bronze", [2], [2]),
        ("discount", ["silver"], Decimal(10), [1], [1]),
        ("discount", ["bronze"], Decimal(0), [2], [2]),
        ("later", [TRUE, FALSE, "P2D"], Duration(days=2), [0], [0]),
        ("later", [TRUE, TRUE, "P1D"], Duration(days=1), [0, 1], [0, 1]),
        ("later", [FALSE, FALSE, "P1D"], Duration(), [2], [2]),
        ("risk", [2], "low", [0], [0]),
        ("risk", [3], "high", [0, 1], [1]),
        ("risk", [5], "high", [0, 1, 2, 3], [1, 3]),
        ("risk", [0], "middle", [4], [4]),
        ("names", [FALSE, FALSE, None], [], [], []),
        ("names", [FALSE, TRUE, "third"], ["second", "third"], [1, 2], [1, 2]),
        ("amounts", [TRUE, TRUE], ["1.00 EUR", "2.50 EUR"], [0, 1], [0, 1]),
        ("count", [FALSE, FALSE], 0, [], []),
        ("count", [TRUE, TRUE], 2, [0, 1], [0, 1]),
        ("fee", [FALSE, FALSE, "1 USD"], Money(Decimal(0), "EUR"), [], []),
        ("fee", [FALSE, TRUE, "1 USD"], Money(Decimal(1), "USD"), [1], [1]),
        ("fee", [TRUE, TRUE, "0.1 EUR"], Money(Decimal(10), "EUR"), [0, 1], [0, 1]),
        ("points", [0], 0, [], []),
        ("points", [3], 6, [0, 1], [0, 1]),
        ("ratio", [0], Decimal(0), [], []),
        ("ratio", [3], Decimal("3.4"), [0, 1, 2], [0, 1, 2]),
        ("off", [0], Decimal(0), [], []),
        ("off", [2], Decimal(15), [0, 1], [0, 1]),
        ("waits", [0], Duration(), [], []),
        ("waits", [2], Duration(days=1, seconds=7200), [0, 1], [0, 1]),
        ("shortest", [3], Duration(days=1), [0, 1, 2], [0, 1]),
        ("shortest", [0], Duration(days=3), [3], [3]),
        ("highest", ["1 EUR", "2 EUR"], Money(Decimal(2), "EUR"), [0, 1], [1]),
        ("highest", [None, "2 EUR"], Money(Decimal(2), "EUR"), [1], [1]),
        ("highest", [None, None], None, [0, 1], [0, 1]),
        ("last_day", ["2026-01-02", "2026-01-01"], date(2026, 1, 2), [0], [0]),
        (
            "plan",
            [TRUE, "2026-12-31"],
            {"name": "Big", "price": "20.00 EUR", "extras": ["tv", "phone"], "until": "2026-12-31"},
            [0],
            [0],
        ),
        ("of_customer", [{"id": "anna", "tier": "gold", "moving": False}], Decimal(20), [1], [1]),
        # A moment is a day of the zone of who asks.
        ("day_of", ["2026-11-23T23:30:00Z"], date(2026, 11, 24), [0], [0]),
    ],
)
def test_a_policy_says_which_rows_count(
    package: Package,
    made: dict[str, Table],
    name: str,
    arguments: list[Json],
    value: Any,
    true: list[int],
    taken: list[int],
) -> None:
    """The value is as expressions have it; its explanation names the rows by their lines."""
    assert made[name].decide(arguments, HERE) == value
    assert type(made[name].decide(arguments, HERE)) is type(value)
    why = made[name].explain(arguments, HERE)
    first = lines(package, name)
    assert [row.line - first for row in why.true] == true
    assert [row.line - first for row in why.taken] == taken


def test_rows_are_explained_as_written(package: Package, made: dict[str, Table]) -> None:
    """Their lines, conditions and values; `first` looks at no row behind the one it takes."""
    line = lines(package, "tier_of")
    why = made["tier_of"].explain([2], HERE)
    assert why == ("silver", why.taken, (DecidingRow(line + 1, "n > 1", "silver"),))
    assert made["tier_of"].explain([0], HERE).taken == (DecidingRow(line + 2, "otherwise", "bronze"),)
    assert made["fee"].explain([TRUE, TRUE, "1 EUR"], HERE).value == "10.90 EUR"
    assert made["share"].decide([1], HERE) == Decimal("1.5")


@pytest.mark.parametrize(
    ("name", "arguments", "problem"),
    [
        ("later", [TRUE, TRUE, "P2D"], TWO_THINGS),
        ("fee", [TRUE, TRUE, "1 USD"], "9.90 EUR and 1.00 USD are in different currencies"),
        ("highest", ["1 EUR", "1 USD"], "1.00 USD and 1.00 EUR are in different currencies"),
        ("points", [2**53 - 1], "a whole number grew beyond 2^53"),
        ("share", [0], "line 0: division by zero"),
        ("share", [5], "line 1: division by zero"),
        ("by_share", [5], "line 0: decision `share` (example.journey): line "),
    ],
)  # fmt: skip
def test_what_has_no_value_names_the_decision_and_its_rows(
    package: Package, made: dict[str, Table], name: str, arguments: list[Json], problem: str
) -> None:
    with pytest.raises(EvaluationError) as caught:
        made[name].decide(arguments, HERE)
    assert said(package, name, str(caught.value)).startswith(problem)


def said(package: Package, name: str, text: str) -> str:
    """What is said of a decision, its lines counted from its first row."""
    written = next(one for one in package.declarations.decisions if one.name == name)
    header = f"decision `{name}` ({written.place.file}): "
    assert text.startswith(header)
    problem = text.removeprefix(header)
    for number, row in enumerate(written.rows):
        problem = problem.replace(str(row.place.line), str(number), 1)
    return problem


def changed(package: Package, name: str, **parts: Any) -> Table:
    """A decision as the compiler would not let it be."""
    decisions = [
        one.model_copy(update=parts) if one.name == name else one for one in package.declarations.decisions
    ]
    return tables(decisions, type_table(package.declarations))[name]


def test_unique_refuses_rows_that_are_true_together(package: Package) -> None:
    """The compiler refuses what it cannot prove; what comes from elsewhere is an incident."""
    table = changed(package, "names", policy="unique", gives="text")
    assert table.decide([FALSE, TRUE, None], HERE) == "second"
    cases: list[tuple[list[Json], str]] = [
        ([TRUE, TRUE, None], "the rows in lines 0 and 1 are both true, and only one may be"),
        ([TRUE, TRUE, "x"], "the rows in lines 0, 1 and 2 are all true, and only one may be"),
    ]
    for arguments, problem in cases:
        with pytest.raises(EvaluationError) as caught:
            table.decide(arguments, HERE)
        assert said(package, "names", str(caught.value)) == problem


@pytest.mark.parametrize("policy", ["first", "unique", "any", "priority"])
def test_no_row_and_no_otherwise_is_said(package: Package, policy: str) -> None:
    table = changed(package, "names", policy=policy, gives="text")
    with pytest.raises(EvaluationError) as caught:
        table.decide([FALSE, FALSE, None], HERE)
    assert said(package, "names", str(caught.value)) == "no row is true, and it has no `otherwise`"


@pytest.mark.parametrize(("aggregation", "problem"), [
    ("min", "no row is true, and it has no `otherwise`"),
    ("max", "no row is true, and it has no `otherwise`"),
    ("sum", "no row is true, so the sum has no currency; it has no `otherwise`"),
])  # fmt: skip
def test_nothing_to_collect_is_said(package: Package, aggregation: str, problem: str) -> None:
    """The sum of no amounts of money is one only where a row names the currency, or it may be missing."""
    (written,) = [one for one in package.declarations.decisions if one.name == "fee"]
    rows = written.rows[1:]
    table = changed(package, "fee", aggregation=aggregation, rows=rows)
    with pytest.raises(EvaluationError) as caught:
        table.decide([TRUE, FALSE, "1 EUR"], HERE)
    assert said(package, "fee", str(caught.value)) == problem
    if aggregation == "sum":
        optional = changed(package, "fee", aggregation="sum", rows=rows, gives="money?")
        assert optional.decide([TRUE, FALSE, "1 EUR"], HERE) is None


def test_decisions_in_a_circle_are_refused() -> None:
    """The compiler refuses them; a document from elsewhere is refused when it is made ready."""
    one = decision_asking("one", "two")
    other = decision_asking("two", "one")
    with pytest.raises(DecisionProblem, match=r"in a circle: `(one|two)` -> `(one|two)` -> `(one|two)`"):
        tables([one, other], {})
    with pytest.raises(KeyError, match="two"):
        tables([one], {})


def test_decisions_asked_with_too_few_values_are_refused() -> None:
    """When they are made ready, not when the first customer comes by."""
    parameters = (model.FieldDeclaration(name="n", type="int"),)
    other = decision_asking("two", None).model_copy(update={"parameters": parameters})
    with pytest.raises(DecisionProblem, match="`two` is asked with too few values: 0 for 1"):
        tables([decision_asking("one", "two"), other], {})


def test_decisions_that_ask_others_too_deeply_have_no_value() -> None:
    """It is an incident, and nothing else of the process suffers."""
    chain = [decision_asking(f"d{number}", f"d{number + 1}") for number in range(2000)]
    last = decision_asking("d2000", None)
    made = tables([last, *chain], {})
    assert made["d1990"].decide([], HERE) == 1
    with pytest.raises(EvaluationError, match="nested too deeply"):
        made["d0"].decide([], HERE)


def test_rows_taken_are_noted_where_somebody_wants_to_know(made: dict[str, Table]) -> None:
    """Inner decisions before those that ask them, and a hundred of them at most."""
    customer: Json = {"id": "anna", "tier": "gold", "moving": False}
    noted: list[Asked] = []
    made["of_customer"].decide([customer], HERE._replace(decided=noted))
    assert [(name, [row.text for row in rows]) for name, rows in noted] == [
        ("discount", ["20%"]),
        ("of_customer", ["discount(c.tier)"]),
    ]
    for _ in range(200):
        made["of_customer"].decide([customer], HERE._replace(decided=noted))
    assert len(noted) == 100


def decision_asking(name: str, other: str | None) -> model.Decision:
    place = model.Place(file="test.journey", line=1, column=1)
    value = tree.Decide(other, (), "int") if other else tree.Literal(1, "int")
    return model.Decision(
        name=name,
        gives="int",
        policy="first",
        rows=(model.DecisionRow(value=value, text="…", place=place),),
        place=place,
    )


def test_expressions_ask_decisions(package: Package) -> None:
    """Arguments are computed in the scope of who asks, and the decision sees nothing else of it."""
    known = deciders(package.declarations.decisions, type_table(package.declarations))
    asks = tree.Decide("tier_of", (tree.Read("context", ("n",), "int"),), "Tier")
    scope = Scope({"n": 4}, {}, {}, NOON, UTC, {"n": 0})
    assert compile_expression(asks, known)(scope) == "gold"
    later = tree.Decide("day_of", (tree.Now(),), "date")
    assert compile_expression(later, known)(scope) == date(2026, 11, 23)


@given(n=some.integers(-2, 7))
def test_policies_agree_where_they_must(package: Package, n: int) -> None:
    """Of the same rows, `first` takes the first that `collect` lists, and `priority` the most important."""
    every = changed(package, "risk", policy="collect", gives="list of Risk").decide([n], HERE)
    assert changed(package, "risk", policy="first").decide([n], HERE) == every[0]
    order = ["high", "middle", "low"]
    assert changed(package, "risk", policy="priority").decide([n], HERE) == min(every, key=order.index)
    count = changed(package, "risk", policy="collect", aggregation="count", gives="int").decide([n], HERE)
    assert count == len(every)
