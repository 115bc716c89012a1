"""Texts for customers: what is found before anything runs, and what people then read."""

import subprocess
import sys
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from journeyc.expression.types import (
    BOOL,
    DATE,
    DECIMAL,
    DURATION,
    ID,
    INSTANT,
    INT,
    MONEY,
    PERCENT,
    TEXT,
    TIME,
    EnumType,
    ListType,
    RecordType,
    Type,
    optional,
)
from journeyc.expression.values import MAXIMUM_TEXT
from journeyc.template import TemplateError, check, render
from journeyc.template.filters import DEFAULT, FILTERS
from journeyc.template.reading import reads
from journeyc.template.syntax import SyntaxProblem, parse

TIER = EnumType("Tier", ("gold", "silver"))
PLAN = RecordType("Plan", {"name": TEXT, "price": optional(MONEY)})
FIELDS: dict[str, Type] = {
    "customer": RecordType(
        "Customer", {"first_name": TEXT, "tier": EnumType("Tier", ("gold", "silver")), "since": DATE}
    ),
    "amount": MONEY,
    "refund": optional(MONEY),
    "plan": optional(PLAN),
    "plans": ListType(PLAN),
    "tags": ListType(TEXT),
    "count": INT,
    "ratio": DECIMAL,
    "share": PERCENT,
    "vip": BOOL,
    "at": INSTANT,
    "opens": TIME,
    "length": DURATION,
    "bill": ID,
}
VALUES: dict[str, Any] = {
    "customer": {"first_name": "Anna", "tier": "gold", "since": "2020-03-01"},
    "amount": "1234.5 EUR",
    "plans": [{"name": "Home", "price": "20.00 EUR"}, {"name": "Go"}],
    "tags": ["a", "b"],
    "count": 12345,
    "ratio": "2.25",
    "share": "12.5",
    "vip": True,
    "at": "2026-11-23T08:00:00Z",
    "opens": "09:00:00",
    "length": "P2DT3600S",
    "bill": "B1",
}
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "rule", "under", "said"),
    [
        ("Hi {{ custmer.name }}", "undefined-name", "custmer", "did you mean `customer`?"),
        ("Hi {{ customer.frist_name }}", "undefined-name", "frist_name", "did you mean `first_name`?"),
        ("{{ amount.value }}", "undefined-name", "value", "money has no fields"),
        ("{{ bill | uper }}", "undefined-name", "uper", "did you mean `upper`?"),
        ("a {{ refund }}", "optional-not-tested", "refund", "`refund` may be missing"),
        ("{{ plan.name }}", "optional-not-tested", "plan", "`plan` may be missing"),
        ("{% if plan %}{{ plan.price }}{% endif %}", "optional-not-tested", "plan.price", "may be missing"),
        (
            "{% if plan %}{% else %}{{ plan.name }}{% endif %}",
            "optional-not-tested",
            "plan",
            "may be missing",
        ),
        ("{% if plan or vip %}{{ plan.name }}{% endif %}", "optional-not-tested", "plan", "may be missing"),
        ("{% for p in plans %}{{ p.price }}{% endfor %}", "optional-not-tested", "p.price", "may be missing"),
        ("{{ customer }}", "type-mismatch", "customer", "`Customer` cannot be shown as a whole"),
        ("{{ tags }}", "type-mismatch", "tags", "use `| join` or `for`"),
        ("{{ plans | join }}", "type-mismatch", "plans | join", "does not take a list of `Plan`"),
        ("{% for x in bill %}{% endfor %}", "type-mismatch", "bill", "`bill` is not a list but an id"),
        ("{{ amount | upper }}", "type-mismatch", "amount | upper", "does not take money"),
        ("{{ bill | shorten }}", "type-mismatch", "shorten", "does not take these arguments"),
        ("{{ ratio | round('x') }}", "type-mismatch", "round('x')", "it takes: int"),
        ("{{ count | money('euro') }}", "type-mismatch", "'euro'", "write its three letters: `EUR`"),
        ("{{ refund | default(0) }}", "type-mismatch", "0", "the default of money is a whole number"),
        ("{% if customer.tier == 'glod' %}{% endif %}", "type-mismatch", "'glod'", "did you mean `gold`?"),
        ("{% if ratio > 0.1 %}{% endif %}", "type-mismatch", "0.1", "cannot be compared exactly"),
        ("{% if amount > 3 %}{% endif %}", "type-mismatch", "amount > 3", "cannot be compared"),
        ("{% for count in tags %}{% endfor %}", "template-syntax", "count", "`count` is taken already"),
        ("a {{ bill", "template-syntax", "{{", "never closed"),
        ("{{ }}", "template-syntax", "}}", "a name is missing here"),
        ("{% if vip %}x", "template-syntax", "if", "close it with `{% endif %}`"),
        ("{% for x in tags %}{% endif %}", "template-syntax", "for", "never closed"),
        ("x {% endif %}", "template-syntax", "endif", "nothing here for `endif` to close"),
        ("{# x", "template-syntax", "{#", "never closed"),
        ("{#} x", "template-syntax", "{#", "never closed"),
        ("{{ bill._x }}", "template-syntax", "_x", "names do not begin with `_`"),
        ("{{ bill.__class__ }}", "template-syntax", "__class__", "not a name of the journey"),
        ("{{ range(9) }}", "template-syntax", "(", "texts call nothing"),
        ("{{ bill.upper() }}", "template-syntax", "(", "texts call nothing"),
        ("{{ count + 1 }}", "template-syntax", "+", "texts do not calculate"),
        ("{{ tags[0] }}", "template-syntax", "[", "is not expected here"),
        ("{{ 'a' ~ 'b' }}", "template-syntax", "~", "texts do not calculate"),
        ("{% set x = 1 %}", "template-syntax", "set", "not a statement of texts"),
        ("{% macro m() %}{% endmacro %}", "template-syntax", "macro", "not a statement of texts"),
        ("{% import 'x' as y %}", "template-syntax", "import", "not a statement of texts"),
        ("{% if vip is defined %}{% endif %}", "template-syntax", "defined", "write `is set`"),
        ("{% if 1 < count < 3 %}{% endif %}", "template-syntax", "<", "do not chain"),
        (f"{{{{ bill{' | trim' * 51} }}}}", "template-syntax", "|", "more than 50 filters or parts"),
        (
            f"{{% if vip{' and vip' * 51} %}}{{% endif %}}",
            "template-syntax",
            "and",
            "more than 50 filters or",
        ),
        ("{{ bill if vip else 'x' }}", "template-syntax", "if", "is not expected here"),
    ],
)
def test_what_is_wrong_is_found_under_the_very_words(text: str, rule: str, under: str, said: str) -> None:
    """One problem, with its rule, the text underlined and the cure; never a name of Python or Jinja2."""
    (problem,) = check(text, FIELDS)
    shown = f"{problem.message} {problem.help}"
    assert (problem.rule, text[problem.start : problem.end]) == (rule, under)
    assert said in shown
    assert not any(word in shown for word in ("Undefined", "Type", "jinja", "Error", "object"))


