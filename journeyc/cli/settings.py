"""The settings that count for a file: what was typed goes before what its project says."""

from collections.abc import Iterable

from journeyc.cli.ending import Failure
from journeyc.configuration import Configuration, Configurations, Misconfigured
from journeyc.selection import unknown


class Settings:
    """The settings of files, with rules that were typed: `select` in the place of those of the project,
    `ignore` besides.
    """

    def __init__(self, select: Iterable[str] = (), ignore: Iterable[str] = ()) -> None:
        self._select, self._ignore = frozenset(select), frozenset(ignore)
        self._configurations = Configurations()
        self._of_folders: dict[str, Configuration] = {}
        for option, names in {"--select": select, "--ignore": ignore}.items():
            for wrong in unknown(names, but_fixed=option == "--ignore"):
                raise Failure(f"`{option}`: {wrong.problem}", wrong.help)

    @property
    def paths(self) -> frozenset[str]:
        """The files in which settings stand that count."""
        return frozenset(found.path for found in self._of_folders.values() if found.path)

    def of(self, name: str) -> Configuration:
        """The settings of a file; Failure where its project's cannot be read."""
        folder = name.rpartition("/")[0]
        if folder not in self._of_folders:
            self._of_folders[folder] = self._found(name)
        return self._of_folders[folder]

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
