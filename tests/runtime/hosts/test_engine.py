"""The engine for rules in a host: whatever becomes of it, journeys go on with the same result."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from journeyc.matching.worker import Worker
from journeyc.runtime import JourneyError, Runtime, Store
from journeyc.runtime import engine as serving
from journeyc.runtime.core.decide import decide
from journeyc.runtime.core.documents import Decision
from journeyc.runtime.engine import STRIKES
from journeyc.runtime.errors import ConflictError
from journeyc.runtime.hosts import applying
from tests.matching.rules import child, needs_engine
from tests.runtime.hosts.journeys import package
from tests.runtime.stage import HandClock

CARD = package("""
event declined { amount: money  code: text  count: int }
rule often {
  on 3 declined within 1 hour
    when customer.phone is set and customer.phone != "0" and event.code != "test" and event.count < 100 {
      emit credited(bill = "B1", amount = 1 EUR)
    }
}
journey card "Card" {
  starts on opened -> waiting
  rule twice {
    on 2 declined within 1 hour when customer.phone is set and customer.phone == "123" { raise asked_human }
  }
  step waiting "Waiting" via web { on asked_human -> done  after 90 days -> done }
  end done "Done" success
}
""")
PAYLOAD: dict[str, Any] = {"amount": "5 EUR", "code": "x", "count": 1}


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Worker]]:
    """The processes that runtimes of a test begin."""
    begun: list[Worker] = []

    class Seen(Worker):
        def __init__(self, deadline: float) -> None:
            super().__init__(deadline)
            begun.append(self)

    monkeypatch.setattr(serving, "Worker", Seen)
    yield begun
    for worker in begun:
        worker.close()


Opened = Callable[..., Runtime]


@pytest.fixture
def opened(store: Store, clock: HandClock) -> Opened:
    def open_(**more: Any) -> Runtime:
        runtime = Runtime.open(
            store, CARD, clock=clock, **{"rules": "durable-rules", "rules_deadline": 5, **more}
        )
        runtime.identify("anna", {"first_name": "Anna", "phone": "123"})
        runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
        return runtime

    return open_


def decline(runtime: Runtime, times: int = 1, **more: Any) -> None:
    for _ in range(times):
        runtime.send("declined", {**PAYLOAD, **more}, customer="anna", channel="web")


def fired(runtime: Runtime) -> list[str]:
    """Which rules fired, in order, and whether the engine said so."""
    lines = [line.document for line in runtime.history("anna")]
    rules = [
        rule for line in lines for rule in [*line.get("rules", ()), *line.get("report", {}).get("rules", ())]
    ]
    return [f"{rule['rule']}{'*' if 'engine' in rule else ''}" for rule in rules if rule["result"] == "fired"]


@needs_engine
def test_it_is_begun_with_the_first_event_that_completes_a_rule(
    opened: Opened, workers: list[Worker]
) -> None:
    """And says which rules hold, in the history too; it ends with the runtime."""
    runtime = opened()
    decline(runtime)
    assert workers[0].starts == 0
    decline(runtime, 2)
    assert workers[0].starts == 1
    pid = workers[0].pid
    assert pid is not None
    assert fired(runtime) == ["twice*", "often*"]
    assert not runtime.incidents()
    runtime.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@needs_engine
def test_what_is_still_at_work_begins_no_other_process(opened: Opened, workers: list[Worker]) -> None:
    """A thread that is in the midst of an input while another one closes the runtime."""
    runtime = opened()
    decline(runtime, 2)
    workers[0].close()
    assert runtime._applying.engine is not None
    runtime._applying.engine.close()
    decline(runtime)
    assert fired(runtime) == ["twice*", "often"]
    assert workers[0].pid is None
    assert not runtime.incidents()


def kill(worker: Worker) -> None:
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)


def stop(worker: Worker) -> None:
    assert worker.pid is not None
    worker.deadline = 0.1
    os.kill(worker.pid, signal.SIGSTOP)


@needs_engine
@pytest.mark.parametrize(("hurt", "problem"), [(kill, ""), (stop, "it did not answer in time")])
def test_one_that_is_hurt_is_replaced(
    opened: Opened, workers: list[Worker], hurt: Callable[[Worker], None], problem: str
) -> None:
    """By the reference evaluator at once, and by another process with the next event."""
    runtime = opened()
    decline(runtime, 3)
    first = workers[0].pid
    hurt(workers[0])
    decline(runtime)
    workers[0].deadline = 5
    decline(runtime)
    assert [rule.rstrip("*") for rule in fired(runtime)] == ["twice", "often", "often", "often"]
    assert fired(runtime)[-1] == "often*"
    assert workers[0].pid != first
    assert all(problem in incident["problem"] for incident in runtime.incidents())


@needs_engine
def test_what_broke_off_is_not_told_of_another_customer(
    opened: Opened, workers: list[Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An input that is given up in the midst: its facts are no incident of whoever comes next."""
    runtime = opened()
    decline(runtime, 2)
    kill(workers[0])
    monkeypatch.setattr(workers[0], "_start", lambda: workers[0]._fail("it is of no help"))

    def interrupted(*given: Any) -> Decision:
        decide(*given)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(applying, "decide", interrupted)
        with pytest.raises(KeyboardInterrupt):
            decline(runtime)
    runtime.identify("ben", {"first_name": "Ben"})
    assert not runtime.incidents()


