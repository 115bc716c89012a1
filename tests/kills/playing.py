"""A program at work: it sends inputs, lets time pass, makes calls and hands messages over."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from journeyc.runtime import Bindings, Clock, Report, Runtime
from journeyc.runtime.hosts.decided import UNKEPT
from tests.kills.journal import Journal
from tests.kills.outside import Outside
from tests.kills.script import Row

LINK_KEY = "the same for all programs"


class Playing:
    """A runtime at which inputs are played, and what is noted of it outside."""

    def __init__(self, runtime: Runtime, name: str, answers: Journal) -> None:
        self.runtime = runtime
        self._name = name
        self._answers = answers

    def send(self, row: Row) -> Report:
        """Send an input, and note what it was answered, if that is kept."""
        report = apply(self.runtime, row)
        if report["result"] not in UNKEPT:
            self._answers.note(row.id, row.customer, report)
        return report

    def go_on(self) -> None:
        """Let time pass, carry what is to be carried, and take a task, if there is one."""
        self.runtime.tick()
        for task in self.runtime.tasks()[:1]:
            self.runtime.task(task.id, "claim", by=self._name, id=f"{task.id}/claim/{self._name}")


@contextmanager
def playing(folder: Path, store: Any, name: str, mark: str, clock: Clock) -> Iterator[Playing]:
    """A program of this name at work on a store; what it notes goes into the folder. `mark` tells it from
    others of its name.
    """
    identity = f"{name}-{mark}"
    with opened(store, folder, Outside(Journal(folder / f"outside-{identity}"), identity), clock) as runtime:
        yield Playing(runtime, name, Journal(folder / f"answers-{identity}"))


def opened(store: Any, folder: Path, outside: Outside, clock: Clock) -> Runtime:
    """A runtime as all programs have it."""
    return Runtime.open(store, str(folder / "journeys.json"), clock=clock, **bindings(outside))


def bindings(outside: Outside) -> Bindings:
    """What all programs bind."""
    return {
        "channels": {name: outside.channel(name) for name in ("sms", "email")},
        "services": {"billing.credit": outside},
        "listeners": [outside.hear],
        "link_key": LINK_KEY,
    }


def apply(runtime: Runtime, row: Row) -> Report:
    """Send one input, to the run that can take it. Sent again, it may be meant for another, and is known."""
    name, customer, what, values = row
    if what == "identify":
        return runtime.identify(customer, values, id=name)
    if what == "merge":
        return runtime.merge(values["other"], into=customer, id=name)
    if what == "unmerge":
        return runtime.unmerge(values["merge"], id=name)
    if what in {"opened", "nagged"}:
        return runtime.send(what, values, customer=customer, channel="web", id=name)
    run = _run_for(runtime, customer, what)
    if what == "answer":
        return runtime.answer(customer, values, channel="web", run=run, id=name)
    channel = "desk" if what == "decided" else "web"
    return runtime.send(what, values, customer=customer, channel=channel, run=run, id=name)


def _run_for(runtime: Runtime, customer: str, what: str) -> str | None:
    step = {"shown": "asked", "answer": "intake", "decided": "deciding"}.get(what)
    for position in runtime.where(customer):
        if step is None or step in position.steps:
            return position.run
    return None
