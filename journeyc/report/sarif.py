"""Findings as SARIF 2.1.0, which code scanning of GitHub, Azure and editors read.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
"""

import json
from collections.abc import Sequence
from typing import Any

from journeyc import __version__
from journeyc.catalogue import CATALOGUE
from journeyc.diagnostic import Diagnostic
from journeyc.report.naming import address, fingerprints
from journeyc.source import Source, Span

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
#: The name of our fingerprints, with the number of the way they are made.
_FINGERPRINT = "journeyc/v1"


def sarif(found: Sequence[Diagnostic]) -> str:
    """One run of journeyc, with the rules that found something."""
    rules = sorted({one.rule for one in found})
    numbers = {name: number for number, name in enumerate(rules)}
    driver = {
        "name": "journeyc",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(name) for name in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(one, numbers[one.rule], known)
            for one, known in zip(found, fingerprints(found), strict=True)
        ],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _rule(name: str) -> dict[str, Any]:
    rule = CATALOGUE[name]
    return {
        "id": name,
        "defaultConfiguration": {"level": rule.severity.value},
        "help": {"text": f"`journeyc explain {name}` tells why it matters and what to write instead."},
        "properties": {"tags": [rule.group]},
    }


def _result(one: Diagnostic, number: int, fingerprint: str) -> dict[str, Any]:
    text = f"{one.message}\n{one.help}" if one.help else one.message
    result: dict[str, Any] = {
        "ruleId": one.rule,
        "ruleIndex": number,
        "level": one.severity.value,
        "message": {"text": text},
        "locations": [_location(one.source, one.span)],
        "partialFingerprints": {_FINGERPRINT: fingerprint},
    }
    if one.labels:
        result["relatedLocations"] = [
            {**_location(label.source, label.span), "message": {"text": label.text}} for label in one.labels
        ]
    if one.edits:
        result["fixes"] = [_fix(one)]
    return result


def _fix(one: Diagnostic) -> dict[str, Any]:
    replacements = [
        {"deletedRegion": _region(one.source, edit.span), "insertedContent": {"text": edit.replacement}}
        for edit in one.edits
    ]
    change = {"artifactLocation": {"uri": address(one.source.name)}, "replacements": replacements}
    return {"description": {"text": one.help or one.message}, "artifactChanges": [change]}


def _location(source: Source, span: Span) -> dict[str, Any]:
    place = {"artifactLocation": {"uri": address(source.name)}, "region": _region(source, span)}
    return {"physicalLocation": place}


def _region(source: Source, span: Span) -> dict[str, int]:
    """Lines and columns count from 1, the end is exclusive."""
    (line, column), (last, end) = source.position(span.start), source.position(span.end)
    return {"startLine": line, "startColumn": column, "endLine": last, "endColumn": end}
