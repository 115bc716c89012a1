"""Conditions that can be true together, and those that cannot."""

from itertools import combinations

import pytest

from tests.blocks import Finding, findings


def overlapping(one: str, other: str) -> bool:
    """Whether two rows of a decision are said to be true together."""
    text = f"""
    decision d(t: Tier, u: Tier, n: int, k: int, x: decimal?, m: money, b: bool, w: text,
      c: channel?, i: instant, f: duration) gives int {{
        when {one} => 1 when {other} => 2 otherwise => 3 }}"""
    found = findings(text)
    assert {finding.rule for finding in found} <= {"overlapping-rows"}, found
    return bool(found)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("t == gold", "t == silver"),
        ("gold == t", "t != gold"),
        ("t in [gold, silver]", "t == bronze"),
        ("t in [gold, silver]", "t not in [gold, silver]"),
        ("t in [gold, silver] and b", "t != bronze and not b"),
        ("t != gold and t != silver", "t in [gold, silver]"),
        ("not (t == bronze or t == gold)", "t == gold"),
        ("n < 3", "n >= 3"),
        ("n < 3", "n > 3"),
        ("3 > n", "n == 3"),
        ("n == 1 or n == 2", "n >= 3 or n < 1"),
        ("n > 1 and n <= 5", "n > 5 and n < 9"),
        ("m < 20 EUR", "m >= 20 EUR"),
        ("m == 5 EUR", "m > 5.00 EUR"),
        ("f < 1 day", "f > 36 hours"),
        ("i < 2026-11-23T09:00", "i >= 2026-11-23T09:00"),
        ("x is missing", "x is set and x > 3"),
        ("x is set and x < 2.5", "x is set and x > 3"),
        ("(x else 0) < 2", "(x else 0) >= 2"),
        ("(x else 0) > 2", "x is missing"),
        ("(x else 0) > 2", "x is set and x <= 2"),
        ('w in ["a", "b"]', 'w not in ["b", "a", "c"]'),
        ("n in [n, k]", "n not in [n, k]"),
        ("n in [k]", "n < k"),
        ("n < k", "k <= n"),
        ("n == k", "k < n"),
        ("(n > 3) == b", "b and n < 2"),
        ("t == u and t == gold", "u == silver"),
        ("m == 5 EUR", "m == 5 USD"),
        ("n == 2.5", "n < 9"),
        ("f in [1 day]", "f in [23 hours, 25 hours]"),
        ("length(w) == 0", "length(w) > 0"),
        ("b", "not b"),
        ("b == true", "not b"),
        ("b and n > 3", "not b"),
        ('w == "a"', 'w in ["b", "c"]'),
        ("c is set and c == web", "c is set and c in [chat, voice]"),
        ("t == u", "t != u"),
        ("length(w) < 3", "length(w) > 3"),
        ("length(w) < n", "not (length(w) < n)"),
        ("n < length(w)", "length(w) <= n"),
        ("false", "true"),
        ("t == gold and n < 3", "t == gold and n >= 3 or t == silver"),
    ],
)
def test_what_excludes_each_other(one: str, other: str) -> None:
    """Nothing is said, in either order."""
    assert not overlapping(one, other)
    assert not overlapping(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("t == gold", "b"),
        ("t == gold", "t == gold"),
        ("t == gold", "u == silver"),
        ("t != gold", "t != silver"),
        ("t in [gold, silver]", "t in [silver]"),
        ("n < 3", "n >= 2"),
        ("n <= 3", "n >= 3"),
        ("n != 3", "n > 2"),
        ("m < 20 EUR", "m > 30 USD"),
        ("x is set", "b"),
        ("b or n < 3", "not b and n < 2"),
        ("w == lower(w)", "w == upper(w)"),
        ("n < length(w)", "length(w) < n or b"),
        ("f in [1 day]", "f == 24 hours"),
        ("(x else 3) > 2", "x is missing"),
        ("true", "b"),
    ],
)
def test_what_may_be_true_together(one: str, other: str) -> None:
    """It is said, in either order."""
    assert overlapping(one, other)
    assert overlapping(other, one)


