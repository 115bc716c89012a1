"""A run that moves to a version which means the same: all goes on as if it had stayed."""

from typing import Any, NamedTuple

from journeyc.runtime.core.documents import Run
from journeyc.runtime.core.inputs import Input, OperatorInput, OutcomeInput
from journeyc.runtime.core.plan import Directory
from journeyc.runtime.plan import directory_of, plans_of
from tests.laws.happenings import lived
from tests.laws.journeys import NAME
from tests.laws.world import Compiled, World, compiled, plain

_HEAD = f'journey {NAME} "Drawn" {{\n'
#: What may be different: where the run is now, and what was told to the one that stayed.
_OF_THE_MOVE = frozenset({"version", "definition_hash", "outcomes"})


class Halfway(NamedTuple):
    """Two worlds in which the same has happened, until every run that can has moved in one of them; `known`
    effects have left by then, and the `rest` is still to happen.
    """

    stays: World
    goes: World
    known: int
    rest: list[Input]

    def go_on(self) -> None:
        """Let the rest happen in both."""
        for given in self.rest:
            self.stays.apply(given)
            self.goes.apply(given)


def halfway(old: Compiled, new: Compiled, chunks: list[bytes]) -> Halfway:
    """Half of what happens, then the move of every run that can.

    A move is an input, so the runs that stay get one, too: something that moves nothing.
    """
    inputs = [given for given in lived(old, chunks).inputs if not _is_move(given)]
    half = len(inputs) // 2
    stays, goes = World(old.directory), World(old.directory)
    for given in inputs[:half]:
        stays.apply(given)
        goes.apply(given)
    goes.directory = beside(old, new)
    known = len(goes.effects)
    for run in movable(goes):
        report = goes.apply(OperatorInput(f"told {run}", goes.now, run, "migrate")).report
        if report["result"] == "accepted":
            stays.apply(OutcomeInput(f"told {run}", stays.now, run, "nothing", None))
        else:
            # Time that the input would have brought along ends it.
            assert report["faults"] == ["the run has ended"]
    return Halfway(stays, goes, known, inputs[half:])


def moved(first: Compiled, chunks: list[bytes]) -> None:
    """Half of what happens, then the move of every run that can, then the rest."""
    old, new = as_version(first.text, "1"), as_version(first.text, "2 migrate from 1 { }")
    assert old is not None
    assert new is not None
    both = halfway(old, new, chunks)
    both.go_on()
    assert _view(both.goes) == _view(both.stays)


def as_version(text: str, words: str) -> Compiled | None:
    """A drawn journey as this version, compiled; None where it cannot be."""
    return compiled(text.replace(_HEAD, f"{_HEAD}version {words}\n"))


def beside(old: Compiled, new: Compiled) -> Directory:
    """A directory in which both versions are."""
    plans = [plan for plan in plans_of(new.package) if plan.journey == NAME]
    return directory_of([*plans_of(old.package), *plans])


def movable(world: World) -> list[str]:
    """The ids of runs of the drawn journey that may move."""
    return [run["id"] for run in world.open_runs if run["journey"] == NAME and run["status"] != "suspended"]


def without_move(run: Run) -> dict[str, Any]:
    """What of a run is no different by the move itself."""
    return {name: value for name, value in run.items() if name not in _OF_THE_MOVE}


def _is_move(given: Input) -> bool:
    """Whether an operator tells a run to move."""
    return isinstance(given, OperatorInput) and given.command == "migrate"


def _view(world: World) -> list[str]:
    runs = [without_move(run) for run in world.runs.values()]
    return [plain(document) for document in (*runs, *world.effects)]
