"""The name that was probably meant."""

from collections.abc import Iterable


def nearest(name: str, candidates: Iterable[str], likeness: float = 0.6) -> str | None:
    """The candidate most like a name, if one is like it at all; `likeness` goes from 0 to 1."""
    # Only a fault asks this, so that a start without one does not pay for the import.
    from difflib import get_close_matches

    found = get_close_matches(name, list(candidates), n=1, cutoff=likeness)
    return found[0] if found else None