@pytest.mark.parametrize(
    "text",
    [
        "no braces",
        "{ not } a tag",
        "{{ amount }} and {{customer.first_name}}",
        "{{ refund | default('nothing') }}",
        "{% if refund %}{{ refund }}{% endif %}",
        "{% if refund is missing %}none{% else %}{{ refund }}{% endif %}",
        "{% if not refund %}none{% elif vip %}{{ refund }}{% endif %}",
        "{% if plan.price is set %}{{ plan.name }} {{ plan.price }}{% endif %}",
        "{% if plan and plan.price %}{{ plan.price }}{% endif %}",
        "{% if plan is missing or plan.name == 'Home' %}x{% endif %}",
        "{% if customer.tier == 'gold' and (count > 3 or not vip) %}x{% endif %}",
        "{% for p in plans %}{{ loop.index }}{% if not loop.last %}, {% endif %}{% else %}-{% endfor %}",
        "{% for p in plans %}{{ p.name | upper }}{% for t in tags %}{{ t }}{% endfor %}{% endfor %}",
        "{%- if vip -%} x {%- endif -%}",
        "{# a comment with {{ anything }} #}",
        "{{ at | date }} {{ at | time }} {{ customer.since | short_date }} {{ ratio | round(1) }}",
        "{{ ratio | money('EUR') }} {{ tags | length }} {{ bill | trim | title | lower | capitalize }}",
    ],
)
def test_texts_of_the_subset_are_clean_and_mean_the_same_to_jinja2(text: str) -> None:
    """What the checker accepts can be rendered."""
    assert check(text, FIELDS) == []
    assert isinstance(render(text, VALUES, FIELDS, "en"), str)


def test_several_problems_are_reported_in_the_order_of_the_text() -> None:
    """Report everything, stop at nothing."""
    problems = check("{{ custmer }} {% if vip %}{{ refund }}{% endif %} {{ tags }}", FIELDS)
    assert [problem.rule for problem in problems] == [
        "undefined-name",
        "optional-not-tested",
        "type-mismatch",
    ]


