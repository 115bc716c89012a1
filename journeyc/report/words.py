"""Findings for people: with their source, or one line each."""

from journeyc.diagnostic import Diagnostic, Label, Severity
from journeyc.report.cells import plain, seen
from journeyc.report.excerpt import Mark, excerpt
from journeyc.report.paint import Ink, Paint
from journeyc.source import Source, Span


def _ink(diagnostic: Diagnostic) -> Ink:
    return "error" if diagnostic.severity is Severity.ERROR else "warning"


def _place(source: Source, span: Span) -> str:
    line, column = source.position(span.start)
    return f"{''.join(map(seen, source.name))}:{line}:{column}"


def head(diagnostic: Diagnostic, paint: Paint) -> str:
    """Where, how grave, which rule and what, in one line."""
    kind = paint(f"{diagnostic.severity}[{diagnostic.rule}]", _ink(diagnostic))
    message = _one_line(diagnostic.message)
    return f"{paint(_place(diagnostic.source, diagnostic.span), 'strong')}: {kind} {message}"


def _one_line(text: str) -> str:
    return plain(" ".join(text.split()) if "\n" in text else text)


def full(diagnostic: Diagnostic, paint: Paint) -> str:
    """The same with the lines of the source, and how to mend it."""
    here = [label for label in diagnostic.labels if label.source is diagnostic.source]
    marks = [Mark(diagnostic.span, "", _ink(diagnostic), "^"), *(_mark(label) for label in here)]
    lines = [head(diagnostic, paint), *excerpt(diagnostic.source, marks, paint)]
    for label in diagnostic.labels:
        if label.source is not diagnostic.source:
            lines.append(f"{_place(label.source, label.span)}: {_one_line(label.text)}")
            lines += excerpt(label.source, [_mark(label)._replace(text="")], paint)
    if diagnostic.help:
        lines.append(f"{paint('help:', 'help')} {_one_line(diagnostic.help)}")
    return "\n".join(lines)


def _mark(label: Label) -> Mark:
    return Mark(label.span, _one_line(label.text), "help", "-")
