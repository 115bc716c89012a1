"""Findings mended by the edits that they carry, round by round, as long as that helps."""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from journeyc.compiler import Checked
from journeyc.diagnostic import Diagnostic, Edit, Severity
from journeyc.edits import applied, mendable
from journeyc.source import Source

#: What one edit uncovers the next round mends; more layers than this nobody has seen.
_ROUNDS = 10
#: Where edits have to be tried one by one, so many are in a round, fewer in a long text: each try checks it.
_MOST_TRIED = 50
_MOST_CHECKED = 2_000_000

#: Checks a text.
Check = Callable[[Source], Checked]


class Fixed(NamedTuple):
    """A file with what could be mended.

    `steps` are the edits that were made, each step on the text that the last one left; `mended` counts the
    findings they belong to, `refused` those whose edits would have led to as many others.
    """

    checked: Checked
    steps: list[list[Edit]]
    mended: int
    refused: int


def own_source(checked: Checked) -> Source:
    """The file that was checked, not one that it imports."""
    return checked.project.files[-1].source


def fix(checked: Checked, again: Check) -> Fixed:
    """Mend a file, and only it, until nothing changes; an edit stays only where it makes things better.

    `again` checks the text that edits made of it.
    """
    fixed = _fix(checked, again, _promising)
    if _weight(fixed.checked) <= _weight(checked):
        return fixed
    # What was uncovered could not be mended after all.
    return _fix(checked, again, _better)


#: Whether it is better than it was.
_Judge = Callable[[Checked, Checked], bool]


def _fix(checked: Checked, again: Check, judge: _Judge) -> Fixed:
    steps: list[list[Edit]] = []
    mended = 0
    refused: set[tuple[str, str]] = set()
    for _ in range(_ROUNDS):
        tried = _apart(one for one in fixable(checked) if _key(one) not in refused)
        if not tried:
            break
        kept, not_kept, after = _round(checked, tried, again, judge)
        refused.update(map(_key, not_kept))
        if kept:
            steps.append(_edits(kept))
            mended += len(kept)
            checked = after
        elif len(not_kept) < len(tried):
            # There are more than can be tried, and those that were did not help.
            break
    return Fixed(checked, steps, mended, sum(_key(one) in refused for one in fixable(checked)))


def _round(
    checked: Checked, tried: Sequence[Diagnostic], again: Check, judge: _Judge
) -> tuple[list[Diagnostic], list[Diagnostic], Checked]:
    """The findings whose edits are kept, all at once if each does its part; those whose are not; the text."""
    together = _with(checked, tried, again)
    promised = sum(one.severity is Severity.ERROR for one in tried)
    if _better(checked, together) and _errors(together) <= _errors(checked) - promised:
        return [*tried], [], together
    kept: list[Diagnostic] = []
    not_kept: list[Diagnostic] = []
    best = checked
    for one in tried[: min(_MOST_TRIED, 1 + _MOST_CHECKED // len(own_source(checked).text))]:
        alone = _with(checked, [*kept, one], again)
        if judge(best, alone):
            kept, best = [*kept, one], alone
        else:
            not_kept.append(one)
    return kept, not_kept, best


def _better(before: Checked, after: Checked) -> bool:
    """Whether less is wrong than before."""
    return _weight(after) < _weight(before)


def _promising(before: Checked, after: Checked) -> bool:
    """Whether it is better, or will be: more can be read, and most of what is wrong there can be mended."""
    left = _errors(after) - sum(one.severity is Severity.ERROR for one in fixable(after))
    return _better(before, after) or (_unread(after) < _unread(before) and left <= _errors(before))


def _weight(checked: Checked) -> tuple[int, int, int]:
    """How bad it is: the errors, then those that keep a line from being read, then everything found."""
    return _errors(checked), _unread(checked), len(checked.diagnostics)


def _errors(checked: Checked) -> int:
    return sum(one.severity is Severity.ERROR for one in checked.diagnostics)


def _unread(checked: Checked) -> int:
    return sum(one.rule == "syntax-error" for one in checked.diagnostics)


def fixable(checked: Checked) -> list[Diagnostic]:
    """The findings in a file that can be mended without asking."""
    return mendable(checked.diagnostics, own_source(checked))


def _apart(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Findings whose edits do not overlap: of those that do the first; the others wait for the next round."""
    taken: list[tuple[int, int]] = []
    chosen: list[Diagnostic] = []
    for one in found:
        spans = [tuple(edit.span) for edit in one.edits]
        if not any(_overlaps(taken, start, end) for start, end in spans):
            chosen.append(one)
            for start, end in spans:
                insort(taken, (start, end))
    return chosen


def _overlaps(taken: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a stretch lies over one of those taken, which do not overlap; or both put something in at one
    place.
    """
    at = bisect_left(taken, (start, end))
    before = at > 0 and taken[at - 1][1] > start
    behind = at < len(taken) and (taken[at][0] < end or taken[at] == (start, end))
    return before or behind


def _with(checked: Checked, found: Iterable[Diagnostic], again: Check) -> Checked:
    source = own_source(checked)
    return again(Source(source.name, applied(source.text, _edits(found))))


def _edits(found: Iterable[Diagnostic]) -> list[Edit]:
    return [edit for one in found for edit in one.edits]


def _key(found: Diagnostic) -> tuple[str, str]:
    """What a finding is known by while its place moves."""
    return found.rule, found.message
