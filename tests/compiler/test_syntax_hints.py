"""What the compiler says to those who write a rule as they would say it."""

import pytest

from tests.compiler.test_syntax_edits import checked

JOURNEY = """\
touchpoint website "Website" {{ channel web: show, ask }}
customer {{ key id: id  tags: list of text }}
event failed {{ tries: int }}
event paid
journey card "Card" {{
  starts on failed -> here
  rule often "Often" {{ {rule} }}
  step here "Here" via web {{
    {clause}
    after 3 days -> done
  }}
  end done "Done" success
}}
"""
WINDOW = "say in which time: `within 1 hour`, `within 7 days`"
NOWHERE = "a rule leads nowhere: let it `raise` an event, which a step takes (`on … -> …`)"
QUOTES = "`\"` ends the text: between `{` and `}` write `'…'`"
EACH = "write a rule for each event"


def helped(rule: str, clause: str) -> list[tuple[str, str]]:
    """Each error, with what mends it."""
    found = checked(JOURNEY.format(rule=rule, clause=clause)).diagnostics
    return [(one.rule, one.help) for one in found if one.severity.value == "error"]


@pytest.mark.parametrize(
    ("rule", "cure"),
    [
        ("on 3 failed", WINDOW),
        ("on 3 failed from web", WINDOW),
        ("on 3 failed when event.tries > 2", WINDOW),
        ("on failed then paid", WINDOW),
        ("on failed then no paid when event.tries > 2", WINDOW),
        ("on failed 3 times within 1 hour", "the number stands before the event: `on 3 failed within …`"),
        ("on 3 times failed within 1 hour", "leave `times` out: `on 3 failed within …`"),
        ("on three failed within 1 hour", "write the number in figures: `on 3 failed within …`"),
        ("on 3 failed in 1 hour", "write `within`"),
        ("on 3 failed within an hour", "write how many: `1 hour`"),
        ("on 3 failed within 2 years", "write `24 months`"),
        (
            "on failed and paid within 1 hour",
            "events that come one after the other are joined by `then`: `on a then b within 1 hour`",
        ),
        ("on failed or paid", EACH),
        ("on failed, paid", EACH),
        ("on failed -> done", NOWHERE),
        ("on failed when event.tries > 2 -> done", NOWHERE),
        ('on failed when customer.tags contains "vip"', "write what is looked for first: `x in list`"),
    ],
)
def test_a_rule_that_is_written_as_it_is_said_is_mended_at_once(rule: str, cure: str) -> None:
    """One error, and how to write what was meant."""
    written = rule if rule.endswith("done") else f'{rule} {{ note "again" }}'
    assert helped(written, "on paid -> done") == [("syntax-error", cure)]


@pytest.mark.parametrize(
    ("clause", "cure"),
    [
        ("on failed when event.tries between 3 and 5 -> done", "write both bounds: `x >= 3 and x <= 5`"),
        ("on failed when event.tries equals 3 -> done", "write `==`"),
        ("after 1 year -> done", "write `12 months`"),
        ("on paid { tries = 3 }", "write `set tries = …`"),
        ('say "{{ customer.id | default("you") }}"', QUOTES),
        ('say "{{ customer.id | default("Sie, schön") }}"', QUOTES),
        ('say "{{ customer.id | default("") }}"', QUOTES),
        ('say "{% if customer.id == "x" %}you{% endif %}"', QUOTES),
    ],
)
def test_so_is_a_clause_of_a_step(clause: str, cure: str) -> None:
    assert helped('on failed { note "again" }', clause) == [("syntax-error", cure)]


def test_so_is_a_start_on_coming_into_a_segment() -> None:
    """That steps hear it as an event makes one believe that it begins a journey as one."""
    text = JOURNEY.format(rule='on failed { note "again" }', clause="on paid -> done")
    text = text.replace("starts on failed", "starts on loyal.entered")
    (error,) = (one for one in checked(text).diagnostics if one.severity.value == "error")
    assert error.help == "write `starts when customer enters loyal -> …`"


def test_what_may_mean_several_things_gets_no_hint() -> None:
    """Outside of rules events may stand in a list, so nothing is said of rules there."""
    assert helped('on failed { note "again" }', "on failed, paid -> done") == []
    assert "rule" not in str(helped('on failed { note "again" }', "on failed and paid -> done"))
