"""What a few drawn journeys come to, as a digest of it all: `python -m tests.laws.elsewhere SEED...`."""

import sys
from hashlib import sha256

from journeyc.ir import to_json
from tests.laws.choices import chunks_of
from tests.laws.clauses import Temper
from tests.laws.happenings import SIZE, lived
from tests.laws.journeys import seeded
from tests.laws.world import compiled, written


def digest(seed: int) -> str:
    """The digest of a journey as it is compiled, and of all decisions about what happens in it."""
    ready = compiled(seeded(seed, 9, Temper(risky=True)))
    if ready is None:
        return "refused"
    world = lived(ready, chunks_of(seed, SIZE, 24))
    return sha256((to_json(ready.package) + written(world.decisions)).encode()).hexdigest()


if __name__ == "__main__":
    print("\n".join(digest(int(seed)) for seed in sys.argv[1:]))
