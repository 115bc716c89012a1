"""From files to compiled journeys: what `journeyc.load` gives and `Runtime.open` takes."""

import os
from typing import TYPE_CHECKING

from journeyc.compiler import Checked, check, compile_package
from journeyc.diagnostic import Diagnostic
from journeyc.reading import Unreadable, read_text
from journeyc.source import Source

if TYPE_CHECKING:
    from journeyc.ir import Package


class CompileError(Exception):
    """Journeys that cannot be compiled; `diagnostics` say why, the text is the first of them and their
    number.
    """

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        self.diagnostics = diagnostics
        first = diagnostics[0]
        line, column = first.source.position(first.span.start)
        more = f" (and {len(diagnostics) - 1} more)" if len(diagnostics) > 1 else ""
        super().__init__(f"{first.source.name}:{line}:{column}: {first.message}{more}")


def check_file(path: str | os.PathLike[str]) -> Checked:
    """Everything that is known of a file and its imports; `Unreadable` if the file itself cannot be read."""
    name = os.fspath(path)
    try:
        text = read_text(name)
    except Unreadable as error:
        raise type(error)(f"`{name}` cannot be read: {error}") from None
    return check(Source(name, text), read_text)


def load(path: str | os.PathLike[str]) -> "Package":
    """Compile a journey file and what it imports; `CompileError` holds everything that is wrong, `Unreadable`
    says why there is no text to read.
    """
    if os.fspath(path).endswith(".json"):
        raise Unreadable(f"`{os.fspath(path)}` is compiled already: give its path to `Runtime.open`")
    checked = check_file(path)
    if not checked.correct:
        raise CompileError(
            [diagnostic for diagnostic in checked.diagnostics if diagnostic.severity == "error"]
        )
    return compile_package(checked)
