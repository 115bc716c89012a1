"""Python laid out as its formatters leave it: what does not fit into a line has one for each part of it."""

import re
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from journeyc.generating.words import lines_of

#: Quotes that end a docstring, or look as if they did.
_ENDING = re.compile(r'"{3,}|\A"+|"+\Z')
#: As wide as formatters make a line where nobody says otherwise.
WIDTH = 88


class Bracketed(NamedTuple):
    """A call, a display or a subscript: what stands before its brackets, in them, and behind."""

    before: str
    inside: "tuple[Code, ...]"
    after: str = ""
    brackets: str = "()"


Code: TypeAlias = str | Bracketed


def call(before: str, *inside: Code, after: str = "") -> Bracketed:
    """A call with its arguments."""
    return Bracketed(before, inside, after)


def subscript(before: str, *inside: Code, after: str = "") -> Bracketed:
    """`Literal["a", "b"]`."""
    return Bracketed(before, inside, after, "[]")


def flat(code: Code) -> str:
    """In one line, however long."""
    if isinstance(code, str):
        return code
    inside = ", ".join(map(flat, code.inside))
    return f"{code.before}{code.brackets[0]}{inside}{code.brackets[1]}{code.after}"


def laid_out(code: Code, indent: int = 0, before: str = "", after: str = "") -> Iterator[str]:
    """The lines of a piece of code, with what stands before and behind it."""
    space, line = " " * indent, f"{before}{flat(code)}{after}"
    if isinstance(code, str) or not code.inside or len(space) + len(line) <= WIDTH:
        yield space + line
        return
    yield f"{space}{before}{code.before}{code.brackets[0]}"
    # A comma would make a tuple of the only thing in a subscript.
    comma = "" if code.brackets == "[]" and len(code.inside) == 1 else ","
    for item in code.inside:
        yield from laid_out(item, indent + 4, "", comma)
    yield f"{space}{code.brackets[1]}{code.after}{after}"


def spread(code: Bracketed, indent: int = 0, before: str = "", after: str = "") -> Iterator[str]:
    """The same with a line for each part even where it would fit."""
    space = " " * indent
    yield f"{space}{before}{code.before}{code.brackets[0]}"
    for item in code.inside:
        yield from laid_out(item, indent + 4, "", ",")
    yield f"{space}{code.brackets[1]}{code.after}{after}"


def class_head(name: str, base: str) -> Iterator[str]:
    """The line that a class begins with, or three where it is long."""
    line = f"class {name}({base}):"
    yield from [line] if len(line) <= WIDTH else (f"class {name}(", f"    {base}", "):")


def assigned(target: str, value: str, indent: int = 0) -> Iterator[str]:
    """A target with its value, which stands in a line of its own where it must."""
    space = " " * indent
    if len(space) + len(target) + len(value) + 3 <= WIDTH:
        yield f"{space}{target} = {value}"
    else:
        yield from (f"{space}{target} = (", f"{space}    {value}", f"{space})")


def docstring(text: str, indent: int = 0) -> Iterator[str]:
    """A docstring of words that may be an author's: none of them ends it."""
    space = " " * indent
    safe = "\n".join(lines_of(text, WIDTH - indent - 6)).replace("\\", "\\\\")
    safe = _ENDING.sub(lambda quotes: '\\"' * len(quotes[0]), safe)
    first, *rest = safe.split("\n")
    if not rest:
        yield f'{space}"""{first}"""'
        return
    yield f'{space}"""{first}'
    yield from (f"{space}{line}" if line else "" for line in rest)
    yield f'{space}"""'
