"""From a chat with a bot to the desk to the telephone, each a process of its own, and back after a week."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from journeyc.ir import to_json
from journeyc.loading import load
from journeyc.runtime import Runtime
from tests.runtime.stage import HandClock

EXAMPLE = Path(__file__).parents[2] / "examples" / "journeys" / "line_is_down.journey"
PROGRAM = Path(__file__).parent / "contact_centre.py"
KNOWN = {"lights": "red", "since": "Sunday", "tried": "a restart", "calls": 0}


@pytest.fixture
def compiled(tmp_path: Path) -> Path:
    path = tmp_path / "line_is_down.json"
    path.write_text(to_json(load(EXAMPLE)), encoding="utf-8")
    return path


def started(program: str, store: Path, journey: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, PROGRAM, program, store, journey], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_whoever_takes_over_knows_what_is_known(tmp_path: Path, compiled: Path) -> None:
    store, clock = tmp_path / "runs.sqlite", HandClock()
    with Runtime.open(store, str(compiled), clock=clock) as chat:
        chat.identify("eva", {"first_name": "Eva", "phone": "+49 30 1", "email": "eva@example.org"})
        chat.send("line_down", customer="eva", channel="chat")
        chat.answer("eva", {"lights": "red"}, channel="chat")

        bot = started("bot", store, compiled)
        assert (bot["asked"], bot["once"]) == (["since"], True)
        assert "phone" not in bot["profile"]

        desk = started("desk", store, compiled)
        assert desk["context"] == KNOWN
        assert (desk["profile"]["first_name"], desk["profile"]["phone"]) == ("Eva", "+49 30 1")
        assert "email" not in desk["profile"]
        assert (desk["claims"], desk["result"]) == (["", "claimed"], "accepted")
        assert desk["before"] == [
            ["event", "line_down", ""],
            ["answer", "", ""],
            ["answer", "", ""],
            ["task", "bot_gave_up", "line_guide"],
        ]

        phone = started("phone", store, compiled)
        assert phone["context"] == KNOWN
        assert phone["says"] == ["You wrote to us because your line is down. Is this a good moment?"]
        assert phone["before"][4:] == [["task", "claim", "emma"], ["task", "call_agreed", "emma"]]
        assert bot["loaded"] == desk["loaded"] == phone["loaded"] == ["pydantic_core"]

        clock.pass_(days=7)
        chat.tick()
        assert [one.status for one in chat.where("eva")] == ["paused"]
        chat.answer("eva", {"works": False}, channel="web")
        (task,) = chat.tasks("help_desk")
        assert task.context == {**KNOWN, "parcel": "P1", "works": False}
        assert (task.channel, task.due) == ("web", "2026-11-30T09:15:00Z")
        chat.task(task.id, "answer", by="paul", event="agent_solved")
        (position,) = chat.where("eva")
        assert position.outcome is not None
        assert position.outcome["end"] == "works_again"
