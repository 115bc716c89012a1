"""A corpus of journeys with one fault each, which is said once, in the right place and words; and of tricky
ones that are right.

A file of the first kind begins with the rule, the very words that are underlined, what is said to help and
what is said at other places, and names the message on the line of the fault. A comment that stands alone
speaks of the line above it.
"""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from journeyc.catalogue import EVERYWHERE
from journeyc.compiler import Checked, check, compile_package
from journeyc.diagnostic import Diagnostic, Edit
from journeyc.ir import Package, from_json, to_json
from journeyc.loading import check_file
from journeyc.reading import read_text
from journeyc.source import Source

CORPUS = Path(__file__).parent / "corpus"
WRONG = sorted(CORPUS.glob("*.journey"))
RIGHT = sorted((CORPUS / "right").glob("*.journey"))

_HEAD = re.compile(r"# (rule|underlined|help|label): (.*)")
_SAID = re.compile(r"(.*?)\s*# (error|warning): (.*)")
#: Words of Python and of the parser: no author knows them.
_FOREIGN = re.compile(
    r"\b(None|True|False|Token|Tree|NAME|UPPER|INT|STRING|BLOCK|LBRACE|RBRACE|EOF|dict|tuple|str|object at)\b"
    r"|<[a-z_]+>|\b_[a-z]|\b[A-Z][a-z]+(Type|Error|Effect|Value)\b"
)


class Expected(NamedTuple):
    """What a file of the corpus says must be said of it."""

    rule: str
    underlined: str
    help: str
    labels: tuple[str, ...]
    line: int
    severity: str
    message: str


def expected(path: Path) -> Expected:
    """The expectation in the comments of a file."""
    head: dict[str, str] = {}
    labels: list[str] = []
    said: list[tuple[int, str, str]] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        found = _HEAD.fullmatch(line)
        if found and not said:
            head[found[1]] = found[2]
            labels += [found[2]] if found[1] == "label" else []
        elif told := _SAID.fullmatch(line):
            said.append((number - (not told[1]), told[2], told[3]))
    (only,) = said
    return Expected(head["rule"], head["underlined"], head["help"], tuple(labels), *only)


@cache
def checked(path: Path) -> Checked:
    """What is known of a file."""
    return check_file(path)


def one(path: Path) -> Diagnostic:
    """The only thing that is said of a file."""
    found = checked(path).diagnostics
    assert len(found) == 1, [diagnostic.message for diagnostic in found]
    assert found[0].source.name == str(path)
    return found[0]


def meant(found: Diagnostic) -> str:
    """The name that was probably meant, if one is suggested."""
    asked = re.fullmatch(r"did you mean `(.*)`\?", found.help)
    return asked[1] if asked else ""


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_one_fault_is_one_finding(path: Path) -> None:
    """Of this rule, on this line, with these words under this text, and nothing else."""
    wanted, found = expected(path), one(path)
    underlined = found.source.slice(found.span)
    first, _, more = underlined.partition("\n")
    assert wanted == Expected(
        found.rule,
        f"{first}…" if more else first,
        found.help,
        tuple(label.text for label in found.labels),
        found.source.position(found.span.start)[0],
        found.severity.value,
        found.message,
    )


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_what_is_said_can_be_read(path: Path) -> None:
    """A message and a cure, both in the words of the language, both of one sentence that stands alone."""
    found = one(path)
    for text in (found.message, found.help, *(label.text for label in found.labels)):
        prose = re.sub(r"`[^`]*`", "`…`", text)
        assert text
        assert "\n" not in text
        assert not prose[0].isupper(), text
        assert not prose.endswith("."), text
        assert not _FOREIGN.search(prose), text
    assert found.span not in {label.span for label in found.labels if label.source is found.source}
    assert {edit.replacement for edit in found.edits if meant(found)} <= {meant(found)}


@pytest.mark.parametrize(
    "path",
    [path for path in WRONG if "\n# help: did you mean" in path.read_text("utf-8")],
    ids=lambda p: p.stem,
)
def test_what_was_probably_meant_mends_it(path: Path) -> None:
    """Put in its place, it leads to a text in which that is no fault any more."""
    found = one(path)
    text = found.source.text
    for edit in found.edits or (Edit(found.span, meant(found)),):
        text = text[: edit.span.start] + edit.replacement + text[edit.span.end :]
    again = check(Source(str(path), text), read_text).diagnostics
    assert found.message not in {diagnostic.message for diagnostic in again}


def test_the_corpus_speaks_of_every_rule() -> None:
    """A rule without a file here is one whose words nobody has looked at; `lint` has others."""
    assert set(EVERYWHERE) == {expected(path).rule for path in WRONG}


@pytest.mark.parametrize("path", RIGHT, ids=lambda path: path.stem)
def test_what_is_right_is_left_alone(path: Path) -> None:
    """No finding, and a package that survives being written and read."""
    found = checked(path)
    assert [diagnostic.message for diagnostic in found.diagnostics] == []
    package = compile_package(found)
    assert from_json(to_json(package), Package) == package
