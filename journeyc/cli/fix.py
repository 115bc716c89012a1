"""What `lint` can mend without asking, in the files that were named: worked out, shown, written."""

import os
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from journeyc.catalogue import CATALOGUE
from journeyc.cli.checking import check_raw
from journeyc.cli.difference import difference
from journeyc.cli.ending import Failure, complain
from journeyc.cli.files import STANDARD, named, read_raw, rewrite, write_standard_output
from journeyc.cli.settings import Settings
from journeyc.compiler import Checked, Read, check
from journeyc.diagnostic import Edit
from journeyc.edits import applied
from journeyc.fixing import Check, fix, own_source
from journeyc.reading import Unreadable, decode, read_bytes, read_text
from journeyc.selection import Selection
from journeyc.source import Source, Span

_MARK = "\ufeff"


class Draft:
    """A file as it is stored, with what is known of it as it would be."""

    def __init__(self, path: str, raw: bytes, checked: Checked, selection: Selection) -> None:
        self.path, self.raw, self.checked = path, raw, checked
        self.name = own_source(checked).name
        self.key = path if path == STANDARD else os.path.realpath(path)
        self.steps: list[list[Edit]] = []
        self.mended = self.refused = 0
        self._selection = selection

    @property
    def text(self) -> str:
        return own_source(self.checked).text

    @property
    def content(self) -> bytes:
        """What would be stored."""
        return as_stored(self.raw, self.steps, self.text)

    def mend(self, read: Read) -> None:
        """Make the edits that help: first those without which a text means nothing, then those of lint."""
        self._mend(lambda source: check(source, read, self._selection))
        if not any(CATALOGUE[one.rule].fixed for one in self.checked.diagnostics):
            self.check(read)
            self._mend(lambda source: check(source, read, self._selection, lint=True))

    def _mend(self, again: Check) -> None:
        fixed = fix(self.checked, again)
        self.checked = fixed.checked
        self.steps += fixed.steps
        self.mended += fixed.mended
        self.refused = fixed.refused

    def check(self, read: Read) -> None:
        """Find again what is wrong with the text as it would be."""
        self.checked = check(Source(self.name, self.text), read, self._selection, lint=True)

    def undo(self, read: Read) -> None:
        """Go back to the text as it is stored."""
        self.steps, self.mended, self.refused = [], 0, 0
        self.checked = check(Source(self.name, decode(self.raw)), read, self._selection, lint=True)


class Drafts(NamedTuple):
    """The files that were named and could be read, and whether there were others."""

    drafts: list[Draft]
    whole: bool

    @property
    def mended(self) -> int:
        return sum(draft.mended for draft in self.drafts)

    @property
    def checked(self) -> list[Checked]:
        return [draft.checked for draft in self.drafts]


def draft(files: Iterable[str], stdin_filename: str, settings: Settings) -> Drafts:
    """Mend files, nothing of it written yet; a file is mended after those that it imports."""
    drafts: dict[str, Draft] = {}
    whole = True
    for path in files:
        try:
            raw = read_raw(path, stdin_filename)
            selection = settings.of(named(path, stdin_filename)).selection
            opened = Draft(path, raw, check_raw(path, raw, stdin_filename), selection)
        except Failure as failure:
            complain(failure.problem, failure.help)
            whole = False
        else:
            # A file with two names is mended once.
            drafts.setdefault(opened.key, opened)
    read = _reader(drafts.values())
    for one in _imported_first(drafts.values()):
        if any(other.mended for other in drafts.values()):
            one.check(read)
        one.mend(read)
        _say_refused(one)
    for one in drafts.values():
        one.check(read)
    return Drafts(list(drafts.values()), whole)


def write(drafts: Drafts) -> bool:
    """Store what was mended, and whether all of it could be; a file that could not stays as it was."""
    failed = False
    for one in drafts.drafts:
        try:
            if one.path == STANDARD:
                write_standard_output(one.content)
            elif one.mended:
                _write(one)
        except Failure as failure:
            complain(failure.problem, failure.help)
            failed = True
            one.undo(read_text)
    if failed:
        read = _reader(drafts.drafts)
        for one in drafts.drafts:
            one.check(read)
    return not failed


def differences(drafts: Drafts) -> str:
    """What would change, file by file, with the line ends that are there."""
    return "".join(
        difference(one.name, one.raw.decode(), one.content.decode(), "fixed")
        for one in drafts.drafts
        if one.mended
    )


def as_stored(raw: bytes, steps: Sequence[Sequence[Edit]], text: str) -> bytes:
    """The bytes of a file after edits of its text; all that was not edited stays, line ends and mark too."""
    stored = raw.decode()
    first = re.search(r"\r\n|\r|\n", stored)
    line_end = first[0] if first else "\n"
    for edits in steps:
        places = _Places(stored)
        stored = applied(
            stored,
            (
                Edit(
                    Span(places.of(edit.span.start), places.of(edit.span.end)),
                    edit.replacement.replace("\n", line_end),
                )
                for edit in edits
            ),
        )
    if decode(stored.encode()) != text:
        # Line ends of several kinds may have come together to others.
        return ((_MARK if stored.startswith(_MARK) else "") + text.replace("\n", line_end)).encode()
    return stored.encode()


class _Places:
    """Offsets in a stored text by those in what is read of it, where a line end is one character."""

    def __init__(self, stored: str) -> None:
        self.mark = int(stored.startswith(_MARK))
        found = re.finditer("\r\n", stored)
        self.double = [place.start() - self.mark - number for number, place in enumerate(found)]

    def of(self, offset: int) -> int:
        return offset + self.mark + bisect_left(self.double, offset)


def _imported_first(drafts: Iterable[Draft]) -> list[Draft]:
    order: dict[str, int] = {}
    for one in drafts:
        for file in one.checked.project.files:
            order.setdefault(os.path.realpath(file.source.name), len(order))
    return sorted(drafts, key=lambda one: order[os.path.realpath(one.name)])


def _reader(drafts: Iterable[Draft]) -> Read:
    """Gives the files that are mended as they would be, others as they are."""
    known = {one.key: one for one in drafts}

    def read(path: str) -> str:
        one = known.get(os.path.realpath(path))
        return one.text if one else read_text(path)

    return read


def _say_refused(one: Draft) -> None:
    if one.refused:
        findings, edits = ("1 finding", "edit") if one.refused == 1 else (f"{one.refused} findings", "edits")
        complain(f"{findings} in `{one.name}` cannot be fixed: the {edits} would lead to others")


def _write(one: Draft) -> None:
    try:
        unchanged = read_bytes(one.path) == one.raw
    except Unreadable as problem:
        raise Failure(f"`{one.path}` cannot be read: {problem}") from None
    if not unchanged:
        raise Failure(f"`{one.path}` was changed meanwhile and is left as it is", "run the command again")
    rewrite(one.path, one.content)
