"""A law: calls, tasks, events, operators and many places are the same on every store."""

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from journeyc.runtime import Emitted, Reply, Request, Runtime
from tests.postgres import Shared
from tests.runtime.hosts.journeys import CREDIT, DESK, package
from tests.runtime.stage import HandClock

PACKAGE = package(CREDIT + DESK)
WHO = st.sampled_from(["anna", "a/b"])
RUNS = st.sampled_from([f"{name}/{who}/1" for name in ("credit", "desk_work") for who in ("anna", "a/b")])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("open"), WHO, st.sampled_from(["web", None])),
        st.tuples(st.just("send"), WHO, st.sampled_from(["closed", "asked_human"])),
        st.tuples(st.just("decide"), WHO),
        st.tuples(st.just("claim"), st.integers(0, 3), st.sampled_from(["claim", "release"])),
        st.tuples(st.just("task"), st.integers(0, 3), st.sampled_from(["decided", "closed"])),
        st.tuples(st.just("operate"), RUNS, st.sampled_from(["suspend", "resume", "cancel", "migrate"])),
        st.tuples(st.just("outcome"), RUNS),
        st.tuples(st.just("pass"), st.sampled_from([0, 1, 11, 60 * 24 * 3])),
        st.tuples(st.just("retry")),
    ),
    max_size=15,
)
#: Both customers are in both journeys before anything else happens.
BEGINNING = [("open", "anna", "web"), ("open", "a/b", "web")]
REPLIES = st.lists(
    st.sampled_from(
        [
            Reply("ok", {"amount": "3 EUR"}),
            Reply("ok", {"amount": "much"}),
            Reply("fails", failure="refused"),
            Reply("no_answer"),
            Reply("later"),
        ]
    ),
    max_size=6,
)


class Billing:
    """A service that replies as it is told, and then well."""

    def __init__(self, replies: list[Reply]) -> None:
        self.requests: list[Request] = []
        self._replies = list(replies)

    def call(self, request: Request) -> Reply:
        self.requests.append(request)
        return self._replies.pop(0) if self._replies else Reply("ok", {"amount": "1 EUR"})


def do(runtime: Runtime, clock: HandClock, step: Any, identity: str) -> Any:
    tasks = runtime.tasks()
    match step:
        case "open", who, channel:
            return runtime.send("opened", {"bill": "B"}, customer=who, channel=channel, id=identity)
        case "send", who, event:
            return runtime.send(event, customer=who, channel="web", id=identity)
        case "decide", who:
            return runtime.send("decided", {"accepted": True}, customer=who, channel="desk", id=identity)
        case "claim", number, action if number < len(tasks):
            return runtime.task(tasks[number].id, action, by="emma", id=identity)
        case "task", number, event if number < len(tasks):
            payload = {"accepted": True} if event == "decided" else {}
            return runtime.task(tasks[number].id, "answer", event=event, payload=payload, id=identity)
        case "operate", run, command:
            return getattr(runtime, command)(run, by="otto", id=identity)
        case "outcome", run:
            return runtime.outcome(run, "satisfaction", 9, id=identity)
        case "pass", minutes:
            clock.pass_(minutes=minutes)
            ticked = runtime.tick()
            return [[report["runs"] for report in ticked.reports], ticked.attempts]
        case ("retry",) if runtime.incidents():
            return runtime.retry(runtime.incidents()[0]["id"])["result"]
    return None


def story(address: str | Path | None, steps: list[Any], replies: list[Reply]) -> str:
    """All that can be seen from outside, but the random ids of ticks."""
    clock, billing = HandClock(), Billing(replies)
    heard: list[Emitted] = []
    seen: list[Any] = []
    services = {"billing.credit": billing}
    with Runtime.open(address, PACKAGE, clock=clock, services=services, listeners=[heard.append]) as runtime:
        for number, step in enumerate([*BEGINNING, *steps]):
            seen += [do(runtime, clock, step, f"i{number}"), runtime.tasks(), str(runtime.next_due())]
            seen += [runtime.where(who, "web") for who in ("anna", "a/b")]
        for who in ("anna", "a/b"):
            seen += [(line.kind, line.run, line.document) for line in runtime.history(who)]
        for settled in (False, True):
            seen += [(one["run"], one["problem"]) for one in runtime.incidents(settled=settled)]
    return json.dumps([seen, billing.requests, heard], default=str, sort_keys=True)


@given(STEPS, REPLIES)
def test_every_store_tells_the_same_story_of_work(steps: list[Any], replies: list[Reply]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert story(Path(folder) / "store", steps, replies) == story(None, steps, replies)


@settings(max_examples=30)  # a third, since a server takes its time
@given(STEPS, REPLIES)
def test_a_server_tells_it_of_work_too(
    postgres_shared: Shared, steps: list[Any], replies: list[Reply]
) -> None:
    postgres_shared.empty()
    assert story(postgres_shared.address, steps, replies) == story(None, steps, replies)
