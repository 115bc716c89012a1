"""By what a line of history is known again: lines have no names."""

from typing import TypeAlias

from journeyc.runtime.ports import HistoryEntry

LineKey: TypeAlias = tuple[str, str | None, str, str, str]


def key_of(line: HistoryEntry) -> LineKey:
    """Whose it is, of which run, when, what, and of which input: what of this leaves, leaves together."""
    return line[:5]
