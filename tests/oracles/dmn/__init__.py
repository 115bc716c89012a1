"""The cases of the DMN technology compatibility kit that ask decision tables, played on our decisions."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from journeyc.decision import Table
from journeyc.expression.functions import EvaluationError
from tests.oracles.dmn.playing import Refused, asked, compiled
from tests.oracles.dmn.reading import Case, DecisionTable, plain, read_cases, read_decisions
from tests.oracles.dmn.reasons import Reason, Untranslatable
from tests.oracles.dmn.translation import Translation, translate
from tests.oracles.table import Outcome, Result, oracle

__all__ = ["FOLDER", "results"]

FOLDER = "dmn-tck"


def results() -> list[Result]:
    """What became of each case; `Absent` where the kit is not on this machine."""
    return results_of(oracle(FOLDER))


def results_of(folder: Path) -> list[Result]:
    """What became of each case in a folder of the kit."""
    found: list[Result] = []
    for path in sorted(folder.glob("*/*.xml")):
        model, cases = read_cases(path)
        decisions = read_decisions(path.parent / model)
        found += [_result(f"{path.stem} {case.id}", case, decisions) for case in cases]
    return found


def _result(name: str, case: Case, decisions: Mapping[str, DecisionTable | None]) -> Result:
    try:
        for decision, element in case.expected.items():
            expected = plain(element)
            given = {name: plain(node) for name, node in case.given.items()}
            table, translation = _ready(decisions.get(decision))
            actual = asked(table, translation, given)
            if actual != expected:
                return Result(name, Outcome.FAILED, f"{decision} is {actual}, not {expected}")
    except Untranslatable as problem:
        return Result(name, Outcome.SKIPPED, problem.reason.value)
    except (Refused, EvaluationError) as problem:
        return Result(name, Outcome.FAILED, str(problem))
    return Result(name, Outcome.PASSED)


@lru_cache
def _ready(decision: DecisionTable | None) -> tuple[Table, Translation]:
    if decision is None:
        raise Untranslatable(Reason.NO_TABLE)
    translation = translate(decision)
    return compiled(translation), translation
