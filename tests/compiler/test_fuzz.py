"""Texts that nobody wrote: whatever they are, they end in findings, and what has none compiles."""

import random
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from journeyc.compiler import Checked, check, compile_package
from journeyc.grammar.keywords import KEYWORDS, NOT_YET, UNITS, WEEKDAYS
from journeyc.grammar.tokens import Tokens
from journeyc.ir import Package, from_json, to_json
from journeyc.reading import Unreadable
from journeyc.source import Source
from tests.blocks import FIXTURES
from tests.compiler.generated.journeys import journey_text
from tests.compiler.sampled import sample
from tests.compiler.test_corpus import RIGHT, WRONG

SHARED = "../../fixtures/shared.journey"
NAMES = [
    "a",
    "b",
    "amount",
    "claim",
    "customer",
    "done",
    "event",
    "gold",
    "intake",
    "opened",
    "thanks",
    "tier",
    "web",
]
SIGNS = [*'{}()[],:=.?%+-*/<>"', "->", "=>", "==", "!=", "<=", ">=", '"""', "#", "##"]
VALUES = [
    "0",
    "3",
    "2.5",
    '"text"',
    "20 EUR",
    "5 USD",
    "2 days",
    "3 business days",
    "2026-11-23",
    "20:00",
    "30%",
]
WORDS = [
    *KEYWORDS,
    *NOT_YET,
    *WEEKDAYS,
    *(form for forms in UNITS.values() for form in forms),
    "Tier",
    "Customer",
]

soup = st.lists(st.sampled_from([*WORDS, *NAMES, *SIGNS, *VALUES]), max_size=200).map(" ".join)
seeds = st.integers(0, 2**32)


@cache
def texts() -> list[str]:
    """The texts of the corpus, right and wrong."""
    return [path.read_text("utf-8") for path in (*RIGHT, *WRONG)]


@cache
def shared() -> str:
    """What the corpus imports."""
    return (FIXTURES / "shared.journey").read_text("utf-8")


def mutated(seed: int) -> str:
    """A text of the corpus with some words deleted, doubled, moved, or taken from another text of it."""
    draw = random.Random(seed)  # noqa: S311  # faults that repeat, not secrets
    text, other = draw.choice(texts()), draw.choice(texts())
    others = Tokens(other)
    for _ in range(draw.randint(1, 4)):
        tokens = Tokens(text)
        count = len(tokens.kinds) - 1
        if count < 3:
            return text
        at, to = draw.randrange(count), draw.randrange(count)
        start, end = tokens.starts[at], tokens.ends[at]
        foreign = others.word(draw.randrange(len(others.kinds) - 1))
        match draw.randrange(4):
            case 0:
                text = text[:start] + text[end:]
            case 1:
                text = f"{text[:start]}{foreign} {text[end:]}"
            case 2:
                text = f"{text[:start]}{foreign} {text[start:]}"
            case _:
                moved = text[start:end]
                text = text[: tokens.starts[to]] + moved + " " + text[tokens.starts[to] :]
    return text


def judge(files: dict[str, str]) -> Checked:
    """Check `a.journey` and what it imports: few findings, each inside its text and in one line; what is
    right compiles into a package that survives being written.
    """

    def read(path: str) -> str:
        if path.endswith("shared.journey"):
            return shared()
        if path not in files:
            raise Unreadable("there is no such file")
        return files[path]

    found = check(Source("a.journey", files["a.journey"]), read)
    length = sum(map(len, files.values()))
    assert len(found.diagnostics) <= 20 + length
    for one in found.diagnostics:
        for source, span in ((one.source, one.span), *((label.source, label.span) for label in one.labels)):
            assert 0 <= span.start <= span.end <= len(source.text), one
        for edit in one.edits:
            assert 0 <= edit.span.start <= edit.span.end <= len(one.source.text), one
        assert one.message
        assert "\n" not in one.message
        assert len(one.message) < 2000
    if found.correct:
        package = compile_package(found)
        assert from_json(to_json(package), Package) == package
    return found


@given(st.text(max_size=300))
def test_any_text_is_judged(text: str) -> None:
    """Signs of all kinds."""
    judge({"a.journey": text})


PLACES = [
    "{}",
    f'import "{SHARED}" journey claim {{{{ {{}} }}}}',
    f'import "{SHARED}" journey claim {{{{ starts on opened -> a step a via web {{{{ {{}} }}}} }}}}',
]


@given(soup)
def test_a_soup_of_words_is_judged(text: str) -> None:
    """Words of the language in any order, in a file, a journey and a step."""
    for place in PLACES:
        judge({"a.journey": place.format(text)})


@given(seeds)
def test_a_mutated_text_is_judged(seed: int) -> None:
    """Right and wrong ones, each with a few words changed."""
    judge({"a.journey": mutated(seed)})


@given(seeds)
def test_what_can_be_read_and_means_nothing_is_judged(seed: int) -> None:
    """Texts with every construct of the grammar in places where none of it makes sense."""
    judge({"a.journey": sample(seed, 60).text})
    judge({"a.journey": f'import "{SHARED}"\n{sample(seed, 60).text}'})


@given(seeds, seeds)
def test_a_right_text_with_a_slip_is_judged(seed: int, slip: int) -> None:
    """Journeys that are drawn, with some of their words exchanged."""
    draw = random.Random(slip)  # noqa: S311  # faults that repeat, not secrets
    text = journey_text(seed, 12)
    for _ in range(draw.randint(0, 3)):
        tokens = Tokens(text)
        one, other = (draw.randrange(len(tokens.kinds) - 1) for _ in range(2))
        text = text[: tokens.starts[one]] + tokens.word(other) + text[tokens.ends[one] :]
    judge({"a.journey": text})


@given(
    st.lists(
        st.tuples(seeds, st.sampled_from(["a", "b", "c", "d", "../a", "x/../b"])), min_size=3, max_size=3
    )
)
def test_files_that_import_each_other_are_judged(files: list[tuple[int, str]]) -> None:
    """In circles, twice, themselves, and what is not there."""
    judge(
        {
            f"{name}.journey": f'import "{imported}.journey"\n{mutated(seed)}\nimport "c.journey"'
            for name, (seed, imported) in zip("abc", files, strict=True)
        }
    )
