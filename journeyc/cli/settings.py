"""The settings that count for a file: what was typed goes before what its project says."""

import os
from collections.abc import Iterable

from journeyc.cli.ending import Failure
from journeyc.configuration import Configuration, Configurations, Misconfigured
from journeyc.linting import Releases, documents, releases, steps
from journeyc.reading import Unreadable
from journeyc.selection import unknown


class Settings:
    """The settings of files, with rules that were typed: `select` in the place of those of the project,
    `ignore` besides.
    """

    def __init__(self, select: Iterable[str] = (), ignore: Iterable[str] = ()) -> None:
        self._select, self._ignore = frozenset(select), frozenset(ignore)
        self._configurations = Configurations()
        self._of_folders: dict[str, Configuration] = {}
        self._releases: dict[str, Releases] = {"": Releases()}
        for option, names in {"--select": select, "--ignore": ignore}.items():
            for wrong in unknown(names, but_fixed=option == "--ignore"):
                raise Failure(f"`{option}`: {wrong.problem}", wrong.help)

    @property
    def paths(self) -> frozenset[str]:
        """The files in which settings stand that count, or would, and the folders and files they name."""
        folders = {found.released for found in self._of_folders.values() if found.released}
        return self._configurations.paths.union(folders, *map(documents, folders))

    def of(self, name: str) -> Configuration:
        """The settings of a file; Failure where its project's cannot be read."""
        folder = os.path.dirname(name)
        if folder not in self._of_folders:
            self._of_folders[folder] = self._found(name)
        return self._of_folders[folder]

    def released(self, name: str) -> Releases:
        """The released journeys of the project of a file; Failure where they cannot be read."""
        folder = self.of(name).released
        if folder not in self._releases:
            try:
                self._releases[folder] = releases(folder)
                steps(self._releases[folder])
            except Unreadable as problem:
                raise Failure(str(problem), f"`{self.of(name).path}` names the folder") from None
        return self._releases[folder]

    def _found(self, name: str) -> Configuration:
        try:
            found = self._configurations.of(name)
        except Misconfigured as problem:
            raise Failure(str(problem), problem.help) from None
        if not self._select and not self._ignore:
            return found
        selection = found.selection
        chosen = selection._replace(
            select=self._select or selection.select, ignore=selection.ignore | self._ignore
        )
        return found._replace(selection=chosen)