def test_other_policies_may_overlap() -> None:
    """They say which of several rows counts."""
    for policy in ("first", "any", "collect count"):
        text = f"decision d(n: int) gives int {policy} {{ when n > 1 => 1 when n > 2 => 1 otherwise => 1 }}"
        assert findings(text) == []


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        (["b", "not b"], True),
        (["t == gold", "t == silver", "t == bronze"], True),
        (["t in [gold, silver]", "t == bronze"], True),
        (["t == gold", "t != gold"], True),
        (["t == gold", "t == silver and b", "t == silver and not b", "t == bronze"], True),
        (["n < 2", "n == 2", "n > 2"], True),
        (["n <= 2", "n >= 3"], True),
        (["m <= 20 EUR", "m > 20 EUR"], True),
        (["n < 2", "n >= 2 and n < 5", "n >= 5"], True),
        (["x is missing", "x is set and x < 2.5", "x is set and x >= 2.5"], True),
        (["not (b and n > 3)", "n > 3 and b"], True),
        (["true"], True),
        (["b or not b"], True),
        (["length(w) < n", "not (length(w) < n)"], True),
        (["n < k", "n == k", "n > k"], True),
        (["length(w) > 0", "length(w) == 0"], True),
        (["h <= 23:58", "h >= 23:59", "h > 23:58 and h < 23:59"], True),
        (["(x else 0) < 3", "x is set and x >= 3"], True),
        (["(x else 5) < 3", "x is set and x >= 3"], False),
        (["t == gold", "t == silver"], False),
        (["n < 2", "n > 2"], False),
        (["m < 20 EUR", "m > 20 EUR"], False),
        (["m < 20 EUR", "m >= 20 USD"], False),
        (["x is set and x < 2.5", "x is set and x >= 2.5"], False),
        (["b", "n < 2"], False),
        (["t == gold", "u != gold"], False),
        (['w == "a"', 'w == "b"'], False),
    ],
)
def test_whether_one_row_is_always_true(rows: list[str], total: bool) -> None:  # noqa: FBT001  # a column of rows
    """Then no `otherwise` is asked for."""
    written = " ".join(f"when {row} => 1" for row in rows)
    found = findings(
        f"""decision d(t: Tier, u: Tier, n: int, k: int, x: decimal?, m: money, b: bool, w: text, h: time)
        gives int first {{
        {written} }}"""
    )
    assert [finding.rule for finding in found] == ([] if total else ["missing-otherwise"])


@pytest.mark.parametrize(
    ("rows", "example"),
    [
        (["t == gold", "t == silver"], "`t` is `bronze`"),
        (["b"], "`b` is `false`"),
        (["n < 3", "n > 3"], "`n` is `3`"),
        (["n <= 3", "n > 4", "n == 5"], "`n` is `4`"),
        (["n != 3"], "`n` is `3`"),
        (["n < 2.5 or n > 3"], "`n` is `3`"),
        (["x is set and x > 3"], "`x` is missing"),
        (["x is missing", "x is set and x > 3"], "`x` is `3`"),
        (["x is missing", "x is set and (x <= 0 or x >= 1)"], "`x` is `0.5`"),
        (["m < 20 EUR", "m > 20 EUR"], "`m` is `20 EUR`"),
        (["m >= 0 EUR and m < 3 EUR"], "`m` is `3 EUR`"),
        (["t == gold and b", "not b"], "`t` is `bronze` and `b` is `true`"),
        (["d < 2026-02-01", "d > 2026-02-01"], "`d` is `2026-02-01`"),
        (["p > 5%"], "`p` is `5%`"),
        (["length(w) < 3"], "`length(w)` is `3`"),
        (['w == "a"'], '`w` is `"other"`'),
        (['w == "other"', 'not (w != "a")'], '`w` is `"other 2"`'),
        (["f < 1 day"], "`f` is `1 day`"),
        (["f < 36 hours"], "`f` is `1 day 12 hours`"),
        (["h < 20:00", "h > 20:00"], "`h` is `20:00`"),
        (["i != 2026-11-23T09:00"], "`i` is `2026-11-23T09:00`"),
        (["i < 2026-11-23T09:00"], "`i` is `2026-11-23T09:00`"),
        (["n < k", "n > k"], "`k` is the same as `n`"),
        (['"a" in l', "length(l) > 0"], ""),
        (['"a" in l', '"b" not in l'], '`"a" in l` is `false` and `"b" in l` is `true`'),
        (["n == 2.5"], "`n` is `0`"),
        (["t == u"], "`t` is `gold` and `u` is `bronze`"),
        (["(x else 3) < 3"], "`x` is missing"),
        # no second can be written, unless nothing else is left
        (["h <= 08:00"], "`h` is `08:01`"),
        (["h <= 23:59"], "`h` is `23:59:01`"),
        # texts are written as they are in a journey, long ones shortened
        ([r'w != "he said \"no\""'], r'`w` is `"he said \"no\""`'),
        ([rf'w != "{"y" * 1000}"'], f'`w` is `"{"y" * 79}…`'),
        # only what does not matter is left out, and no part is too many
        (
            ['b and n > 3 and t == gold and w == "a" and p > 5%', "not b", "n <= 3", "t != gold", 'w != "a"'],
            '`b` is `true` and `n` is `4` and `t` is `gold` and `w` is `"a"` and `p` is `5%`',
        ),
        (["b and n > 3", "t == gold and not b"], "`b` is `false` and `t` is `bronze`"),
        # what cannot be named in a word
        (["w == lower(w)"], ""),
        (["m < 20 EUR", "m >= 20 USD"], ""),
    ],
)
def test_what_no_row_takes(rows: list[str], example: str) -> None:
    """An example of it is in the message."""
    written = " ".join(f"when {row} => 1" for row in rows)
    parameters = """t: Tier, u: Tier, n: int, k: int, x: decimal?, m: money, b: bool, w: text, f: duration,
      d: date, h: time, i: instant, p: percent, l: list of text"""
    (found,) = findings(f"decision d({parameters}) gives int first {{ {written} }}")
    assert found.message.partition("such as when ")[2] == example


