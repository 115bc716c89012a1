"""Findings as other programs read them."""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator

from journeyc.catalogue import CATALOGUE
from journeyc.diagnostic import Diagnostic, Edit, Label, Severity
from journeyc.loading import check_file
from journeyc.report import render, statistics
from journeyc.report.naming import address, fingerprints
from journeyc.source import Source, Span
from tests.report.sarif_schema import SCHEMA

CORPUS = sorted((Path(__file__).parents[1] / "compiler" / "corpus").glob("*.journey"))
TEXT = "step a {\n  goto b\n  goto b\n}\n"
SOURCE = Source("my files/ä.journey", TEXT)


def finding(start: int = 11, end: int = 17, **more: Any) -> Diagnostic:
    """A finding at `goto b` in the second line."""
    return Diagnostic("dead-end", Severity.ERROR, "50% of: it, is\nwrong", SOURCE, Span(start, end), **more)


FULL = finding(
    help="mend it",
    labels=(Label(Source("other.journey", "event a"), Span(6, 7), "see there"),),
    edits=(Edit(Span(11, 15), "on x ->"),),
)


def corpus() -> list[Diagnostic]:
    """What is found in all files with a fault."""
    return [one for path in CORPUS for one in check_file(path).diagnostics]


def test_sarif_is_as_the_standard_has_it() -> None:
    """Of all that is found in the corpus, and of nothing."""
    validator = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
    for found in (corpus(), [FULL], []):
        log = json.loads(render(found, "sarif"))
        validator.validate(log)
        (run,) = log["runs"]
        assert len(run["results"]) == len(found)
        for result in run["results"]:
            assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_has_fixes_and_where_else_to_look() -> None:
    """Lines and columns count from 1, the end is exclusive; addresses hold no spaces."""
    (result,) = json.loads(render([FULL], "sarif"))["runs"][0]["results"]
    region = {"startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 9}
    assert result["message"]["text"] == "50% of: it, is\nwrong\nmend it"
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "my%20files/%C3%A4.journey"},
                "region": region,
            }
        }
    ]
    assert result["relatedLocations"][0]["message"] == {"text": "see there"}
    (change,) = result["fixes"][0]["artifactChanges"]
    assert change["replacements"] == [
        {"deletedRegion": {**region, "endColumn": 7}, "insertedContent": {"text": "on x ->"}}
    ]


def test_fingerprints_stay_where_lines_move() -> None:
    """They depend on the rule, the file and the words of the line, and the second of two is another."""
    first, second = finding(), finding(20, 26)
    known = list(fingerprints([first, second]))
    assert len(set(known)) == 2
    moved = Source(SOURCE.name, "# a new line\n" + TEXT.replace("  goto", "      goto"))
    at = moved.text.index("goto")
    again = first._replace(source=moved, span=Span(at, at + 6), message="in other words")
    assert list(fingerprints([again])) == known[:1]
    assert list(fingerprints([first._replace(rule="trap")])) != known[:1]
    elsewhere = first._replace(source=Source("b.journey", TEXT))
    assert list(fingerprints([elsewhere])) != known[:1]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a/b.journey", "a/b.journey"),
        ("a b#1.journey", "a%20b%231.journey"),
        ("<stdin>", "%3Cstdin%3E"),
        ("/nowhere/x.journey", "file:///nowhere/x.journey"),
        (str(Path.cwd() / "x.journey"), "x.journey"),
    ],
)
def test_files_have_addresses(name: str, expected: str) -> None:
    """Relative ones within this folder."""
    assert address(name) == expected


def test_github_gets_commands() -> None:
    """Signs that mean something there are escaped; columns are of one line."""
    assert render([FULL], "github") == (
        "::error file=my files/ä.journey,line=2,col=3,endColumn=9,endLine=2,title=journeyc dead-end::"
        "50%25 of: it, is%0Awrong%0Amend it\n"
    )
    long = finding(0, 17)._replace(source=Source("a,b:c.journey", TEXT), severity=Severity.WARNING)
    assert render([long], "github").startswith(
        "::warning file=a%2Cb%3Ac.journey,line=1,endLine=2,title=journeyc dead-end::"
    )
    assert render([], "github") == ""


def test_gitlab_gets_an_array() -> None:
    """Each finding once, with a fingerprint of its own."""
    found = corpus()
    entries = json.loads(render(found, "gitlab"))
    assert len({entry["fingerprint"] for entry in entries}) == len(entries) == len(found)
    assert {entry["severity"] for entry in entries} == {"major", "minor"}
    (entry,) = json.loads(render([FULL], "gitlab"))
    assert entry["location"] == {"path": "my files/ä.journey", "lines": {"begin": 2, "end": 2}}
    assert json.loads(render([], "gitlab")) == []


def test_junit_gets_a_suite_for_each_file() -> None:
    """With every finding as a failure; where there is none, one test that passed."""
    found = [FULL, finding(20, 26)._replace(message="odd \x00 & <bytes>")]
    root = ET.fromstring(render(found, "junit"))
    assert [dict(suite.attrib) for suite in root] == [
        {"name": "my files/ä.journey", "tests": "2", "failures": "2", "errors": "0"}
    ]
    texts = [failure.text for failure in root.iter("failure")]
    assert texts[1] == "my files/ä.journey:3:3: odd � & <bytes>"
    clean = ET.fromstring(render([], "junit"))
    assert (clean.attrib["tests"], clean.attrib["failures"]) == ("1", "0")
    assert ET.fromstring(render(corpus(), "junit")).attrib["errors"] == "0"


def test_statistics_count_each_rule() -> None:
    """The most frequent first, with those that can be mended."""
    warned = finding()._replace(rule="unused-text", severity=Severity.WARNING)
    found = [FULL, warned, finding(20, 26)]
    assert statistics(found, [FULL]) == (
        "2  error    dead-end (1 can be fixed with --fix)\n1  warning  unused-text\n"
    )
    assert json.loads(statistics(found, [FULL], as_json=True))[0] == {
        "rule": "dead-end",
        "severity": "error",
        "count": 2,
        "fixable": 1,
    }
    assert (statistics([], []), statistics([], [], as_json=True)) == ("", "[]\n")


def test_every_rule_can_be_shown() -> None:
    """In each form, with the group it belongs to."""
    found = [finding()._replace(rule=name) for name in CATALOGUE]
    rules = json.loads(render(found, "sarif"))["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted(CATALOGUE)
    assert all(re.fullmatch("[a-z]+", rule["properties"]["tags"][0]) for rule in rules)
