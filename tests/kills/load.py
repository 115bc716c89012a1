"""How a load is: what all its programs are told, in a file of their folder."""

import json
from pathlib import Path
from typing import NamedTuple, Self

from tests.kills.clocks import JumpingClock, PacedClock


class Load(NamedTuple):
    """The address of a store, a seed, and a clock that runs since `began` at a `pace`, maybe with `jumps`.
    Where there are `workers`, hosts leave everything but inputs to them.
    """

    store: str
    seed: str
    began: float
    pace: float
    jumps: bool
    workers: bool

    @classmethod
    def of(cls, folder: Path) -> Self:
        return cls(*json.loads((folder / "load.json").read_text(encoding="utf-8")))

    def write(self, folder: Path) -> None:
        (folder / "load.json").write_text(json.dumps(self), encoding="utf-8")

    def clock(self, identity: str) -> PacedClock:
        """The clock of one program."""
        return (
            JumpingClock(self.began, self.pace, identity) if self.jumps else PacedClock(self.began, self.pace)
        )
