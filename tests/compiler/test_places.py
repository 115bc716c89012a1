"""What can be read, set and sent in each place of a journey, and what is certain there."""

import pytest

from tests.blocks import Finding, findings
from tests.compiler.one_step import at


@pytest.mark.parametrize(
    "effect",
    [
        "set d = 1",
        "set d = n",
        "set on_ = 3",
        "set on_ = event.size",
        'set i = "B8"',
        "set tier = gold",
        "set ch = chat",
        "set tiers = []",
        "set tiers = [gold, silver]",
        "set plan.limit = 2",
        "set plan.price = 3 EUR",
        "set customer.tier = gold   set tier = customer.tier",
        "set customer.prefers = web   set ch = customer.prefers",
        'set plan = { name = "L", limit = 1.5 }',
        'set plan = { name = "L", price = 1 EUR, limit = 1 }',
        "set oplan = event.plan",
        "set late = event.plan   set late.limit = 2",
        "set m = om else 0 EUR",
        "set at1 = now + 1 day",
        "set yes = n > 1 and yes",
        "notify offer(plan = event.plan, price = 1 EUR)",
        'notify offer(plan = plan, price = m, note = "b", h = t)',
        "notify thanks",
    ],
)
def test_effects_that_fit(effect: str) -> None:
    """No finding."""
    assert at(f"on measured {{ {effect} }}") == []


@pytest.mark.parametrize(
    ("effect", "rule", "message"),
    [
        ("set n = 1.5", "type-mismatch", "this is a number, but a whole number is needed for `n`"),
        ("set m = 1", "type-mismatch", "this is a whole number, but money is needed for `m`"),
        ("set n = on_", "optional-not-tested", "`on_` may be missing here"),
        ("set x = 1", "undefined-name", "there is no field `x` here"),
        ("set customer = customer", "type-mismatch", "the customer cannot be set as a whole"),
        (
            "set customer.tier = 1",
            "type-mismatch",
            "this is a whole number, but `Tier` is needed for `tier`",
        ),
        ("set plan.size = 1", "undefined-name", "`plan` has no field `size`"),
        (
            "set oplan.limit = 1",
            "optional-not-tested",
            "`oplan` may be missing, so `.limit` may not be there",
        ),
        ("set late.limit = 1", "unset-field", "`late` may not be set yet when this is read"),
        ('set plan = { name = "L" }', "type-mismatch", "`limit` is missing"),
        ('set plan = { nam = "L", limit = 1 }', "undefined-name", "`Plan` has no field `nam`"),
        ("set i = t", "type-mismatch", "this is text, but an id is needed for `i`"),
        ("notify offr(plan = plan, price = m)", "undefined-name", "there is no notification `offr`"),
        ("notify offer(plan = plan)", "missing-argument", "`offer` needs `price`"),
        (
            "notify offer(plan = plan, prise = m)",
            "undefined-name",
            "there is no parameter `prise` of `offer`",
        ),
        (
            "notify offer(plan = plan, price = 3)",
            "type-mismatch",
            "this is a whole number, but money is needed for `price`",
        ),
    ],
)
def test_effects_that_do_not_fit(effect: str, rule: str, message: str) -> None:
    """One finding each."""
    assert at(f"on measured {{ {effect} }}") == [(rule, message)]


@pytest.mark.parametrize(
    ("clause", "found"),
    [
        # the fields that both events have are there
        ("on measured, ordered when event.size > 1 -> done", []),
        ("on measured, ordered when event.plan.limit > 1 -> done", []),
        (
            "on measured, ordered when event.extra -> done",
            [("undefined-name", "`event` has no field `extra`")],
        ),
        # the channel is certain where it is named
        ("on measured from web, chat when event.channel == web -> done", []),
        ("on measured from wap -> done", [("undefined-name", "there is no channel `wap`")]),
        # what a handler has tested holds in its effects
        ("on measured when on_ is set -> done { set n = on_ }", []),
        ("on measured when event.note is set { set t = event.note }", []),
        # an earlier effect is seen by a later one
        ("on measured { set on_ = 2   set n = on_ }", []),
        ("on measured { set oplan = plan   set oplan.limit = 4 }", []),
        # questions narrow
        ("ask on_, om    on answered when om > 1 EUR and on_ > 1 -> done", []),
        (
            "ask on_    on answered when om > 1 EUR -> done",
            [("optional-not-tested", "`om` may be missing here")],
        ),
        (
            "ask on_    on answered, measured when on_ > 1 -> done",
            [("optional-not-tested", "`on_` may be missing here")],
        ),
        ("ask late   on answered when late.limit > 1 -> done", []),
        ("ask nn", [("undefined-name", "there is no field `nn` here")]),
        # system events
        ("on resumed when event.away > 1 day -> done", []),
        ("on resumed when event.previous_channel is set and event.previous_channel == web -> done", []),
        ("on paused when event.away > 1 day -> done", [("undefined-name", "`event` has no field `away`")]),
        # times
        ("after du -> done", []),
        ("after du * 2 { notify thanks }", []),
        (
            "after 3 -> done",
            [("type-mismatch", "this is a whole number, but a duration is needed as a time")],
        ),
        ("after at1 -> done", [("type-mismatch", "this is an instant, but a duration is needed as a time")]),
        ("at at1 - 1 day when at1 - now > 1 hour -> done", []),
        ("at now + du -> done", []),
        (
            "at 2 days -> done",
            [("type-mismatch", "this is a duration, but an instant is needed as a moment")],
        ),
        ("at day -> done", [("type-mismatch", "this is a date, but an instant is needed as a moment")]),
        ("after 1 day when event.size > 1 -> done", [("undefined-name", "there is no event here to read")]),
        ("remind thanks after 1 day, du, 2 weeks", []),
        (
            "remind thanks after 2",
            [("type-mismatch", "this is a whole number, but a duration is needed as a time")],
        ),
        ("after 99999999 days -> done", [("invalid-literal", "this time is too long")]),
        (
            "at 2026-13-01T00:00 -> done",
            [("invalid-literal", "`2026-13-01T00:00` is not a moment in the calendar")],
        ),
        (
            "at 9999-12-31T23:59 -> done",
            [("invalid-literal", "`9999-12-31T23:59` is not a moment in every zone")],
        ),
        ("at 9999-12-30T23:59 -> done", []),
        (
            "after 2 business days -> done",
            [("missing-declaration", "business time needs a calendar")],
        ),
    ],
)
def test_clauses(clause: str, found: list[tuple[str, str]]) -> None:
    """What can be read and what must stand in each clause of a step."""
    assert at(clause) == found


