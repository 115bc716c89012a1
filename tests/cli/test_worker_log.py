"""The log of `journeyc worker`: lines for people, or an object each for programs."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from opentelemetry.sdk.trace import TracerProvider

from journeyc.cli.worker.lines import JsonLines, logging_to_stderr
from journeyc.runtime import Runtime
from journeyc.runtime.logs import FIELDS, OUTBOX
from tests.cli.conftest import Journeyc
from tests.runtime.stage import HandClock, Recorder
from tests.runtime.workers.stage import CHAT, chat


@contextmanager
def alone() -> Iterator[None]:
    """Our loggers as in a program that has set up none: pytest listens to all there are."""
    log = logging.getLogger("journeyc")
    level, handlers, log.propagate = log.level, log.handlers, False
    log.handlers = [one for one in handlers if isinstance(one, logging.NullHandler)]
    try:
        yield
    finally:
        log.propagate, log.handlers = True, handlers
        log.setLevel(level)


def played(tmp_path: Path) -> None:
    """A message that is delivered."""
    clock = HandClock()
    with Runtime.open(tmp_path / "s.sqlite", CHAT, {"sms": Recorder()}, clock) as runtime:
        chat(runtime, "anna", 1)
        runtime.tick()


def test_lines_for_programs_say_what_they_are_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with alone(), logging_to_stderr("json", "debug"):
        played(tmp_path)
    told = capsys.readouterr()
    assert told.out == ""
    lines = [json.loads(line) for line in told.err.splitlines()]
    (sent,) = [line for line in lines if line["logger"] == "journeyc.outbox"]
    assert sent.pop("at").startswith("20")
    assert sent == {
        "level": "debug",
        "logger": "journeyc.outbox",
        "message": "message `chat/anna/1/2/0` is delivered, attempt 1",
        "kind": "message",
        "effect": "chat/anna/1/2/0",
        "run": "chat/anna/1",
        "customer": "anna",
        "journey": "chat",
        "outlet": "message:sms",
        "state": "delivered",
        "attempt": 1,
    }
    (taken,) = [line for line in lines if line.get("result") == "stayed" and line["kind"] == "event"]
    assert (taken["run"], taken["input"], taken["steps"]) == ("chat/anna/1", "anna/0", [])


@pytest.mark.parametrize(("level", "lines"), [("debug", True), ("info", False), ("error", False)])
def test_what_is_below_the_level_is_not_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], level: str, *, lines: bool
) -> None:
    with alone(), logging_to_stderr("text", level):
        played(tmp_path)
    assert bool(capsys.readouterr().err) is lines


def test_a_library_writes_nothing_by_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And sets nothing up for anybody else."""
    with alone():
        played(tmp_path)
        OUTBOX.error("odd")
        handlers = logging.getLogger("journeyc").handlers
        assert [type(one) for one in handlers] == [logging.NullHandler]
    assert capsys.readouterr().err == ""


def test_a_line_within_a_span_names_it() -> None:
    record = logging.makeLogRecord({"msg": "x", "run": "chat/anna/1", "other": "not told"})
    with TracerProvider().get_tracer("t").start_as_current_span("s") as span:
        told = json.loads(JsonLines().format(record))
    context = span.get_span_context()
    assert told["trace_id"] == f"{context.trace_id:032x}"
    assert told["span_id"] == f"{context.span_id:016x}"
    assert told["run"] == "chat/anna/1"
    assert told.keys() - FIELDS.keys() == {"at", "level", "logger", "message", "trace_id", "span_id"}


def test_without_opentelemetry_there_is_no_span(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "opentelemetry.trace")
    assert "span_id" not in json.loads(JsonLines().format(logging.makeLogRecord({"msg": "x"})))


@pytest.mark.parametrize("arguments", [["--log-format", "xml"], ["--log-level", "loud"]])
def test_what_is_no_form_and_no_level_is_refused(
    journeyc: Journeyc, small: Path, arguments: list[str]
) -> None:
    done = journeyc("worker", small, "--store", "x.sqlite", "--until-idle", *arguments)
    assert done.returncode == 2
    assert arguments[1] in done.stderr


def test_it_tells_opentelemetry_if_it_is_to(journeyc: Journeyc, small: Path) -> None:
    done = journeyc("worker", small, "--store", "x.sqlite", "--until-idle", "--telemetry")
    assert done.returncode == 0
