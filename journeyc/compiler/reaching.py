"""What can be reached: the one walk for all that asks it of names and of ways between them."""

from collections.abc import Collection, Iterable, Mapping


def reached(
    starts: Iterable[str], ways: Mapping[str, Iterable[str]], among: Collection[str] | None = None
) -> set[str]:
    """All that some names lead to, with the names themselves; where that is given, only by what is `among`
    some.
    """
    found, pending = set[str](), list(starts)
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending += [one for one in ways.get(name, ()) if among is None or one in among]
    return found
