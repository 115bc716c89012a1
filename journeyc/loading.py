"""From files to compiled journeys: what `journeyc.load` gives and `Runtime.open` takes."""

import os
from stat import S_ISDIR, S_ISREG
from typing import TYPE_CHECKING

from journeyc.compiler import Checked, Unreadable, check, compile_package
from journeyc.diagnostic import Diagnostic
from journeyc.source import Source

if TYPE_CHECKING:
    from journeyc.ir import Package

#: A journey file is a page or a few of text; beyond this it is something else.
MAXIMUM_BYTES = 16_000_000


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


def read_text(path: str) -> str:
    """The text of a journey file; `Unreadable` says why there is none."""
    return decode(read_bytes(path))


def read_bytes(path: str) -> bytes:
    """A journey file as it is stored; `Unreadable` says why it cannot be read."""
    try:
        status = os.stat(path)
        if S_ISDIR(status.st_mode):
            raise Unreadable("it is a folder")
        if not S_ISREG(status.st_mode):
            raise Unreadable("it is not a regular file")
        if status.st_size > MAXIMUM_BYTES:
            message = (
                f"it has {status.st_size:,} bytes, more than the {MAXIMUM_BYTES:,} a journey file may have"
            )
            raise Unreadable(message)
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        raise Unreadable("there is no such file") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name cannot be used"
        raise Unreadable(why.lower()) from None


def decode(raw: bytes) -> str:
    """Bytes as text; `Unreadable` for what is not UTF-8 text."""
    if b"\x00" in raw:
        raise Unreadable("it is not text (it has NUL bytes)")
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"it is not UTF-8 text (line {line} has the byte 0x{raw[error.start]:02x})"
        raise Unreadable(message) from None


def check_file(path: str | os.PathLike[str]) -> Checked:
    """Everything that is known of a file and its imports; `Unreadable` if the file itself cannot be read."""
    name = os.fspath(path)
    return check(Source(name, read_text(name)), read_text)


def load(path: str | os.PathLike[str]) -> "Package":
    """Compile a journey file and what it imports; `CompileError` holds everything that is wrong."""
    checked = check_file(path)
    if not checked.correct:
        raise CompileError(
            [diagnostic for diagnostic in checked.diagnostics if diagnostic.severity == "error"]
        )
    return compile_package(checked)
