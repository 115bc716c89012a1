"""The same journeys and inputs give the same bytes in other processes, where sets have other orders."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SEEDS = [str(seed) for seed in range(16)]


def begun(hash_seed: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.laws.elsewhere", *SEEDS],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_another_process_gives_the_same_bytes() -> None:
    """What is stored here may be played again on any machine: documents, effects, the hash of a meaning."""
    found = []
    for process in [begun("1"), begun("2")]:
        said, _ = process.communicate()
        assert process.returncode == 0
        found.append(said.split())
    one, other = found
    assert one == other
    assert len({*one} - {"refused"}) >= 0.9 * len(SEEDS)
