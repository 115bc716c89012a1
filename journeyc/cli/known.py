"""Whether a store knows what a list is asked for: a slip of the fingers is no good news."""

import json
from collections.abc import Collection, Iterable
from typing import Literal

from journeyc.cli.ending import Failure
from journeyc.nearest import meant
from journeyc.runtime import Store


def require_journey(store: Store, name: str | None) -> None:
    """Failure where no version of such a journey was ever in a store."""
    _require("journey", name, {one.journey for one in store.definitions()})


def require_worker(store: Store, kind: Literal["queue", "bot"], name: str | None) -> None:
    """Failure where no version of any journey in a store has such a queue or bot."""
    if name is not None:
        declared = (json.loads(one.text)["declarations"] for one in store.definitions())
        _require(kind, name, _names(worker for part in declared for worker in part.get(f"{kind}s", ())))


def _names(declared: Iterable[dict[str, str]]) -> set[str]:
    return {one["name"] for one in declared}


def _require(kind: str, name: str | None, names: Collection[str]) -> None:
    if name is not None and name not in names:
        there = f"there is {', '.join(f'`{one}`' for one in sorted(names))}" if names else "there is none yet"
        raise Failure(f"there is no {kind} `{name}` in the store", meant(name, sorted(names), there))
