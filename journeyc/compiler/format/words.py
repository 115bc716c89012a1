"""The words of a text as they are written in its canonical layout, each with the space before it."""

from journeyc.compiler.format.reading import Reading
from journeyc.compiler.text_literal import read_text
from journeyc.grammar.keywords import UNITS
from journeyc.grammar.tokens import Tokens

#: Signs that stand close to what is before them, and those that what follows stands close to.
CLOSE_BEHIND = frozenset({"COMMA", "COLON", "DOT", "LPAR", "PERCENT", "QUESTION", "RPAR", "RSQUARE"})
CLOSE_BEFORE = frozenset({"DOT", "LPAR", "LSQUARE"})
#: By every form of a unit, how it is written for one and for more.
_WRITTEN = {form: (unit, forms[0]) for unit, forms in UNITS.items() for form in forms}
#: Between clauses that stand on one line.
BETWEEN_CLAUSES = "   "


def written(tokens: Tokens, reading: Reading) -> list[str]:
    """The words with the space before each."""
    words, numbers, kinds = [], reading.numbers, tokens.kinds
    before = "LPAR"
    for kind, word in zip(kinds, tokens.words, strict=True):
        close = before in CLOSE_BEFORE or kind in CLOSE_BEHIND or (kind == "RBRACE" and before == "LBRACE")
        words.append(word if close else f" {word}")
        before = kind
    for number, unit in reading.units:
        words[unit] = f" {unit_written(tokens.words[number], tokens.words[unit])}"
    for sign in reading.signs:
        words[sign + 1] = words[sign + 1].lstrip()
    for group in reading.groups:
        opening = numbers[group]
        if kinds[opening - 1] not in CLOSE_BEFORE and opening - 1 not in reading.signs:
            words[opening] = " ("
    for body in reading.short.values():
        for item in body.items[1:]:
            words[numbers[item]] = BETWEEN_CLAUSES + words[numbers[item]].lstrip()
    return words


def unit_written(number: str, unit: str) -> str:
    """A unit of time as it is written behind a number, whatever its form."""
    one, more = _WRITTEN[unit]
    return one if int(number) == 1 else more


def moved_block(block: str, indent: int) -> str:
    """A text of several lines, with all but its first moved to an indent; what it means stays the same."""
    first, *lines = block.split("\n")
    last = lines.pop()
    shared = min((_margin(line) for line in [*lines, last[:-3]] if line.strip()), default=0)
    margin = " " * indent
    moved = [margin + line[shared:] if line.strip() else "" for line in lines]
    ending = margin + (last[shared:] if last[:-3].strip() else '"""')
    result = "\n".join([first, *moved, ending])
    return result if read_text(result, 0)[0] == read_text(block, 0)[0] else block


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))
