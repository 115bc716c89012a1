"""What is told of each construct, sentence by sentence, and that nothing is left untold."""

import re
from pathlib import Path
from typing import get_args

import pytest

from journeyc.compiler import check, compile_package
from journeyc.ir import model
from journeyc.ir.model import Package
from journeyc.ir.walk import parts
from journeyc.reading import read_text
from journeyc.source import Source
from journeyc.story import Names, plain_text, story
from journeyc.story.spoken import clean, counted, instant, length, number, spoken, times
from journeyc.story.texts import as_read
from tests.blocks import blocks, checked
from tests.compiling import package_of
from tests.story.telling import told

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
EXAMPLES = sorted((ROOT / "examples" / "journeys").rglob("*.journey"))
PAGES = ("language", "structure", "rules-and-decisions", "scenarios")


def package_in(path: Path) -> Package:
    return package_of(Source(str(path), path.read_text(encoding="utf-8")), read_text)


def test_every_construct_is_told_so() -> None:
    expected = (HERE / "constructs.txt").read_text(encoding="utf-8")
    assert told(package_in(HERE / "constructs.journey")) == expected


@pytest.mark.parametrize("union", ["Node", "Effect", "AnyStart", "Stub", "ScenarioStep"])
def test_the_text_above_has_every_kind_there_is(union: str) -> None:
    found = {type(part) for part in parts(package_in(HERE / "constructs.journey"))}
    assert set(_kinds(getattr(model, union))) <= found


def _kinds(union: object) -> list[type]:
    if isinstance(union, type):
        return [union] if issubclass(union, model.Model) else []
    return [kind for part in get_args(union) for kind in _kinds(part)]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_are_told_with_the_names_that_people_use(path: Path) -> None:
    found = check(Source(str(path), path.read_text(encoding="utf-8")), read_text)
    if found.flows:
        _is_readable(told(compile_package(found)))


def test_whatever_the_pages_of_the_language_show_is_told() -> None:
    number_of_blocks = 0
    for page in PAGES:
        for block in blocks(ROOT / "docs" / f"{page}.md"):
            found = checked(block)
            if found.correct and found.flows:
                _is_readable(told(compile_package(found)))
                number_of_blocks += 1
    assert number_of_blocks > 30


def _is_readable(text: str) -> None:
    """No word of a program: no Python, no name where there is a title, no sign of the language."""
    for line in text.splitlines():
        assert not re.search(r"\bNone\b|\bFalse\b|\bTrue\b|Read\(|Literal\(|[<>]=|==|!=|\{\{|\{%", line), line
        plain = re.sub(r"“[^”]*”|\S+@\S+|https?://\S+", "", line)
        assert "_" not in plain, line
        assert not line.endswith(("..", ",.", " .")), line
        assert "  " not in line.strip(), line


def test_scenarios_say_why_nothing_was_taken_and_tell_time_by_the_clocks_of_the_journey() -> None:
    said = told(package_in(ROOT / "examples" / "journeys/scenarios/bill_dispute.journey"))
    assert "was not taken, because it could be meant for several" in said
    assert "Given it is 23 November 2026, 09:00\n" in said
    assert instant("2026-07-01T22:30:00Z") == "1 July 2026, 22:30 UTC"
    assert instant("2026-07-01T22:30:00Z", "Europe/Berlin") == "2 July 2026, 00:30"
    assert instant("2026-07-01T22:30:00", "Europe/Berlin") == "1 July 2026, 22:30"


@pytest.mark.parametrize(
    ("waited", "said"),
    [
        ("1 second", "one second passes"),
        ("1 week", "seven days pass"),
        ("1 business day", "one business day passes"),
        ("1 hour 1 minute", "one hour and one minute pass"),
    ],
)
def test_time_passes(waited: str, said: str) -> None:
    text = (HERE / "constructs.journey").read_text(encoding="utf-8")
    assert "  wait 1 day\n" in text
    package = package_of(Source("x.journey", text.replace("  wait 1 day\n", f"  wait {waited}\n")), read_text)
    assert f"When {said}\n" in told(package)


def test_who_is_led_to_where_they_are_begins_there_anew() -> None:
    said = told(package_in(ROOT / "examples" / "journeys" / "house_move.journey"))
    assert "wish is before keys, the customer begins “When may the engineer come?” anew." in said


def test_what_an_effect_brings_is_told_unless_its_name_says_it() -> None:
    said = told(package_in(ROOT / "examples" / "journeys" / "card_keeps_failing.journey"))
    assert "let “card trouble” (help: self help) happen in this journey" in said
    assert "we tell other systems of “call is late”, and the customer stays" in said


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("(n else 3) < 5", "n (or 3 if that is not known) is less than 5"),
        ("1 + (n else 3) < 5", "1 plus n (or 3 if that is not known) is less than 5"),
        (
            "4 > (n else 3) and 5 < (n else 3)",
            "4 is more than n (or 3 if that is not known) and 5 is less than n (or 3 if that is not known)",
        ),
    ],
)
def test_a_value_to_use_instead_ends_before_what_follows(when: str, said: str) -> None:
    text = (HERE / "constructs.journey").read_text(encoding="utf-8")
    text += f"decision small(n: int?) gives bool first {{ when {when} => true  otherwise => false }}\n"
    assert f"if {said}: true\n" in told(package_of(Source("x.journey", text), read_text))


def test_spans_know_what_they_name() -> None:
    package = package_in(ROOT / "examples" / "journeys" / "bill_dispute.journey")
    journey = package.journeys[0]
    passage = story(journey, Names.of(journey, package.declarations)).passages[0]
    said = [(span.kind, span.name, span.text) for span in passage.ways[0] if span.kind]
    assert said == [
        ("event", "identity_confirmed", "identity confirmed"),
        ("step", "intake", "Tell us what is wrong"),
    ]


