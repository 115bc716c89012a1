"""Plays the world of a seed and shows all that happens: `python3 dev.py simulate SEED [--store sqlite]`; for
`postgres` a server is begun. Of many, as `0-999`, only what fails is shown.
"""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from tests.postgres import database, shared
from tests.simulation.playing import Failed, Where, play, trace_of


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py simulate", description=__doc__)
    parser.add_argument("seed", help="a number, or the first and the last of many: 0-999")
    parser.add_argument("--store", choices=("memory", "sqlite", "postgres"), default="memory")
    asked = parser.parse_args(arguments)
    first, _, last = asked.seed.partition("-")
    with _place(asked.store) as where:
        if last:
            return _play_many(range(int(first), int(last) + 1), where)
        return _play_one(int(first), where)


@contextmanager
def _place(store: str) -> Iterator[Where]:
    """Where worlds are played, with a server of its own for all of them."""
    match store:
        case "memory" | "sqlite":
            yield store
        case _:
            with database() as address, shared(address) as schema:
                yield schema


def _play_one(seed: int, where: Where) -> int:
    try:
        world = play(seed, where)
    except Failed as failed:
        print(failed)
        return 1
    print(*trace_of(world), f"seed {seed}: all holds", sep="\n")
    return 0


def _play_many(seeds: range, where: Where) -> int:
    failed, began = 0, monotonic()
    for seed in seeds:
        try:
            play(seed, where)
        except Failed as error:
            failed += 1
            print(str(error).partition("\n")[0], flush=True)
    rate = len(seeds) / (monotonic() - began)
    print(f"{len(seeds):,} seeds, {failed} failed, {rate:.1f} a second")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
