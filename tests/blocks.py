"""The journeys in a page of Markdown, and what the compiler says to them.

A block that begins with `journey` stands alone. `journey uses shared.journey` adds the import of
`tests/fixtures/shared.journey` behind the last line, `journey in a journey` puts the block into a journey
with it, `journey in a step` into a step of one: a page shows what it speaks of and nothing else.
`journey file NAME` is another file for the block after it, `journey earlier` an earlier version of it.
"""

import json
import re
from pathlib import Path
from typing import NamedTuple

from journeyc.catalogue import CATALOGUE, LINT
from journeyc.compiler import Checked, Read, Selection, check, compile_package
from journeyc.ir import to_json
from journeyc.reading import Unreadable
from journeyc.released import NONE_RELEASED, released
from journeyc.source import Source

EARLIER = "earlier"
FIXTURES = Path(__file__).parent / "fixtures"
_FENCE = re.compile(r"^```(\w+)?(.*)$")
_EXPECTED = re.compile(r"# (error|warning): (.*?)\s*$")
_USES = ' import "shared.journey"'
_JOURNEY = (
    'journey example "Example" { languages en, de '
    'context { topic: text = "bill" amount: money? visit: instant = 2026-11-23T09:00 due: date? } '
)
_STEP = "starts on opened -> here step here via web, chat { "
_REST = (
    "on agent_decided -> done on cancelled -> gone after 9 days -> gone } end gone neutral end done success }"
)
#: What goes before the first and behind the last line of a part, so that lines keep their numbers.
_AROUND = {
    "uses shared.journey": ("", f"\n{_USES}"),
    "in a journey": (_JOURNEY, "\n}" + _USES),
    "in a step": (_JOURNEY + _STEP, "\n" + _REST + _USES),
}


class Block(NamedTuple):
    """A journey in a page: the heading above it, its line, how it is read, its text, files beside it."""

    section: str
    line: int
    reading: str
    text: str
    files: dict[str, str]


class Finding(NamedTuple):
    """What is said, or must be said: the line in the block, how grave, the words."""

    line: int
    severity: str
    message: str
    rule: str = ""


def blocks(page: Path) -> list[Block]:
    """The journeys of a page in written order."""
    found: list[Block] = []
    files: dict[str, str] = {}
    section, start, language, reading = "", 0, "", ""
    lines = page.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        fence = _FENCE.match(line)
        if fence and start:
            text = "\n".join(lines[start : number - 1])
            if language == "journey" and reading.startswith("file "):
                files[reading.removeprefix("file ")] = text
            elif language == "journey" and reading == EARLIER:
                files[EARLIER] = f"{text}\n{_USES}"
            elif language == "journey":
                found.append(Block(section, start, reading, text, files))
                files = {}
            start = 0
        elif fence:
            start, language, reading = number, fence[1] or "", fence[2].strip()
        elif not start and line.startswith("#"):
            section = line.lstrip("# ")
    return found


def expected(block: Block) -> list[Finding]:
    """What the comments in a block say must be found."""
    return [
        Finding(number, found[1], found[2])
        for number, line in enumerate(block.text.splitlines(), 1)
        if (found := _EXPECTED.search(line))
    ]


def whole(block: Block) -> str:
    """The file that a block stands for."""
    before, behind = _AROUND.get(block.reading, ("", ""))
    return before + block.text + behind


def checked(block: Block, rule: str = "") -> Checked:
    """All that is known of a block once it is checked, and linted by one rule where that is given."""
    name = "example.journey"
    source = Source(name, whole(block))

    def read(path: str) -> str:
        if path in block.files:
            return block.files[path]
        file = FIXTURES / path
        if path == name or not file.is_file():
            raise Unreadable("there is no such file")
        return file.read_text(encoding="utf-8")

    before_it = released(_earlier(block.files[EARLIER], read)) if EARLIER in block.files else NONE_RELEASED
    return check(source, read, only(rule), lint=rule in CATALOGUE, released=before_it)


def _earlier(text: str, read: Read) -> object:
    """The document that an earlier version was compiled to."""
    package = compile_package(check(Source("earlier.journey", text), read))
    return json.loads(to_json(package))


def only(rule: str) -> Selection:
    """One rule of those that `lint` asks, besides what every command finds."""
    return Selection(frozenset(CATALOGUE) - (frozenset(LINT) - {rule}))


def said(block: Block, rule: str = "") -> list[Finding]:
    """What the compiler finds in a block, warnings too."""
    return [
        Finding(found.source.position(found.span.start)[0], found.severity.value, found.message, found.rule)
        for found in checked(block, rule).diagnostics
    ]


def findings(text: str, reading: str = "uses shared.journey") -> list[Finding]:
    """What the compiler finds in a text that is read like a block."""
    return said(Block("", 0, reading, text, {}))


def fits(expected: list[Finding], said: list[Finding]) -> bool:
    """Whether exactly what is expected is said: the same lines, as grave, with the words among those said."""
    return len(expected) == len(said) and all(
        one.line == other.line and one.severity == other.severity and one.message in other.message
        for one, other in zip(sorted(expected), sorted(said), strict=True)
    )
