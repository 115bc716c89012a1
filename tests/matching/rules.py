"""Rules for the engine, and an engine that nobody has seen fail."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from journeyc.ir import Package, customer_definition, definition_of
from journeyc.matching import worker as room
from journeyc.matching.rulesets import Ruleset, rulesets
from journeyc.matching.worker import Worker, missing
from journeyc.runtime.core.plan import Plan
from journeyc.runtime.engine import Engine
from journeyc.runtime.plan import plans_of, rules_of
from journeyc.source import Source
from tests.compiling import package_of

#: Leaves a test out where durable-rules could not be built, which `tests/skips.toml` allows there alone.
needs_engine = pytest.mark.skipif(bool(missing()), reason="durable-rules is not installed")

HEAD = """
touchpoint company "Company" { channel web: show, ask  channel chat: show, ask }
customer {
  key id: id  tier: one of silver, gold = silver  score: int = 0  name: text?  share: decimal = 1.5
  born: date?  private secret: text = "hidden"  open_at: time = 09:00  seen: instant?  fond: bool = false
  most: money = 20 EUR  patience: duration = 1 hour  likes: channel = web
}
event a { n: int  d: decimal  t: text  sure: bool }
event b
event c { m: money }
event told
decision fits(score: int, name: text) gives bool first {
  when score > 1    => true
  when name == "xy" => true
  otherwise         => false
}
decision worth(score: int) gives int unique {
  when score > 1  => 2
  when score <= 1 => 1
}
"""


def sets_of(rules: str) -> list[Ruleset]:
    """The sets that rules of the customer make."""
    return list(rulesets(package_of(Source("rules.journey", HEAD + rules)).declarations.rules))


@contextmanager
def worker(deadline: float = 5) -> Iterator[Worker]:
    """A process with the engine, which is gone afterwards."""
    one = Worker(deadline)
    try:
        yield one
    finally:
        one.close()


def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Let the process of the engine do something else."""
    script = tmp_path / "child.py"
    script.write_text(f"import struct, sys, time\nout = sys.stdout.buffer\n{body}\n", encoding="utf-8")
    monkeypatch.setattr(room, "_CHILD", script)


def plans_with(engine: Engine, package: Package) -> tuple[Plan, ...]:
    """The plans of a package, whose rules the engine looks at."""
    plans = tuple(plans_of(package))
    for plan, journey in zip(plans, package.journeys, strict=True):
        if plan.rules:
            plan.match = engine.matcher(definition_of(package, journey), plan.private)
    return plans


def rules_with(engine: Engine, package: Package) -> tuple[Plan, ...]:
    """The same for the rules of the customer, if there are any."""
    plan, definition = rules_of(package), customer_definition(package)
    if plan is None or definition is None:
        return ()
    plan.match = engine.matcher(definition, plan.private)
    return (plan,)