@needs_engine
def test_an_incident_tells_the_rules_and_the_facts(opened: Opened, workers: list[Worker]) -> None:
    """With what is private masked; there is nothing to try again, so it can be dismissed."""
    runtime = opened()
    decline(runtime, 3)
    stop(workers[0])
    decline(runtime)
    incident = runtime.incidents()[0]
    assert incident["run"] == "customer:anna"
    assert incident["problem"] == (
        "the engine for rules was of no help: it did not answer in time; the rules were looked at without it"
    )
    assert isinstance(incident["values"]["ruleset"], str)
    assert "123" not in str(incident["values"])
    assert "•••" in str(incident["values"]["facts"])
    runtime.dismiss(incident["id"])
    assert incident["id"] not in {one["id"] for one in runtime.incidents()}


@needs_engine
@pytest.mark.parametrize(
    "body",
    [
        "sys.exit(1)",
        "raise MemoryError",
        "while True: sys.stdout.buffer.write(b'x' * 65536)",
        "sys.stdout.buffer.write((6).to_bytes(4, 'big') + b'[\"r0\"]'); sys.stdout.flush(); time.sleep(9)",
    ],
)
def test_rules_that_fail_again_and_again_are_given_up(
    opened: Opened,
    workers: list[Worker],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    body: str,
) -> None:
    """One that cannot begin, ends, floods, answers what nobody asked: three failures, and never again."""
    child(tmp_path, monkeypatch, body)
    runtime = opened()
    decline(runtime, 6)
    assert fired(runtime) == ["twice", "often", "often", "often", "often"]
    of_run, *of_customer = [incident["problem"] for incident in runtime.incidents()]
    assert "not asked about them" not in of_run
    assert [
        "after 3 failures it is not asked about them again until" in problem for problem in of_customer
    ] == [False, False, True]
    assert workers[0].starts == 1 + STRIKES


@needs_engine
def test_failures_long_ago_are_forgiven(
    opened: Opened, workers: list[Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service that runs for months has a slow moment now and then."""
    monkeypatch.setattr(serving, "FORGIVEN", 2)
    runtime = opened()
    decline(runtime, 3)
    for _ in range(2 * STRIKES):
        stop(workers[0])
        decline(runtime)
        workers[0].deadline = 5
        decline(runtime, 2)
    assert "not asked about them" not in str(runtime.incidents())
    assert fired(runtime)[-3:] == ["often", "often*", "often*"]


@needs_engine
def test_a_conflict_loses_no_trouble(
    opened: Opened, workers: list[Worker], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Decided again, the engine has nothing to say of the first time."""
    runtime = opened()
    decline(runtime, 3)
    commit, tries = store.commit, list[int]()

    def contended(what: Any) -> Any:
        tries.append(1)
        if len(tries) == 1:
            workers[0].deadline = 5
            raise ConflictError("", "")
        return commit(what)

    monkeypatch.setattr(store, "commit", contended)
    stop(workers[0])
    decline(runtime)
    assert len(tries) == 2
    assert "it did not answer in time" in runtime.incidents()[0]["problem"]


@needs_engine
@pytest.mark.parametrize(
    "odd",
    [
        {"code": "l" * 100_000},
        {"code": "\0\u2028\ud7ff🙂\"'\\"},
        {"count": 2**53 + 1},
        {"count": -(10**15)},
        {"amount": "99999999999999999999.99 EUR"},
    ],
)
def test_what_the_engine_could_not_compare_it_is_not_shown(opened: Opened, odd: dict[str, Any]) -> None:
    """Huge numbers and long texts: the same result, and no trouble."""
    results = []
    for rules in ("durable-rules", "reference"):
        runtime = opened(rules=rules)
        customer = f"anna-{rules}"
        runtime.identify(customer, {"first_name": "Anna", "phone": "123"})
        for payload in (PAYLOAD, PAYLOAD, {**PAYLOAD, **odd}):
            runtime.send("declined", payload, customer=customer)
        lines = [line.document["rules"] for line in runtime.history(customer) if line.kind == "rules"]
        results.append([[rule["result"] for rule in line if rule["rule"] == "often"] for line in lines])
    assert results[0] == results[1]
    assert not runtime.incidents()


@pytest.mark.parametrize("odd", [float("nan"), float("inf"), 10**400, None, [1], {"a": 1}])
def test_what_is_no_number_reaches_no_rule(opened: Opened, odd: object) -> None:
    runtime = opened(rules="reference")
    report = runtime.send("declined", {**PAYLOAD, "count": odd}, customer="anna")
    assert report["result"] == "refused"
    assert "count" in report["reason"] + str(report["faults"])


@pytest.mark.parametrize(
    ("how", "problem"),
    [
        ({"rules": "fast"}, "`rules` must be one of auto, durable-rules, reference"),
        ({"rules": None}, "`rules` must be one of"),
        ({"rules_deadline": 0}, "`rules_deadline` must be a number of seconds above 0"),
        ({"rules_deadline": float("nan")}, "`rules_deadline` must be a number of seconds above 0"),
        ({"rules_deadline": 10**400}, "`rules_deadline` must be a number of seconds above 0"),
        ({"rules_deadline": "1"}, "`rules_deadline` must be a number of seconds above 0"),
    ],
)
def test_settings_that_cannot_be_are_refused(store: Store, how: dict[str, Any], problem: str) -> None:
    with pytest.raises(JourneyError, match=problem):
        Runtime.open(store, CARD, **how)


def test_without_an_engine_the_reference_serves(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "missing", lambda: "durable-rules is not installed")
    runtime = opened(rules="auto")
    decline(runtime, 3)
    assert fired(runtime) == ["twice", "often"]
