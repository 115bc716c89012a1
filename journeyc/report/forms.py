"""The forms in which findings are given: with their source, one line each, or as other programs read them."""

from collections.abc import Sequence
from typing import Any, Literal, assert_never

from journeyc.diagnostic import Diagnostic, Label, Severity
from journeyc.report.cells import plain, seen
from journeyc.report.excerpt import Mark, excerpt
from journeyc.report.paint import Ink, Paint
from journeyc.source import Source, Span

Form = Literal["full", "concise", "json", "sarif", "github", "gitlab", "junit"]


def render(diagnostics: Sequence[Diagnostic], form: Form, paint: Paint | None = None) -> str:
    """Findings as text that ends in a line break; where there are none, nothing or an empty report."""
    paint = paint or Paint()
    match form:
        case "full":
            return "".join(f"{_full(diagnostic, paint)}\n\n" for diagnostic in diagnostics)
        case "concise":
            return "".join(f"{_head(diagnostic, paint)}\n" for diagnostic in diagnostics)
        case "json":
            import json

            entries = [_entry(diagnostic) for diagnostic in diagnostics]
            return json.dumps(entries, indent=2, ensure_ascii=False) + "\n"
        case "sarif":
            from journeyc.report.sarif import sarif

            return sarif(diagnostics)
        case "github" | "gitlab" | "junit":
            from journeyc.report import services

            return {"github": services.github, "gitlab": services.gitlab, "junit": services.junit}[form](
                diagnostics
            )
        case _:
            assert_never(form)


def summary(files: int, diagnostics: Sequence[Diagnostic], fixable: int = 0) -> str:
    """One line for the end: `checked 3 files: 2 errors, 1 warning; 1 can be fixed with --fix`."""
    counted = [
        _count(sum(diagnostic.severity is severity for diagnostic in diagnostics), severity)
        for severity in Severity
    ]
    found = ", ".join(text for text in counted if text) or "no findings"
    more = f"; {fixable} can be fixed with --fix" if fixable else ""
    return f"checked {files} file{'' if files == 1 else 's'}: {found}{more}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}" if number else ""


def _ink(diagnostic: Diagnostic) -> Ink:
    return "error" if diagnostic.severity is Severity.ERROR else "warning"


def _place(source: Source, span: Span) -> str:
    line, column = source.position(span.start)
    return f"{''.join(map(seen, source.name))}:{line}:{column}"


def _head(diagnostic: Diagnostic, paint: Paint) -> str:
    kind = paint(f"{diagnostic.severity}[{diagnostic.rule}]", _ink(diagnostic))
    message = _one_line(diagnostic.message)
    return f"{paint(_place(diagnostic.source, diagnostic.span), 'strong')}: {kind} {message}"


def _one_line(text: str) -> str:
    return plain(" ".join(text.split()) if "\n" in text else text)


def _full(diagnostic: Diagnostic, paint: Paint) -> str:
    here = [label for label in diagnostic.labels if label.source is diagnostic.source]
    marks = [Mark(diagnostic.span, "", _ink(diagnostic), "^"), *(_mark(label) for label in here)]
    lines = [_head(diagnostic, paint), *excerpt(diagnostic.source, marks, paint)]
    for label in diagnostic.labels:
        if label.source is not diagnostic.source:
            lines.append(f"{_place(label.source, label.span)}: {_one_line(label.text)}")
            lines += excerpt(label.source, [_mark(label)._replace(text="")], paint)
    if diagnostic.help:
        lines.append(f"{paint('help:', 'help')} {_one_line(diagnostic.help)}")
    return "\n".join(lines)


def _mark(label: Label) -> Mark:
    return Mark(label.span, _one_line(label.text), "help", "-")


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
