"""To any slip of the fingers, in an example or a drawn journey, the compiler answers with findings: near the
slip, and few.
"""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from journeyc.diagnostic import Diagnostic
from journeyc.grammar.tokens import Tokens
from tests.blocks import FIXTURES
from tests.compiler.generated.journeys import journey_text
from tests.compiler.mutations import EXAMPLES, KINDS, Mutant, check_text, mutants, mutated

FULL = FIXTURES / "bill_dispute_full.journey"
READING = frozenset({"syntax-error", "not-yet-supported"})


class Figures(NamedTuple):
    """What became of so many faults: the share found within one line, and how many findings more a fault.

    Mutants that are right, too, are counted apart.
    """

    faults: int
    near: float
    echoes: float
    right: int


def drawn(count: int) -> dict[Path, str]:
    """Journeys of all sizes, by names of files that are not there."""
    return {Path(f"drawn_{seed}.journey"): journey_text(seed, 10 + seed % 30) for seed in range(count)}


def distance(path: Path, line: int, found: Diagnostic) -> int:
    """How many lines a finding is from a fault."""
    if found.source.name != str(path):
        return 10**6
    return abs(found.source.position(found.span.start)[0] - line)


def measure(faulty: Iterator[Mutant], *, read: bool = True) -> Figures:
    """The figures of some mutants; `read`: of those alone that cannot be read."""
    faults = near = echoes = right = 0
    for mutant in faulty:
        found = check_text(mutant.path, mutant.text).diagnostics
        here = [one for one in found if one.source.name == str(mutant.path)]
        assert all(0 <= one.span.start <= one.span.end <= len(mutant.text) for one in here)
        if not found:
            right += 1
        elif not read or any(one.rule in READING for one in found):
            faults += 1
            near += min(distance(mutant.path, mutant.line, one) for one in found) <= 1
            echoes += len(found) - 1
    return Figures(faults, near / faults, echoes / faults, right)


def test_the_examples_are_clean() -> None:
    """So that what is found below comes from the faults."""
    for path in [*EXAMPLES, FULL]:
        assert check_text(path, path.read_text("utf-8")).diagnostics == []


def test_a_single_fault_is_found_where_it_is() -> None:
    """Hardly any escapes, and hardly anything else is said; the bounds leave room for other examples."""
    figures = measure(mutants(seed=11, count=400, paths=[*EXAMPLES, FULL]))
    assert figures.near >= 0.98
    assert figures.echoes <= 0.15


def test_a_single_fault_of_a_drawn_journey_is_found_where_it_is() -> None:
    """The same for journeys that nobody wrote; what can be read is counted, too.

    A name misspelt where it is declared is found where it is used.
    """
    texts = drawn(40)
    figures = measure(mutants(12, 400, list(texts), texts), read=False)
    assert figures.near >= 0.95
    assert figures.echoes <= 0.15


def lost_braces(texts: dict[Path, str]) -> Iterator[tuple[Mutant, int]]:
    """Every text without one of its `}`, with the line after which the `}` belongs."""
    for path, text in texts.items():
        tokens = Tokens(text)
        for at in range(1, len(tokens.kinds)):
            if tokens.kinds[at] == "RBRACE":
                start, end = tokens.starts[at], tokens.ends[at]
                line = text.count("\n", 0, start) + 1
                before = text.count("\n", 0, tokens.starts[at - 1]) + 1
                yield Mutant(path, "delete", "}", line, text[:start] + text[end:]), before


def placed(texts: dict[Path, str]) -> float:
    """The share of lost `}` that are said to be missing on exactly the line that they are missing on."""
    exact = count = 0
    for mutant, line in lost_braces(texts):
        said = [
            one.source.position(max(one.span.start, one.span.end - 1))[0]
            for one in check_text(mutant.path, mutant.text).diagnostics
            if one.rule == "syntax-error"
        ]
        exact += line in said
        count += 1
    return exact / count


def test_a_lost_brace_is_placed_exactly() -> None:
    """How lines are indented tells where it is missing, however late that shows."""
    assert placed({path: path.read_text("utf-8") for path in [*EXAMPLES, FULL]}) >= 0.95


#: Three faults are far enough from each other not to be one.
_APART = 8


def three_faults(seed: int, texts: dict[Path, str]) -> Iterator[tuple[Path, str, list[int]]]:
    """Texts with three faults, each of which would be found by itself, with their lines."""
    draw = random.Random(seed)  # noqa: S311  # faults that repeat, not secrets
    for path, text in texts.items():
        tokens, faulty, lines = Tokens(text), text, []
        # From the end on, so that what stands before keeps its place.
        below = len(tokens.kinds) - 2
        for _ in range(3):
            index, kind, slip = draw.randrange(below), draw.choice(KINDS), draw.random()
            alone = mutated(text, tokens, index, kind, random.Random(slip))  # noqa: S311  # as above
            if alone != text and check_text(path, alone).diagnostics:
                faulty = mutated(faulty, tokens, index, kind, random.Random(slip))  # noqa: S311  # as above
                lines.append(text.count("\n", 0, tokens.starts[index]) + 1)
            below = max(_APART, index - _APART)
            if below == _APART:
                break
        if len(lines) == 3:
            yield path, faulty, lines


def found_of_three(seed: int, texts: dict[Path, str]) -> tuple[float, float]:
    """The share of faults that are found within one line, three to a file; and echoes a file."""
    faults = near = files = echoes = 0
    for path, text, lines in three_faults(seed, texts):
        found = check_text(path, text).diagnostics
        files += 1
        faults += len(lines)
        near += sum(any(distance(path, line, one) <= 1 for one in found) for line in lines)
        echoes += max(0, len(found) - len(lines))
    return near / faults, echoes / files


def test_three_faults_in_one_text_are_found() -> None:
    """One hides nothing of the others."""
    near, _ = found_of_three(21, drawn(60))
    assert near >= 0.93


@pytest.mark.full
def test_many_faults_are_found_where_they_are() -> None:
    """The long figures, printed for the record."""
    texts = drawn(200)
    written = {path: path.read_text("utf-8") for path in [*EXAMPLES, FULL]}
    for name, figures in {
        "examples, what cannot be read": measure(mutants(1, 10_000, list(written))),
        "examples, everything": measure(mutants(2, 5_000, list(written)), read=False),
        "drawn journeys, everything": measure(mutants(3, 5_000, list(texts), texts), read=False),
    }.items():
        print(
            f"{name}: {figures.faults} faults ({figures.right} mutants are right, too), "
            f"within one line: {figures.near:.1%}, echoes a fault: {figures.echoes:.3f}"
        )
        assert figures.near >= 0.95
        assert figures.echoes <= 0.15
    for name, group in {"examples": written, "drawn journeys": drawn(30)}.items():
        exact = placed(group)
        print(f"a lost brace, {name}: placed exactly {exact:.1%}")
        assert exact >= 0.95
    near, echoes = found_of_three(4, texts)
    print(f"three faults in a text: within one line {near:.1%}, echoes a text: {echoes:.3f}")
    assert near >= 0.93


def test_faults_upon_faults_end_in_findings() -> None:
    """Five slips in one text: never an exception, always something said."""
    for mutant in mutants(seed=5, count=60):
        text, path = mutant.text, mutant.path
        for seed in range(4):
            (again,) = mutants(seed, 1, [path], {path: text})
            text = again.text
        check_text(path, text)
