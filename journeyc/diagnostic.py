"""What the compiler has to say about a text: one kind of finding, whoever renders it."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from journeyc.source import Source, Span

_LONGEST_SHOWN = 80


class Severity(StrEnum):
    """How grave a finding is."""

    ERROR = "error"
    WARNING = "warning"


class Label(NamedTuple):
    """A second place that explains a finding, with a few words."""

    source: Source
    span: Span
    text: str


class Edit(NamedTuple):
    """A replacement that would mend the finding."""

    span: Span
    replacement: str


class Diagnostic(NamedTuple):
    """One finding: what, where and how to mend it."""

    rule: str
    severity: Severity
    message: str
    source: Source
    span: Span
    help: str = ""
    labels: tuple[Label, ...] = ()
    edits: tuple[Edit, ...] = ()


def shortened(text: str) -> str:
    """A text as a message can show it: of one line, and not long."""
    line = " ".join(text[: 2 * _LONGEST_SHOWN].split())
    return line if line == text and len(line) <= _LONGEST_SHOWN else f"{line[:_LONGEST_SHOWN]}…"


def sort_key(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    """Order findings by file, place, rule and text, so that output never depends on discovery."""
    return (
        diagnostic.source.name,
        diagnostic.span.start,
        diagnostic.span.end,
        diagnostic.rule,
        diagnostic.message,
    )


def in_order(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Findings in order, each once."""
    by_key = {sort_key(diagnostic): diagnostic for diagnostic in found}
    return [by_key[key] for key in sorted(by_key)]
