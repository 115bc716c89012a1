"""A program at work: it sends inputs, lets time pass, makes calls and hands messages over."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic_ns
from typing import Any

from journeyc.runtime import Bindings, Clock, Report, Runtime
from journeyc.runtime.errors import UsageError
from journeyc.runtime.hosts.decided import UNKEPT
from tests.kills.journal import Journal
from tests.kills.outside import Outside
from tests.kills.script import Row

#: The file of the compiled journeys.
JOURNEYS = "journeys.json"
LINK_KEY = "the same for all programs"
#: How long the engine for rules may take to answer: many programs on one machine let it wait.
_RULES_SECONDS = 60


class Playing:
    """A runtime at which inputs are played, and what is noted of it outside: answers, and beside them what
    was about to be done with customers, and done.
    """

    def __init__(self, runtime: Runtime, name: str, answers: Journal, deeds: Journal) -> None:
        self.runtime = runtime
        self._name = name
        self._answers = answers
        self._deeds = deeds

    def begin(self, first: int) -> None:
        """Note from which input on this program plays, some of which may have been played before."""
        self._deeds.note("begun", self._name, first, monotonic_ns())

    def send(self, row: Row) -> Report | None:
        """Send an input, and note what it was answered, if that is kept; None where somebody was erased."""
        sent = monotonic_ns()
        if row.what in {"merge", "erase"}:
            self._deeds.note("asked", row.id, row.customer, row.values.get("other"), sent)
        if row.what == "erase":
            gone = erase(self.runtime, row)
            self._deeds.note("erased", row.id, gone, sent, monotonic_ns())
            return None
        report = apply(self.runtime, row)
        if report["result"] not in UNKEPT:
            self._answers.note(row.id, row.customer, report, sent, monotonic_ns())
        return report

    def go_on(self) -> None:
        """Let time pass, carry what is to be carried, and take a task, if there is one."""
        self.runtime.tick()
        for task in self.runtime.tasks()[:1]:
            self.runtime.task(task.id, "claim", by=self._name, id=f"{task.id}/claim/{self._name}")


@contextmanager
def playing(
    folder: Path, store: Any, name: str, mark: str, clock: Clock, journeys: str = JOURNEYS
) -> Iterator[Playing]:
    """A program of this name at work on a store; what it notes goes into the folder. `mark` tells it from
    others of its name.
    """
    identity = f"{name}-{mark}"
    outside = Outside(Journal(folder / f"outside-{identity}"), identity)
    with opened(store, folder, outside, clock, journeys) as runtime:
        answers, deeds = (Journal(folder / f"{what}-{identity}") for what in ("answers", "deeds"))
        yield Playing(runtime, name, answers, deeds)


def opened(store: Any, folder: Path, outside: Outside, clock: Clock, journeys: str = JOURNEYS) -> Runtime:
    """A runtime as all programs have it."""
    return Runtime.open(store, str(folder / journeys), clock=clock, **bindings(outside))


def bindings(outside: Outside) -> Bindings:
    """What all programs bind."""
    return {
        "channels": {name: outside.channel(name) for name in ("sms", "email")},
        "services": {"billing.credit": outside},
        "listeners": [outside.hear],
        "link_key": LINK_KEY,
        "rules_deadline": _RULES_SECONDS,
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


def erase(runtime: Runtime, row: Row) -> tuple[str, ...]:
    """Erase somebody: who that was, with those who were a part of them; nobody, where nobody is there."""
    try:
        return runtime.erase(row.customer, clean=row.values["clean"]).customers
    except UsageError:
        return ()


def _run_for(runtime: Runtime, customer: str, what: str) -> str | None:
    step = {"shown": "asked", "answer": "intake", "decided": "deciding"}.get(what)
    for position in runtime.where(customer):
        if step is None or step in position.steps:
            return position.run
    return None
