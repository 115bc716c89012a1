"""A file and everything it imports, read and parsed once each."""

from collections.abc import Callable
from posixpath import basename, dirname, join, normpath
from typing import NamedTuple

from journeyc.compiler.parse import ParsedFile, parse
from journeyc.compiler.syntax import Import
from journeyc.diagnostic import Diagnostic, Severity
from journeyc.source import Source, Span

_LONGEST_SHOWN = 80


class Unreadable(Exception):
    """A file that cannot be read as text; the message says why."""


#: Gives the text of a file by its path, or raises `Unreadable`.
Read = Callable[[str], str]


class Project(NamedTuple):
    """The files in order: imported ones before those that import them; the first opened is last.

    It is not `complete` where an imported file cannot be read: what is declared there is not known.
    """

    files: list[ParsedFile]
    diagnostics: list[Diagnostic]
    complete: bool = True


def open_project(root: Source, read: Read) -> Project:
    """Parse a file and, over its imports, all others; cycles and unreadable files are said where they are
    imported.
    """
    loader = _Loader(read)
    loader.load(root, ())
    return Project(loader.files, loader.diagnostics, loader.complete)


class _Loader:
    def __init__(self, read: Read) -> None:
        self.read = read
        self.files: list[ParsedFile] = []
        self.diagnostics: list[Diagnostic] = []
        self.seen: set[str] = set()
        self.complete = True

    def load(self, source: Source, importing: tuple[str, ...]) -> None:
        self.seen.add(source.name)
        file = parse(source)
        self.diagnostics += file.diagnostics
        for declaration in file.tree.declarations:
            if isinstance(declaration, Import):
                self._import(file, declaration, (*importing, source.name))
        self.files.append(file)

    def _import(self, file: ParsedFile, declaration: Import, importing: tuple[str, ...]) -> None:
        source, written = file.source, declaration.path.value
        if not written:
            self.complete = False
            if not file.unread:
                self._say(
                    source,
                    declaration,
                    "import-not-found",
                    "this names no file",
                    'write `import "file.journey"`',
                )
            return
        path = normpath(join(dirname(source.name), written)) if not source.name.startswith("<") else written
        if path in importing:
            circle = " imports ".join(
                f"`{basename(name)}`" for name in (*importing[importing.index(path) :], path)
            )
            self._say(
                source,
                declaration,
                "import-cycle",
                f"these files import each other: {circle}",
                "move what both need to a third file",
            )
            return
        if path in self.seen:
            return
        try:
            text = self.read(path)
        except Unreadable as problem:
            self._say(
                source,
                declaration,
                "import-not-found",
                f"`{_shortened(written)}` cannot be read: {problem}",
                "a path counts from the folder of this file",
            )
            self.seen.add(path)
            self.complete = False
            return
        self.load(Source(path, text), importing)

    def _say(self, source: Source, declaration: Import, rule: str, message: str, cure: str) -> None:
        span = Span(declaration.path.start, declaration.path.end)
        self.diagnostics.append(Diagnostic(rule, Severity.ERROR, message, source, span, cure))


def _shortened(path: str) -> str:
    return path if len(path) <= _LONGEST_SHOWN else f"{path[:_LONGEST_SHOWN]}…"
