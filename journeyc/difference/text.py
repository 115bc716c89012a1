"""A difference for people, in a terminal or a pipe."""

from collections.abc import Iterable, Iterator

from journeyc.difference.kinds import KINDS
from journeyc.difference.model import Action, Breaking, Change, Customers, Difference, Position
from journeyc.difference.phrase import said
from journeyc.difference.summary import FATES, HEADINGS, SHARED, are_shown, heading, listed_places, summary
from journeyc.report.cells import columns, in_line
from journeyc.report.counted import counted
from journeyc.report.paint import Ink, Paint

_SIGNS: dict[Action, tuple[str, Ink]] = {
    "added": ("+", "added"),
    "removed": ("−", "removed"),
    "changed": ("~", "changed"),
    "moved": ("~", "changed"),
    "renamed": ("~", "changed"),
    "reordered": ("~", "changed"),
}


def to_text(difference: Difference, paint: Paint) -> str:
    """The whole difference, one line for each change."""
    return "".join(f"{line}\n" for line in _lines(difference, paint))


def _lines(difference: Difference, paint: Paint) -> Iterator[str]:
    for journey in difference.journeys:
        if journey.state == "unchanged":
            continue
        title = f"  {in_line(journey.title)}" if journey.title else ""
        yield f"{paint(in_line(f'{journey.name} {heading(journey)}'), 'strong')}{paint(title, 'quiet')}"
        for category, words in HEADINGS.items():
            yield from _several(words, journey.of(category), paint)
        if journey.customers:
            yield from _inside(journey.customers, paint)
        yield from [""] if journey.changes or journey.customers else []
    # New journeys stand in lines of their own.
    if difference.journeys and difference.journeys[-1].state == "added":
        yield ""
    if difference.shared:
        yield paint(SHARED, "strong")
        yield from _several("", difference.shared, paint)
        yield ""
    if difference.breaking:
        yield paint("breaks what embeds it", "strong")
        for item in difference.breaking:
            yield from _breaking(item, paint)
        yield ""
    if difference.left_out:
        yield f"not compared, as there are errors: {in_line(', '.join(difference.left_out))}"
        if difference.not_compared:
            yield f"not compared, as they may be there: {in_line(', '.join(difference.not_compared))}"
        yield ""
    yield summary(difference)


def _several(words: str, changes: Iterable[Change], paint: Paint) -> Iterator[str]:
    changes = list(changes)
    if changes and words:
        yield f"  {words}"
    for change in changes:
        sign, ink = _SIGNS[change.action]
        yield f"    {paint(sign, ink)} {in_line(said(change.sentence))}{_where(change.at, paint)}"
        if are_shown(change.old, change.new, change.sentence):
            yield from (f"        {paint(f'− {line}', 'removed')}" for line in _shown(change.old))
            yield from (f"        {paint(f'+ {line}', 'added')}" for line in _shown(change.new))


def _shown(text: str | None) -> list[str]:
    return [in_line(line) for line in text.split("\n")] if text else []


def _where(at: Position | None, paint: Paint) -> str:
    return paint(f"  {in_line(at.file)}:{at.line}:{at.column}", "quiet") if at else ""


def _inside(customers: Customers, paint: Paint) -> Iterator[str]:
    yield f"  customers inside: {in_line(said(customers.note))}"
    places = listed_places(customers)
    rows = [
        (
            f"{one.version} {one.place}" if customers.counted else one.place,
            FATES[one.fate],
            f"to {one.to}" if one.to not in {None, one.place} else "",
            counted(one.runs, "run") if one.runs is not None else "",
            "; ".join(one.reasons),
        )
        for one in places
    ]
    widths = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    inks = [FATES[one.fate] == FATES["must-be-mapped"] for one in places]
    for row, stuck in zip(rows, inks, strict=True):
        cells = [cell + " " * (wide - columns(cell)) for cell, wide in zip(row, widths, strict=True)]
        cells[1] = paint(cells[1], "warning") if stuck else cells[1]
        yield "    " + "  ".join(cell for cell, wide in zip(cells, widths, strict=True) if wide).rstrip()
    if customers.clause:
        yield "  so that no step keeps them from it, write:"
        yield from (f"    {paint(line, 'help')}" for line in customers.clause.split("\n"))


def _breaking(item: Breaking, paint: Paint) -> Iterator[str]:
    of = f"{item.journey}: " if item.journey else ""
    words = in_line(f"{of}{said(item.sentence)}")
    yield f"    {paint(f'[{item.kind}]', 'error')} {words}{_where(item.at, paint)}"
    yield f"        {paint(KINDS[item.kind], 'quiet')}"
