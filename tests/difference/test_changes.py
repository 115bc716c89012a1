"""What is different between two definitions of a journey, in sentences."""

import random
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from journeyc.compiler import compile_package
from journeyc.difference.journeys import changes
from journeyc.difference.phrase import said
from journeyc.ir import Definition, definition_of, meaning_hash, wording_hash
from journeyc.loading import load
from tests.compiler.mutations import check_text, mutants
from tests.difference.everywhere import changed
from tests.semantics.play import compiled, journey

EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "journeys").glob("*.journey"))
TEXT = journey(
    """step here "Who?" via web { say "Hello" ask words  on answered when count > 1 -> there
         on a -> there { set count = 2  notify nudge }  after 2 days -> there  remind nudge after 1 day
         call bank.check(bill = "x") retry 2 times every 1 minute { ok -> there  otherwise -> done } }
       stage there { step one via web { on b -> two } step two via web { on b -> done  on c -> one } }""",
    header="context { words: text?  count: int = 1 }",
)


def definition(text: str) -> Definition:
    package = compiled(text)
    return definition_of(package, package.journeys[0])


def told(old: str, new: str) -> list[str]:
    """The changes in sentences, those of words behind a mark."""
    found = changes(definition(old), definition(new))
    marks = {"meaning": "", "words": "words: ", "around": "around: "}
    return [marks[one.category] + said(one.sentence) for one in found]


@pytest.mark.parametrize(
    ("old", "new", "sentences"),
    [
        (
            "after 2 days",
            "after 3 days",
            ["step `here`, timer to `there`: `after 2 days` → `after 3 days`"],
        ),
        (
            "after 2 days -> there",
            "after 2 days -> done",
            ["step `here`, `after 2 days`: target `there` → `done`"],
        ),
        (
            "count > 1",
            "count > 2",
            ["step `here`, `on answered -> there`: condition `count > 1` → `count > 2`"],
        ),
        (
            "on a -> there { set count = 2 ",
            "on a -> there { ",
            ["step `here`, `on a`: `set count = 2` is gone"],
        ),
        ("set count = 2", "set count = 3", ["step `here`, `on a`, `set count`: value `2` → `3`"]),
        ("on a -> there", "on a from web -> there", ["step `here`, `on a`: channels `web` are new"]),
        ("ask words", "ask words, count", ["step `here`: `ask count: int` is new"]),
        ('say "Hello"', 'say "Hi"', ["words: step `here`, `say`: text `Hello` → `Hi`"]),
        ('say "Hello"', "", ['words: step `here`: `say "Hello"` is gone']),
        ('"Who?"', '"You?"', ["words: step `here`: title `Who?` → `You?`"]),
        (
            "after 1 day\n",
            "after 1 day, 3 days\n",
            ["step `here`, `remind nudge`: time `after 1 day` → `after 1 day, 3 days`"],
        ),
        (
            "retry 2 times",
            "retry 5 times",
            ["step `here`, `call bank.check`: retry `2 times every 1 minute` → `5 times every 1 minute`"],
        ),
        (
            "otherwise -> done",
            "otherwise -> there",
            ["step `here`, `call bank.check`, `otherwise`: target `done` → `there`"],
        ),
        (
            "journey trip ",
            "journey trip(size: int = 1) ",
            ["the journey: parameter `size: int = 1` is new"],
        ),
        ("count: int = 1", "count: int = 2", ["the journey, field `count`: default `1` → `2`"]),
        (
            "words: text?",
            "words: text",
            [
                "the journey, field `words`: type `text?` → `text`",
                "step `here`, `ask words`: type `text?` → `text`",
            ],
        ),
        ('"Trip"', '"Another trip"', ["words: the journey: title `Trip` → `Another trip`"]),
        (
            "starts on opened",
            "starts on opened from web",
            ["the journey, `starts on opened`: channels `web` are new"],
        ),
        (
            "starts on opened -> here",
            "starts on opened -> there",
            ["the journey, `starts on opened`: target `here` → `there`"],
        ),
        (
            "starts on",
            "one run per customer, count starts on",
            ["the journey: one run per `customer` → `customer, count`"],
        ),
        (
            "  on c -> one }",
            '  on c -> three } step three "Third" via web { on c -> one }',
            ["step `two`, `on c`: target `one` → `three`", "step `three`, `Third`, is new in `there`"],
        ),
    ],
)
def test_a_change_is_told_in_the_words_of_the_author(old: str, new: str, sentences: list[str]) -> None:
    assert old in TEXT
    found = [one for one in told(TEXT, TEXT.replace(old, new)) if not one.startswith("around: ")]
    # What follows for declarations that are used now is told, too.
    assert [one for one in found if " in it" not in one] == sentences


def test_the_time_of_a_goal_is_told_once() -> None:
    goal = "goal soon when reached there within 30 days"
    timed = TEXT.replace("starts on", f"{goal} starts on", 1)
    assert told(timed, timed.replace("30 days", "20 days")) == [
        "the journey, goal `soon`: time `30 days` → `20 days`"
    ]
    assert told(timed, timed.replace(" within 30 days", "")) == [
        "the journey, goal `soon`: time `30 days` is gone"
    ]


