"""A run that moves to a version in which all places have other names, and one that moves to another journey
altogether.
"""

import json
import re
from typing import Any

from journeyc.ir.walk import every_node
from journeyc.runtime.core.documents import Run
from journeyc.runtime.core.inputs import OperatorInput
from journeyc.runtime.hosts.affected import affected
from tests.laws.checks import open_children
from tests.laws.choices import Choices
from tests.laws.happenings import Happenings, lived
from tests.laws.journeys import NAME
from tests.laws.legality import Law, spot
from tests.laws.moves import as_version, beside, halfway, movable, without_move
from tests.laws.world import Compiled, World

#: Splits are no places where a run can be, and are drawn by their name.
_PLACES = re.compile(r"\b(step|stage|parallel|branch|each|choice|end|anytime)_(\d+)\b")


def _places(ready: Compiled) -> list[str]:
    journey = next(one for one in ready.package.journeys if one.name == NAME)
    return [node.name for node in every_node(journey.nodes)]


def with_other_names(text: str) -> str:
    """The same with another name for each place, in the same order of the alphabet."""
    return _PLACES.sub(r"\1_0\2", text)


def renamed(first: Compiled, chunks: list[bytes]) -> None:
    """Half of what happens, then the move of every run that can, then the rest: all is as if nothing had
    another name.
    """
    old = as_version(first.text, "1")
    assert old is not None
    moves = " ".join(f"move {name} -> {with_other_names(name)}" for name in _places(old) if _is_place(name))
    new = as_version(with_other_names(first.text), f"2 migrate from 1 {{ {moves} }}")
    assert new is not None
    both = halfway(old, new, chunks)
    if any(run["journey"] == NAME and run["version"] == 1 for run in both.goes.open_runs):
        return  # One that is suspended keeps its names, and the two cannot be told together.
    both.go_on()
    assert _view(both.goes, both.known) == _view(both.stays, both.known)


def _is_place(name: str) -> bool:
    return _PLACES.fullmatch(name) is not None


def _view(world: World, known: int) -> Any:
    """Runs that go on and all that leaves, with the names that places have in the end."""
    runs = [without_move(run) for run in world.runs.values()]
    effects = [{**effect, "place": ""} for effect in world.effects[:known]]
    text = json.dumps([runs, effects, world.effects[known:]], sort_keys=True)
    return json.loads(re.sub(r"\b(\w+?)_0(\d+)\b", r"\1_\2", text))


def onto_another(first: Compiled, second: Compiled, chunks: list[bytes], choices: bytes) -> int:
    """Each place of one journey moves to any of another. A run that is refused stays byte for byte as it was;
    one that moves is where it can be, and remains so whatever happens. How many have moved.
    """
    old = as_version(first.text, "1")
    assert old is not None
    targets, c = _places(second), Choices(choices)
    moves = " ".join(f"move {name} -> {c.one(_alike(name, targets))}" for name in _places(old))
    new = as_version(second.text, f"2 migrate from 1 {{ {moves} }}")
    if new is None:
        return 0
    world = lived(old, chunks[::2])
    world.directory = beside(old, new)
    law = Law(next(one for one in new.package.journeys if one.name == NAME))
    moved = 0
    for name in movable(world):
        there, before = world.runs[name], json.dumps(world.runs[name])
        decision = world.apply(OperatorInput(f"move {name}", world.now, name, "migrate"))
        run = world.runs[name]
        assert (affected(there, decision).result == "moves") == (run["version"] == 2)
        if run["version"] == 1:
            _stayed(before, run, decision.report["result"])
            continue
        moved += 1
        _is_sound(world, run, law)
    happenings = Happenings(new._replace(directory=world.directory), world)
    for chunk in chunks[1::2]:
        happenings.happen(chunk)
        for run in world.open_runs:
            if run["journey"] == NAME and run["version"] == 2:
                _is_sound(world, run, law)
    return moved


def _alike(name: str, targets: list[str]) -> list[str]:
    """Places of the same kind, where there are any; else every place."""
    kind = name.partition("_")[0]
    return [target for target in targets if target.startswith(kind)] or targets


def _stayed(before: str, run: Run, result: str) -> None:
    if result == "refused":
        assert json.dumps(run) == before
    else:
        assert result == "incident"


def _is_sound(world: World, run: Run, law: Law) -> None:
    # How many items may go on at once counts when the next one is to begin.
    faults = [fault for fault in law.faults(run) if not fault.endswith("go on at once")]
    assert not faults, f"{run['id']}: {'; '.join(faults)}"
    known = law.nodes.keys()
    kept = [entry["place"] for entry in run.get("undo_log", ())]
    kept += [place for left in run.get("history", {}).values() for place in left]
    strange = {spot(place)[0] for place in (*kept, *run.get("history", {}))} - known
    assert not strange, f"{run['id']} remembers {strange}"
    open_children(world)
