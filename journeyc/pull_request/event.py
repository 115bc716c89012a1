"""What has happened on GitHub, as its runner tells it in a file."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from journeyc.cli.ending import Failure
from journeyc.cli.files import reason

_REVISION = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_PULL_REQUESTS = frozenset({"pull_request", "pull_request_target"})


class Event(NamedTuple):
    """One event: of a pull request its number, and the revisions that are to be compared, where it has such.

    `fork` is whether a pull request comes from another repository, so that its token may only read.
    """

    name: str = ""
    number: int | None = None
    base: str | None = None
    head: str | None = None
    fork: bool = False


def event(environment: Mapping[str, str]) -> Event:
    """The event that this run is for; one without anything where there is no runner. `Failure` says what is
    wrong with its file.
    """
    name, path = environment.get("GITHUB_EVENT_NAME", ""), environment.get("GITHUB_EVENT_PATH", "")
    if not name and not path:
        return Event()
    if not path:
        raise Failure(
            f"the event `{name}` has no file",
            "set GITHUB_EVENT_PATH as a runner does, or none of the variables GITHUB_EVENT_…",
        )
    payload = _read(path)
    if name in _PULL_REQUESTS:
        return _pull_request(name, payload, path)
    match name:
        case "push":
            # A branch that is new has nothing before it.
            before = str(payload.get("before", ""))
            return Event(
                name, base=before if is_revision(before) else None, head=_or_none(payload.get("after"))
            )
        case "merge_group":
            group = payload.get("merge_group")
            known = group if isinstance(group, dict) else {}
            return Event(name, base=_or_none(known.get("base_sha")), head=_or_none(known.get("head_sha")))
        case _:
            return Event(name)


def _read(path: str) -> dict[str, Any]:
    try:
        payload = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise Failure(f"the file of the event, `{path}`, cannot be read: {reason(error)}") from None
    except (ValueError, RecursionError):
        raise Failure(f"the file of the event, `{path}`, is not JSON") from None
    if not isinstance(payload, dict):
        raise Failure(f"the file of the event, `{path}`, holds no object")
    return payload


def _pull_request(name: str, payload: Mapping[str, Any], path: str) -> Event:
    found = payload.get("pull_request")
    if not isinstance(found, dict):
        raise Failure(f"the event `{name}` in `{path}` has no `pull_request`")
    number, base, head = found.get("number"), _of(found, "base"), _of(found, "head")
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise Failure(f"the pull request in `{path}` has no number")
    for side, revision in {"base": base.get("sha"), "head": head.get("sha")}.items():
        if not is_revision(revision):
            raise Failure(f"the {side} of the pull request in `{path}` has no `sha`")
    # The repository of a head is null when somebody has deleted their fork.
    fork = _of(head, "repo").get("full_name") != _of(base, "repo").get("full_name")
    return Event(name, number, base["sha"], head["sha"], fork)


def _of(found: Mapping[str, Any], name: str) -> dict[str, Any]:
    inner = found.get(name)
    return inner if isinstance(inner, dict) else {}


def _or_none(revision: object) -> str | None:
    return str(revision) if is_revision(revision) else None


def is_revision(text: object) -> bool:
    """Whether it names a commit; the one of zeros is none."""
    return isinstance(text, str) and _REVISION.fullmatch(text) is not None and set(text) != {"0"}
