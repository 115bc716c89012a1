"""Findings as objects of JSON."""

import json
from collections.abc import Sequence
from typing import Any

from journeyc.diagnostic import Diagnostic
from journeyc.source import Source, Span


def objects(found: Sequence[Diagnostic]) -> str:
    """One array of all findings."""
    return json.dumps([_entry(one) for one in found], indent=2, ensure_ascii=False) + "\n"


def _entry(diagnostic: Diagnostic) -> dict[str, Any]:
    """A finding as an object; lines and columns (in characters) count from 1, `end` is exclusive."""
    source = diagnostic.source
    return {
        "path": source.name,
        "rule": diagnostic.rule,
        "severity": str(diagnostic.severity),
        "message": diagnostic.message,
        "help": diagnostic.help,
        **_range(source, diagnostic.span),
        "labels": [
            {"path": label.source.name, **_range(label.source, label.span), "text": label.text}
            for label in diagnostic.labels
        ],
        "edits": [
            {**_range(source, edit.span), "replacement": edit.replacement} for edit in diagnostic.edits
        ],
    }


def _range(source: Source, span: Span) -> dict[str, Any]:
    return {"start": _position(source, span.start), "end": _position(source, span.end)}


def _position(source: Source, offset: int) -> dict[str, int]:
    line, column = source.position(offset)
    return {"line": line, "column": column}
