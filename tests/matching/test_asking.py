"""What the engine is asked at an event: no more than it could say something of."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest

from journeyc.matching.naive import checked
from journeyc.matching.worker import EngineProblem
from journeyc.runtime import engine as serving
from journeyc.runtime.core.inputs import EventInput
from journeyc.runtime.engine import Engine
from journeyc.runtime.plan import directory_of
from journeyc.source import Source
from tests.compiling import package_of
from tests.matching.rules import HEAD, needs_engine, rules_with, sets_of, worker
from tests.world import START, World


class Listening(Engine):
    """An engine, and the rules that each question was of."""

    def __init__(self) -> None:
        super().__init__(deadline=5)
        self.heard: list[list[str]] = []

    def ask(self, questions: Sequence[Any]) -> list[set[str] | None]:
        self.heard += [question.names for question in questions]
        return super().ask(questions)


@pytest.fixture
def engine() -> Iterator[Listening]:
    one = Listening()
    yield one
    one.close()


def heard(engine: Listening, rules: str, events: str) -> list[list[list[str]]]:
    """What is asked at each of some events, which are a minute apart."""
    world = World(directory_of([], rules_with(engine, package_of(Source("rules.journey", HEAD + rules)))))
    found: list[list[list[str]]] = []
    for number, name in enumerate(events):
        payload = {"n": 1, "d": "1", "t": "x", "sure": True} if name == "a" else {}
        at = START + number * timedelta(minutes=1)
        world.apply(EventInput(f"i{number}", at, name, payload, "web"))
        found.append(engine.heard)
        engine.heard = []
    assert engine.troubles() == []
    return found


@needs_engine
def test_an_event_is_one_question_of_its_own_rules(engine: Listening) -> None:
    written = {"one": "a", "two": "b", "three": "a"}
    rules = " ".join(f"rule {name} {{ on {on} {{ emit told() }} }}" for name, on in written.items())
    assert heard(engine, rules, "aba") == [[["one", "three"]], [["two"]], [["one", "three"]]]


@needs_engine
def test_what_is_not_complete_is_not_asked_of(engine: Listening) -> None:
    """No condition could let such a rule hold."""
    often = "rule often { on 3 b within 1 hour when customer.fond { emit told() } }"
    assert heard(engine, often, "bbbb") == [[], [], [["often"]], [["often"]]]
    twice = "rule twice { on 2 b within 1 hour { emit told() } }"
    assert heard(engine, often + twice, "bbb") == [[], [["twice"]], [["often", "twice"]]]


@needs_engine
def test_more_conditions_than_one_fact_may_match_are_several_questions(engine: Listening) -> None:
    """Forty conditions look at one fact at most; beyond that the engine fails."""
    count = 100
    rules = " ".join(f"rule r{n} {{ on a when event.n == {n} {{ emit told() }} }}" for n in range(count))
    (asked,) = heard(engine, rules, "a")
    assert [len(names) for names in asked] == [40, 40, 20]


def troubled(engine: Listening, rules: str, times: int) -> list[int]:
    """How many sets of rules the engine failed with at each of some events."""
    world = World(directory_of([], rules_with(engine, package_of(Source("rules.journey", HEAD + rules)))))
    found: list[int] = []
    for number in range(times):
        world.apply(EventInput(f"i{number}", START, "b", {}, "web"))
        found.append(len(engine.troubles()))
    return found


@needs_engine
def test_rules_are_not_given_up_for_what_is_the_fault_of_others(
    engine: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose fault a failure was is not known where several were asked together: then each is asked alone."""
    ask = engine._worker.ask

    def failing(questions: Sequence[Any]) -> list[set[str]]:
        if any("r0" in rules.rules for rules, _ in questions):
            raise EngineProblem("it cannot bear this one")
        return ask(questions)

    monkeypatch.setattr(engine._worker, "ask", failing)
    rules = " ".join(f"rule r{n} {{ on b when customer.score == {n} {{ emit told() }} }}" for n in range(80))
    assert troubled(engine, rules, 4) == [2, 1, 1, 0]
    (bad,) = (one.name for one in sets_of(rules) if "r0" in one.rules)
    assert engine.given_up() == [bad]


@needs_engine
def test_right_answers_make_good_for_failures_only_in_a_row(
    engine: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "FORGIVEN", 2)
    ask, fails = engine._worker.ask, iter([True, False] * 3)

    def failing(questions: Sequence[Any]) -> list[set[str]]:
        if len(questions) and next(fails):
            raise EngineProblem("it is slow now and then")
        return ask(questions)

    monkeypatch.setattr(engine._worker, "ask", failing)
    assert troubled(engine, "rule one { on b { emit told() } }", 6) == [1, 0, 1, 0, 1, 0]
    assert len(engine.given_up()) == 1


@needs_engine
def test_many_long_sequences_are_several_questions() -> None:
    """With more than 512 patterns in one set the engine hangs when it learns them."""
    long = " then ".join("bcbcbca")
    rules = "rule r{} {{ on {} within {} hours {{ emit told() }} }}"
    sets = sets_of("\n".join(rules.format(n, long, n + 1) for n in range(100)))
    assert sorted(name for some in sets for name in some.rules) == sorted(f"r{n}" for n in range(100))
    with worker() as one:
        for some in sets:
            facts, held = checked(some)[0]
            assert one.ask([(some, facts)]) == [held]
