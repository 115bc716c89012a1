"""One span for each input and for all that is carried, which lead to each other over days."""

import logging
from typing import Any

import pytest
from opentelemetry.context import Context
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor

from journeyc.runtime import Runtime, Store
from journeyc.runtime.core.inputs import ProfileInput
from journeyc.runtime.errors import ConflictError
from journeyc.runtime.hosts.applying import Asked, Decided
from journeyc.runtime.ports import Commit, Known
from tests.runtime.customers.journeys import COMPANY, company
from tests.runtime.observing.telling import Told, attributes, linked, number
from tests.runtime.stage import DISPUTE, MORNING, HandClock, Opener, Recorder, begin, remind
from tests.runtime.workers.stage import CHAT, Interrupted, chat


def test_an_input_is_a_span_with_what_it_did(opened: Opener, told: Told) -> None:
    """What is asked of the store is within it."""
    begin(opened(telemetry=told.telemetry(keys=True)))
    span = told.one("apply event")
    about = attributes(span)
    assert str(about.pop("journeyc.input.id")).startswith("event/")
    assert about == {
        "journeyc.input.kind": "event",
        "journeyc.customer": "anna",
        "journeyc.run": "bill_dispute/anna/1",
        "journeyc.journey": "bill_dispute",
        "journeyc.journey.version": 3,
        "journeyc.run.result": "started",
        "journeyc.steps.entered": ("intake",),
        "journeyc.result": "accepted",
    }
    assert span.instrumentation_scope is not None
    assert span.instrumentation_scope.name == "journeyc"
    for name in ("store read", "store commit"):
        inner = told.one(name)
        assert inner.parent is not None
        assert inner.parent.span_id == number(span)


def test_the_span_of_the_program_is_the_parent(opened: Opener, told: Told) -> None:
    runtime = opened(telemetry=told.telemetry())
    with told.traces.get_tracer("shop").start_as_current_span("POST /disputes") as outer:
        begin(runtime)
    span = told.one("apply event")
    assert span.parent is not None
    assert span.parent.span_id == outer.get_span_context().span_id


def test_what_comes_days_later_leads_to_what_it_comes_of(store: Store, told: Told, clock: HandClock) -> None:
    """Over programs that share a store: each is a trace of its own."""
    about = {"clock": clock, "telemetry": told.telemetry()}
    remind(Runtime.open(store, DISPUTE, **about), clock, phone="1")  # type: ignore[arg-type]  # mixed
    (_, saved) = told.named("apply event")
    told.clear()
    sms = Recorder()
    Runtime.open(store, DISPUTE, {"sms": sms}, **about).tick()  # type: ignore[arg-type]  # mixed
    assert len(sms.messages) == 1
    fired, sent = told.one("apply time"), told.one("send sms")
    assert linked(fired) == [number(saved)]
    assert linked(sent) == [number(fired)]
    assert fired.context is not None
    assert saved.context is not None
    assert fired.context.trace_id != saved.context.trace_id
    assert attributes(sent)["journeyc.carried"] == "delivered"
    assert attributes(sent)["messaging.destination.name"] == "sms"
    assert attributes(fired)["journeyc.steps.entered"] == ()


def test_an_input_that_comes_again_says_so(opened: Opener, told: Told) -> None:
    runtime = opened(telemetry=told.telemetry())
    for _ in range(2):
        runtime.identify("anna", {"phone": "1"}, id="crm/1")
    first, second = told.named("apply profile")
    assert "journeyc.input.repeated" not in attributes(first)
    assert attributes(second)["journeyc.input.repeated"] is True
    assert told.values("journeyc.input.duration") == {("profile", "accepted"): 1, ("profile", "repeated"): 1}


def test_what_is_decided_anew_is_told(store: Store, told: Told, clock: HandClock) -> None:
    broken = Interrupted(store)
    times = [1]

    def refuse(*_: object) -> None:
        if times:
            times.pop()
            raise ConflictError("`anna` was changed", "read again")

    broken.first["commit"] = refuse
    chat(Runtime.open(broken, CHAT, clock=clock, telemetry=told.telemetry()), "anna")
    span = told.one("apply event")
    assert [event.name for event in span.events] == ["conflict"]
    assert told.values("journeyc.store.conflicts") == {(): 1}
    assert attributes(span)["journeyc.result"] == "accepted"


