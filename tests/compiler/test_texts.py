"""Texts are checked where they stand: the very characters, in blocks too, for what is known there."""

import pytest

from journeyc.compiler import check
from journeyc.source import Source
from tests.blocks import FIXTURES

SHARED = (FIXTURES / "shared.journey").read_text(encoding="utf-8")
BEFORE = """import "shared.journey"
journey j "J" { context { n: int = 1 om: money? tags: list of text = [] } starts on opened -> s """


def underlined(text: str) -> list[tuple[str, str, str]]:
    """The rule, the words and the very characters of what is found in a file."""
    return [
        (found.rule, found.message, found.source.slice(found.span))
        for found in check(Source("x.journey", text), lambda _: SHARED).diagnostics
    ]


def say(literal: str, clauses: str = "") -> list[tuple[str, str, str]]:
    return underlined(
        f"{BEFORE} step s via web {{ say {literal} {clauses} on confirmed -> d }} end d success }}"
    )


@pytest.mark.parametrize(
    "literal",
    [
        '"{{ wrong }}"',
        '"a {{ n }} b {{ wrong | upper }}"',
        r'"a \"quoted\" \\ {{ wrong }}"',
        r'"\t\n{{ wrong }}"',
        '"""{{ wrong }}"""',
        '"""\n      first {{ n }}\n        second {{ wrong }}\n      """',
        '"""\n\n\tß ü {{ wrong }}\n\t"""',
        '"{% if n > 1 %}{{ wrong }}{% endif %}"',
        '"{% for x in tags %}{{ x }}{{ wrong }}{% endfor %}"',
        '"{% if wrong == 1 %}{% endif %}"',
    ],
)
def test_the_very_word_is_underlined(literal: str) -> None:
    """Whatever stands before it."""
    assert say(literal) == [("undefined-name", "there is no field `wrong` here", "wrong")]


@pytest.mark.parametrize(
    ("literal", "found"),
    [
        ('"{{ n }} {{ customer.first_name }}"', []),
        ("\"{{ om | default('nothing') }}\"", []),
        ('"{% if om is set %}{{ om }}{% endif %}"', []),
        ('"{{ tags | join }}"', []),
        ('"{{ om }}"', [("optional-not-tested", "`om` may be missing", "om")]),
        (
            '"{{ customer.phone }}"',
            [("optional-not-tested", "`customer.phone` may be missing", "customer.phone")],
        ),
        ('"{{ customer.fone }}"', [("undefined-name", "`customer` has no field `fone`", "fone")]),
        ('"{{ n | shout }}"', [("undefined-name", "there is no filter `shout`", "shout")]),
        (
            '"{{ n | upper }}"',
            [("type-mismatch", "filter `upper` does not take a whole number", "n | upper")],
        ),
        ('"{{ event.amount }}"', [("undefined-name", "there is no event here to read", "event")]),
        ('"{{ resume_link }}"', [("undefined-name", "there is no field `resume_link` here", "resume_link")]),
    ],
)
def test_what_a_step_says(literal: str, found: list[tuple[str, str, str]]) -> None:
    """Fields of the journey and of the customer; what may be missing is tested."""
    assert say(literal) == found


@pytest.mark.parametrize(
    "literal", ['"{{ n "', '"{% if n > 1 %}"', '"{{ n + 1 }}"', '"{% set x = 1 %}"', '"{{ n() }}"']
)
def test_what_texts_cannot_do(literal: str) -> None:
    """One finding, within the text."""
    (found,) = say(literal)
    assert found[0] == "template-syntax"
    assert found[2] in literal


def test_what_was_set_on_the_way_is_there() -> None:
    """A step shows what every way to it has set; the same in both languages."""
    clauses = 'enter { set om = 3 EUR } say de "{{ om }}"'
    assert say('"{{ om }}"', clauses) == []


NOTIFICATION = "notification m(a: text, b: money?) {{ via sms, email {} }}"


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ('text "{{ a }} {{ customer.tier }} {{ resume_link }}"', []),
        ("text \"{{ b | default('nothing') }}\"", []),
        ('text "{{ b }}"', [("optional-not-tested", "`b` may be missing", "b")]),
        ('text "{{ n }}"', [("undefined-name", "there is no field `n` here", "n")]),
        ('subject "{{ c }}" text "x"', [("undefined-name", "there is no field `c` here", "c")]),
        ('text de "{{ c }}" text "x"', [("undefined-name", "there is no field `c` here", "c")]),
        ('html "<b>{{ a }}</b>" text "x"', []),
        ('html "<b>x</b>"', [("missing-declaration", "`m` has no text", "m")]),
        ('subject "x"', [("missing-declaration", "`m` has no text", "m")]),
        ('text for sms "x" text "y"', []),
        ('text for web "x" text "y"', [("unused-text", "`m` is not sent over `web`", "web")]),
        ('text "x" category service', []),
        ('text "x" category fun', [("undefined-name", "there is no category `fun`", "fun")]),
        ('text "x" expires 2 days', []),
        (
            'text "x" expires 2',
            [("type-mismatch", "this is a whole number, but a duration is needed as a time", "2")],
        ),
    ],
)
def test_what_a_notification_says(parts: str, found: list[tuple[str, str, str]]) -> None:
    """Its parameters, the customer and the resume link; every variant is looked at."""
    assert underlined(f'import "shared.journey"\n{NOTIFICATION.format(parts)}') == found
