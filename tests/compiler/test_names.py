"""Names: keywords may be some; what is declared twice or nowhere is said, once."""

import pytest

from tests.blocks import findings

KEYWORDS_AS_NAMES = """\
type Text { text: text   on: int   when: bool   step: step_kind? }
type Step one of step, end, choice
event on { at: int }
event at_home { text: text }
notification text(text: text) { via sms text "{{ text }}" }
journey journey "Journey" {
  context { on: int = 1   when: bool = true   step: Step = end   text: text = "x"   keep: int = 0 }
  starts on on -> when
  step when via web {
    say "{{ on }} {{ text }}"
    on on when when and on > 1 and step == end -> end { set when = false   set on = 2 }
    on at_home { notify text(text = event.text)   set text = event.text }
    after 1 day -> step
  }
  choice step { when text == "y" -> end   otherwise -> when }
  end end success
}
"""


def test_keywords_may_be_names() -> None:
    """Wherever it is clear what is meant; `step_kind` is the one name that stands for nothing."""
    found = findings(KEYWORDS_AS_NAMES.replace("at: int", "moment: int"))
    assert [(one.rule, one.message) for one in found] == [("undefined-name", "there is no type `step_kind`")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("event a event a", "there are two events called `a`"),
        ("type A one of x type A { y: int }", "there are two types called `A`"),
        ("type A one of x, y, x", "there are two members called `x`"),
        ("type A { x: int x: int }", "there are two fields called `x`"),
        ("event a { x: int x: int }", "there are two fields called `x`"),
        ("event a { at: instant }", "every event has `at` already"),
        ("touchpoint website { }", "there are two touchpoints called `website`"),
        ("touchpoint t { channel web: show }", "there are two channels called `web`"),
        ("customer { key id: id }", "the customer is declared twice"),
        ('notification thanks { via sms text "x" }', "there are two notifications called `thanks`"),
        ('notification n(a: int, a: int) { via sms text "x" }', "there are two parameters called `a`"),
        ('notification n { via sms, sms text "x" }', "there are two channels called `sms`"),
    ],
)
def test_a_name_is_declared_once(text: str, message: str) -> None:
    """One finding, at the second."""
    assert [(one.rule, one.message) for one in findings(text)] == [("duplicate-name", message)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("journey j { starts on opened -> a end a success end a failure }", "two ends called `a`"),
        ("journey j { version 1 version 2 starts on opened -> a end a success }", "`version` is given twice"),
        (
            "journey j { starts on opened -> a pause { } pause { } end a success }",
            "`pause` is given twice",
        ),
    ],
)
def test_a_part_of_a_journey_stands_once(text: str, message: str) -> None:
    """One finding, at the second."""
    (one,) = findings(text)
    assert (one.rule, message in one.message) == ("duplicate-name", True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("journey j { end a success }", "nothing starts `j`"),
        ("journey j { starts on opened -> a end a }", "`a` does not say how the journey ended"),
        ('notification n { text "x" }', "`n` has no channel"),
        ("notification n { via sms }", "`n` has no text"),
    ],
)
def test_what_has_to_be_said(text: str, message: str) -> None:
    """One finding, where it belongs."""
    found = [one for one in findings(text) if one.severity == "error"]
    assert [(one.rule, one.message) for one in found] == [("missing-declaration", message)]


def test_a_project_without_customer_says_so_once() -> None:
    """What is read of the customer is not missed as well."""
    text = """
event e
journey j {
  starts on e when customer.tier == gold -> s
  step s { on e when customer.age > 3 -> d after 1 day -> d }
  end d success
}
"""
    assert [(one.rule, one.message) for one in findings(text, "")] == [
        ("missing-declaration", "`j` has no customer")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("event a { x: int = 1 }", ["type-mismatch"]),
        ("journey j { version 0 starts on opened -> a end a success }", ["invalid-literal"]),
        ('journey j { timezone "Europe/Brelin" starts on opened -> a end a success }', ["invalid-literal"]),
        ('journey j { timezone "Europe" starts on opened -> a end a success }', ["invalid-literal"]),
        ('journey j { timezone "../etc/passwd" starts on opened -> a end a success }', ["invalid-literal"]),
        ('journey j { timezone "" starts on opened -> a end a success }', ["invalid-literal"]),
        ("journey j { timezone 3 starts on opened -> a end a success }", ["type-mismatch"]),
        ("journey j { one run per customer, x starts on opened -> a end a success }", ["undefined-name"]),
        (
            """journey j { languages en starts on paid -> a
                step a via web { say fr "" on paid -> b } end b success }""",
            ["undefined-name"],
        ),
    ],
)
def test_settings(text: str, expected: list[str]) -> None:
    """One finding each."""
    assert [one.rule for one in findings(text)] == expected
