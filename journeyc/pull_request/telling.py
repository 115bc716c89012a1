"""Where it is told what a run found: in a comment, in the summary of the run, and to the steps behind it."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from journeyc.cli.ending import Failure
from journeyc.cli.files import reason
from journeyc.pull_request.api import Api, Patience, Refused
from journeyc.pull_request.comment import Comment, Said, say
from journeyc.pull_request.event import Event
from journeyc.pull_request.log import Hidden
from journeyc.pull_request.markdown import Section, fitted, length
from journeyc.report.markdown import code

#: A comment of GitHub has so many characters at most.
COMMENT_LIMIT = 65_536
#: What a step may add to the summary of its run, in bytes; a unit of UTF-16 has up to three.
SUMMARY_LIMIT = 1_048_576 // 3
_MAY_NOT = frozenset({401, 403, 404})


class Unsaid(Exception):
    """Why a pull request has no comment of this run, with what to do about it."""


def tell_pull_request(api: Api | None, patience: Patience, happened: Event, name: str, text: str) -> Said:
    """Write the comment of a pull request; `Unsaid` where that cannot be."""
    if api is None:
        raise Unsaid("there is no token to write the comment with: set the input `token`")
    mine = Comment(happened.number or 0, happened.head or "", name)
    try:
        return patience(lambda: say(api, mine, text))
    except Refused as refused:
        if refused.status not in _MAY_NOT:
            raise Unsaid(f"the comment could not be written: {refused}") from None
        if happened.fork:
            why = "a pull request from a fork has a token that only reads"
        else:
            why = "the token may not: give the job `permissions: pull-requests: write`"
        raise Unsaid(f"the comment could not be written, as {why} ({refused})") from None
    except (AttributeError, KeyError, TypeError) as error:
        problem = f"the answer of GitHub has another form than is known ({type(error).__name__}: {error})"
        raise Unsaid(f"the comment could not be written: {problem}") from None


def text_for_comment(
    sections: Iterable[Section], happened: Event, name: str, environment: Mapping[str, str]
) -> str:
    """As much as a comment holds, and where the rest is."""
    run = run_address(environment)
    rest = f"[the summary of the run]({run}) has more" if run else "the summary of the run has more"
    mark = Comment(happened.number or 0, happened.head or "", name).mark
    return fitted(sections, COMMENT_LIMIT - length(mark) - 1, rest)


def write_summary(
    environment: Mapping[str, str], sections: Iterable[Section], notes: Iterable[str], hidden: Hidden
) -> None:
    """Add the findings to the summary of the run, where there is a runner; notes stand behind the table."""
    path = environment.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    first, *more = sections
    said = [Section([f"Note: {code(note)}"], []) for note in notes]
    _append(path, hidden(fitted([first, *said, *more], SUMMARY_LIMIT, "the log has all of it")))


def write_outputs(environment: Mapping[str, str], outputs: Mapping[str, str]) -> None:
    """Give the outputs of the action, each in a line."""
    path = environment.get("GITHUB_OUTPUT")
    if path:
        _append(path, "".join(f"{name}={' '.join(value.split())}\n" for name, value in outputs.items()))


def run_address(environment: Mapping[str, str]) -> str:
    """Where the run can be read, or nothing."""
    parts = [environment.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "RUN_ID")]
    server, repository, run = parts
    return f"{server}/{repository}/actions/runs/{run}" if all(parts) else ""


def _append(path: str, text: str) -> None:
    try:
        with Path(path).open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError as error:
        raise Failure(f"`{path}` cannot be written: {reason(error)}") from None
