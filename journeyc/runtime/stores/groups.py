"""Groups of commits, written one after the other in one transaction."""

from collections.abc import Callable, Sequence

from journeyc.runtime.errors import AliasTakenError, ConflictError, FencedError, StoreError
from journeyc.runtime.ports import Commit


def each_written(
    groups: Sequence[Sequence[Commit]], write: Callable[[Sequence[Commit]], None]
) -> list[StoreError | None]:
    """Write groups, each as a whole or not at all; for each the error for which it was not written."""
    refused: set[str] = set()

    def written(group: Sequence[Commit]) -> StoreError | None:
        customers = {commit.customer["id"] for commit in group}
        try:
            _require_none(customers & refused)
            write(group)
        except (ConflictError, AliasTakenError, FencedError) as error:
            refused.update(customers)
            return error
        return None

    return [written(group) for group in groups]


def _require_none(refused: set[str]) -> None:
    """ConflictError where something before was not written of one of these customers."""
    for name in refused:
        # Revisions alone do not tell: somebody else may have written as often as was counted on.
        raise ConflictError(f"what was decided of `{name}` before was not written", "decide again")
