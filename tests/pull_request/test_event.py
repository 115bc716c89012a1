"""What has happened, as GitHub tells it."""

import json
from pathlib import Path
from typing import Any

import pytest

from journeyc.cli.ending import Failure
from journeyc.pull_request.event import Event, event

EVENTS = Path(__file__).parent / "events"
BASE, HEAD = "6dcb09b5b57875f334f61aebed695e2e4193db5e", "ec26c3e57ca3a959ca5aad62de7213c562f8c821"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("pull_request", Event("pull_request", 7, BASE, HEAD)),
        ("pull_request.synchronize", Event("pull_request", 7, BASE, HEAD)),
        ("pull_request.fork", Event("pull_request", 7, BASE, HEAD, fork=True)),
        ("pull_request.gone", Event("pull_request", 7, BASE, HEAD, fork=True)),
        ("pull_request_target", Event("pull_request_target", 7, BASE, HEAD, fork=True)),
        ("push", Event("push", None, BASE, HEAD)),
        ("push.new", Event("push", None, None, HEAD)),
        ("merge_group", Event("merge_group", None, BASE, HEAD)),
        ("workflow_dispatch", Event("workflow_dispatch")),
    ],
)
def test_each_event_is_understood(name: str, told: Event) -> None:
    environment = {
        "GITHUB_EVENT_NAME": name.partition(".")[0],
        "GITHUB_EVENT_PATH": str(EVENTS / f"{name}.json"),
    }
    assert event(environment) == told


def test_there_is_an_event_for_every_file() -> None:
    assert len(list(EVENTS.glob("*.json"))) == 9


def test_without_a_runner_nothing_has_happened() -> None:
    assert event({}) == Event()


def given(folder: Path, text: str, name: str = "pull_request") -> dict[str, str]:
    path = folder / "event.json"
    path.write_text(text, encoding="utf-8")
    return {"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(path)}


def recorded(**changes: Any) -> str:
    """That of a pull request, with other values in it."""
    payload = json.loads((EVENTS / "pull_request.json").read_text(encoding="utf-8"))
    payload["pull_request"] |= changes
    return json.dumps(payload)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "is not JSON"),
        ("", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "holds no object"),
        ("{}", "has no `pull_request`"),
        ('{"pull_request": 7}', "has no `pull_request`"),
        (recorded(number=None), "has no number"),
        (recorded(number="7"), "has no number"),
        (recorded(number=-1), "has no number"),
        (recorded(number=True), "has no number"),
        (recorded(head=None), "the head of the pull request .* has no `sha`"),
        (recorded(base={"sha": "main; rm"}), "the base of the pull request .* has no `sha`"),
        (recorded(base={"sha": "--upload-pack=x"}), "the base of the pull request .* has no `sha`"),
    ],
)
def test_what_is_no_event_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(Failure, match=problem):
        event(given(tmp_path, text))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    missing = str(tmp_path / "event.json")
    with pytest.raises(Failure, match=r"event\.json`, cannot be read: no such file"):
        event({"GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": missing})
    with pytest.raises(Failure, match="the event `push` has no file"):
        event({"GITHUB_EVENT_NAME": "push"})


@pytest.mark.parametrize("text", ['{"before": 7, "after": null}', '{"merge_group": []}', "{}"])
def test_another_event_without_revisions_has_none(tmp_path: Path, text: str) -> None:
    for name in ("push", "merge_group", "schedule"):
        assert event(given(tmp_path, text, name)) == Event(name)
