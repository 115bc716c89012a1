"""To any one slip of the fingers in an example the compiler answers with findings: near the slip, and few."""

import pytest

from journeyc.diagnostic import Diagnostic
from tests.compiler.mutations import EXAMPLES, Mutant, check_text, mutants

READING = frozenset({"syntax-error", "not-yet-supported"})


def distance(mutant: Mutant, found: Diagnostic) -> int:
    """How many lines a finding is from the fault."""
    if found.source.name != str(mutant.path):
        return 10**6
    return abs(found.source.position(found.span.start)[0] - mutant.line)


def measure(seed: int, count: int) -> tuple[float, float]:
    """Of the faults that keep a text from being read: the share found within one line, and echoes a fault."""
    faults = near = echoes = 0
    for mutant in mutants(seed, count):
        found = check_text(mutant.path, mutant.text).diagnostics
        text_length = len(mutant.text)
        assert all(
            0 <= one.span.start <= one.span.end <= text_length
            for one in found
            if distance(mutant, one) < 10**6
        )
        if any(one.rule in READING for one in found):
            faults += 1
            near += min(distance(mutant, one) for one in found) <= 1
            echoes += len(found) - 1
    return near / faults, echoes / faults


def test_the_examples_are_clean() -> None:
    """So that what is found below comes from the faults."""
    assert [
        found for path in EXAMPLES for found in check_text(path, path.read_text("utf-8")).diagnostics
    ] == []


def test_a_single_fault_is_found_where_it_is() -> None:
    """Hardly any escapes, and hardly anything else is said; the bounds leave room for other examples."""
    near, echoes = measure(seed=11, count=400)
    assert near >= 0.98
    assert echoes <= 0.2


@pytest.mark.full
def test_many_single_faults_are_found_where_they_are() -> None:
    """The long figures, printed for the record."""
    near, echoes = measure(seed=1, count=10_000)
    print(f"within one line: {near:.1%}, echoes a fault: {echoes:.2f}")
    assert near >= 0.99
    assert echoes <= 0.15


def test_faults_upon_faults_end_in_findings() -> None:
    """Five slips in one text: never an exception, always something said."""
    for mutant in mutants(seed=5, count=60):
        text, path = mutant.text, mutant.path
        for seed in range(4):
            (again,) = mutants(seed, 1, [path], {path: text})
            text = again.text
        check_text(path, text)
