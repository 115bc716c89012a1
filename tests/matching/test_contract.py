"""What the engine must be given, and how: each promise is broken once here, and is seen to be broken."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from journeyc.matching import child
from journeyc.matching import rulesets as making
from journeyc.matching import worker as room
from journeyc.matching.contract import MAXIMUM_CONDITIONS, MAXIMUM_INTEGER, MAXIMUM_PATTERNS, MAXIMUM_RULES
from journeyc.matching.naive import checked
from journeyc.matching.rulesets import Fact
from journeyc.matching.worker import EngineProblem
from tests.matching.rules import needs_engine, sets_of, worker
from tests.matching.test_agreement import rules

RULES = """
rule one { on a when event.n > 5 and customer.tier == gold { emit told() } }
rule two { on 3 b within 1 hour { emit told() } }
rule three { on b then a then b within 2 days when customer.name is set { emit told() } }
rule four { on a then no b within 2 days when event.t == "x" { emit told() } }
rule five { on a when customer.score > event.n { emit told() } }
rule six { on a when customer.name is set and event.t == customer.name { emit told() } }
rule seven { on b then a within 2 days when customer.score >= event.n { emit told() } }
"""


# ── what it is given ──


def breaches(definition: str) -> Iterator[str]:
    """What in a definition the engine cannot be trusted with."""
    every: dict[str, Any] = json.loads(definition)
    if len(every) - 1 > MAXIMUM_RULES:
        yield "too many rules"
    looks: dict[str, int] = {}
    for rule in every.values():
        patterns = [named for pattern in rule["all"] for named in pattern.items()]
        if len(patterns) > MAXIMUM_PATTERNS:
            yield "too many patterns"
        there: dict[str, set[str]] = {}
        for place, (name, condition) in enumerate(patterns):
            parts = condition.get("$and", [condition])
            if not parts or list(parts[0]) != ["k"]:
                yield "a pattern that begins with no kind"
                continue
            kind = parts[0]["k"]
            looks[kind] = looks.get(kind, 0) + len(parts) - 1
            joined = [(sign, value) for part in parts for sign, value in _compared(part)]
            if place and parts[-1] != {"_": {patterns[0][0]: "_"}}:
                yield "a join without its tail"
            for _, value in joined:
                yield from _of_value(value, there)
            there[name] = {slot for part in parts if (slot := _is_there(part))} | {"_", "n"}
    if max(looks.values(), default=0) > MAXIMUM_CONDITIONS + 2:
        yield "too many conditions"


def _compared(part: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    (sign, rest), *_ = part.items()
    if sign != "$ex":
        yield from rest.items() if sign.startswith("$") else [(sign, rest)]


def _is_there(part: dict[str, Any]) -> str:
    """The slot that a condition asks for, so that a fact without it does not fulfil the pattern."""
    return next(iter(part["$ex"])) if "$ex" in part else ""


def _of_value(value: Any, there: dict[str, set[str]]) -> Iterator[str]:
    if isinstance(value, dict):
        (name, slot), *_ = value.items()
        if slot not in there.get(name, ()):
            yield "a slot that need not be there"
    elif value is None or isinstance(value, float):
        yield "a value that is not exact"
    elif isinstance(value, int) and abs(value) > MAXIMUM_INTEGER:
        yield "a number that is not exact"


@given(rules())
def test_what_is_made_of_rules_keeps_the_contract(text: str) -> None:
    for ruleset in sets_of(text):
        assert [*breaches(ruleset.definition)] == []
        for facts, _ in checked(ruleset):
            assert all(value is not None for fact in facts for value in fact.values())
            assert all({"k", "id", "_"} <= fact.keys() and "sid" not in fact for fact in facts)


Change = Callable[[Any], Any]


def without(key: str) -> Change:
    """Conditions without those of a sign, or of a slot."""
    return lambda parts: [part for part in parts if key not in part]


def more(*conditions: Any) -> Change:
    """Conditions, and others before them."""
    return lambda parts: [parts[0], *conditions, *parts[1:]]


def test_broken_promises_are_seen() -> None:
    """The check above can say no."""
    ruleset = next(one for one in sets_of(RULES) if "five" in one.rules)
    for change, breach in [
        (without("_"), "a join without its tail"),
        (without("$ex"), "a slot that need not be there"),
        (without("k"), "a pattern that begins with no kind"),
        (more({"s": None}), "a value that is not exact"),
        (more({"s": 2**53}), "a number that is not exact"),
        (more(*[{"s": 1}] * 50), "too many conditions"),
    ]:
        assert breach in {*breaches(_changed(ruleset.definition, change))}
    rules: dict[str, Any] = json.loads(ruleset.definition)
    rules["r0"]["all"] *= 9
    assert "too many patterns" in {*breaches(json.dumps(rules))}
    assert "too many rules" in {*breaches(json.dumps({str(n): rules["warm"] for n in range(300)}))}


@pytest.mark.parametrize(
    ("name", "other", "breach"),
    [
        ("_TAIL", {"k": "x"}, "a join without its tail"),
        ("MAXIMUM_CONDITIONS", 400, "too many conditions"),
        ("MAXIMUM_RULES", 4_000, "too many rules"),
    ],
)
def test_what_would_break_them_where_sets_are_made_is_seen(
    monkeypatch: pytest.MonkeyPatch, name: str, other: object, breach: str
) -> None:
    many = "\n".join(f"rule m{n} {{ on a when event.n == {n} {{ emit told() }} }}" for n in range(60))
    few = "\n".join(f"rule f{n} {{ on c {{ emit told() }} }}" for n in range(250))
    seen = {breach for one in sets_of(RULES + many + few) for breach in breaches(one.definition)}
    assert seen == set()
    monkeypatch.setattr(making, name, other)
    monkeypatch.setattr(making, "MAXIMUM_TOGETHER", 10_000)
    seen = {breach for one in sets_of(RULES + many + few) for breach in breaches(one.definition)}
    assert breach in seen


def _changed(definition: str, change: Change) -> str:
    rules: dict[str, Any] = json.loads(definition)
    patterns = [pattern for name, rule in rules.items() if name != "warm" for pattern in rule["all"]]
    for pattern in patterns:
        for name, condition in pattern.items():
            pattern[name] = {"$and": change(condition.get("$and", [condition]))}
    return json.dumps(rules)


# ── how it is given ──


class Engine:
    """An engine that writes down what is done to it; the facts it refuses are given."""

    def __init__(self, *refused: str) -> None:
        self.done: list[str] = []
        self.refused = refused
        self.left = ["one", "two"]

    def assert_fact(self, _: int, fact: str) -> tuple[int, int]:
        self.done.append(fact)
        return (2 if fact in self.refused else 1 if "unseen" in fact else 0), 7

    def start_action_for_state(self, _: int, state: int) -> Any:
        self.done.append(f"start {state}")
        return ("{}", '{"r0":{}}', 7)

    def complete_and_start_action(self, _: int, state: int) -> str | None:
        self.done.append(f"complete {state}")
        return f'{{"{self.left.pop(0)}":{{}}}}' if self.left else None

    def delete_state(self, _: int, state: str) -> None:
        self.done.append(f"delete {state}")


def test_facts_are_asserted_one_by_one_and_all_is_drained_and_dropped() -> None:
    engine = Engine()
    assert child.held(engine, 1, ["a", "unseen", "b"]) == ["r0", "one", "two"]
    completed = ["complete 7"] * 3
    assert engine.done == ["a", "unseen", "b", "start 7", *completed, "delete 0"]


def test_firing_without_end_ends_the_question() -> None:
    engine = Engine()
    engine.left = ["one"] * 2_000
    with pytest.raises(ValueError, match="without end"):
        child.held(engine, 1, ["a"])


def test_a_fact_that_is_refused_ends_the_question() -> None:
    with pytest.raises(ValueError, match="the engine answered 2 to a fact"):
        child.held(Engine("b"), 1, ["a", "b", "c"])


# ── with the engine itself ──


def _said_by(monkeypatch: pytest.MonkeyPatch, script: Path) -> str:
    """What is wrong with the rules above, with another process; empty where nothing is."""
    monkeypatch.setattr(room, "_CHILD", script)
    with worker() as one:
        try:
            for ruleset in sets_of(RULES):
                for facts, right in checked(ruleset):
                    if one.ask([(ruleset, facts)]) != [right]:
                        return "a wrong answer"
        except EngineProblem as problem:
            return str(problem)
    return ""


@needs_engine
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('held(engine, handles[message["load"]], WARM_UP)', "[]"),
        ("engine.delete_state(handle, _STATE)", "pass"),
        ("fired = engine.complete_and_start_action(handle, state)", "break"),
        ("engine.assert_fact(handle, fact)", "engine.assert_fact(handle, fact.replace('\"id\"', '\"sid\"'))"),
        ("engine.assert_fact(handle, fact)", "engine.assert_facts(handle, '[' + fact + ',' + fact + ']')"),
    ],
)
def test_a_process_that_breaks_the_contract_is_found_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, old: str, new: str
) -> None:
    """By its own test: rules that did not fire first, a state that stays, half of a drain, other ids."""
    written = Path(child.__file__).read_text(encoding="utf-8")
    assert written.count(old) == 1
    script = tmp_path / "child.py"
    script.write_text(written.replace(old, new), encoding="utf-8")
    assert _said_by(monkeypatch, script)


@needs_engine
def test_a_null_would_be_a_value() -> None:
    """So none is ever given: what is missing is left out."""
    ruleset = next(one for one in sets_of(RULES) if "three" in one.rules)
    facts, _ = next(case for case in checked(ruleset) if "three" in case[1])
    (slot,) = ruleset.rules["three"].known
    missing: list[Fact] = [{name: value for name, value in fact.items() if name != slot} for fact in facts]
    null: list[Any] = [{**fact, slot: None} if fact["k"] == "x" else fact for fact in missing]
    with worker() as one:
        one.ask([(ruleset, facts)])
        assert "three" not in one.ask([(ruleset, missing)])[0]
        assert "three" in one.ask([(ruleset, null)])[0]
