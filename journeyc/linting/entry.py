"""What was found in a file as plain data, which can be kept and sent to other processes, and back again."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from posixpath import dirname, join, normpath, relpath
from typing import Any, NamedTuple

from journeyc.diagnostic import Diagnostic, Edit, Label, Severity
from journeyc.source import Source, Span
from journeyc.uses import Summary


class Entry(NamedTuple):
    """What was found in a file, and what was read for it.

    `reads` are the imported files, by their path from the folder of the file, each with the digest of what
    stood there, or None where it could not be read. `findings` name files in the same way, the file itself
    as `""`. `uses` is what the file has to do with others, where it has no errors.
    """

    reads: list[tuple[str, str | None]]
    findings: list[list[Any]]
    uses: Summary | None = None


def entry_of(
    name: str,
    reads: Iterable[tuple[str, str | None]],
    found: Iterable[Diagnostic],
    uses: Summary | None,
) -> Entry:
    """The entry of a file of a name, in which all other names count from its folder."""
    folder = dirname(name) or "."

    def written(source: Source) -> str:
        return "" if source.name == name else relpath(source.name, folder)

    return Entry(
        [(relpath(path, folder), digest) for path, digest in reads],
        [
            [
                written(one.source),
                one.rule,
                one.severity.value,
                one.message,
                *one.span,
                one.help,
                [[written(label.source), *label.span, label.text] for label in one.labels],
                [[*edit.span, edit.replacement] for edit in one.edits],
            ]
            for one in found
        ],
        _for_others(uses, folder) if uses else None,
    )


def _for_others(uses: Summary, folder: str) -> Summary:
    """What a file has to do with others: not what it declares and uses itself."""
    own = {(kind, name) for file, kind, name in uses["used"] if file == uses["file"]}
    return {
        **uses,
        "file": "",
        "imports": [relpath(path, folder) for path in uses["imports"]],
        "declared": [row for row in uses["declared"] if (row[0], row[1]) not in own],
        "used": [
            (relpath(file, folder), kind, name) for file, kind, name in uses["used"] if file != uses["file"]
        ],
    }


def uses_of(name: str, uses: Summary) -> Summary:
    """What a file has to do with others, with paths seen from the same place as its name."""
    folder = dirname(name)
    return {
        **uses,
        "file": name,
        "imports": [_within(folder, path) for path in uses["imports"]],
        "used": [(_within(folder, file), kind, word) for file, kind, word in uses["used"]],
    }


def path_of(name: str, written: str) -> str:
    """The path of a file that an entry names, seen from the same place as the name of its own."""
    return _within(dirname(name), written) if written else name


@cache
def _within(folder: str, written: str) -> str:
    """The same by the folder of that file; the files of a folder name few others, and many times."""
    return normpath(join(folder, written))


def findings_of(name: str, entry: Entry, source_of: Callable[[str], Source]) -> list[Diagnostic]:
    """The findings of an entry; a text that was changed meanwhile may be shorter than they know."""
    return [
        _finding(row, lambda written: source_of(path_of(name, written)))  # called at once
        for row in entry.findings
    ]


def _finding(row: Sequence[Any], source_of: Callable[[str], Source]) -> Diagnostic:
    written, rule, severity, message, start, end, cure, labels, edits = row
    source = source_of(written)
    return Diagnostic(
        rule,
        Severity(severity),
        message,
        source,
        _span(source, start, end),
        cure,
        tuple(_label(source_of(other), *rest) for other, *rest in labels),
        tuple(Edit(_span(source, first, last), text) for first, last, text in edits),
    )


def _label(source: Source, start: int, end: int, text: str) -> Label:
    return Label(source, _span(source, start, end), text)


def _span(source: Source, start: int, end: int) -> Span:
    length = len(source.text)
    return Span(min(start, length), min(end, length))
