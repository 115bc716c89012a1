"""Parts of statements."""

from collections.abc import Sequence


def among(column: str, values: Sequence[object]) -> str:
    """The condition that a column has one of these values, with a mark for each."""
    return f"{column} IN ({', '.join('?' for _ in values)})"
