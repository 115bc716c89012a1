"""Many decisions, one after another: the memory of both sides of the engine, and of the customer, stays flat.

Memory is that which is resident, read from `/proc` after a warm-up and at the end. A byte that is lost with
every decision is two hundred kilobytes then, the smallest thing that anybody allocates three megabytes, and
the state of a question some hundred kilobytes at once; pages that come and go by chance are less than two.
"""

import gc
import json
import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest

from journeyc.expression.values import instant_text
from journeyc.matching.naive import checked, held
from journeyc.matching.rulesets import Fact, Ruleset
from journeyc.matching.worker import MAXIMUM_HELD, Worker
from journeyc.runtime.core.decide import decide, new_customer
from journeyc.runtime.core.documents import CustomerDocument, State
from journeyc.runtime.core.inputs import EventInput, ProfileInput
from journeyc.runtime.plan import directory_of, rules_of
from journeyc.source import Source
from tests.compiling import package_of
from tests.matching.rules import HEAD, needs_engine, sets_of, worker
from tests.world import CUSTOMER, START

pytestmark = [
    pytest.mark.full,
    pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc, which only Linux has"),
]

DECISIONS = 200_000
WARM = 20_000
#: How many questions are one message.
TOGETHER = 100
#: What memory may grow by between the two readings, in bytes.
FLAT = 2 * 2**20

RULES = """
rule one { on a when event.n > 5 and customer.tier == gold { emit told() } }
rule two { on 3 a within 1 hour when customer.score >= 2 { emit told() } }
rule three { on b then c then a within 2 days when customer.name is set { emit told() } }
rule four { on a then no b within 2 days when event.t == "x" { emit told() } }
rule five { on a when customer.name is set and event.t == customer.secret { emit told() } }
rule six { on b when customer.fond { emit told() } }
rule seven { on b when event.id != "y" { emit told() } }
rule eight { on a then b within 3 hours when customer.tier == silver { emit told() } }
rule nine { on a then b then a then b then a then b then c within 1 day { emit told() } }
"""


def resident(pid: int) -> int:
    """The memory of a process, in bytes."""
    gc.collect()
    pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def memory(one: Worker) -> tuple[int, int]:
    """That of the engine's process and of this one."""
    assert one.pid is not None
    return resident(one.pid), resident(os.getpid())


def grown(before: tuple[int, ...], after: tuple[int, ...]) -> list[int]:
    """By how much, where it is more than chance."""
    return [more - less for less, more in zip(before, after, strict=True) if more - less > FLAT]


def questions() -> Iterator[tuple[Ruleset, list[Fact]]]:
    """Questions without end, no two of which have the same texts and numbers."""
    draw = Random(1)  # noqa: S311  # it draws examples
    cases = [(ruleset, facts) for ruleset in sets_of(RULES) for facts, _ in checked(ruleset)]
    number = 0
    while True:
        ruleset, facts = draw.choice(cases)
        number += 1
        yield ruleset, [{name: _other(name, slot, number, draw) for name, slot in f.items()} for f in facts]


def _other(name: str, slot: int | str, number: int, draw: Random) -> int | str:
    """The value of a slot, or one that was never there before."""
    if not name.startswith("s") or draw.random() < 0.8:
        return slot
    return f"{slot}{number}" if isinstance(slot, str) else slot + number


@needs_engine
def test_neither_side_grows_with_its_decisions() -> None:
    drawn = questions()
    fired = 0
    with worker() as one:

        def decisions(count: int) -> None:
            nonlocal fired
            for _ in range(count // TOGETHER):
                asked = [*islice(drawn, TOGETHER)]
                answers = one.ask(asked)
                for (ruleset, facts), names in zip(asked, answers, strict=True):
                    assert names == {ruleset.names[rule] for rule in held(ruleset.definition, facts)}
                    fired += bool(names)

        decisions(WARM)
        before = memory(one)
        decisions(DECISIONS - WARM)
        assert grown(before, memory(one)) == []
        assert one.starts == 1
        assert DECISIONS // 4 < fired < DECISIONS


@needs_engine
def test_the_engine_forgets_old_versions() -> None:
    """Two thousand versions of a set of rules, each of which is asked while it is new."""
    versions = [
        ruleset
        for number in range(2_000)
        for ruleset in sets_of(f"rule one {{ on a when event.n > {number} {{ emit told() }} }}")
    ]
    with worker() as one:

        def serve(some: list[Ruleset]) -> None:
            for ruleset in some:
                facts, names = checked(ruleset)[0]
                assert one.ask([(ruleset, facts)]) == [names] == [{"one"}]

        serve(versions[: 2 * MAXIMUM_HELD])
        before = memory(one)
        serve(versions[2 * MAXIMUM_HELD :])
        assert grown(before, memory(one)) == []
        assert one.starts == 1


def test_a_customer_does_not_grow_with_their_events() -> None:
    """The reference evaluator: what no window holds any longer is gone from the customer, and from here."""
    plan = rules_of(package_of(Source("rules.journey", HEAD + RULES.replace("2 days", "2 hours"))))
    assert plan is not None
    directory = directory_of([], [plan])
    draw = Random(1)  # noqa: S311  # it draws examples
    given = ProfileInput("p", START, {"tier": "gold", "name": "x", "score": 3})
    customer = decide(directory, State(new_customer(CUSTOMER, instant_text(START)), ()), given).customer
    at, fired, largest = START, 0, 0

    def decisions(first: int, last: int) -> CustomerDocument:
        nonlocal at, fired, largest
        now = customer
        for number in range(first, last):
            at += timedelta(minutes=draw.randrange(60))
            name = draw.choice("aabbc")
            payload: dict[str, Any] = {}
            if name == "a":
                payload = {"n": number % 9, "d": "1", "t": "y", "sure": True}
            elif name == "c":
                payload = {"m": "1 EUR"}
            decision = decide(directory, State(now, ()), EventInput(f"i{number}", at, name, payload, "web"))
            assert decision.incidents == ()
            now = decision.customer
            fired += any(rule["result"] == "fired" for rule in decision.report.get("rules", ()))
            largest = max(largest, len(now.get("recent", ())))
        return now

    customer = decisions(0, WARM)
    before, size = resident(os.getpid()), len(json.dumps(customer))
    customer = decisions(WARM, DECISIONS)
    assert grown((before,), (resident(os.getpid()),)) == []
    assert fired > DECISIONS // 4
    # The longest window is a day, for which three are kept, wherever the customer is: about 150 events.
    assert largest < 250
    assert len(json.dumps(customer)) < 2 * size
