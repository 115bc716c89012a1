"""How a load is: what all its programs are told, in a file of their folder."""

import json
from pathlib import Path
from time import time
from typing import NamedTuple, Self

from tests.kills.clocks import JumpingClock, PacedClock
from tests.kills.journeys import compiled_into


class Load(NamedTuple):
    """The address of a store, a seed, and a clock that runs since `began` at a `pace`, maybe with `jumps`."""

    store: str
    seed: str
    began: float
    pace: float
    jumps: bool

    @classmethod
    def begin(cls, folder: Path, store: str, seed: str, *, pace: float = 3600, jumps: bool = False) -> Self:
        """A load in an empty folder."""
        load = cls(store, seed, time(), pace, jumps)
        compiled_into(folder)
        (folder / "load.json").write_text(json.dumps(load), encoding="utf-8")
        return load

    @classmethod
    def of(cls, folder: Path) -> Self:
        return cls(*json.loads((folder / "load.json").read_text(encoding="utf-8")))

    def clock(self, identity: str) -> PacedClock:
        """The clock of one program."""
        return (
            JumpingClock(self.began, self.pace, identity) if self.jumps else PacedClock(self.began, self.pace)
        )
