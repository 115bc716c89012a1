"""What came of scenarios, for people: failures with their source and the way that was taken."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from journeyc.diagnostic import in_order
from journeyc.ir import model
from journeyc.reading import Unreadable, read_text
from journeyc.report import Paint, render
from journeyc.report.cells import plain
from journeyc.report.counted import counted
from journeyc.report.excerpt import Mark, excerpt
from journeyc.source import Source, Span
from journeyc.testing.coverage import KINDS, Coverage
from journeyc.testing.played import Failure, Moment, Played

if TYPE_CHECKING:
    from journeyc.testing.files import FileResult

#: So much of the way is shown; what is before that is left out.
_LONGEST_PATH = 40
Sources = Callable[[str], Source | None]


def read_source(name: str) -> Source | None:
    """The text of a file as it is now, None where it cannot be read."""
    try:
        return Source(name, read_text(name))
    except Unreadable:
        return None


def in_full(played: Played, sources: Sources = read_source, paint: Paint = Paint()) -> str:  # noqa: B008  # it never changes
    """One scenario: that it passed, or what happened instead of what was expected."""
    failure = played.failure
    if failure is None:
        return f"{_where(played.place)}: {paint('passed', 'help')} {plain(played.title)}"
    lines = [
        f"{paint(_where(failure.place), 'strong')}: {paint('failed:', 'error')} {_line(failure.problem)}",
        *_excerpt(failure.place, sources, "^", paint),
        f"{paint('scenario:', 'strong')} {_line(played.title)}",
    ]
    lines += _compared(failure, paint)
    for place, said in failure.also:
        lines.append(f"{_where(place)}: {_line(said)}")
        lines += _excerpt(place, sources, "-", paint)
    lines += _way(failure.path, paint)
    if failure.help:
        lines.append(f"{paint('help:', 'help')} {_line(failure.help)}")
    return "\n".join(lines)


def _line(text: str) -> str:
    return plain(" ".join(text.split()))


def _where(place: model.Place) -> str:
    return plain(f"{place.file}:{place.line}:{place.column}")


def _compared(failure: Failure, paint: Paint) -> list[str]:
    rows = {"expected:": failure.expected, "actual:": failure.actual}
    return [f"{paint(name, 'strong')} {_line(text)}" for name, text in rows.items() if text]


def _way(path: Sequence[Moment], paint: Paint) -> list[str]:
    if not path:
        return []
    shown = path[-_LONGEST_PATH:]
    wide = max(len(moment.at) for moment in shown)
    lines = [paint("the way there:", "strong")]
    if len(shown) < len(path):
        lines.append(f"  … {len(path) - len(shown)} before")
    for moment in shown:
        then = f"  => {_line(moment.then)}" if moment.then else ""
        lines.append(f"  {moment.at:{wide}}  {_line(moment.what)}{then}".rstrip())
    return lines


def _excerpt(place: model.Place, sources: Sources, sign: str, paint: Paint) -> list[str]:
    source = sources(place.file)
    if source is None or place.line > len(source.line_starts):
        return []
    span = clause_at(source, place)
    return excerpt(source, [Mark(span, "", "error" if sign == "^" else "help", sign)], paint)


def clause_at(source: Source, place: model.Place) -> Span:
    """What stands at a place, up to the end of its line, without a comment and a brace behind it."""
    start = source.line_starts[place.line - 1] + place.column - 1
    text = source.line(place.line)[place.column - 1 :]
    quoted = False
    for index, sign in enumerate(text):
        quoted ^= sign == '"'
        if sign == "#" and not quoted:
            text = text[:index]
            break
    return Span(start, start + max(1, len(text.rstrip(" \t{"))))


# ── all of a run ─────────────────────────────────────────────────────────────────────────────────────


def report(results: Sequence["FileResult"], coverage: Coverage, paint: Paint, *, names: bool) -> str:
    """Every scenario with how it went, then what failed, then how much was played."""
    lines: list[str] = []
    for result in results:
        if result.played:
            lines.append(paint(plain(result.name), "strong"))
            for one in result.played:
                went = paint("passed", "help") if one.passed else paint("FAILED", "error")
                lines.append(f"  {went}  {_line(one.title)}")
            lines.append("")
    # What is wrong with a file that several import is said once.
    if found := in_order(finding for result in results for finding in result.findings):
        lines += [render(found, "full", paint).rstrip("\n"), ""]
    for result in results:
        for one in result.played:
            if not one.passed:
                lines += [in_full(one, result.sources.get, paint), ""]
    lines.append(summary(results))
    if coverage.parts:
        lines.append(covered(coverage))
        lines += untested(coverage) if names else []
    return "\n".join(lines) + "\n"


def summary(results: Iterable["FileResult"]) -> str:
    """One line: `played 12 scenarios in 3 files: 11 passed, 1 failed`."""
    played = [one for result in results for one in result.played]
    files = sum(bool(result.played) for result in results)
    failed = sum(not one.passed for one in played)
    broken = sum(bool(result.findings) for result in results)
    parts = [f"{len(played) - failed} passed", *([f"{failed} failed"] if failed else [])]
    more = f"; {counted(broken, 'file')} cannot be compiled" if broken else ""
    return f"played {counted(len(played), 'scenario')} in {counted(files, 'file')}: {', '.join(parts)}{more}"


def covered(coverage: Coverage) -> str:
    """One line: `coverage: 83 % (14 of 20 steps, 31 of 60 transitions, …)`."""
    counts = [(coverage.count(kind), kind) for kind in KINDS]
    told = ", ".join(
        f"{count.played} of {counted(count.total, kind)}" for count, kind in counts if count.total
    )
    return f"coverage: {percent_text(coverage.percent)} ({told})"


def percent_text(percent: float) -> str:
    """A share in percent, never rounded up to all."""
    return f"{int(percent * 10) / 10:g} %"


def untested(coverage: Coverage) -> list[str]:
    """What no scenario has played, each with its place."""
    lines = [
        f"  {plain(part.mark.file)}:{part.line}: {part.kind} {_line(part.name)}" for part in coverage.untested
    ]
    return ["not played:", *lines] if lines else ["everything was played"]
