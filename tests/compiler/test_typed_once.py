"""What is known is found first, by typing no more than the values that are written; that changes neither
findings nor types, and every place is typed once.
"""

from pathlib import Path
from typing import Any

import pytest

from journeyc.compiler import Checked
from journeyc.compiler.propagation import Propagation
from journeyc.compiler.walk import Walk
from journeyc.expression.node import Shaped
from tests.blocks import FIXTURES
from tests.compiler.generated.journeys import journey_text
from tests.compiler.mutations import EXAMPLES, check_text, mutants

FULL = FIXTURES / "bill_dispute_full.journey"


def typed(value: Any) -> Any:
    """A node with all that was noted on it."""
    if isinstance(value, list | tuple):
        return [typed(item) for item in value]
    if isinstance(value, Shaped):
        fields = dict.fromkeys([*value._given, *value._defaults])
        return type(value).__name__, [(name, typed(getattr(value, name))) for name in fields]
    return value


def known(checked: Checked) -> Any:
    """What later passes read of a project."""
    ways = [[(edge.source, edge.target, edge.kind) for edge in flow.edges] for flow in checked.flows]
    found = [
        (one.rule, one.message, one.span, one.help, [label[1:] for label in one.labels], one.edits)
        for one in checked.diagnostics
    ]
    return found, ways, typed([file.tree for file in checked.project.files])


def texts(seed: int, count: int) -> list[tuple[Path, str]]:
    """Examples and drawn journeys with a fault each, and drawn ones without."""
    drawn = {Path(f"drawn_{number}.journey"): journey_text(number, 10 + number % 30) for number in range(20)}
    paths = [*EXAMPLES, FULL, *drawn]
    faulty = [(mutant.path, mutant.text) for mutant in mutants(seed, count, paths, drawn)]
    return [*drawn.items(), *faulty]


def differences(monkeypatch: pytest.MonkeyPatch, seed: int, count: int) -> list[str]:
    """Texts of which something else is known when the journey is followed and typed twice."""
    found = []
    for path, text in texts(seed, count):
        once = known(check_text(path, text))
        with monkeypatch.context() as patch:
            patch.setattr(Propagation, "run", twice(Propagation.run))
            patch.setattr(Walk, "run", twice(Walk.run))
            again = known(check_text(path, text))
        if once != again:
            found.append(text)
    return found


def twice(run: Any) -> Any:
    def both(self: Any) -> Any:
        run(self)
        return run(self)

    return both


def test_once_and_twice_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """In journeys with and without a fault."""
    assert differences(monkeypatch, seed=5, count=60) == []


@pytest.mark.full
def test_once_and_twice_find_the_same_in_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """As above, more than ten times as often."""
    assert differences(monkeypatch, seed=6, count=1000) == []


def test_each_place_is_typed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many ways lead to it."""
    names: list[str] = []
    typed_place = Walk._enter

    def noting(walk: Walk, name: str, item: Any) -> None:
        names.append(name)
        typed_place(walk, name, item)

    monkeypatch.setattr(Walk, "_enter", noting)
    for path in EXAMPLES:
        names.clear()
        checked = check_text(path, path.read_text("utf-8"))
        assert checked.diagnostics == []
        assert sorted(names) == sorted(name for flow in checked.flows for name in flow.places)
