"""Worlds of one seed or many, and what is told of one in which something did not hold."""

import re
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, TypeAlias

from tests.postgres import Shared
from tests.simulation.ledger import Violation
from tests.simulation.server import OnServer
from tests.simulation.stores import InFile, InMemory, Kept
from tests.simulation.world import World

#: On what a world is played: in memory, on a file of its own, or in a schema of a server.
Where: TypeAlias = Literal["memory", "sqlite"] | Shared

#: A world that fails shows so much of what happened before.
_LINES = 60
#: What programs make up: it is another each time, and nothing depends on it.
_MADE_UP = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


class Failed(AssertionError):
    """Something did not hold in the world of a seed; how it is played again."""


def play(seed: int, where: Where = "memory") -> World:
    """The world of a seed, played to its end; Failed tells what went before."""
    with TemporaryDirectory(prefix="simulation") as folder:
        kept = _kept(seed, where, Path(folder))
        world = World(seed, kept)
        try:
            world.play()
        except (Exception, Violation) as error:
            raise Failed(_told(world, where, error)) from error
        finally:
            kept.close()
    return world


def _kept(seed: int, where: Where, folder: Path) -> Kept:
    match where:
        case "memory":
            return InMemory()
        case "sqlite":
            return InFile(folder)
        case _:
            return OnServer(where, seed)


def play_all(seeds: Iterable[int], where: Where = "memory") -> None:
    for seed in seeds:
        play(seed, where)


def trace_of(world: World) -> list[str]:
    """What happened, a line each: when, to whom, and what."""
    return [f"{at:%d %H:%M:%S} {who:8} {_MADE_UP.sub('…', what)}" for at, who, what in world.trace]


def _told(world: World, where: Where, error: BaseException) -> str:
    store = where if isinstance(where, str) else "postgres"
    again = f"python3 dev.py simulate {world.seed}" + (f" --store {store}" if store != "memory" else "")
    lines = "\n".join(trace_of(world)[-_LINES:])
    return f"seed {world.seed}: {type(error).__name__}: {error}\n{lines}\nagain: {again}"
