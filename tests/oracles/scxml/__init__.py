"""The W3C's machines for SCXML, translated by rule to journeys and played: each must end in its state
`pass`.

Where a machine tests what happens to a fault that types rule out, its journey must not compile, and for that
fault alone; that, too, is passed. What cannot be translated carries one of a closed list of reasons.
"""

from pathlib import Path

from journeyc.compiler import Selection, check, compile_package
from journeyc.source import Source
from tests.oracles.scxml.expressions import Unforeseen
from tests.oracles.scxml.faults import Finding, judge
from tests.oracles.scxml.playing import Stage
from tests.oracles.scxml.reading import read_machine
from tests.oracles.scxml.reasons import Untranslatable
from tests.oracles.scxml.translate import Translation, translate
from tests.oracles.table import Outcome, Result, oracle

FOLDER = "scxml-w3c"
#: What a machine that must not compile, and does not, has passed for.
REJECTED = "rejected, as it should be: "
#: That nobody can leave a state is no fault of a machine; it would be one of a journey.
_LEGAL = Selection(ignore=frozenset({"dead-end"}))


def machines() -> list[Path]:
    """The documents of all machines that must pass; others are parts of them."""
    found = sorted(oracle(FOLDER).glob("*/*.scxml"), key=lambda path: (path.parent.name, path.stem))
    return [path for path in found if any(state.name == "pass" for state in read_machine(path).states)]


def results() -> list[Result]:
    """What becomes of every machine."""
    return [result_of(path) for path in machines()]


def result_of(path: Path) -> Result:
    """What becomes of one machine."""
    name = f"{path.parent.name}/{path.stem}"
    try:
        translation = translate(read_machine(path))
    except Untranslatable as refused:
        return Result(name, Outcome.SKIPPED, refused.reason.value)
    except Unforeseen as unforeseen:
        return Result(name, Outcome.FAILED, f"no rule says how to translate {unforeseen}")
    if translation.faults:
        problem = not_refused(translation)
        passed = REJECTED + translation.faults[0].kind.value
        return Result(name, Outcome.FAILED if problem else Outcome.PASSED, problem or passed)
    problem = played(translation)
    return Result(name, Outcome.FAILED if problem else Outcome.PASSED, problem)


def not_refused(translation: Translation) -> str:
    """Why the compiler does not refuse a journey as it should; empty where it does."""
    return judge(translation.faults, findings(translation))


def findings(translation: Translation) -> list[Finding]:
    """The errors that the compiler finds in a journey."""
    lines = translation.text.splitlines()
    checked = check(Source("machine.journey", translation.text), _nothing_to_import, _LEGAL)
    return [
        Finding(error.rule, error.message, lines[error.source.position(error.span.start)[0] - 1])
        for error in checked.diagnostics
        if error.severity == "error"
    ]


def played(translation: Translation) -> str:
    """How a journey went otherwise than it should; empty where it passed."""
    checked = check(Source("machine.journey", translation.text), _nothing_to_import, _LEGAL)
    if not checked.correct:
        return f"it does not compile: {judge([], findings(translation))}"
    return Stage(translation, compile_package(checked)).play()


def _nothing_to_import(path: str) -> str:
    raise AssertionError(f"a machine imports nothing, but this one imports {path}")
