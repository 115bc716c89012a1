"""What stands between tokens and is no space: comments, and the blank lines of the author."""

from typing import NamedTuple

from journeyc.grammar.tokens import Tokens


class Gap(NamedTuple):
    """A comment at the end of a line, then comments on lines of their own; a blank line is empty text."""

    behind: str
    lines: tuple[str, ...]

    @property
    def commented(self) -> bool:
        """Whether there is a comment."""
        return bool(self.behind) or any(self.lines)


def gaps(tokens: Tokens) -> dict[int, Gap]:
    """The gaps that hold more than a line break, by the number of the token behind them."""
    text, starts, before = tokens.text, tokens.starts, [0, *tokens.ends]
    found: dict[int, Gap] = {}
    wide = [
        number for number, (start, end) in enumerate(zip(starts, before, strict=False)) if start - end > 1
    ]
    for number in wide:
        between = text[before[number] : starts[number]]
        if "#" in between or between.count("\n") > 1:
            found[number] = _gap(between, begins=not number, ends=starts[number] == len(text))
    return found


def _gap(between: str, *, begins: bool, ends: bool) -> Gap:
    lines = [line.strip() for line in between.split("\n")]
    behind = "" if begins else lines.pop(0)
    if lines and not (ends and lines[-1]):
        # What follows the last line break is the indentation of the token.
        lines.pop()
    kept = [line for number, line in enumerate(lines) if line or not number or lines[number - 1]]
    return Gap(behind, tuple(kept))