@pytest.mark.parametrize(
    "rows",
    [
        ["n < 1", "n == 1", "n == 2", "n > 2"],
        ["n < 2.5", "n >= 3"],
        ["b == true", "b == false"],
        ["m <= 20 EUR", "m > 20 EUR"],
        ["n == n"],
        ["3 < 5"],
        ["d <= 2026-02-01", "d == 2026-02-02", "d > 2026-02-02"],
    ],
)
def test_values_that_can_be_counted(rows: list[str]) -> None:
    """Nothing lies between two whole numbers, or two days."""
    written = " ".join(f"when {row} => 1" for row in rows)
    assert findings(f"decision d(n: int, m: money, b: bool, d: date) gives int first {{ {written} }}") == []


@pytest.mark.parametrize(
    ("rows", "example"),
    [
        (["n > 3 => 1", "b => 2"], "`n` is `4` and `b` is `true`"),
        (["n > 3 => 1", "n > 5 => 1", "n > 7 => 2"], "`n` is `8`"),
        (["n > 3 => k", "n == 5 => 1", "b => 2"], "`n` is `5` and `b` is `true`"),
    ],
)
def test_rows_of_any_that_say_two_things(rows: list[str], example: str) -> None:
    written = " ".join(f"when {row}" for row in rows)
    (found,) = findings(f"decision d(n: int, k: int, b: bool) gives int any {{ {written} otherwise => 9 }}")
    message = "two rows of `d` say two things where both are true, such as when "
    assert (found.rule, found.message) == ("overlapping-rows", message + example)


@pytest.mark.parametrize(
    ("gives", "rows"),
    [
        ("int", ["when n > 3 => 1", "when n > 5 => 1", "otherwise => 2"]),
        ("int", ["when n > 3 => 1", "when n <= 3 and b => 2", "otherwise => 3"]),
        ("int", ["when n > 3 => 1", "when n > 5 => k", "when n > 7 => k + 1", "otherwise => 2"]),
        ("int", ["when n > 3 => 1", "when n + k > 5 => 2", "otherwise => 3"]),
        ("money", ["when n > 3 => 5 EUR", "when b => 5.00 EUR", "otherwise => 6 EUR"]),
        ("decimal", ["when n > 3 => 1", "when b => 1.0", "otherwise => 2"]),
        ("duration", ["when n > 3 => 1 day", "when b => 24 hours", "otherwise => 2 days"]),
    ],
)
def test_rows_of_any_that_may_be_right(gives: str, rows: list[str]) -> None:
    """They say the same, are never true together, or only a run knows."""
    decision = f"decision d(n: int, k: int, b: bool) gives {gives} any {{ {' '.join(rows)} }}"
    assert findings(decision) == []


