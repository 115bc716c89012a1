"""The programs that `test_contact_centre.py` starts: a bot, a desk and a telephone on one store.

`contact_centre.py PROGRAM STORE JOURNEY`: each takes the work that it is
for, and writes what it was told, as JSON.
"""

import json
import sys
from datetime import UTC, datetime
from typing import Any

from journeyc.runtime import OpenTask, Runtime

MORNING = datetime(2026, 11, 23, 9, tzinfo=UTC)


class Fixed:
    """A clock that stands still."""

    def now(self) -> datetime:
        return MORNING


def bot(runtime: Runtime, task: OpenTask) -> dict[str, Any]:
    """It asks in the chat what it does not know, and gives up."""
    runtime.answer(task.customer, {"since": "Sunday"}, channel="chat")
    report = runtime.task(
        task.id,
        "answer",
        by="line_guide",
        event="bot_gave_up",
        payload={"tried": "a restart"},
        id=f"{task.id}/bot",
    )
    again = runtime.task(task.id, "answer", event="bot_gave_up", payload={"tried": "x"}, id=f"{task.id}/bot")
    return {"asked": [one.name for one in task.questions], "once": again == report}


def desk(runtime: Runtime, task: OpenTask) -> dict[str, Any]:
    """Two agents reach for it at once: one has it, and hands it on to the telephone."""
    taken = [runtime.task(task.id, "claim", by=name)["because"] for name in ("emma", "paul")]
    told = runtime.task(task.id, "answer", by="emma", event="call_agreed")
    return {"claims": taken, "result": told["result"]}


def phone(runtime: Runtime, task: OpenTask) -> dict[str, Any]:
    """It calls, and sends a cable."""
    told = runtime.task(task.id, "answer", by="rosa", event="cable_sent", payload={"parcel": "P1"})
    return {"says": task.says, "result": told["result"]}


PROGRAMS = {"bot": ("line_guide", bot), "desk": ("help_desk", desk), "phone": ("callers", phone)}


def main(program: str, store: str, journey: str) -> None:
    name, work = PROGRAMS[program]
    with Runtime.open(store, journey, clock=Fixed()) as runtime:
        (task,) = runtime.tasks(name)
        briefing = runtime.briefing(task.id)
        assert briefing is not None
        told = {
            "context": task.context,
            "profile": task.profile,
            "before": [[one.kind, one.name, one.by] for one in briefing.before],
            **work(runtime, task),
            "loaded": sorted({"lark", "typer", "pydantic_core"} & sys.modules.keys()),
        }
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
