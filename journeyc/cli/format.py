"""`journeyc format`: files in their canonical layout."""

import codecs
import sys
from collections.abc import Sequence
from typing import Literal, NamedTuple

from journeyc.cli.checking import say_findings
from journeyc.cli.difference import difference
from journeyc.cli.ending import ExitCode, Failure, complain
from journeyc.cli.files import (
    STANDARD,
    STDIN,
    journeys_in,
    read_standard_input,
    rewrite,
    write_standard_output,
)
from journeyc.compiler.format import format_source, is_kept
from journeyc.reading import Unreadable, decode, read_bytes
from journeyc.source import Source

Outcome = Literal["formatted", "unchanged", "faulty", "unreadable"]


class FormatOptions(NamedTuple):
    """What is done with the new layout: by default it is written to where the old one was."""

    check: bool = False
    diff: bool = False
    stdin_filename: str = STDIN


def format_files(paths: Sequence[str], options: FormatOptions) -> int:
    """Format files and folders, this folder if none is named; what cannot be done does not hide the rest."""
    outcomes = [_format(path, options) for path in journeys_in(paths or ["."])]
    if STANDARD not in paths or options.check or options.diff:
        _summarise(outcomes, only_said=options.check or options.diff)
    if "unreadable" in outcomes:
        return ExitCode.USAGE
    changed = "formatted" in outcomes and (options.check or options.diff)
    return ExitCode.FINDINGS if changed or "faulty" in outcomes else ExitCode.CLEAN


def _format(path: str, options: FormatOptions) -> Outcome:
    name = options.stdin_filename if path == STANDARD else path
    try:
        return _formatted(path, name, options)
    except Unreadable as problem:
        complain(f"`{name}` cannot be read: {problem}")
    except Failure as failure:
        complain(failure.problem, failure.help)
    return "unreadable"


def _formatted(path: str, name: str, options: FormatOptions) -> Outcome:
    raw = read_standard_input() if path == STANDARD else read_bytes(path)
    text = decode(raw)
    formatted = format_source(Source(name, text))
    if formatted.diagnostics:
        say_findings(formatted.diagnostics)
        return "faulty"
    if not is_kept(text, formatted.text):
        message = f"the layout of `{name}` would change what it says"
        raise RuntimeError(message)
    content = _as_stored(formatted.text, raw)
    if options.diff:
        sys.stdout.write(difference(name, text, formatted.text, "formatted"))
    elif options.check and content != raw:
        print(name)
    elif path == STANDARD and not options.check:
        write_standard_output(content)
    elif content != raw and not options.check:
        rewrite(path, content)
    return "unchanged" if content == raw else "formatted"


def _as_stored(text: str, raw: bytes) -> bytes:
    """A text as bytes; the mark at the beginning and the line ends are those the file had."""
    first, _, _ = raw.partition(b"\n")
    ends = "\r\n" if first.endswith(b"\r") else "\n"
    mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    return mark + text.replace("\n", ends).encode()


def _summarise(outcomes: Sequence[Outcome], *, only_said: bool) -> None:
    formatted = "would be formatted" if only_said else "formatted"
    left = "left as it was" if outcomes.count("faulty") == 1 else "left as they were"
    words = {"formatted": formatted, "unchanged": "unchanged", "faulty": f"with errors, {left}"}
    sys.stdout.flush()
    counts = [
        f"{number} {'file' if number == 1 else 'files'} {said}"
        for outcome, said in words.items()
        if (number := outcomes.count(outcome))
    ]
    if counts:
        print(", ".join(counts), file=sys.stderr)
