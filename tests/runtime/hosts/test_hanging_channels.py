"""A channel that hangs holds nobody for longer than its deadline, and its messages keep their ids."""

import asyncio
from contextvars import ContextVar
from datetime import timedelta
from threading import Event, Thread, current_thread
from typing import Any

import pytest

from journeyc.runtime import Backoff, Delivery, Message, Runtime, Store
from journeyc.runtime.calls.handing import MOST_HUNG
from journeyc.runtime.calls.workers import Job
from journeyc.runtime.errors import UsageError
from tests.runtime.hosts.hanging import SHORT, eventually
from tests.runtime.hosts.test_outgoing import TOLD, heard
from tests.runtime.stage import HandClock, states

#: Each wait is 10 seconds.
EVEN = Backoff(first_seconds=10, factor=1, jitter=0)
TOO_LONG = "it took longer than 0.05 seconds"


class Hanging:
    """A channel that hangs until `go` is set, and then answers or raises what it is told to."""

    address = None

    def __init__(self, *answers: Any, at_most_once: bool = False) -> None:
        self.go = Event()
        self.at_most_once = at_most_once
        self.messages: list[Message] = []
        self._answers = answers or (Delivery("delivered"),)

    def deliver(self, message: Message) -> Delivery:
        answer = self._answers[min(len(self.messages), len(self._answers) - 1)]
        self.messages.append(message)
        if not self.go.wait(30):
            raise AssertionError("nobody let it go")
        if isinstance(answer, BaseException):
            raise answer
        assert isinstance(answer, Delivery)
        return answer


def opened(store: Store, clock: HandClock, channel: Any, **more: Any) -> Runtime:
    more = {"channel_seconds": SHORT, "backoff": EVEN, **more}
    return Runtime.open(store, TOLD, {"sms": channel}, clock, **more)


def begin(runtime: Runtime, customer: str = "anna") -> None:
    runtime.send("opened", {"bill": "B1"}, customer=customer)


def hanging(runtime: Runtime) -> int:
    return runtime._caller._workers.hung["message:sms"]


def test_a_message_that_hangs_is_tried_again_under_its_id(store: Store, clock: HandClock) -> None:
    sms = Hanging(ValueError("broken"), Delivery("delivered"))
    with opened(store, clock, sms) as runtime:
        begin(runtime)
        (attempt,) = runtime.tick().attempts
        assert (attempt.state, attempt.problem) == ("waiting", TOO_LONG)
        assert runtime.next_due() == clock.time + timedelta(seconds=10)
        sms.go.set()
        eventually(lambda: not hanging(runtime))
        clock.pass_(seconds=10)
        assert states(runtime.tick().attempts) == [("delivered", 2)]
        assert sms.messages[0] == sms.messages[1]


def test_one_that_was_delivered_late_is_not_handed_over_again(store: Store, clock: HandClock) -> None:
    """A channel that is just slow would send it with every try."""
    sms = Hanging()
    with opened(store, clock, sms) as runtime:
        begin(runtime)
        runtime.tick()
        sms.go.set()
        eventually(lambda: not hanging(runtime))
        clock.pass_(seconds=10)
        assert states(runtime.tick().attempts) == [("delivered", 2)]
        assert heard(store) == "sent"
        assert len(sms.messages) == 1


def test_a_channel_that_is_at_most_once_is_not_asked_again(store: Store, clock: HandClock) -> None:
    sms = Hanging(at_most_once=True)
    with opened(store, clock, sms) as runtime:
        begin(runtime)
        (attempt,) = runtime.tick().attempts
        assert attempt.state == "failed"
        assert attempt.problem == f"whether it was sent is not known: {TOO_LONG}"
        assert heard(store) == "failed"
        sms.go.set()


def test_a_channel_that_hangs_gets_only_so_many_messages(store: Store, clock: HandClock) -> None:
    sms = Hanging()
    with opened(store, clock, sms) as runtime:
        for number in range(MOST_HUNG + 2):
            begin(runtime, f"{number}")
        problems = [attempt.problem for attempt in runtime.tick().attempts]
        refused = "5 messages hang in it already, so it gets none until one of them is through"
        assert problems == [TOO_LONG] * MOST_HUNG + [refused] * 2
        sms.go.set()
        eventually(lambda: not hanging(runtime))
        clock.pass_(seconds=10)
        assert {attempt.state for attempt in runtime.tick().attempts} == {"delivered"}
        assert len(sms.messages) == MOST_HUNG + 2


def test_a_channel_sees_the_context_of_who_ticks(store: Store, clock: HandClock) -> None:
    tenant, seen = ContextVar("tenant", default=""), []

    class Telling(Hanging):
        def deliver(self, _message: Message) -> Delivery:
            seen.append((tenant.get(), current_thread() is not ticking))
            return Delivery("delivered")

    ticking = current_thread()
    tenant.set("blue")
    with opened(store, clock, Telling()) as runtime:
        begin(runtime)
        runtime.tick()
    assert seen == [("blue", True)]


@pytest.mark.parametrize("error", [SystemExit(3), asyncio.CancelledError("gone"), GeneratorExit("over")])
def test_a_channel_that_ends_what_it_is_called_in_ends_nothing(
    error: BaseException, store: Store, clock: HandClock
) -> None:
    """`tick` would stop at this message again and again, and come to no other."""
    sms = Hanging(error)
    sms.go.set()
    with opened(store, clock, sms, channel_seconds=30) as runtime:
        begin(runtime)
        (attempt,) = runtime.tick().attempts
        assert (attempt.state, attempt.problem) == ("waiting", f"{type(error).__name__}: {error}")


def test_who_stops_waiting_sends_nothing_twice(
    store: Store, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C ends the wait, not the channel: what it was doing is done once the lease is over."""
    sms = Hanging()
    with opened(store, clock, sms) as runtime:
        begin(runtime)

        def interrupted(*_: object) -> bool:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(Job, "wait", interrupted)
            with pytest.raises(KeyboardInterrupt):
                runtime.tick()
        sms.go.set()
        eventually(lambda: not hanging(runtime))
        clock.pass_(minutes=2)
        assert [attempt.state for attempt in runtime.tick().attempts] == ["delivered"]
        assert len(sms.messages) == 1


def test_where_the_system_gives_no_thread_the_message_waits(
    store: Store, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sms = Hanging()
    sms.go.set()
    with opened(store, clock, sms, channel_seconds=30) as runtime:
        begin(runtime)

        def none(_: Thread) -> None:
            raise RuntimeError("can't start new thread")

        with monkeypatch.context() as patch:
            patch.setattr(Thread, "start", none)
            (attempt,) = runtime.tick().attempts
        assert attempt.problem == "RuntimeError: can't start new thread"
        clock.pass_(seconds=10)
        assert states(runtime.tick().attempts) == [("delivered", 2)]


@pytest.mark.parametrize("seconds", [0, -1, 61, float("nan"), float("inf")])
def test_a_deadline_lies_within_the_lease(seconds: float) -> None:
    with pytest.raises(UsageError, match=r"`channel_seconds` is .*; give up to 60 seconds, above 0"):
        Runtime.open(None, TOLD, channel_seconds=seconds)
