"""How many, how long, and how much there is to do."""

import sys
from pathlib import Path
from subprocess import run
from typing import Any

import pytest

from journeyc.runtime import Circuit, Runtime, Store, Telemetry
from journeyc.runtime.channels import WebhookChannel
from journeyc.runtime.errors import StoreError, UsageError
from journeyc.runtime.services import HttpService
from tests.runtime.channels.service import serving
from tests.runtime.hosts.hanging import PROMPT
from tests.runtime.hosts.hanging import begin as call
from tests.runtime.observing.telling import Told, attributes, number
from tests.runtime.services.server import System, says
from tests.runtime.stage import HandClock, Opener, Recorder, remind
from tests.runtime.workers.stage import CHAT, Interrupted, chat, until_idle


def test_inputs_runs_and_timers_are_counted(opened: Opener, told: Told, clock: HandClock) -> None:
    """None of them by customer."""
    runtime = opened(channels={"sms": Recorder()}, telemetry=told.telemetry())
    remind(runtime, clock, phone="1")
    clock.pass_(minutes=1)
    runtime.tick()
    assert told.values("journeyc.input.duration") == {
        ("profile", "accepted"): 1,
        ("event", "accepted"): 2,
        ("time", "accepted"): 1,
    }
    assert told.values("journeyc.run.inputs") == {
        ("bill_dispute", "event", "started"): 1,
        ("bill_dispute", "event", "paused"): 1,
        ("bill_dispute", "time", "stayed"): 1,
    }
    assert told.values("journeyc.timer.lateness") == {("bill_dispute",): 1}
    assert told.values("journeyc.message.duration") == {("sms", "delivered"): 1}
    assert told.values("journeyc.runs.open") == {("paused",): 1}
    assert "anna" not in str(list(told.points()))


def test_what_there_is_to_do_goes_down_to_nothing(opened: Opener, told: Told, clock: HandClock) -> None:
    """It is looked at by who ticks, not more often than asked."""
    deaf = opened(telemetry=told.telemetry(seconds=30))
    remind(opened(), clock, phone="1")
    deaf.tick()
    assert told.values("journeyc.outbox.waiting") == {("message:sms",): 1}
    assert told.values("journeyc.outbox.age") == {("message:sms",): 0}
    clock.pass_(seconds=29)
    deaf.tick()
    assert told.values("journeyc.outbox.age") == {("message:sms",): 0}
    clock.pass_(seconds=1)
    deaf.tick()
    assert told.values("journeyc.outbox.age") == {("message:sms",): 30}
    opened(channels={"sms": Recorder()}).tick()
    clock.pass_(seconds=30)
    deaf.tick()
    assert told.values("journeyc.outbox.waiting") == {("message:sms",): 0}
    assert told.values("journeyc.outbox.age") == {("message:sms",): 0}


def test_a_service_that_rests_is_told(store: Store, clock: HandClock, told: Told) -> None:
    def down(bill: str, amount: str) -> Any:
        raise ValueError(bill + amount)

    about: Any = {"clock": clock, "circuit": Circuit(faults=1), "telemetry": told.telemetry()}
    with Runtime.open(store, PROMPT, services={"billing.credit": down}, **about) as runtime:
        call(runtime, "anna")
        runtime.tick()
    assert told.values("journeyc.service.resting") == {("billing.credit",): 1}
    assert told.values("journeyc.call.duration") == {("billing.credit", "no_answer"): 1}
    span = told.one("call billing.credit")
    assert attributes(span)["error.type"] == "no_answer"
    (made,) = [one for one in told.named("apply call") if one.parent is not None]
    assert made.parent is not None
    assert made.parent.span_id == number(span)


def test_rounds_of_a_worker_and_its_trouble_are_counted(store: Store, clock: HandClock, told: Told) -> None:
    """One that finds nothing leaves no span."""
    broken: Any = Interrupted(store)
    times = [1]

    def fail(*_: object) -> None:
        if times:
            times.pop()
            raise StoreError("gone", "wait")

    broken.first["lease_outbox"] = fail
    chat(Runtime.open(store, CHAT, clock=clock), "anna", 1)
    runtime = Runtime.open(broken, CHAT, {"sms": Recorder()}, clock, telemetry=told.telemetry())
    worker = runtime.worker()
    worker.step()
    until_idle(worker)
    rounds = told.values("journeyc.worker.rounds")
    assert rounds[("failed",)] >= 1
    assert rounds[("busy",)] >= 1
    assert told.values("journeyc.worker.trouble") == {("error",): 1}
    assert told.values("journeyc.worker.leases") == {(): 0}
    spans = len(told.spans)
    assert len(told.named("send sms")) == 1
    worker.step()
    assert len(told.spans) == spans


def test_calls_and_messages_over_http_carry_the_trace(store: Store, clock: HandClock, told: Told) -> None:
    """That of their own span, and none where nobody traces."""
    system = System()
    about: Any = {"clock": clock}
    try:
        system.answers += [says({"amount": "1 EUR"})] * 2
        for telemetry in (told.telemetry(), False):
            services = {"billing.credit": HttpService("POST", system.url)}
            runtime = Runtime.open(store, PROMPT, services=services, telemetry=telemetry, **about)
            call(runtime, f"anna-{telemetry is False}")
            runtime.tick()
        first, second = system.asked
    finally:
        system.close()
    span = told.one("call billing.credit")
    assert first.headers["traceparent"].split("-")[2] == f"{number(span):016x}"
    assert "traceparent" not in second.headers


def test_a_webhook_carries_the_trace(opened: Opener, told: Told, clock: HandClock) -> None:
    with serving() as service:
        runtime = opened(channels={"sms": WebhookChannel(service.url)}, telemetry=told.telemetry())
        remind(runtime, clock, phone="1")
        runtime.tick()
        (posted,) = service.posted
    assert posted.headers["traceparent"].split("-")[2] == f"{number(told.one('send sms')):016x}"


@pytest.mark.parametrize(
    ("given", "said"),
    [("yes", "`telemetry` is a str"), (Telemetry(seconds=-1), "`seconds` of the telemetry is -1")],
)
def test_what_makes_no_sense_is_refused(given: Any, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Runtime.open(telemetry=given)


def test_where_the_api_is_missing_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    monkeypatch.delitem(sys.modules, "journeyc.runtime.observing.observer", raising=False)
    with pytest.raises(UsageError, match="not installed") as refused:
        Runtime.open(telemetry=True)
    assert "journeyc[telemetry]" in refused.value.help


def test_nothing_of_it_is_loaded_unless_it_is_asked_for(tmp_path: Path) -> None:
    program = (
        "import sys; from journeyc.runtime import Runtime\n"
        f"with Runtime.open({str(tmp_path / 's.sqlite')!r}) as one: one.tick()\n"
        "assert not any(name.startswith('opentelemetry') for name in sys.modules)"
    )
    done = run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
