"""What came of scenarios as a report of JUnit: a suite for each file, a case for each scenario."""

from collections.abc import Sequence

from journeyc.diagnostic import Diagnostic
from journeyc.report import render
from journeyc.report.markup import attribute, content
from journeyc.report.naming import relative
from journeyc.testing.files import FileResult
from journeyc.testing.played import Played
from journeyc.testing.words import in_full


def junit(results: Sequence[FileResult]) -> str:
    """The report, with an error for each file that cannot be compiled."""
    told = [result for result in results if result.played or result.findings]
    tests = sum(_tests(result) for result in told)
    failures = sum(_failures(result) for result in told)
    errors = sum(bool(result.findings) for result in told)
    seconds = sum(one.seconds for result in told for one in result.played)
    counts = f'tests="{tests}" failures="{failures}" errors="{errors}" time="{seconds:.3f}"'
    head = f'<testsuites name="journeyc" {counts}>'
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', head]
    for result in told:
        lines += _suite(result)
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _tests(result: FileResult) -> int:
    return len(result.played) + bool(result.findings)


def _failures(result: FileResult) -> int:
    return sum(not one.passed for one in result.played)


def _suite(result: FileResult) -> list[str]:
    name = attribute(relative(result.name))
    seconds = sum(one.seconds for one in result.played)
    counts = f'tests="{_tests(result)}" failures="{_failures(result)}" errors="{int(bool(result.findings))}"'
    lines = [f'  <testsuite name={name} {counts} time="{seconds:.3f}">']
    if result.findings:
        lines.append(_error(result.name, result.findings))
    lines += [_case(one, result) for one in result.played]
    return [*lines, "  </testsuite>"]


def _error(file: str, findings: Sequence[Diagnostic]) -> str:
    name = attribute(relative(file))
    text = render(findings, "full").rstrip("\n")
    error = f'<error type="error" message={attribute(findings[0].message)}>{content(text)}</error>'
    return f'    <testcase name="compile" classname={name} file={name}>{error}</testcase>'


def _case(played: Played, result: FileResult) -> str:
    file = attribute(relative(result.name))
    place = f'classname={file} file={file} line="{played.place.line}" time="{played.seconds:.3f}"'
    head = f"    <testcase name={attribute(played.title)} {place}"
    if played.failure is None:
        return f"{head}/>"
    text = content(in_full(played, result.sources.get))
    message = attribute(played.failure.problem)
    return f'{head}><failure type="failed" message={message}>{text}</failure></testcase>'
