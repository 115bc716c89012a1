"""What rules mean, with an engine: every test of their meaning holds of it, too."""

import inspect
from collections.abc import Callable
from functools import cache

import pytest

from journeyc.runtime.core.documents import Decision
from journeyc.runtime.core.inputs import Input
from journeyc.runtime.core.plan import Plan
from journeyc.runtime.engine import Engine
from tests.matching.rules import needs_engine, plans_with, rules_with
from tests.semantics import play, test_rules_customer, test_rules_journey, test_rules_told, test_rules_windows
from tests.world import World

TESTS = [
    test
    for module in (test_rules_customer, test_rules_journey, test_rules_told, test_rules_windows)
    for name, test in vars(module).items()
    if name.startswith("test_") and not inspect.signature(test).parameters
]


@needs_engine
@pytest.mark.parametrize("test", TESTS, ids=lambda test: test.__name__)
def test_an_engine_means_the_same(test: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine(deadline=5)

    @cache
    def plans(text: str) -> tuple[Plan, ...]:
        return plans_with(engine, play.compiled(text))

    @cache
    def rules(text: str) -> tuple[Plan, ...]:
        return rules_with(engine, play.compiled(text))

    apply = World.apply

    def applied(self: World, given: Input) -> Decision:
        decision = apply(self, given)
        assert engine.troubles() == []
        return decision

    monkeypatch.setattr(play, "plans", plans)
    monkeypatch.setattr(play, "rules", rules)
    monkeypatch.setattr(World, "apply", applied)
    try:
        test()
    finally:
        engine.close()
