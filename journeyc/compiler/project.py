"""A file and everything it imports, read and parsed once each."""

import re
from collections.abc import Callable, Collection, Iterator
from posixpath import basename, dirname, join, normpath
from typing import NamedTuple

from journeyc.compiler.parse import ParsedFile, parse
from journeyc.compiler.syntax import Import
from journeyc.diagnostic import Diagnostic, Severity, shortened
from journeyc.reading import Unreadable
from journeyc.source import Source, Span

#: What the names of journey files end in.
SUFFIX = ".journey"
#: How many files of a circle are named.
_MOST_SHOWN = 8
_DRIVE = re.compile(r"[A-Za-z]:")


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
    loader.load(root)
    return Project(loader.files, loader.diagnostics, loader.complete)


class _Loader:
    def __init__(self, read: Read) -> None:
        self.read = read
        self.files: list[ParsedFile] = []
        self.diagnostics: list[Diagnostic] = []
        self.seen: set[str] = set()
        self.complete = True

    def load(self, root: Source) -> None:
        """Load a file and what it imports, each once and after what it imports; chains may be long."""
        importing: dict[str, tuple[ParsedFile, Iterator[Import]]] = {}
        opened: Source | None = root
        while opened is not None or importing:
            if opened is not None:
                self.seen.add(opened.name)
                file = parse(opened)
                self.diagnostics += file.diagnostics
                imports = [node for node in file.tree.declarations if isinstance(node, Import)]
                importing[opened.name] = (file, iter(imports))
            name, (file, rest) = next(reversed(importing.items()))
            declaration = next(rest, None)
            opened = self._import(file, declaration, importing) if declaration else None
            if declaration is None:
                self.files.append(file)
                del importing[name]

    def _import(self, file: ParsedFile, declaration: Import, importing: Collection[str]) -> Source | None:
        """The file to load for an import, if there is one that is not loaded yet."""
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
            return None
        refused = _refused(written)
        if refused:
            self.complete = False
            message = f"`{shortened(written)}` cannot be imported: {refused[0]}"
            self._say(source, declaration, "import-not-found", message, refused[1])
            return None
        path = normpath(join(dirname(source.name), written)) if not source.name.startswith("<") else written
        if path in importing:
            way = [*importing]
            way = [*way[way.index(path) :], path]
            circle = " imports ".join(f"`{basename(name)}`" for name in _middle_left_out(way))
            self._say(
                source,
                declaration,
                "import-cycle",
                f"these files import each other: {circle}",
                "move what both need to a third file",
            )
            return None
        if path in self.seen:
            return None
        try:
            text = self.read(path)
        except Unreadable as problem:
            self._say(
                source,
                declaration,
                "import-not-found",
                f"`{shortened(written)}` cannot be read: {problem}",
                "a path counts from the folder of this file",
            )
            self.seen.add(path)
            self.complete = False
            return None
        return Source(path, text)

    def _say(self, source: Source, declaration: Import, rule: str, message: str, cure: str) -> None:
        span = Span(declaration.path.start, declaration.path.end)
        self.diagnostics.append(Diagnostic(rule, Severity.ERROR, message, source, span, cure))


def _middle_left_out(way: list[str]) -> list[str]:
    return way if len(way) <= _MOST_SHOWN else [*way[: _MOST_SHOWN // 2], "…", *way[-_MOST_SHOWN // 2 :]]


def _refused(written: str) -> tuple[str, str] | None:
    """Why a path is not even looked for, and what to write instead.

    What is imported may be read by others than those who wrote the import, and what does not parse is shown:
    so nothing but journeys is read, and nothing by its place on one machine.
    """
    if "\\" in written:
        return "folders are divided by `/`", f'write `import "{shortened(written.replace(chr(92), "/"))}"`'
    if written.startswith(("/", "~")) or _DRIVE.match(written):
        return "it is a place on this machine", "a path counts from the folder of this file"
    if not written.endswith(SUFFIX):
        return f"only files that end in `{SUFFIX}` can be", f'write `import "file{SUFFIX}"`'
    return None
