"""How a play looks: quiet, within 88 columns, the same words with and without colour."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

from journeyc.expression.values import on_the_clock, to_instant
from journeyc.report import Paint
from journeyc.report.cells import columns, plain
from journeyc.report.lasting import lasting

WIDTH = 88
MARGIN = "  "
_LABEL = 10
_SECOND = timedelta(seconds=1)


class Screen:
    """Writes to standard output; `zone` is that of every time shown."""

    def __init__(self, paint: Paint, zone: tzinfo) -> None:
        self.paint = paint
        self.zone = zone

    def line(self, text: str = "") -> None:
        """One line, as it is."""
        print(text)

    def say(self, text: str, hang: int = 0) -> None:
        """A sentence or more, wrapped at the margin, `hang` columns in."""
        for line in wrapped(text, WIDTH - len(MARGIN), hang):
            print(f"{MARGIN}{line}".rstrip())

    def rule(self, title: str, aside: str) -> None:
        """A heading with a few muted words at its right, and a line below."""
        room = WIDTH - len(MARGIN) - columns(aside) - 2
        title = shortened(plain(title), room)
        gap = " " * (room + 2 - columns(title))
        print(f"{MARGIN}{self.paint(title, 'strong')}{gap}{self.paint(aside, 'quiet')}")
        print(MARGIN + self.paint("─" * (WIDTH - len(MARGIN)), "quiet"))

    def labelled(self, label: str, lines: Iterable[str], *, hang: int = 0) -> None:
        """Lines beside a word at the margin; a long line goes on below itself, `hang` columns in."""
        beside = self.paint(label, "quiet") + " " * (_LABEL - len(label))
        for line in lines:
            for part in wrapped(line, WIDTH - len(MARGIN) - _LABEL, hang):
                print(f"{MARGIN}{beside}{part}".rstrip())
                beside = " " * _LABEL

    def frame(self, head: str, foot: str, body: Iterable[str]) -> None:
        """Words in a frame: what the customer receives."""
        inner = WIDTH - len(MARGIN) - 2
        print(f"{MARGIN}┌─ {shortened(plain(head), inner - 1)}")
        for paragraph in body:
            for line in wrapped(paragraph, inner):
                print(f"{MARGIN}│ {line}".rstrip())
        print(f"{MARGIN}└─ {self.paint(shortened(plain(foot), inner - 1), 'quiet')}")

    def when(self, moment: datetime | str, *, year: bool = False) -> str:
        """A moment in the zone of the journey: `Mon 23 Nov 09:00`."""
        instant = to_instant(moment) if isinstance(moment, str) else moment
        local = on_the_clock(instant, self.zone)
        day = f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]}"
        return f"{day}{f' {local.year}' if year else ''} {local:%H:%M}"


# English like all words of the command line, whatever the locale of the machine.
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


_PIECES = re.compile(r"\s*\S+\s*")


def wrapped(text: str, width: int, hang: int = 0) -> list[str]:
    """A text as lines of at most so many columns. Words are broken only where they are longer than a line,
    and addresses never, as nobody can follow half of one.
    """
    lines: list[str] = []
    for paragraph in plain(text).replace("\t", " ").split("\n"):
        line = ""
        for piece in _PIECES.findall(paragraph):
            while columns(line + piece.rstrip()) > width:
                if line.strip():
                    lines.append(line.rstrip())
                    line = " " * hang
                    continue
                if "://" in piece:
                    break
                head = shortened(piece, width - hang + 1)[:-1] or piece[:1]
                lines.append(line + head)
                line, piece = " " * hang, piece[len(head) :]  # noqa: PLW2901  # what is left of a very long word
            line += piece
        lines.append(line.rstrip())
    return lines


def shortened(text: str, width: int) -> str:
    """A text of at most so many columns, the rest as `…`."""
    if columns(text) <= width:
        return text
    kept = ""
    for character in text:
        if columns(kept + character) >= width:
            break
        kept += character
    return f"{kept.rstrip()}…"


def away(now: datetime, due: datetime) -> str:
    """How far off a moment is: `in 2 days`, or `now`."""
    return f"in {distance(now, due)}" if due > now else "now"


def distance(start: datetime, end: datetime) -> str:
    """How long it is from one moment to a later one, in its two largest units: `2 days 3 hours`."""
    time = end - start
    return lasting(time, units=2) if time >= _SECOND else "no time"
