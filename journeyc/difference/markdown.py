"""A difference as Markdown, for the text or a comment of a pull request.

What an author has written stands in code spans and fences only, which nothing in it can leave: so it names
nobody, links nowhere, and closes nothing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from journeyc.difference.kinds import KINDS
from journeyc.difference.model import Change, Customers, Difference, JourneyDifference, Position
from journeyc.difference.phrase import Phrase, said
from journeyc.difference.summary import FATES, HEADINGS, SHARED, are_shown, heading, listed_places, summary
from journeyc.report.cells import in_line
from journeyc.report.counted import counted

_TICKS = re.compile("`+")
_NONE: Mapping[str, str] = MappingProxyType({})
#: So many changes are shown at once; more are folded.
_OPEN = 8


def to_markdown(difference: Difference, maps: Mapping[str, str] = _NONE) -> str:
    """The whole difference; `maps` are pictures in Mermaid by the names of their journeys."""
    return "\n".join(_lines(difference, maps)).rstrip("\n") + "\n"


def code(text: str) -> str:
    """A code span on one line, whatever is in it."""
    line = in_line(" ".join(text.split())) or " "
    ticks = "`" * (1 + max(map(len, _TICKS.findall(line)), default=0))
    space = " " if line.startswith("`") or line.endswith("`") or not line.strip() else ""
    return f"{ticks}{space}{line}{space}{ticks}"


def fence(text: str, language: str) -> list[str]:
    """A fenced block of lines, whatever is in them."""
    lines = [in_line(line) for line in text.split("\n")]
    ticks = "`" * max(3, 1 + max(map(len, _TICKS.findall(text)), default=0))
    return [f"{ticks}{language}", *lines, ticks]


def _words(phrase: Phrase) -> str:
    return said(phrase, code)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _lines(difference: Difference, maps: Mapping[str, str]) -> Iterator[str]:
    told = summary(difference)
    yield f"**{told[0].upper()}{told[1:]}.**"
    yield ""
    if difference.breaking:
        yield "### Breaks what embeds it"
        yield ""
        for item in difference.breaking:
            of = f"{code(item.journey)}: " if item.journey else ""
            yield f"- **{item.kind}** {of}{_words(item.sentence)}{_where(item.at)}<br>{KINDS[item.kind]}"
        yield ""
    for journey in difference.journeys:
        if journey.state != "unchanged":
            yield from _journey(journey, maps.get(journey.name))
    if difference.shared:
        yield f"### {SHARED.capitalize()}"
        yield ""
        yield from _several("Changes", difference.shared)


def _journey(journey: JourneyDifference, drawn: str | None) -> Iterator[str]:
    yield f"### {code(journey.name)} {heading(journey)}"
    yield ""
    for category, words in HEADINGS.items():
        yield from _several(words.capitalize(), journey.of(category))
    if journey.customers:
        yield from _inside(journey.customers)
    if drawn:
        yield from _folded("The map of old and new", fence(drawn.rstrip("\n"), "mermaid"))


def _several(words: str, changes: Iterable[Change]) -> Iterator[str]:
    changes = list(changes)
    if not changes:
        return
    lines = [line for change in changes for line in _change(change)]
    title = f"{words}: {counted(len(changes), 'change')}"
    if len(changes) > _OPEN:
        yield from _folded(title, lines)
        return
    yield f"**{title}**"
    yield ""
    yield from lines
    yield ""


def _folded(title: str, lines: Iterable[str]) -> Iterator[str]:
    # Only behind an empty line is it Markdown again.
    yield f"<details><summary>{title}</summary>"
    yield ""
    yield from lines
    yield ""
    yield "</details>"
    yield ""


_SIGNS = {"added": "➕", "removed": "➖"}


def _change(change: Change) -> Iterator[str]:
    yield f"- {_SIGNS.get(change.action, '✏️')} {_words(change.sentence)}{_where(change.at)}"
    if are_shown(change.old, change.new, change.sentence):
        lines = [
            f"{sign} {line}"
            for sign, text in (("-", change.old), ("+", change.new))
            if text
            for line in text.split("\n")
        ]
        yield from (f"  {line}" for line in fence("\n".join(lines), "diff"))


def _where(at: Position | None) -> str:
    return f" — {code(f'{at.file}:{at.line}')}" if at else ""


def _inside(customers: Customers) -> Iterator[str]:
    yield f"**Customers inside**: {_words(customers.note)}"
    yield ""
    if places := listed_places(customers):
        counted_too = customers.counted
        heads = ["Place", *(["Version", "Runs"] if counted_too else []), "What becomes of them", "Because"]
        yield f"| {' | '.join(heads)} |"
        yield f"| {' | '.join('---' for _ in heads)} |"
        for one in places:
            fate = FATES[one.fate] + (f" to {code(one.to)}" if one.to not in {None, one.place} else "")
            numbers = [str(one.version), "" if one.runs is None else str(one.runs)] if counted_too else []
            because = "; ".join(map(_reason, one.reasons))
            yield f"| {' | '.join(_cell(cell) for cell in (code(one.place), *numbers, fate, because))} |"
        yield ""
    if customers.clause:
        yield "So that all of them can move, write:"
        yield ""
        yield from fence(customers.clause, "")
        yield ""


def _reason(text: str) -> str:
    """What the runtime says, with the names in it as code; the rest as it is, and no markup."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        return code(text)
    return "".join(code(piece) if number % 2 else _plain(piece) for number, piece in enumerate(pieces))


def _plain(text: str) -> str:
    return re.sub(r"([\\*_\[\]<>@#~&!|])", r"\\\1", in_line(text))
