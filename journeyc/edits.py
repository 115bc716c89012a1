"""The edits that findings carry: which are safe, and what they make of a text."""

import re
from collections.abc import Iterable

from journeyc.diagnostic import Diagnostic, Edit
from journeyc.source import Source


def applied(text: str, edits: Iterable[Edit]) -> str:
    """A text with edits that do not overlap."""
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits):
        pieces += (text[at : edit.span.start], edit.replacement)
        at = edit.span.end
    return "".join([*pieces, text[at:]])


def mendable(found: Iterable[Diagnostic], own: Source) -> list[Diagnostic]:
    """Those findings in a file that can be mended without asking.

    A line that nobody can read is left alone, and so is a name that is written otherwise only where it is
    declared: it may be declared wrongly.
    """
    found = [one for one in found if one.source is own]
    unread = {_line(one) for one in found if one.rule == "syntax-error" and not one.edits}
    return [one for one in found if one.edits and _line(one) not in unread and not _declared_oddly(one)]


def _line(found: Diagnostic) -> int:
    return found.source.position(found.span.start)[0]


def _declared_oddly(found: Diagnostic) -> bool:
    if found.rule != "undefined-name":
        return False
    source, edit = found.source, found.edits[0]
    return _count(source, edit.replacement) == 1 and _count(source, source.slice(edit.span)) > 1


def _count(source: Source, name: str) -> int:
    return len(re.findall(rf"\b{re.escape(name)}\b", source.text))