def test_keys_and_ids_are_hashed_the_same_in_each_program(store: Store, told: Told) -> None:
    """With a key of the store, so that nobody can try names."""
    for number_of in range(2):
        begin(Runtime.open(store, DISPUTE, telemetry=told.telemetry()), bill=f"B{number_of}")
    first, second = told.named("apply event")
    assert attributes(first)["journeyc.customer"] == attributes(second)["journeyc.customer"]
    assert attributes(first)["journeyc.run"] != attributes(second)["journeyc.run"]
    assert "anna" not in "".join(span.to_json() for span in told.spans)


def test_without_a_sampled_span_nothing_is_kept(store: Store, clock: HandClock) -> None:
    """The API alone: what OpenTelemetry does with it is nothing."""
    runtime = Runtime.open(store, DISPUTE, clock=clock, telemetry=True)
    begin(runtime)
    assert store.traces(["bill_dispute/anna/1"]) == {}


def test_merges_are_spans(opened: Opener, told: Told) -> None:
    runtime = opened(telemetry=told.telemetry())
    begin(runtime)
    begin(runtime, "cookie", "B2")
    merged = runtime.merge("cookie", into="anna")
    assert runtime.unmerge(merged["input"])["result"] == "accepted"
    assert attributes(told.one("apply merge"))["journeyc.result"] == "accepted"
    assert attributes(told.one("apply unmerge"))["journeyc.result"] == "accepted"


def test_inputs_of_a_batch_say_what_came_of_them(store: Store, told: Told) -> None:
    """Also one whose alias another has by then, which is known when all is written, and one of no run."""
    runtime = Runtime.open(store, company(COMPANY), telemetry=told.telemetry())
    with runtime.batch() as batch:
        batch.identify("anna", {"phone": "+1"})
        batch.identify("bob", {"phone": "+1"})
        batch.suspend("dispute/nobody/1", by="otto")
    assert [report["result"] for report in batch.reports] == ["accepted", "refused", "refused"]
    assert [span.name for span in told.spans if "journeyc.result" in (span.attributes or {})] == [
        "apply profile", "apply profile", "apply operator",
    ]  # fmt: skip
    assert told.values("journeyc.input.duration") == {
        ("profile", "accepted"): 1, ("profile", "refused"): 1, ("operator", "refused"): 1,
    }  # fmt: skip


def test_what_was_refused_in_the_end_leaves_no_incident_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "journeyc")
    asked = Asked("anna", ProfileInput("1", MORNING, {"phone": "+1"}))
    incident: Any = {"run": "dispute/anna/1", "id": "dispute/anna/1/1"}
    customer: Any = {"id": "anna"}
    commit = Commit(0, customer, "1", None, incidents=(incident,))
    asked.decided(Known(0, None, (), None), Decided(asked.refused("decided"), commit))
    asked.answered(asked.refused("`+1` already names the customer `otto`"))
    assert [record.levelname for record in caplog.records] == ["INFO"]


class Raising(SpanProcessor):
    """A processor that raises where a span begins, or where it ends."""

    def __init__(self, method: str) -> None:
        self._method = method

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:  # noqa: ARG002  # of the SDK
        self._raise("on_start")

    def on_end(self, span: ReadableSpan) -> None:  # noqa: ARG002  # of the SDK
        self._raise("on_end")

    def _raise(self, method: str) -> None:
        if method == self._method:
            raise RuntimeError("Anna's phone")


@pytest.mark.parametrize("method", ["on_start", "on_end"])
def test_a_processor_that_raises_changes_nothing_of_what_is_done(
    opened: Opener, told: Told, caplog: pytest.LogCaptureFixture, method: str
) -> None:
    """Else what is written already would seem not to be."""
    told.traces.add_span_processor(Raising(method))
    runtime = opened(telemetry=told.telemetry())
    begin(runtime)
    assert [run.customer for run in runtime.runs()] == ["anna"]
    assert {record.name for record in caplog.records} == {"journeyc.telemetry"}
    assert "RuntimeError" in caplog.text
    assert "phone" not in caplog.text
