"""The name that was probably meant."""

from collections.abc import Iterable

#: Shorter words are too often others: `card` and `care`, `one` and `done`.
_SHORTEST = 5
_SHORTEST_WRONG = 6


def nearest(name: str, candidates: Iterable[str], likeness: float = 0.6) -> str | None:
    """The candidate most like a name, if one is like it at all; `likeness` goes from 0 to 1."""
    # Only a fault asks this, so that a start without one does not pay for the import.
    from difflib import get_close_matches

    found = get_close_matches(name, list(candidates), n=1, cutoff=likeness)
    return found[0] if found else None


def meant(name: str, candidates: Iterable[str], otherwise: str = "") -> str:
    """What to say of a name that is not there: the one that was probably meant, else something else."""
    near = nearest(name, candidates)
    return f"did you mean `{near}`?" if near else otherwise


def hint_at(name: str, candidates: Iterable[str]) -> str:
    """The name that was probably meant, as the end of a sentence; empty where there is none."""
    asked = meant(name, candidates)
    return f"; {asked}" if asked else ""


def is_slip(written: str, meant: str) -> bool:
    """Whether a slip of the fingers made one name of the other: so sure that nobody needs to be asked.

    That is one letter too many, too few or wrong, or two in the wrong order, or other capitals and `_`. First
    letters are hardly ever wrong, and other digits are another name.
    """
    one, other = _bare(written), _bare(meant)
    if one == other:
        return True
    if one[:1] != other[:1] or min(len(one), len(other)) < _SHORTEST or _digits(one) != _digits(other):
        return False
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), -1)
    if len(one) != len(other):
        short, long = sorted((one, other), key=len)
        at = len(short) if at == -1 else at
        return len(long) == len(short) + 1 and short[at:] == long[at + 1 :]
    if one[at + 1 :] == other[at + 1 :]:
        return len(one) >= _SHORTEST_WRONG
    return one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]


def is_swap(written: str, meant: str) -> bool:
    """Whether two letters changed places, or one is missing or too many: a slip in words however short."""
    if written[:1] != meant[:1] or abs(len(written) - len(meant)) > 1:
        return False
    if len(written) == len(meant):
        swaps = (meant[:i] + meant[i + 1] + meant[i] + meant[i + 2 :] for i in range(1, len(meant) - 1))
        return written != meant and written in swaps
    short, long = sorted((written, meant), key=len)
    return any(long[:i] + long[i + 1 :] == short for i in range(1, len(long)))


def _bare(name: str) -> str:
    return name.replace("_", "").lower()


def _digits(name: str) -> str:
    return "".join(filter(str.isdigit, name))
