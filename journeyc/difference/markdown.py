"""A difference as Markdown, for the text or a comment of a pull request.

What an author has written stands in code spans and fences only, which nothing in it can leave: so it names
nobody, links nowhere, and closes nothing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from journeyc.difference.kinds import KINDS
from journeyc.difference.model import Change, Customers, Difference, Inside, JourneyDifference, Position
from journeyc.difference.phrase import Phrase, said
from journeyc.difference.summary import FATES, HEADINGS, SHARED, are_shown, heading, listed_places, summary
from journeyc.report.counted import counted
from journeyc.report.markdown import block, cell, code

_NONE: Mapping[str, str] = MappingProxyType({})
#: What is no markup wherever it stands; a backslash would not keep GitHub from a mention.
_WORDS = re.compile(r"(?:(?!www\.)[^\W_]|[ ,.;:()'-])*")
#: So many changes are shown at once; more are folded.
_OPEN = 8


def to_markdown(difference: Difference, maps: Mapping[str, str] = _NONE) -> str:
    """The whole difference; `maps` are pictures in Mermaid by the names of their journeys."""
    return "\n".join(_lines(difference, maps)).rstrip("\n") + "\n"


def _words(phrase: Phrase) -> str:
    return said(phrase, code)


def _lines(difference: Difference, maps: Mapping[str, str]) -> Iterator[str]:
    told = summary(difference)
    yield f"**{told[0].upper()}{told[1:]}.**"
    yield ""
    if difference.left_out:
        yield f"Not compared, as there are errors: {', '.join(map(code, difference.left_out))}."
        yield ""
    if difference.not_compared:
        yield f"Not compared, as they may be there: {', '.join(map(code, difference.not_compared))}."
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
        yield from _several("", difference.shared)


def _journey(journey: JourneyDifference, drawn: str | None) -> Iterator[str]:
    yield f"### {code(journey.name)} {heading(journey)}"
    yield ""
    for category, words in HEADINGS.items():
        yield from _several(words.capitalize(), journey.of(category))
    if journey.customers:
        yield from _inside(journey.customers)
    if drawn:
        yield from _folded("The map of old and new", block(drawn.rstrip("\n"), "mermaid"))


def _several(words: str, changes: Iterable[Change]) -> Iterator[str]:
    changes = list(changes)
    if not changes:
        return
    lines = [line for change in changes for line in _change(change)]
    number = counted(len(changes), "change")
    title = f"{words}: {number}" if words else number
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
        yield from (f"  {line}" for line in block("\n".join(lines), "diff"))


def _where(at: Position | None) -> str:
    return f" — {code(f'{at.file}:{at.line}')}" if at else ""


def _inside(customers: Customers) -> Iterator[str]:
    yield f"**Customers inside**: {_words(customers.note)}"
    yield ""
    places = listed_places(customers)
    table = list(_table(places, with_runs=customers.counted))
    if len(places) > _OPEN:
        stuck = sum(one.fate == "must-be-mapped" for one in places)
        more = f", {stuck} of them must be mapped" if stuck else ""
        yield from _folded(f"{counted(len(places), 'place')}{more}", table)
    elif places:
        yield from (*table, "")
    if customers.clause:
        yield "So that no step keeps them from it, write:"
        yield ""
        yield from block(customers.clause, "")
        yield ""


def _table(places: Iterable[Inside], *, with_runs: bool) -> Iterator[str]:
    heads = ["Place", *(["Version", "Runs"] if with_runs else []), "What becomes of them", "Because"]
    yield f"| {' | '.join(heads)} |"
    yield f"| {' | '.join('---' for _ in heads)} |"
    for place in places:
        fate = FATES[place.fate] + (f" to {code(place.to)}" if place.to not in {None, place.place} else "")
        numbers = [str(place.version), "" if place.runs is None else str(place.runs)] if with_runs else []
        because = "; ".join(map(_reason, place.reasons))
        yield f"| {' | '.join(map(cell, (code(place.place), *numbers, fate, because)))} |"


def _reason(text: str) -> str:
    """What the runtime says, with the names in it as code; all of it, where more than words stands around."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0 or not all(map(_WORDS.fullmatch, pieces[::2])):
        return code(text)
    return "".join(code(piece) if number % 2 else piece for number, piece in enumerate(pieces))
