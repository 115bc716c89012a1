"""What the tests of workers share: a journey that talks, a store that does something else at times."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from threading import Thread
from typing import Any

from journeyc.expression.values import instant_text
from journeyc.runtime import Message, Runtime, Store, Worker
from journeyc.runtime.core.documents import CustomerDocument
from journeyc.runtime.ports import Commit
from tests.runtime.hosts.journeys import package
from tests.runtime.stage import MORNING, HandClock, Recorder

#: Each question is answered with a line, the last one when a day is over.
CHAT = package("""
notification line(n: int) "Line" { via sms  text "{{ n }}" }
journey chat "Chat" {
  context { n: int = 0 }
  starts on opened -> talking
  step talking "Talking" via web {
    on asked_human { set n = n + 1  notify line(n = n) }
    after 1 day -> late
  }
  step late "Late" via web {
    enter { set n = n + 1  notify line(n = n) }
    on line.sent { set n = n + 100 }
    on closed -> done
  }
  end done "Done" success
}
""")


def chat(runtime: Runtime, customer: str, questions: int = 0) -> None:
    """Begin to talk, and ask so often."""
    runtime.send("opened", {"bill": "B1"}, customer=customer, channel="web", id=f"{customer}/opened")
    for number in range(questions):
        runtime.send("asked_human", customer=customer, channel="web", id=f"{customer}/{number}")


def heard(recorder: Recorder) -> dict[str, list[str]]:
    """What each customer was told, in order."""
    told: dict[str, list[str]] = {}
    for message in recorder.messages:
        told.setdefault(message.customer, []).append(message.text)
    return told


def letters(store: Store, customer: str, number: int, late_seconds: float = 0) -> None:
    """Put messages into the outbox for a customer who has no runs."""
    at = instant_text(MORNING + timedelta(seconds=late_seconds))
    document = CustomerDocument(schema=2, id=customer, profile={}, journeys={}, seq=1, updated_at=at)
    outgoing = [
        Message(
            id=f"talk/{customer}/1/1/{one}", at=at, run=f"talk/{customer}/1", customer=customer,
            journey="talk", notification="line", channel="sms", language="en", to=None, subject="",
            text=str(one), html="", expires=None,
        )
        for one in range(number)
    ]  # fmt: skip
    store.commit(Commit(store.read(customer).revision, document, "i", None, outgoing=outgoing))


def work(runtimes: Sequence[Runtime], **pace: Any) -> list[Worker]:
    """Let a worker of each runtime work in a thread of its own until there is nothing to do."""
    workers = [runtime.worker(poll_seconds=0.01, **pace) for runtime in runtimes]
    threads = [Thread(target=one.run, kwargs={"until_idle": True}, daemon=True) for one in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return workers


def until_idle(*workers: Worker) -> None:
    """Let workers do their rounds in turns, in this thread, until none has anything to do."""
    for _ in range(1_000):
        if {worker.step().is_idle for worker in workers} == {True}:
            return
    raise AssertionError("they do not come to an end")


class Interrupted:
    """A store in whose calls something else happens first: `first[name]` is called before each call of that
    name, with what it is given.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.first: dict[str, Callable[..., object]] = {}
        self.calls: list[str] = []

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._store, name)

        def call(*given: Any, **named: Any) -> Any:
            self.calls.append(name)
            if name in self.first:
                self.first[name](*given, **named)
            return found(*given, **named)

        return call


class Once:
    """Does something the first time that it is called."""

    def __init__(self, what: Callable[[], object]) -> None:
        self._what: Callable[[], object] | None = what

    def __call__(self, *_: object, **__: object) -> None:
        what, self._what = self._what, None
        if what is not None:
            what()


class Sleepy(Recorder):
    """A channel that does something else before it delivers its first message."""

    def __init__(self, what: Callable[[], object]) -> None:
        super().__init__()
        self._first = Once(what)

    def deliver(self, message: Message) -> Any:
        self._first()
        return super().deliver(message)


def pause(clock: HandClock, minutes: float = 3) -> None:
    """Longer than a lease."""
    clock.pass_(minutes=minutes)
