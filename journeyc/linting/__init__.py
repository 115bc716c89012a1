"""Many files examined: what is known from earlier runs is taken, the rest is shared out to processes.

No compiler is loaded where all is known.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence

from journeyc.collecting import collect_again
from journeyc.edits import mendable
from journeyc.linting.cache import Cache
from journeyc.linting.digest import digest
from journeyc.linting.entry import Entry, findings_of, path_of, uses_of
from journeyc.linting.opened import Opened
from journeyc.linting.releases import Releases, documents, releases, steps
from journeyc.linting.result import Result
from journeyc.linting.together import judged
from journeyc.reading import Unreadable, decode, read_bytes
from journeyc.selection import Selection
from journeyc.source import Source
from journeyc.uses import Unused, unused_in

__all__ = ["Cache", "Linting", "Opened", "Releases", "Result", "documents", "releases", "steps"]

#: Fewer files than these are examined before other processes have started, and leave no garbage to speak of.
_MANY = 24


class Linting:
    """Examines files; one of these reads each file once, so another begins where files may have changed."""

    def __init__(self, cache: Cache | None = None, jobs: int = 0) -> None:
        self._cache = cache
        self._jobs = jobs
        self._texts: dict[str, bytes | None] = {}
        self._digests: dict[str, str | None] = {}
        self._sources: dict[str, Source] = {}
        self._selection: Selection | None = None
        self._selected = ""

    def results(self, files: Sequence[Opened], *, together: bool = False) -> Iterator[Result]:
        """The result of each file, in their order. Where they are all there is, they are judged `together`:
        what one declares may be used by another.
        """
        found: dict[str, Entry | str] = {}
        keys: dict[str, str] = {}
        unknown = []
        for file in files:
            self._texts[file.name] = file.raw
            chosen = self._fingerprint(file.selection)
            keys[file.name] = f"{self._digest(file.name)} {file.released.state} {chosen}"
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
        unused = self._unused(files, found) if together else {}
        for file in files:
            result = self._result(file.name, found[file.name])
            yield judged(result, file, unused.get(file.name, []), self._source) if together else result

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
        from journeyc.linting.examine import examine

        if len(files) >= _MANY:
            from journeyc.processes import shared_out

            collect_again()
            return shared_out(examine, files, self._jobs)
        return ((file, examine(file)) for file in files)

    def _unused(self, files: Sequence[Opened], found: Mapping[str, Entry | str]) -> dict[str, list[Unused]]:
        """What nothing in all these files uses, by the name of the file that declares it; nothing while one
        of them has errors, since nobody knows what it would use.
        """
        # Files may be named from here and from the root of the system in one run.
        names = {os.path.abspath(file.name): file.name for file in files}
        entries = ((path, found[name]) for path, name in names.items())
        uses = [uses_of(path, one.uses) for path, one in entries if isinstance(one, Entry) and one.uses]
        by_name: dict[str, list[Unused]] = {}
        for unused in unused_in(uses) if len(uses) == len(names) else ():
            by_name.setdefault(names[unused.file], []).append(unused)
        return by_name

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
