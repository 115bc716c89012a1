"""Drawn journeys: nearly all are compiled, they have all constructs, and their layout does not count."""

import pytest
from hypothesis import given, settings
from pydantic import BaseModel

from journeyc.compiler.format import format_source
from journeyc.ir import definition_of, meaning_hash, model, wording_hash
from journeyc.ir.walk import parts
from journeyc.source import Source
from tests.laws.clauses import Temper
from tests.laws.compiling import package_of
from tests.laws.journeys import journeys, seeded

RISKY = Temper(risky=True)
#: What is not drawn: tests of their own draw these.
_NOT_DRAWN = {
    *(
        "Cap",
        "Consent",
        "Definition",
        "Migration",
        "Move",
        "Package",
        "Pattern",
        "Policy",
        "Quiet",
        "Rule",
        "Say",
    ),
    *("Answer", "Begin", "Given", "Scenario", "Send", "Told", "Wait"),
    *("StubDown", "StubEnds", "StubFails", "StubGives", "StubSilent"),
    *(
        "ExpectAt",
        "ExpectEmitted",
        "ExpectEnded",
        "ExpectFired",
        "ExpectNotified",
        "ExpectPaused",
        "ExpectRefused",
        "ExpectSuppressed",
        "ExpectThat",
    ),
}


@pytest.mark.parametrize("temper", [RISKY, Temper(plain=True), Temper(calm=True)], ids=str)
def test_nearly_all_are_compiled(temper: Temper) -> None:
    texts = [seeded(seed, seed % 10, temper) for seed in range(120)]
    assert sum(package_of(text) is not None for text in texts) >= 0.98 * len(texts)


def test_a_seed_is_a_journey() -> None:
    assert seeded(7, 9, RISKY) == seeded(7, 9, RISKY) != seeded(8, 9, RISKY)


def test_they_have_all_there_is() -> None:
    """All models of the intermediate representation, and every value of the fields that say how."""
    drawn = [package_of(seeded(seed, 9, RISKY)) for seed in range(120)]
    found = [part for package in drawn if package for part in parts(package) if isinstance(part, BaseModel)]
    every = {
        name
        for name in model.__all__
        if isinstance(kind := getattr(model, name), type) and issubclass(kind, BaseModel)
    }
    abstract = {"Clauses", "Composite", "Leading", "Model", "Named"}
    assert every - {type(part).__name__ for part in found} - abstract - _NOT_DRAWN == set()
    for kind, field, values in (
        (model.Stage, "remembers", {"no", "shallow", "deep"}),
        (model.Leading, "way", {"enter", "back", "last"}),
        (model.Leading, "undoing", {True, False}),
        (model.Reenter, "kind", {"never", "always", "after"}),
        (model.WorkedBy, "kind", {"queue", "bot"}),
        (model.Interrupt, "urgent", {True, False}),
        (model.Pause, "hold_timers", {True, False}),
        (model.Each, "at_once", {None, 1, 2}),
        (model.Outcome, "kind", {"ok", "fails", "no_answer", "ends", "otherwise"}),
    ):
        assert {getattr(part, field) for part in found if isinstance(part, kind)} == values


def hashes(text: str) -> list[tuple[str, str]]:
    package = package_of(text)
    assert package is not None
    definitions = [definition_of(package, journey) for journey in package.journeys]
    return [(meaning_hash(definition), wording_hash(definition)) for definition in definitions]


def formatted(text: str) -> str:
    return format_source(Source("drawn.journey", text)).text


def layout_does_not_count(text: str) -> None:
    if package_of(text) is None:
        return
    again = formatted(text)
    assert again != text
    assert formatted(again) == again
    assert hashes(again) == hashes(text)


@settings(max_examples=10)
@given(journeys(RISKY))
def test_formatting_changes_no_hash(text: str) -> None:
    """Neither what a journey means nor what it says depends on its layout (rule 17)."""
    layout_does_not_count(text)


@pytest.mark.full
@given(journeys(RISKY))
def test_formatting_changes_no_hash_of_many(text: str) -> None:
    """The same, for as many as the profile wants."""
    layout_does_not_count(text)