def test_what_is_private_is_masked() -> None:
    text = told(package_in(HERE / "constructs.journey"))
    shared = text.partition("# Shared")[2]
    assert "the customer’s phone is •••" in shared
    assert "+49" not in shared


def test_a_step_without_title_is_told_by_its_name() -> None:
    source = (ROOT / "examples" / "journeys" / "bill_dispute.journey").read_text(encoding="utf-8")
    text = source.replace('step review "An expert looks at the bill"', "step review")
    path = ROOT / "examples" / "journeys" / "untitled.journey"
    assert "goes on to “Review”" in told(package_of(Source(str(path), text), read_text))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("P1D", "one day"),
        ("P14D", "14 days"),
        ("P21D", "three weeks"),
        ("P1M", "one month"),
        ("P14M", "one year and two months"),
        ("PT5400S", "one hour and 30 minutes"),
        ("P1DT61S", "one day, one minute and one second"),
        ("PT0S", "no time"),
    ],
)
def test_lengths_of_time(written: str, said: str) -> None:
    assert length(written) == said


def test_numbers_and_names_as_they_are_spoken() -> None:
    assert [number(1), number(12), number(13), number(1200)] == ["one", "twelve", "13", "1,200"]
    assert [times(1), times(2), times(3)] == ["once", "twice", "three times"]
    assert [counted(1, "step"), counted(2, "step")] == ["one step", "two steps"]
    assert [spoken("app_push"), spoken("sms_premium"), spoken("billing.credit")] == [
        "app push",
        "SMS premium",
        "billing credit",
    ]
    assert instant("2026-11-23T09:00:00Z") == "23 November 2026, 09:00 UTC"
    assert clean("a\u202eb\n  c\x07") == "ab c"


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("Hi {{ customer.first_name }}!", "“Hi [first name]!”"),
        ("On {{ wish | date }} at {{ wish | time }}.", "“On [wish] at [time of wish].”"),
        ("{% if tone == 'firm' %}Pay.{% else %}Ok{% endif %}", "“[if tone is firm: Pay.; otherwise: Ok]”"),
        ("{% for one in items %}{{ one }}, {% endfor %}", "“[for each one of items: [one],]”"),
        ("a {# never seen #}b", "“a b”"),
        ('{{ "}}" }}', '“["}}"]”'),
    ],
)  # fmt: skip
def test_texts_as_they_are_read(template: str, said: str) -> None:
    assert plain_text(as_read(template)) == said


SHORT = """\
touchpoint website "Website" {{ channel web: show, ask   channel chat: show, ask }}
customer {{ key id: id   private phone: text = "none" }}
event opened {{ number: text }}
event closed
event over
journey short "Short" {{
  languages en, de
  context {{ copy: text = ""   topic: text = "" }}
  starts on opened -> asked {{ set copy = customer.phone }}
  step asked "Asked" via web, chat {{
    {clauses}
    on over -> done
    after 1 day -> done
  }}
  end done "Done" success
}}
"""


@pytest.mark.parametrize(
    ("clauses", "said"),
    [
        ('say "One."   say "Two."', "We say: “One.” and “Two.”"),
        ('say en "Good day."   say de "Guten Tag."', "We say: “Good day.”"),
        ('say "Look."   say "Read." via chat', "On chat we say: “Read.”"),
        ('on opened when copy == "+49 30" -> done', "and copy is •••, the journey ends"),
        ('on opened when topic == "bill" -> done', "and topic is “bill”, the journey ends"),
        ("on opened when event.at < now -> done", "and the time it happened has passed, the journey ends"),
        ('on closed { set customer.phone = "+49 30" }', "we set the customer’s phone to •••"),
        ("on closed from chat { set topic = topic }   on closed when topic == topic { set topic = copy }",
         "When “closed” happens, and topic is topic"),
        ("ask again topic, copy", "and for copy (text); what else is known is not asked again."),
        ("ask again topic", "We ask again for topic (text)."),
        ("on opened, closed { set topic = copy }", "When “opened” or “closed” happens, we set topic to copy"),
    ],
)  # fmt: skip
def test_clauses_are_told_so(clauses: str, said: str) -> None:
    assert said in told(package_of(Source("short.journey", SHORT.format(clauses=clauses))))


@pytest.mark.parametrize(
    ("starts", "said"),
    [
        ('starts on opened when event.number == "1" -> asked   starts on opened -> asked',
         ["It begins when “opened” happens, and the event’s number is “1”.",
          "Otherwise, it begins when “opened” happens."]),
        ('starts on opened from web when event.number == "1" -> asked   starts on opened from web -> asked',
         ["It begins when “opened” happens on web, and the event’s number is “1”.",
          "Otherwise, it begins when “opened” happens on web."]),
        ("starts on opened from web -> asked   starts on opened -> asked   starts on closed -> asked",
         ["It begins when “opened” happens on web.", "It begins when “opened” happens.",
          "It begins when “closed” happens."]),
    ],
)  # fmt: skip
def test_of_starts_on_one_event_only_the_first_that_is_true_counts(starts: str, said: list[str]) -> None:
    text = SHORT.format(clauses="").replace("starts on opened -> asked { set copy = customer.phone }", starts)
    package = package_of(Source("short.journey", text))
    (journey,) = package.journeys
    names = Names.of(journey, package.declarations, package.journeys)
    assert [plain_text(one) for one in story(journey, names).begins] == said