@pytest.mark.parametrize(
    ("text", "english", "german"),
    [
        ("{{ amount }}", "1,234.50 EUR", "1.234,50 EUR"),
        ("{{ amount | round }}", "1,234.00 EUR", "1.234,00 EUR"),
        ("{{ count }} {{ ratio }}", "12,345 2.25", "12.345 2,25"),
        ("{{ share }}", "12.5%", "12,5 %"),
        ("{{ vip }}", "yes", "ja"),
        ("{{ at }}", "23 November 2026, 09:00", "23. November 2026, 09:00 Uhr"),
        ("{{ at | date }}", "23 November 2026", "23. November 2026"),
        ("{{ customer.since | short_date }}", "2020-03-01", "01.03.2020"),
        ("{{ opens }}", "09:00", "09:00 Uhr"),
        ("{{ length }}", "2 days 1 hour", "2 Tage 1 Stunde"),
        ("{{ tags | join(' + ') }}", "a + b", "a + b"),
        ("{{ customer.first_name | upper }}", "ANNA", "ANNA"),
        ("{{ 'long words' | shorten(5) }}", "long…", "long…"),
        ("{{ refund | default('-') }}", "-", "-"),
        (
            "{% for p in plans %}{{ p.name }}:{{ p.price | default('?') }} {% endfor %}",
            "Home:20.00 EUR Go:? ",
            "Home:20,00 EUR Go:? ",
        ),
        ("{% if customer.tier == 'gold' %}g{% else %}s{% endif %}", "g", "g"),
        ("{% if count >= 12345 %}y{% endif %}", "y", "y"),
        ("{% if refund is set %}r{% elif plan %}p{% else %}n{% endif %}", "n", "n"),
        ("line\n", "line\n", "line\n"),
        ("{% if vip %}\nyes\n{% endif %}\nend", "yes\nend", "yes\nend"),
    ],
)
def test_values_read_as_people_of_the_language_write_them(text: str, english: str, german: str) -> None:
    """Values are decoded by their types and shown per language and zone."""
    assert check(text, FIELDS) == []
    assert render(text, VALUES, FIELDS, "en", zone=BERLIN) == english
    assert render(text, VALUES, FIELDS, "de-AT", zone=BERLIN) == german
    assert render(text, VALUES, FIELDS, None, zone=BERLIN) == english


@pytest.mark.parametrize(
    ("text", "shown"), [("{{ at }}", "31 December 9999, 23:59"), ("{{ at | short_date }}", "9999-12-31")]
)
def test_an_instant_that_is_in_no_year_of_the_zone_is_shown_in_utc(text: str, shown: str) -> None:
    """Systems write it for what never ends."""
    values = {**VALUES, "at": "9999-12-31T23:59:59Z"}
    assert render(text, values, FIELDS, "en", zone=BERLIN) == shown


def test_html_escapes_values_and_plain_text_does_not() -> None:
    """Escaping belongs to HTML alone."""
    values = {"bill": "<b> & co"}
    assert render("{{ bill }}", values, {"bill": ID}, "en") == "<b> & co"
    assert render("<i>{{ bill }}</i>", values, {"bill": ID}, "en", html=True) == "<i>&lt;b&gt; &amp; co</i>"


def test_a_field_that_python_also_knows_is_still_the_field() -> None:
    """Records are data: `items` and `keys` are names like any other."""
    record = RecordType("Order", {"items": ListType(TEXT), "keys": TEXT})
    assert (
        render("{{ o.keys }} {{ o.items | join }}", {"o": {"items": ["x"], "keys": "k"}}, {"o": record}, "en")
        == "k x"
    )


NESTED = "{% for a in tags %}{% for b in tags %}{% endfor %}{% endfor %}"


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        ("{{ tags | join }}" * 3, {"tags": ["x" * 40_000]}, "grew beyond 100,000 characters"),
        ("x" * (MAXIMUM_TEXT + 1), {}, "grew beyond 100,000 characters"),
        (
            "{% for a in tags %}{% for b in tags %}{% endfor %}{% endfor %}",
            {"tags": ["x"] * 2000},
            "more than 100,000 items",
        ),
        ("{{ tags | join('" + "x" * 30_000 + "') }}", {"tags": ["a"] * 10_000}, "grew beyond 100,000"),
        ("{{ tags | join }}", {"tags": ["x" * MAXIMUM_TEXT] * 3000}, "grew beyond 100,000 characters"),
        (
            "{% for a in tags %}{{ bill | upper | length }}{% endfor %}",
            {"tags": ["a"] * 2000, "bill": "x" * MAXIMUM_TEXT},
            "more than 100,000 items",
        ),
        (
            "{% for a in tags %}{{ tags | join | length }}{% endfor %}",
            {"tags": ["a"] * 2000},
            "more than 100,000 items",
        ),
        ("{{ ratio | round(12) }}", {"ratio": "9" * 34}, "a number grows out of its range"),
        ("{{ bill }} {{ count }}", {"count": 1}, "a value that it shows is missing: `bill`$"),
        ("{{ customer.first_name }}", {"customer": {"tier": "gold"}}, "missing: `customer.first_name`$"),
        (
            "{% for plan in plans %}{{ plan.name }}: {{ plan.price }}{% endfor %}",
            VALUES,
            "missing: `plans.price`$",
        ),
        ("{{ other }}", {}, "a value that it shows is missing: `other`$"),
        ("{{ amount }}", {"amount": "much"}, "a value that it shows is missing: `amount`$"),
        ("{{ bill | upper }}", {"bill": 7}, "a value does not have the type that the text expects$"),
        ("{{ bill.__class__.__mro__ }}", VALUES, "not a name of the journey"),
        ("{{ cycler }}{% include 'x' %}", VALUES, "not a statement of texts"),
    ],
)
def test_what_cannot_be_rendered_says_why(text: str, values: dict[str, Any], said: str) -> None:
    """The output has an end, whatever the text and the values are."""
    with pytest.raises(TemplateError, match=said):
        render(text, values, FIELDS, "en")


