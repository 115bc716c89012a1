"""Single faults such as fingers make, drawn from a seed: where they are, and the text they leave."""

import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from journeyc.compiler import Checked, check
from journeyc.grammar.tokens import Tokens
from journeyc.reading import read_text
from journeyc.source import Source

EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "journeys").glob("*.journey"))
KINDS = ("delete", "duplicate", "swap", "misspell")


class Mutant(NamedTuple):
    """A text with one fault; `line` is where it is, counted from 1."""

    path: Path
    kind: str
    token: str
    line: int
    text: str


def check_text(path: Path, text: str) -> Checked:
    """What is known of a text that stands in for a file."""
    return check(Source(str(path), text), read_text)


def mutants(
    seed: int, count: int, paths: list[Path] = EXAMPLES, written: Mapping[Path, str] = MappingProxyType({})
) -> Iterator[Mutant]:
    """So many texts with one fault each, the same for the same seed; `written` stands in for files."""
    draw = random.Random(seed)  # noqa: S311  # faults that repeat, not secrets
    texts = [(path, written.get(path) or path.read_text(encoding="utf-8")) for path in paths]
    columns = [Tokens(text) for _, text in texts]
    for number in range(count):
        (path, text), tokens = texts[number % len(texts)], columns[number % len(texts)]
        index = draw.randrange(len(tokens.kinds) - 2)
        kind = draw.choice(KINDS)
        word = tokens.word(index)
        line = text.count("\n", 0, tokens.starts[index]) + 1
        yield Mutant(path, kind, word, line, mutated(text, tokens, index, kind, draw))


def mutated(text: str, tokens: Tokens, index: int, kind: str, draw: random.Random) -> str:
    """The text with a fault at a token; what stands behind it may have been changed before."""
    start, end, word = tokens.starts[index], tokens.ends[index], tokens.word(index)
    match kind:
        case "delete":
            return text[:start] + text[end:]
        case "duplicate":
            return text[:end] + " " + word + text[end:]
        case "swap":
            after, behind = tokens.starts[index + 1], tokens.ends[index + 1]
            between = text[end:after] or " "
            return text[:start] + text[after:behind] + between + word + " " + text[behind:].lstrip(" ")
    return text[:start] + _misspelt(word, draw) + text[end:]


def _misspelt(word: str, draw: random.Random) -> str:
    """A slip: two letters in the wrong order, one lost, one doubled, or one from the neighbouring key."""
    at = draw.randrange(len(word))
    slips = [
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :],
        word[:at] + draw.choice("aeiors") + word[at + 1 :],
    ]
    return draw.choice(slips)
