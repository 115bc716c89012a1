"""What came of scenarios as one object of JSON."""

import json
from collections.abc import Sequence
from typing import Any

from journeyc.diagnostic import in_order
from journeyc.report import render
from journeyc.testing.coverage import KINDS, Coverage
from journeyc.testing.files import FileResult
from journeyc.testing.played import Failure, Played
from journeyc.testing.words import percent_text


def objects(results: Sequence[FileResult], coverage: Coverage) -> str:
    """Scenarios, the findings of files that cannot be compiled, and coverage; lines and columns count from
    1.
    """
    findings = in_order(found for result in results for found in result.findings)
    document = {
        "scenarios": [_scenario(one) for result in results for one in result.played],
        "findings": json.loads(render(findings, "json")),
        "coverage": _coverage(coverage),
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _scenario(played: Played) -> dict[str, Any]:
    return {
        "path": played.place.file,
        "line": played.place.line,
        "title": played.title,
        "journey": played.journey,
        "result": "passed" if played.passed else "failed",
        "inputs": played.inputs,
        "failure": _failure(played.failure) if played.failure else None,
    }


def _failure(failure: Failure) -> dict[str, Any]:
    return {
        "path": failure.place.file,
        "line": failure.place.line,
        "column": failure.place.column,
        "problem": failure.problem,
        "expected": failure.expected,
        "actual": failure.actual,
        "help": failure.help,
        "also": [
            {"path": place.file, "line": place.line, "column": place.column, "text": text}
            for place, text in failure.also
        ],
        "way": [moment._asdict() for moment in failure.path],
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "percent": float(percent_text(coverage.percent).removesuffix(" %")),
        **{f"{kind}s": coverage.count(kind)._asdict() for kind in KINDS},
        "untested": [
            {
                "path": part.mark.file,
                "line": part.line,
                "journey": part.mark.journey or None,
                "kind": part.kind,
                "name": part.name,
            }
            for part in coverage.untested
        ],
    }