def test_a_value_that_is_not_of_its_type_harms_no_text_that_does_not_show_it() -> None:
    """Another version of a journey may have written it."""
    values = {**VALUES, "amount": "much", "refund": "little"}
    text = "{{ bill }}{% if refund is set %} less {{ refund }}{% endif %}"
    assert render(text, values, FIELDS, "en") == "B1"


def test_nothing_heavy_is_loaded_to_check() -> None:
    """Linting stays fast: Jinja2 is imported when a text is rendered."""
    code = (
        "import sys; from journeyc.template import check; from journeyc.expression.types import TEXT;"
        "check('{% if a %}{{ a }}{% endif %}', {'a': TEXT});"
        "sys.exit(any(name in sys.modules for name in ('jinja2', 'pydantic', 'lark')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_filter_says_what_it_does() -> None:
    """The table is the reference: documentation is drawn from it."""
    assert all(row.doc and row.accepts and name == row.name for name, row in FILTERS.items())
    assert DEFAULT not in FILTERS


PIECES = some.sampled_from(
    [
        "{{", "}}", "{%", "%}", "{#", "#}", "if ", "elif ", "else", "endif", "for ", "x in ", "endfor",
        "bill", "customer", ".first_name", " | upper", " | default(", "'a'", ")", "(", "1", "2.5", " and ",
        " or ", " not ", " is set", " == ", " < ", "-", " ", "\n", "text", "{", "}", "[", "\\", '"', "true",
        "_x", "tags", "é", "count", "{{ bill }}", "{{ x }}", "{{ refund | default('a') }}", "{% if vip %}",
        "{% if refund %}", "{% elif count > 2 %}", "{% else %}", "{% endif %}", "{% for x in tags %}",
        "{% endfor %}", "{{- count -}}",
    ]
)  # fmt: skip


@given(some.lists(PIECES, max_size=30).map("".join))
def test_no_text_makes_the_checker_or_the_renderer_fail_otherwise_than_by_saying_so(text: str) -> None:
    """Offsets lie in the text, and what is clean renders or says why it cannot."""
    problems = check(text, FIELDS)
    assert all(0 <= problem.start <= problem.end <= len(text) for problem in problems)
    if not problems:
        render(text, VALUES, FIELDS, "de")


@given(some.lists(PIECES, max_size=30).map("".join))
def test_what_our_reader_accepts_jinja2_accepts(text: str) -> None:
    """The subset is a subset."""
    from jinja2.sandbox import SandboxedEnvironment

    try:
        parse(text)
    except SyntaxProblem:
        return
    environment = SandboxedEnvironment()
    environment.parse(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain { text", []),
        ("{{ a.b }} {{ c | upper }}", [("a.b", True), ("c", True)]),
        ("{% if a is set and not (b == 'x') %}{{ c }}{% else %}{{ d }}{% endif %}",
         [("a", False), ("b", False), ("c", True), ("d", True)]),
        ("{% for one in a.list %}{{ one.name }}{{ loop.index }}{% else %}{{ one }}{% endfor %}{{ loop }}",
         [("a.list", False), ("a.list.name", True), ("one", True), ("loop", True)]),
        ("{% for x in a %}{% for y in x %}{{ y }}{% endfor %}{% endfor %}",
         [("a", False), ("a", False), ("a", True)]),
        ("{{ broken", []),
    ],
)  # fmt: skip
def test_what_a_text_reads(text: str, expected: list[tuple[str, bool]]) -> None:
    """Everything it names, items of loops by their list, and whether it is shown."""
    found = reads(text)
    assert [(".".join(named.names), named.shown) for named in found] == expected
