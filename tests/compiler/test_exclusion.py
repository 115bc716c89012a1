"""Conditions that can be true together, and those that cannot."""

import pytest

from tests.blocks import findings


def overlapping(one: str, other: str) -> bool:
    """Whether two rows of a decision are said to be true together."""
    text = f"""
    decision d(t: Tier, u: Tier, n: int, x: decimal?, m: money, b: bool, w: text, c: channel?, i: instant,
      f: duration) gives int {{ when {one} => 1 when {other} => 2 otherwise => 3 }}"""
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
        f"""decision d(t: Tier, u: Tier, n: int, x: decimal?, m: money, b: bool, w: text) gives int first {{
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
        # what cannot be named in a word
        (["length(w) < 3"], ""),
        (['w == "a"'], ""),
        (["f < 1 day"], ""),
        (["m < 20 EUR", "m >= 20 USD"], ""),
    ],
)
def test_what_no_row_takes(rows: list[str], example: str) -> None:
    """An example of it is in the message."""
    written = " ".join(f"when {row} => 1" for row in rows)
    parameters = "t: Tier, n: int, x: decimal?, m: money, b: bool, w: text, f: duration, d: date, p: percent"
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
