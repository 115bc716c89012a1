"""Many files examined: what is known from earlier runs is taken, the rest is shared out to processes.

No compiler is loaded where all is known.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from journeyc.diagnostic import Diagnostic
from journeyc.edits import mendable
from journeyc.linting.cache import Cache
from journeyc.linting.digest import digest
from journeyc.linting.entry import Entry, findings_of, path_of
from journeyc.linting.opened import Opened
from journeyc.reading import Unreadable, decode, read_bytes
from journeyc.selection import Selection
from journeyc.source import Source

__all__ = ["Cache", "Linting", "Opened", "Result"]

#: Fewer files than these are examined before other processes have started.
_FEWEST_FOR_PROCESSES = 24


class Result(NamedTuple):
    """What was found in a file; those that are `fixable` can be mended without asking. A `problem` says why
    nothing could be looked for.
    """

    name: str
    findings: list[Diagnostic]
    fixable: list[Diagnostic]
    problem: str = ""


class Linting:
    """Examines files; one of these reads each file once, so another begins where files may have changed."""

    def __init__(self, cache: Cache | None = None, jobs: int = 0) -> None:
        self._cache = cache
        self._jobs = jobs or os.cpu_count() or 1
        self._texts: dict[str, bytes | None] = {}
        self._digests: dict[str, str | None] = {}
        self._sources: dict[str, Source] = {}
        self._selection: Selection | None = None
        self._selected = ""

    def results(self, files: Sequence[Opened]) -> Iterator[Result]:
        """The result of each file, in their order."""
        found: dict[str, Entry | str] = {}
        keys: dict[str, str] = {}
        unknown = []
        for file in files:
            self._texts[file.name] = file.raw
            keys[file.name] = f"{self._digest(file.name)} {self._fingerprint(file.selection)}"
            known = self._known(file, keys[file.name])
            if known is None:
                unknown.append(file)
            else:
                found[file.name] = known
        for file, entry in self._examined(unknown):
            found[file.name] = entry
            if isinstance(entry, Entry):
                self._digests.update((path_of(file.name, path), then) for path, then in entry.reads)
            if self._cache and isinstance(entry, Entry):
                self._cache.keep(os.path.abspath(file.name), keys[file.name], entry)
        if self._cache:
            self._cache.write()
        for file in files:
            yield self._result(file.name, found[file.name])

    @property
    def paths(self) -> frozenset[str]:
        """Every file that was read or missed, imported ones too."""
        return frozenset(self._digests)

    def _fingerprint(self, selection: Selection) -> str:
        """Nearly all files share their selection, so it is looked at once."""
        if self._selection is not selection:
            self._selection, self._selected = selection, selection.fingerprint
        return self._selected

    def _known(self, file: Opened, key: str) -> Entry | None:
        """The entry of a file if nothing it depends on has changed."""
        entry = self._cache.known(os.path.abspath(file.name), key) if self._cache else None
        if entry and all(self._digest(path_of(file.name, path)) == then for path, then in entry.reads):
            return entry
        return None

    def _examined(self, files: Sequence[Opened]) -> Iterable[tuple[Opened, Entry | str]]:
        if not files:
            return ()
        if self._jobs > 1 and len(files) >= _FEWEST_FOR_PROCESSES:
            from journeyc.linting.processes import examine_all

            return examine_all(files, self._jobs)
        from journeyc.linting.examine import examine

        return ((file, examine(file)) for file in files)

    def _result(self, name: str, entry: Entry | str) -> Result:
        if isinstance(entry, str):
            return Result(name, [], [], entry)
        if not entry.findings:
            return Result(name, [], [])
        findings = findings_of(name, entry, self._source)
        return Result(name, findings, mendable(findings, self._source(name)))

    def _source(self, name: str) -> Source:
        if name not in self._sources:
            raw = self._content(name)
            self._sources[name] = Source(name, decode(raw) if raw is not None else "")
        return self._sources[name]

    def _digest(self, name: str) -> str | None:
        if name not in self._digests:
            raw = self._content(name)
            self._digests[name] = None if raw is None else digest(raw)
        return self._digests[name]

    def _content(self, name: str) -> bytes | None:
        if name not in self._texts:
            try:
                self._texts[name] = read_bytes(name)
            except Unreadable:
                self._texts[name] = None
        return self._texts[name]
