"""What is looked at when all programs are dead: the store as it is, and as it is once all work was done."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from journeyc.runtime import Incident
from journeyc.runtime.engine import of_engine
from tests.kills.audit import audit
from tests.kills.clocks import MORNING, FixedClock
from tests.kills.journal import noted
from tests.kills.load import Load
from tests.kills.notes import Answer, Asked, Begun, Gone, Noted, Said
from tests.kills.playing import playing
from tests.kills.tables import tables_of

#: No load takes longer to come to its end, in its own time.
_MOST_TICKS = 5_000
_SLOW = "the engine for rules was of no help: it did not answer in time; the rules were looked at without it"


def noted_in(folder: Path) -> Noted:
    """All that programs have noted in a folder."""
    answers = [Answer(*line) for line in noted(folder, "answers-*")]
    said = [Said(outlet, name, repr(words)) for outlet, name, *words in noted(folder, "outside-*")]
    deeds: dict[str, list[list[Any]]] = {}
    for what, *line in noted(folder, "deeds-*"):
        deeds.setdefault(what, []).append(line)
    return Noted(
        answers,
        [one._replace(outlet=_outlet(one)) for one in said],
        [Asked(*line) for line in deeds.get("asked", ())],
        [Gone(row, tuple(names), *when) for row, names, *when in deeds.get("erased", ())],
        [Begun(*line) for line in deeds.get("begun", ())],
    )


def _outlet(one: Said) -> str:
    return "call:billing.credit" if one.outlet == "call" else one.outlet


def faults_of(folder: Path, quiet_at: datetime | None = None) -> list[str]:
    """What is wrong with the store of a folder, beside all that was noted."""
    return audit(tables_of(Load.of(folder).store), noted_in(folder), quiet_at)


def run_to_quiet(folder: Path, store: str | None = None) -> datetime:
    """Let all timers fire and everything be carried, until nothing is to come; when that was."""
    clock, load = FixedClock(MORNING), Load.of(folder)
    with playing(folder, store or load.store, "quiet", str(uuid4()), clock) as program:
        runtime = program.runtime
        pass_time = runtime.worker().step if load.workers else runtime.tick
        for _ in range(_MOST_TICKS):
            due = runtime.next_due()
            if due is None:
                incidents = [one for one in runtime.incidents() if not is_of_slowness(one)]
                assert incidents == [], incidents
                return clock.time
            # Later than that, as whoever died may have it in hand for a while.
            clock.time = max(clock.time, due) + timedelta(minutes=1)
            pass_time()
    raise AssertionError("there is always something to do")


def is_of_slowness(incident: Incident) -> bool:
    """Whether rules were looked at without their engine, which comes to the same, as it was too slow to learn
    them: for that it has 3 seconds, whatever it is given for an answer.
    """
    return of_engine(incident) and incident["problem"] == _SLOW
