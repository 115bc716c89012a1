"""Findings as services of continuous integration read them: GitHub, GitLab, and whoever reads JUnit."""

import json
from collections.abc import Sequence
from itertools import groupby

from journeyc.diagnostic import Diagnostic, Severity
from journeyc.report.markup import attribute, content
from journeyc.report.naming import fingerprints, relative


def github(found: Sequence[Diagnostic]) -> str:
    """Commands of a GitHub workflow, which annotate the lines of a change."""
    return "".join(f"{_command(one)}\n" for one in found)


def _command(one: Diagnostic) -> str:
    line, column = one.source.position(one.span.start)
    last, end = one.source.position(one.span.end)
    values = {
        "file": relative(one.source.name),
        "line": str(line),
        # GitHub shows columns only where they are of one line.
        **({"col": str(column), "endColumn": str(end)} if line == last else {}),
        "endLine": str(last),
        "title": f"journeyc {one.rule}",
    }
    written = ",".join(f"{key}={escaped(value, ':,')}" for key, value in values.items())
    text = f"{one.message}\n{one.help}" if one.help else one.message
    return f"::{one.severity} {written}::{escaped(text)}"


def escaped(text: str, more: str = "") -> str:
    """A text within a workflow command of GitHub; `more` are signs that end a property of one."""
    return "".join(f"%{ord(sign):02X}" if sign in f"%\r\n{more}" else sign for sign in text)


def gitlab(found: Sequence[Diagnostic]) -> str:
    """A report of GitLab's code quality."""
    entries = [
        {
            "description": f"{one.message}; {one.help}" if one.help else one.message,
            "check_name": one.rule,
            "fingerprint": known,
            "severity": "major" if one.severity is Severity.ERROR else "minor",
            "location": {
                "path": relative(one.source.name),
                "lines": {
                    "begin": one.source.position(one.span.start)[0],
                    "end": one.source.position(one.span.end)[0],
                },
            },
        }
        for one, known in zip(found, fingerprints(found), strict=True)
    ]
    return json.dumps(entries, indent=2, ensure_ascii=False) + "\n"


def junit(found: Sequence[Diagnostic]) -> str:
    """A report of JUnit: a suite for each file with findings, and a failure for each of those."""
    suites = [
        _suite(name, [_failure(one) for one in group], failures=True)
        for name, group in groupby(found, key=lambda one: relative(one.source.name))
    ]
    if not suites:
        suites = [_suite("journeyc", ['    <testcase name="lint" classname="journeyc"/>'], failures=False)]
    tests = max(1, len(found))
    head = f'<testsuites name="journeyc" tests="{tests}" failures="{len(found)}" errors="0">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *suites, "</testsuites>"]) + "\n"


def _suite(name: str, cases: list[str], *, failures: bool) -> str:
    failed = len(cases) if failures else 0
    head = f'  <testsuite name={attribute(name)} tests="{len(cases)}" failures="{failed}" errors="0">'
    return "\n".join([head, *cases, "  </testsuite>"])


def _failure(one: Diagnostic) -> str:
    name = relative(one.source.name)
    line, column = one.source.position(one.span.start)
    place = f'name={attribute(one.rule)} classname={attribute(name)} file={attribute(name)} line="{line}"'
    failure = f'<failure type="{one.severity}" message={attribute(one.message)}>'
    text = f"{name}:{line}:{column}: {one.message}" + (f"\n{one.help}" if one.help else "")
    return f"    <testcase {place}>{failure}{content(text)}</failure></testcase>"
