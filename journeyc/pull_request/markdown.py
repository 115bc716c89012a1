"""A page of Markdown in sections, and as much of it as fits."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_FENCE = re.compile(r"( {0,3}(?:`{3,}|~{3,}))(.*)")


def folded(title: str, lines: Iterable[str]) -> "Section":
    """What is shown when somebody opens it; the title is of words of ours."""
    return Section([f"<details><summary>{title}</summary>", ""], [*lines], ["", "</details>"])


class Section(NamedTuple):
    """A part of a page: what stands before and after its lines is kept where they are cut."""

    before: list[str]
    lines: list[str]
    after: list[str] = []  # noqa: RUF012  # never changed

    def text(self) -> str:
        return "\n".join([*self.before, *self.lines, *self.after]) + "\n"


def length(text: str) -> int:
    """How long GitHub finds a text: in units of UTF-16, the most that any way of counting gives."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fitted(sections: Iterable[Section], limit: int, where_the_rest_is: str) -> str:
    """As much of some sections as a limit allows, in their order; of what is left out that is said, and where
    it is.
    """
    pieces: list[str] = []
    note = f"\n*{{}}: {where_the_rest_is}*\n"
    left = limit - length(note) - 100
    for section in sections:
        text = section.text()
        if length(text) + 1 <= left:
            pieces.append(text)
            left -= length(text) + 1
            continue
        kept = _cut(section, left - 1)
        if kept is None:
            pieces.append(note.format("The rest does not fit here"))
        else:
            shown, missing = kept
            pieces += [shown, note.format(f"{missing:,} more lines do not fit here")]
        break
    return "\n".join(pieces)


def _cut(section: Section, limit: int) -> tuple[str, int] | None:
    """The beginning of a section that fits, and how many lines of it are missing; None where nothing of it
    does, or a cut would leave half a picture or something folded open.
    """
    size = length(Section(section.before, [], section.after).text())
    kept, closing = 0, ""
    for number, (line, (may_end, fence)) in enumerate(
        zip(section.lines, _cuts(section.lines), strict=True), 1
    ):
        size += length(line) + 1
        if size + len(fence) + 1 > limit:
            break
        if may_end:
            kept, closing = number, fence
    if not kept:
        return None
    lines = [*section.lines[:kept], *([closing] if closing else [])]
    return Section(section.before, lines, section.after).text(), len(section.lines) - kept


def _cuts(lines: Iterable[str]) -> Iterator[tuple[bool, str]]:
    """For each line whether a text may end behind it, and the fence that has to close it then, as far in as
    it was opened: in a list that counts.
    """
    fence, picture, deep = "", False, 0
    for line in lines:
        opened = _FENCE.match(line)
        if fence:
            fence = "" if line.rstrip() == fence else fence
        elif opened:
            fence, picture = opened[1], opened[2].strip() == "mermaid"
        else:
            deep += line.count("<details") - line.count("</details")
        yield deep == 0 and not (fence and picture), fence
