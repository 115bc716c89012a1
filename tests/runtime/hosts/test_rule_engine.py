"""Who looks at business rules, as a host tells it, and what is kept where the engine failed."""

from pathlib import Path

import pytest

from journeyc.runtime import JourneyError, Runtime, ServingEngine, Store
from journeyc.runtime import engine as room
from journeyc.runtime.engine import STRIKES, of_engine
from tests.matching.rules import child, needs_engine
from tests.runtime.hosts.journeys import package
from tests.runtime.stage import HandClock

#: Private, and nothing that ids of inputs are made of.
PHONE = "+49-4711"
RULES = package(f"""
rule known {{
  on asked_human when customer.phone is set and customer.phone == "{PHONE}" {{ set customer.tier = "known" }}
}}
rule other {{ on decided {{ set customer.tier = "decided" }} }}
""")


def ask(runtime: Runtime, number: int = 1) -> None:
    """Let an event come that a rule names, which reads a private field."""
    runtime.identify("anna", {"phone": PHONE})
    for _ in range(number):
        runtime.send("asked_human", customer="anna", channel="web")


@needs_engine
def test_durable_rules_serves_where_it_is(store: Store, clock: HandClock) -> None:
    runtime = Runtime.open(store, RULES, clock=clock)
    assert runtime.rule_engine == ServingEngine("durable-rules")
    assert Runtime.open(store, RULES, rules="durable-rules").rule_engine.name == "durable-rules"


def test_the_reference_evaluator_can_be_chosen(store: Store) -> None:
    runtime = Runtime.open(store, RULES, rules="reference")
    assert runtime.rule_engine == ServingEngine("reference", "it was chosen")


def test_where_there_is_no_engine_the_reason_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """It serves all the same; only who wants nothing else is refused."""
    monkeypatch.setattr(room, "missing", lambda: "durable-rules is not installed")
    runtime = Runtime.open(store, RULES)
    assert runtime.rule_engine == ServingEngine("reference", "durable-rules is not installed")
    with pytest.raises(JourneyError, match="there is no engine for rules: durable-rules is not installed"):
        Runtime.open(store, RULES, rules="durable-rules")


@needs_engine
def test_a_set_of_rules_is_given_up_after_three_failures(
    store: Store, clock: HandClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rules hold all the same; each failure is an incident, and the last one tells that it was."""
    child(tmp_path, monkeypatch, "sys.exit(3)")
    runtime = Runtime.open(store, RULES, clock=clock)
    ask(runtime, STRIKES - 1)
    assert runtime.rule_engine.given_up == ()
    ask(runtime, 3)
    name, _, given_up = runtime.rule_engine
    assert (name, len(given_up)) == ("durable-rules", 1)
    incidents = runtime.incidents()
    assert [incident["values"]["given_up"] for incident in incidents] == [False, False, True]
    assert {incident["values"]["ruleset"] for incident in incidents} == {*given_up}
    assert all(of_engine(incident) for incident in incidents)
    assert PHONE not in str(incidents)
    document = store.read("anna").customer
    assert document is not None
    assert document["profile"]["tier"] == "known"


@needs_engine
def test_a_new_runtime_trusts_it_again(
    store: Store, clock: HandClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        child(tmp_path, patched, "sys.exit(3)")
        runtime = Runtime.open(store, RULES, clock=clock)
        ask(runtime, STRIKES)
        assert runtime.rule_engine.given_up
    again = Runtime.open(store, RULES, clock=clock)
    ask(again)
    assert again.rule_engine == ServingEngine("durable-rules")
    assert len(again.incidents()) == STRIKES


@needs_engine
def test_an_incident_of_a_rule_is_none_of_the_engine(store: Store, clock: HandClock) -> None:
    failing = 'rule shares { on decided when 3 / length(customer.tier else "") > 0 { emit closed() } }'
    runtime = Runtime.open(store, package(failing), clock=clock)
    runtime.send("decided", {"accepted": True}, customer="anna", channel="web")
    (incident,) = runtime.incidents()
    assert not of_engine(incident)
