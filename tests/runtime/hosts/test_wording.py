"""What programs hand over that cannot be a name, a word or a moment: refused before anything is looked up."""

from collections.abc import Callable
from typing import Any

import pytest

from journeyc.runtime import Report, Runtime, Store
from journeyc.runtime.errors import UsageError
from tests.runtime.hosts.journeys import CREDIT, DESK, package
from tests.runtime.stage import HandClock

CREDITED = package(CREDIT)
AT_DESK = package(DESK)
RUN = "credit/anna/1"
Asked = Callable[[Runtime, Any], Any]

#: Everything that takes a name or a word, by what it is called.
WORDS: dict[str, tuple[str, Asked]] = {
    "send": ("name", lambda runtime, word: runtime.send(word, customer="anna")),
    "channel": ("channel", lambda runtime, word: runtime.send("closed", customer="anna", channel=word)),
    "run": ("run", lambda runtime, word: runtime.send("closed", customer="anna", run=word)),
    "conversation": (
        "conversation",
        lambda runtime, word: runtime.answer("anna", {"a": 1}, channel="web", conversation=word),
    ),
    "start": ("journey", lambda runtime, word: runtime.start(word, customer="anna")),
    "result": ("call", lambda runtime, word: runtime.result(word, "ok")),
    "failure": ("failure", lambda runtime, word: runtime.result(f"{RUN}/1/0", "fails", failure=word)),
    "task": ("task", lambda runtime, word: runtime.task(word, "claim", by="emma")),
    "by": ("by", lambda runtime, word: runtime.suspend(RUN, by=word)),
    "reason": ("reason", lambda runtime, word: runtime.suspend(RUN, reason=word)),
    "delivered": ("effect", lambda runtime, word: runtime.delivered(word, "opened")),
    "outcome": ("name", lambda runtime, word: runtime.outcome(RUN, word, 1)),
    "cancel": ("run", lambda runtime, word: runtime.cancel(word)),
    "retry": ("incident", lambda runtime, word: runtime.retry(word)),
    "position": ("run", lambda runtime, word: runtime.position(word)),
    "tasks": ("worker", lambda runtime, word: runtime.tasks(word)),
    "history": ("run", lambda runtime, word: runtime.history(run=word)),
}


@pytest.fixture
def runtime(store: Store, clock: HandClock) -> Runtime:
    """With one run that waits for an answer of a service."""
    opened = Runtime.open(store, CREDITED, clock=clock)
    opened.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    return opened


@pytest.mark.parametrize("word", ["\ud800", "a\0b", "x" * 100_001, 3, ["x"]], ids=ascii)
@pytest.mark.parametrize(("field", "asked"), WORDS.values(), ids=WORDS)
def test_what_is_no_text_is_refused_by_name(runtime: Runtime, field: str, asked: Asked, word: Any) -> None:
    """On every store alike; nothing is kept of it."""
    before = len(runtime.history("anna"))
    with pytest.raises(UsageError, match=f"^`{field}` "):
        asked(runtime, word)
    assert len(runtime.history("anna")) == before


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        (lambda r: r.result(f"{RUN}/1/0", "perhaps"), "`result` must be one of ok, fails, no_answer"),
        (lambda r: r.task(f"{RUN}/1/0", "eat"), "`action` must be one of claim, release, answer"),
        (
            lambda r: r.delivered("x", "eaten"),
            "`outcome` must be one of sent, delivered, opened, clicked, failed, suppressed",
        ),
        (lambda r: r.send("closed", customer="anna", at="2026-01-01"), "a moment is a datetime, not a str"),
        (lambda r: r.tick("2026-01-01"), "a moment is a datetime, not a str"),
    ],
)
def test_what_is_none_of_its_kind_is_refused(
    runtime: Runtime, asked: Callable[[Runtime], Report], problem: str
) -> None:
    try:
        said = asked(runtime)["reason"]
    except UsageError as error:
        said = error.problem
    assert said == problem


@pytest.mark.parametrize("values", [None, [1], "words", {3: 1}, {"\ud800": 1}], ids=ascii)
def test_values_that_are_not_given_by_name_are_refused(store: Store, clock: HandClock, values: Any) -> None:
    """What comes out of a request is data, and refused as data that does not fit."""
    runtime = Runtime.open(store, AT_DESK, clock=clock)
    runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    (task,) = (task.id for task in runtime.tasks())
    named: Any = values or [1]
    for report in (
        runtime.answer("anna", values, channel="web"),
        runtime.identify("anna", values),
        runtime.task(task, "answer", by="emma", event="closed", values=named),
        runtime.task(task, "answer", by="emma", event="closed", payload=named),
    ):
        assert (report["result"], len(report["faults"])) == ("refused", 1)


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (9, ""),
        ({"a": [1, 2.5, None, True]}, ""),
        (float("nan"), "`value` must be a finite number"),
        ({3: 1}, "a name in `value` must be text, not `3`"),
        (b"x", "`value` is nothing that JSON can say: `b'x'`"),
    ],
    ids=ascii,
)
def test_an_outcome_is_kept_where_json_can_say_it(runtime: Runtime, value: Any, fault: str) -> None:
    """Nobody declared what it is, and it stands in a document all the same."""
    report = runtime.outcome(RUN, "satisfaction", value)
    assert report["faults"] == ([fault] if fault else [])
    assert report["result"] == ("refused" if fault else "accepted")


def test_a_result_that_comes_too_late_is_looked_at_all_the_same(runtime: Runtime) -> None:
    """It changes nothing, but stands in the history."""
    late = f"{RUN}/9/0"
    assert runtime.result(late, "ok", {"amount": "12.50 EUR"})["because"] == "stale"
    assert runtime.result(late, "ok", {"amount": float("inf")})["faults"] == [
        "`value.amount` must be a finite number"
    ]
