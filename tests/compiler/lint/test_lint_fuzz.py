"""All rules on texts that nobody wrote: whatever they are, rules end in findings that can be shown."""

import random
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from journeyc.catalogue import LINT
from journeyc.compiler import check
from journeyc.grammar.tokens import Tokens
from journeyc.reading import read_text
from journeyc.source import Source
from tests.blocks import FIXTURES
from tests.compiler.generated.journeys import journey_text
from tests.compiler.mutations import EXAMPLES

CLEAN = sorted((Path(__file__).parent / "clean").rglob("*.journey"))
seeds = st.integers(0, 2**32)


@cache
def texts() -> list[tuple[Path, str]]:
    """The examples and the good journeys, with their files."""
    return [(path, path.read_text("utf-8")) for path in (*EXAMPLES, *CLEAN)]


def judge(path: Path, text: str) -> None:
    """Lint a text in place of a file: all that is said, in labels and edits too, is inside its text, and said
    once, in one line.
    """
    found = check(Source(str(path), text), read_text, lint=True).diagnostics
    asked = [(one.rule, one.span) for one in found if one.rule in LINT]
    assert len(set(asked)) == len(asked)
    for one in found:
        edited = [(one.source, edit.span) for edit in one.edits]
        labelled = [(label.source, label.span) for label in one.labels]
        for source, span in ((one.source, one.span), *labelled, *edited):
            assert 0 <= span.start <= span.end <= len(source.text), one
        assert one.message
        assert "\n" not in one.message + one.help
        assert len(one.message) < 1000


def moved(text: str, draw: random.Random) -> str:
    """A text one clause or line of which is left out, doubled, or put in place of another one."""
    lines = text.splitlines(keepends=True)
    clauses = [at for at, line in enumerate(lines) if line.count("{") == line.count("}") and line.strip()]
    at, to = draw.choice(clauses), draw.choice(clauses)
    match draw.randrange(3):
        case 0:
            lines[at] = "\n"
        case 1:
            lines[at] += lines[at]
        case _:
            lines[at] = lines[to]
    return "".join(lines)


@settings(max_examples=40)
@given(seeds)
def test_a_drawn_journey_is_linted(seed: int) -> None:
    """Journeys of all constructs, right as far as the language goes."""
    judge(FIXTURES / "drawn.journey", journey_text(seed, 12))


@settings(max_examples=150)
@given(seeds)
def test_an_example_with_a_slip_is_linted(seed: int) -> None:
    """Clauses out of place, and words exchanged for others of the text: half of them are no error."""
    draw = random.Random(seed)  # noqa: S311  # faults that repeat, not secrets
    path, text = draw.choice(texts())
    for _ in range(draw.randint(1, 3)):
        text = moved(text, draw)
    if draw.random() < 0.5:
        tokens = Tokens(text)
        one, other = (draw.randrange(len(tokens.kinds) - 1) for _ in range(2))
        text = text[: tokens.starts[one]] + tokens.word(other) + text[tokens.ends[one] :]
    judge(path, text)