def test_large_tables_are_followed_to_their_last_row() -> None:
    """Two hundred rows that cover everything and exclude each other need no `otherwise`."""
    parts = ["n < 0", *(f"n >= {10 * low} and n < {10 * low + 10}" for low in range(31)), "n >= 310"]
    rows = [f"{part} and t == {tier} and {b}" for part in parts for tier in TIERS for b in ("b", "not b")]
    assert len(rows) == 198
    assert table(rows, "unique") == []
    (found,) = table([*rows[:100], *rows[101:]], "unique")
    assert found.message.endswith("such as when `n` is `150` and `t` is `gold` and `b` is `true`")
    (found,) = table([*rows, "n == 150 and b"], "unique")
    assert found.message == (
        "two rows of `d` may be true together, such as when "
        "`n` is `150` and `t` is `bronze` and `b` is `true`"
    )


def test_what_takes_too_long_to_be_sure_of_is_not_claimed() -> None:
    """Of nine seats in eight rooms two are in the same; that would have to be tried one by one, so an
    `otherwise` is asked for, without an example.
    """
    seats = [f"seat{number}" for number in range(9)]
    rows = " ".join(f"when {one} == {other} => 1" for one, other in combinations(seats, 2))
    (found,) = findings(
        f"""type Room one of {", ".join(f"room{number}" for number in range(8))}
        decision d({", ".join(f"{seat}: Room" for seat in seats)}) gives int first {{ {rows} }}"""
    )
    assert found.message == "`d` does not say what it gives when no row is true"


def test_what_has_too_many_cases_to_be_kept_excludes_nothing() -> None:
    """A row that is true in 400 ways is not certain to exclude one that is true in the last of them."""
    one, other = (" or ".join(f"{name} == {number}" for number in range(20)) for name in "nk")
    assert overlapping(f"({one}) and ({other})", "n == 19 and k == 19")
    assert overlapping("n == 19 and k == 19", f"({one}) and ({other})")
    # Nor is anything an example of it.
    rows = f"when ({one}) and ({other}) => 1 when n == 25 => 2 otherwise => 3"
    (found,) = findings(f"decision d(n: int, k: int) gives int {{ {rows} }}")
    assert found.message == "two rows of `d` may be true together"


def test_more_rows_than_can_be_compared_are_refused() -> None:
    """As nobody could be sure of them, whatever they say."""
    rows = [f"n == {number}" for number in range(1_001)]
    (found,) = table([*rows, "n < 0", "n > 1000"], "unique")
    assert found.message == "`d` has too many rows to be sure that no two are true together"
    assert table([*rows, "n < 0", "n > 1000"], "first") == []
    (found,) = table(["n == 3", *rows], "unique", "otherwise => 9")
    assert found.message == "two rows of `d` may be true together, such as when `n` is `3`"
    several = [
        f"n == {number} and (b or t == gold) or n == {number} and t == silver" for number in range(400)
    ]
    (found,) = table([*several, "n < 0"], "unique", "otherwise => 9")
    assert found.message == "`d` has too many rows to be sure that no two are true together"


TIERS = ("bronze", "silver", "gold")


def table(rows: list[str], policy: str, last: str = "") -> list[Finding]:
    """What is said of a decision with these rows."""
    written = "\n".join(f"when {row} => {number}" for number, row in enumerate(rows))
    return findings(f"decision d(n: int, t: Tier, b: bool) gives int {policy} {{ {written} {last} }}")


@pytest.mark.parametrize("field", ["n", "x", "m", "b", "w", "d", "h", "i", "p", "f", "t", "l", "c"])
def test_what_cannot_be_compared_is_said_as_that_alone(field: str) -> None:
    """A row with a fault may be true together with any, and any may be what it leaves."""
    fields = """n: int, x: decimal, m: money, b: bool, w: text, d: date, h: time, i: instant, p: percent,
      f: duration, t: Tier, l: list of text, c: Customer"""
    constants = ["7", '"a"', "5 EUR", "5%", "2026-02-01", "20:00", "2026-02-01T09:00", "1 day", "true", "[1]"]
    for constant in constants:
        conditions = [f"{field} < {constant}", f"{field} == {constant}", f"{constant} in [{field}]"]
        rows = " ".join(f"when {condition} => 1" for condition in conditions)
        found = findings(f"decision d({fields}) gives int first {{ {rows} }}")
        kinds = {finding.rule for finding in found}
        assert kinds <= {"type-mismatch", "missing-otherwise"}
        assert len(found) > 0