def test_layout_and_comments_are_no_change() -> None:
    other = TEXT.replace("\n", "\n\n   # why\n").replace("{ say", "{\n\n say")
    assert told(TEXT, other) == told(TEXT, TEXT) == []


def test_the_order_of_handlers_is_a_change() -> None:
    one, two = "on b -> done", "on c -> one"
    assert told(TEXT, TEXT.replace(f"{one}  {two}", f"{two}  {one}")) == [
        "step `two`: the order of the handlers is another"
    ]


def test_a_step_that_stands_elsewhere_has_moved() -> None:
    two = "step two via web { on b -> done  on c -> one }"
    moved = TEXT.replace(two, "").replace("stage there", f"{two} stage there")
    assert told(TEXT, moved) == ["step `two`: stood in `there` and stands at the top"]


def test_a_step_with_the_same_content_is_only_called_otherwise() -> None:
    """And what leads to it has not changed."""
    assert told(TEXT, TEXT.replace("two", "second")) == [
        "step `two` is called `second`",
        "words: step `second`: title `Two` → `Second`",
    ]


def test_two_that_are_alike_are_not_guessed() -> None:
    text = TEXT.replace("step two", "step twin via web { on b -> done  on c -> one } step two")
    sentences = told(text, text.replace("two", "second").replace("twin", "third"))
    assert not any(" is called " in one for one in sentences)
    assert "step `second`, `Second`, is new in `there`" in sentences


def test_an_end_that_does_nothing_is_known_by_its_title() -> None:
    newer = TEXT.replace("-> done", "-> finished").replace("end done", "end finished")
    assert told(TEXT, newer) == ["end `done` is called `finished`"]
    sentences = told(TEXT, newer.replace('"Done"', '"Over"'))
    assert "end `done`, `Done`, is gone" in sentences
    assert "end `finished`, `Over`, is new" in sentences


def test_migrate_says_what_is_called_otherwise() -> None:
    newer = (
        TEXT.replace("two", "second")
        .replace("on c -> one", "on c -> done")
        .replace('"Trip" {', '"Trip" { version 2')
    )
    newer = newer.rstrip().removesuffix("}") + " migrate from 1 { move two -> second } }"
    assert "step `two` is called `second`" in told(TEXT, newer)
    assert "step `second`, `on c`: target `one` → `done`" in told(TEXT, newer)


def test_what_a_journey_does_not_use_is_around_it() -> None:
    """A field of the customer that nothing reads does not change what the journey does."""
    one = definition(TEXT)
    customer = one.declarations.customer
    fields = tuple(f.model_copy(update={"private": not f.private}) for f in customer.fields)
    declared = one.declarations.model_copy(
        update={"customer": customer.model_copy(update={"fields": fields})}
    )
    other = one.model_copy(update={"declarations": declared})
    assert meaning_hash(one) != meaning_hash(other) or {c.category for c in changes(one, other)} == {"around"}


# ── something is told exactly if something is different ──────────────────────────────────────────────


@cache
def examples() -> list[Definition]:
    packages = [load(path) for path in EXAMPLES]
    return [definition_of(package, journey) for package in packages for journey in package.journeys]


def check(old: Definition, new: Definition) -> None:
    """The law: a change exactly if the hash of the words differs, one of meaning if that of the meaning
    does.
    """
    found = changes(old, new)
    assert bool(found) == (wording_hash(old) != wording_hash(new))
    assert any(one.category == "meaning" for one in found) == (meaning_hash(old) != meaning_hash(new))
    assert all(one.sentence and said(one.sentence).strip() for one in found)


def drawn(several: list[Any], number: int) -> list[Any]:
    """Some of many, the same each time."""
    return random.Random(7).sample(several, min(number, len(several)))  # noqa: S311  # draws that repeat


@pytest.mark.parametrize("each", [3, pytest.param(120, marks=pytest.mark.full)])
def test_whatever_is_changed_is_told(each: int) -> None:
    """In every example, one thing at a time."""
    for one in examples():
        for other in drawn(list(changed(one)), each):
            try:
                wording_hash(other), meaning_hash(other)
            except KeyError:
                continue  # a type that is not declared
            check(one, other)


@pytest.mark.parametrize("one", examples(), ids=lambda one: one.journey.name)
def test_nothing_is_different_from_itself(one: Definition) -> None:
    assert changes(one, one.model_copy(deep=True)) == ()


@pytest.mark.parametrize("count", [40, pytest.param(1_000, marks=pytest.mark.full)])
def test_whatever_slips_into_a_text_is_told(count: int) -> None:
    """Of the texts that still can be compiled."""
    told = 0
    for mutant in mutants(3, count):
        checked = check_text(mutant.path, mutant.text)
        if checked.correct:
            package = compile_package(checked)
            for one in package.journeys:
                new = definition_of(package, one)
                for old in (old for old in written(mutant.path) if old.journey.name == one.name):
                    check(old, new)
                    told += 1
    assert told


@cache
def written(path: Path) -> list[Definition]:
    """The journeys of an example as they are."""
    package = load(path)
    return [definition_of(package, one) for one in package.journeys]
