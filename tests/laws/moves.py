"""A run that moves to a version which means the same: all goes on as if it had stayed."""

from typing import Any

from journeyc.runtime.core.inputs import Input, OperatorInput, OutcomeInput
from journeyc.runtime.plan import directory_of, plans_of
from tests.laws.happenings import lived
from tests.laws.journeys import NAME
from tests.laws.world import Compiled, World, compiled, plain

_HEAD = f'journey {NAME} "Drawn" {{\n'
#: What may be different: where the run is now, and what was told to the one that stayed.
_OF_THE_MOVE = frozenset({"version", "definition_hash", "outcomes"})


def moved(first: Compiled, chunks: list[bytes]) -> None:
    """Half of what happens, then the move of every run that can, then the rest.

    A move is an input, so the runs that stay get one, too: something that moves nothing.
    """
    old, new = (compiled(first.text.replace(_HEAD, f"{_HEAD}version {words}\n")) for words in _VERSIONS)
    assert old is not None
    assert new is not None
    inputs = [given for given in lived(old, chunks).inputs if not is_move(given)]
    half = len(inputs) // 2
    stays, moves = World(old.directory), World(old.directory)
    for given in inputs[:half]:
        stays.apply(given)
        moves.apply(given)
    plans = [plan for plan in plans_of(new.package) if plan.journey == NAME]
    moves.directory = directory_of([*plans_of(old.package), *plans])
    for run in [
        run["id"] for run in moves.open_runs if run["journey"] == NAME and run["status"] != "suspended"
    ]:
        report = moves.apply(OperatorInput(f"told {run}", moves.now, run, "migrate")).report
        if report["result"] == "accepted":
            stays.apply(OutcomeInput(f"told {run}", stays.now, run, "nothing", None))
        else:
            # Time that the input would have brought along ends it.
            assert report["faults"] == ["the run has ended"]
    for given in inputs[half:]:
        stays.apply(given)
        moves.apply(given)
    assert _view(moves) == _view(stays)


_VERSIONS = ("1", "2 migrate from 1 { }")


def is_move(given: Input) -> bool:
    """Whether an operator tells a run to move."""
    return isinstance(given, OperatorInput) and given.command == "migrate"


def _view(world: World) -> list[str]:
    runs: list[dict[str, Any]] = [
        {name: value for name, value in run.items() if name not in _OF_THE_MOVE}
        for run in world.runs.values()
    ]
    return [plain(document) for document in (*runs, *world.effects)]
