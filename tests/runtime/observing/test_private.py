"""What is private is told to no log, no trace and no metric, whatever goes wrong."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from journeyc.runtime import JourneyError, Runtime, Store
from journeyc.runtime.logs import FIELDS
from journeyc.runtime.observing.told import METRICS, SPANS
from tests.runtime.customers.test_private import PACKAGE, PLANTED, Chatty, leaks
from tests.runtime.observing.telling import Told
from tests.runtime.stage import HandClock
from tests.runtime.workers.stage import Interrupted, until_idle

#: What every record has.
PLAIN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "taskName"}


@pytest.fixture
def played(store: Store, clock: HandClock, told: Told, caplog: pytest.LogCaptureFixture) -> Iterator[Runtime]:
    """A customer with private values everywhere, whose services and channels repeat them when they fail."""
    caplog.set_level(logging.DEBUG, "journeyc")
    chatty = Chatty()
    broken: Any = Interrupted(store)
    about: Any = {"clock": clock, "services": {"crm.look_up": chatty}, "telemetry": told.telemetry()}
    runtime = Runtime.open(broken, PACKAGE, {"sms": chatty, "email": chatty}, **about)
    runtime.identify("anna", {**PLANTED, "points": 20})
    runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    runtime.send("moved", {"words": PLANTED["bank"]}, customer="anna", channel="web")
    runtime.send("heard_of", {"words": PLANTED["name"]}, customer="anna")
    for _ in range(3):
        runtime.send("complained", customer="anna")
    clock.pass_(days=3)
    runtime.send("asked", customer="anna", channel="web", run="dispute/anna/1")
    runtime.send("asked", {"no": PLANTED["name"]}, customer="anna", channel="web")
    runtime.send("no_such_event", {"no": PLANTED["name"]}, customer="anna", channel="web")
    runtime.answer("anna", {"no.such": PLANTED["mail"]}, channel="web")
    runtime.identify("otto", {"phone": PLANTED["phone"]})
    worker = runtime.worker()
    for _ in range(4):
        until_idle(worker)
        clock.pass_(hours=6)
    for incident in runtime.incidents():
        try:
            runtime.retry(incident["id"])
        except JourneyError:
            continue
    runtime.identify("cookie", {"name": "NAME-Cookie"})
    runtime.merge("cookie", into="anna")

    def odd(*_: object) -> None:
        raise RuntimeError(f"odd: {PLANTED}")

    runtime.send("opened", {"bill": "B2"}, customer="anna", channel="web")
    clock.pass_(days=30)
    for name in ("read_many", "claim", "settle", "lease_outbox"):
        broken.first[name] = odd
        worker.step()
        clock.pass_(hours=1)
        del broken.first[name]
    yield runtime
    runtime.close()


@pytest.mark.usefixtures("played")
def test_no_record_of_the_log_tells_it(caplog: pytest.LogCaptureFixture) -> None:
    records = [one for one in caplog.get_records("setup") if one.name.startswith("journeyc")]
    assert {record.name for record in records} == {"journeyc.inputs", "journeyc.outbox", "journeyc.worker"}
    assert {record.levelname for record in records} >= {"DEBUG", "INFO", "WARNING", "ERROR"}
    for record in records:
        told = {**record.__dict__, "exc": record.exc_text}
        assert leaks(json.dumps(told, default=repr)) == [], record.getMessage()
        assert record.__dict__.keys() - PLAIN <= FIELDS.keys()


@pytest.mark.usefixtures("played")
def test_no_span_and_no_metric_tells_it(told: Told) -> None:
    spans = [span.to_json() for span in told.spans]
    assert len(spans) > 50
    assert leaks("".join(spans)) == []
    points = [str((metric.name, point)) for metric, point in told.points()]
    assert leaks("".join(points)) == []
    assert "anna" not in "".join((*spans, *points))


@pytest.mark.usefixtures("played")
def test_all_that_is_told_is_in_the_tables(told: Told) -> None:
    """Which are those of the page."""
    metrics = {one.name: set(one.attributes) for one in METRICS}
    for metric, point in told.points():
        assert set(point.attributes) <= metrics[metric.name]
    for span in told.spans:
        names = [span.name, f"{span.name.partition(' ')[0]} …"]
        known = next(SPANS[name] for name in names if name in SPANS)
        assert set(span.attributes or {}) <= set(known), span.name