@pytest.mark.parametrize(
    ("context", "found"),
    [
        ("a: decimal = 1", []),
        ("a: money = 5", [("type-mismatch", "this is a whole number, but money is needed for `a`")]),
        ("a: int = 1   b: int = a", []),
        ("a: int = b   b: int = 1", [("undefined-name", "there is no field `b` here")]),
        ("a: Tear", [("undefined-name", "there is no type `Tear`")]),
        ("a: one of x, y = x", []),
        ("a: one of x, y = z", [("undefined-name", "`z` is not a member of `one of x, y`")]),
        ("a: list of int = [1, 2]", []),
        (
            "a: list of money = [1 EUR, 2]",
            [("type-mismatch", "this is a whole number, but money is needed in this list")],
        ),
        ("a: int   a: text", [("duplicate-name", "there are two fields called `a`")]),
        ("customer: int", [("ambiguous-name", "`customer` is the name of something else")]),
        ("gold: int = 1", []),
    ],
)
def test_fields_of_a_journey(context: str, found: list[tuple[str, str]]) -> None:
    """Defaults fit their type and see the fields before them."""
    text = f"journey j {{ context {{ {context} }} starts on opened -> done end done success }}"
    assert [(finding.rule, finding.message) for finding in findings(text)] == found


WAYS = """\
journey j "J" {{
  context {{ late: text   may: int?   none: int?   n: int = 1 }}
  starts on opened -> {first} {{ {start} }}
  starts on confirmed -> {first} {{ {other} }}
  step one via web {{ {one} on cancelled -> two {{ {arrow} }} }}
  choice two {{ when n > 1 -> three   otherwise -> one }}
  step three via web {{ {three} on cancelled -> done }}
  end done success
}}
"""


@pytest.mark.parametrize(
    ("parts", "lines"),
    [
        # every way sets it
        (
            {
                "start": 'set late = "a"',
                "other": 'set late = "b"',
                "three": 'on paid when late == "a" -> done',
            },
            [],
        ),
        # one way does not
        ({"start": 'set late = "a"', "three": 'on paid when late == "a" -> done'}, [7]),
        # the way on sets it, whatever was before
        ({"arrow": 'set late = "c"', "three": 'on paid when late == "a" -> done'}, []),
        # going round does not help the first time
        ({"arrow": 'set late = "c"', "one": 'on paid when late == "a" -> done'}, [5]),
        # effects on entering come first
        ({"one": 'enter { set late = "d" } on paid when late == "a" -> done'}, []),
        # a text that shows it
        ({"three": 'say "{{{{ late }}}}"', "start": 'set late = "a"'}, [7]),
        ({"three": 'say "{{{{ late }}}}"', "arrow": 'set late = "a"'}, []),
        # what is optional is known where it was set or tested on the way
        ({"start": "set may = 1", "other": "set may = 2", "one": "on paid when may > 1 -> done"}, []),
        ({"start": "set may = 1", "one": "on paid when may > 1 -> done"}, [5]),
        # what a handler that stays may undo is not certain
        (
            {
                "start": "set may = 1",
                "other": "set may = 2",
                "one": "on paid { set may = none } on opened when may > 1 -> done",
            },
            [5],
        ),
    ],
)
def test_what_is_set_on_every_way(parts: dict[str, str], lines: list[int]) -> None:
    """Definite assignment over starts, arrows, choices and circles."""
    empty = dict.fromkeys(("start", "other", "one", "arrow", "three"), "")
    text = WAYS.format(**{"first": "one", **empty, **parts}).replace("{{{{", "{{").replace("}}}}", "}}")
    assert [finding.line for finding in findings(text)] == lines


def test_a_test_of_the_customer_does_not_outlive_the_moment() -> None:
    """While a step waits, somebody else may write the profile."""
    text = """\
notification call(to: text) { via sms text "{{ to }}" }
journey j "J" {
  starts on opened when customer.phone is set -> one { notify call(to = customer.phone) }
  step one via web {
    enter { notify call(to = customer.phone) }
    on confirmed -> done { notify call(to = customer.phone) }
  }
  end done success
}
"""
    assert findings(text) == [
        Finding(6, "error", "`customer.phone` may be missing here", "optional-not-tested")
    ]
