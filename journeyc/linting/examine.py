"""A file examined by the compiler, for a result that can be kept."""

import gc
from posixpath import normpath

from journeyc.collecting import uncollected
from journeyc.compiler import check
from journeyc.linting.digest import digest
from journeyc.linting.entry import Entry, entry_of
from journeyc.linting.opened import Opened
from journeyc.linting.releases import steps
from journeyc.reading import Unreadable, decode, read_bytes
from journeyc.source import Source


def examine(file: Opened) -> Entry | str:
    """Everything that is found in a file, or why there is nothing to examine."""
    found = _examined(file)
    # Of what was made some parts refer to each other; many files of them fill the memory, and that is slow.
    gc.collect(0)
    return found


@uncollected
def _examined(file: Opened) -> Entry | str:
    reads: dict[str, str | None] = {}

    def read(path: str) -> str:
        reads[path] = None
        content = read_bytes(path)
        reads[path] = digest(content)
        return decode(content)

    try:
        text = decode(file.raw)
    except Unreadable as problem:
        return f"`{file.name}` cannot be read: {problem}"
    if not text.strip():
        return f"`{file.name}` is empty"
    checked = check(Source(file.name, text), read, file.selection, lint=True, released=steps(file.released))
    uses = checked.facts.summaries[normpath(file.name)] if checked.facts and checked.correct else None
    return entry_of(file.name, reads.items(), checked.diagnostics, uses)
