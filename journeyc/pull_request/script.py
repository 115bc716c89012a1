"""All of it on a screen: check, compare, draw, and say so."""

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from journeyc.cli.ending import ExitCode, Failure
from journeyc.pull_request import child
from journeyc.pull_request.api import Api, Patience, Refused
from journeyc.pull_request.checks import Part, checks
from journeyc.pull_request.child import Program
from journeyc.pull_request.comment import Said
from journeyc.pull_request.difference import NAME, Difference, difference
from journeyc.pull_request.event import Event, event
from journeyc.pull_request.inputs import Inputs, inputs
from journeyc.pull_request.links import refuse_links
from journeyc.pull_request.log import Hidden, Log
from journeyc.pull_request.page import Findings, page, verdict
from journeyc.pull_request.places import Places, places
from journeyc.pull_request.revisions import DEEPER, Revisions, Unknown
from journeyc.pull_request.telling import (
    Unsaid,
    tell_pull_request,
    text_for_comment,
    write_outputs,
    write_summary,
)

Commands = Callable[[Path, Mapping[str, str]], Program]
USAGE = """\
usage: python -P -m journeyc.pull_request [PATHS]

Checks journeys as the GitHub Action does, this folder if no path is given; on a pull request compares them
with its base, and comments it. Inputs come from the environment, as docs/pull-requests.md says."""


def main(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    patience: Patience = Patience(),  # noqa: B008  # it never changes
    commands: Commands = child.journeyc,
) -> int:
    """Run the script with the environment of a runner, or without one; the exit code is that of the gravest
    part. Whether the comment could be written changes nothing in it.
    """
    if {"-h", "--help"}.intersection(arguments):
        print(USAGE)  # noqa: T201  # it was asked for
        return ExitCode.CLEAN
    if unknown := next((one for one in arguments if one.startswith("-")), None):
        raise Failure(f"there is no option `{unknown}`", "`--help` says what can be typed")
    asked, happened = inputs(environment, arguments), event(environment)
    api = _api(asked, happened, environment)
    where = places(asked, environment, lambda folder: child.git(folder, environment))
    git, journeyc = child.git(where.top, environment), commands(where.top, environment)
    log = Log(sys.stdout, Hidden(asked.token), runner=environment.get("GITHUB_ACTIONS") == "true")
    if happened.number:
        refuse_links(git, where.top)

    findings = Findings(tuple(checks(journeyc, where, asked, log)))
    if happened.base or happened.number:
        revisions = Revisions(git, partial(_common_of, api, patience))
        found = _difference(journeyc, revisions, happened, where, asked)
        log.part(f"{found.part.name}: {found.part.result}", "\n".join([found.part.said, *found.pages]))
        findings = findings._replace(difference=found)
    _tell(findings, asked, happened, environment, log, partial(tell_pull_request, api, patience))
    log.line(f"journeyc: {verdict(findings)}")
    return findings.code


def _api(asked: Inputs, happened: Event, environment: Mapping[str, str]) -> Api | None:
    """GitHub for a pull request, where there is a token for it."""
    if happened.number is None or not asked.token:
        return None
    url = environment.get("GITHUB_API_URL") or "https://api.github.com"
    return Api(url, environment.get("GITHUB_REPOSITORY", ""), asked.token)


def _difference(
    journeyc: Program, revisions: Revisions, happened: Event, where: Places, asked: Inputs
) -> Difference:
    """What the change means, or why nobody knows."""
    try:
        base = revisions.base(happened)
    except Unknown as why:
        # A gate that cannot look is no open gate.
        code = ExitCode.USAGE if asked.fail_on_breaking else ExitCode.CLEAN
        return Difference(Part(NAME, "not done", str(why), code=code))
    return difference(journeyc, base, where.paths, fails=asked.fail_on_breaking)


def _common_of(api: Api | None, patience: Patience, base: str, head: str) -> str:
    """The last revision that two have in common, as GitHub knows it."""
    if api is None:
        raise Unknown(f"the history is not here: {DEEPER}")
    try:
        answer = patience(lambda: api.repository("GET", f"compare/{base}...{head}?per_page=1"))
        return str(answer.document["merge_base_commit"]["sha"])
    except (Refused, KeyError, TypeError) as why:
        raise Unknown(f"the history is not here, and GitHub does not know it ({why}): {DEEPER}") from None


def _tell(
    findings: Findings,
    asked: Inputs,
    happened: Event,
    environment: Mapping[str, str],
    log: Log,
    say: Callable[[Event, str, str], Said],
) -> None:
    """Tell the pull request, the summary and the steps behind this one."""
    sections = list(page(findings, asked.name, happened.head))
    notes, url = [], ""
    if asked.comment and happened.number:
        text = log.hidden(text_for_comment(sections, happened, asked.name, environment))
        try:
            said = say(happened, asked.name, text)
        except Unsaid as why:
            notes.append(str(why))
            log.warning(str(why))
        else:
            url = said.url
            log.line(f"comment: {said.done} {said.url}")
    write_summary(environment, sections, notes, log.hidden)
    outputs = {"result": "failed" if findings.code else "passed", "breaking": str(findings.breaking).lower()}
    write_outputs(environment, outputs | {"comment-url": url})
