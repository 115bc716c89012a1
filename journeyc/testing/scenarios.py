"""Scenarios as tests of a service: found in files and folders, each played by itself when its test runs."""

import os
from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path
from typing import TypeAlias

from journeyc.ir import Package, model
from journeyc.reading import files_inside
from journeyc.runtime.errors import UsageError
from journeyc.runtime.hosts.journeys import packages_of
from journeyc.testing.played import Played
from journeyc.testing.playing import play
from journeyc.testing.prepared import Prepared

#: Where scenarios stand: a journey file, compiled JSON, a folder of journey files, or a compiled package.
Written: TypeAlias = str | PathLike[str] | Package

_TEXT, _COMPILED = ".journey", ".json"


class Scenario:
    """One scenario: its `title`, the `journey` that it plays, and where it stands. `str()` is the title, so
    that pytest names the test by it: `ids=str`.
    """

    def __init__(self, prepared: Prepared, scenario: model.Scenario) -> None:
        self._prepared = prepared
        self._scenario = scenario
        self.title = scenario.title
        self.journey = scenario.journey
        self.file = scenario.place.file
        self.line = scenario.place.line

    def __str__(self) -> str:
        return self.title

    def __repr__(self) -> str:
        return f"<Scenario {self.file}:{self.line} {self.title!r}>"

    def play(self) -> Played:
        """Play it, on a clock of its own and without a store."""
        return play(self._prepared, self._scenario)

    def check(self) -> None:
        """Play it; AssertionError says where it failed, what was expected, and the way there."""
        __tracebackhide__ = True
        played = self.play()
        if not played.passed:
            raise AssertionError(f"\n{played}")


def scenarios(*written: Written) -> list[Scenario]:
    """The scenarios of files, of folders and those inside them, and of packages, in written order:
    `@pytest.mark.parametrize("scenario", scenarios("journeys"), ids=str)`.

    Of a journey file those that stand in it, not those that it imports. Compiled JSON is played without the
    compiler. CompileError for a file with errors, `Unreadable` for one that cannot be read, DefinitionError
    for JSON that is no compiled journey, UsageError where there is no scenario at all.
    """
    found = [scenario for one in written for scenario in _of(one)]
    if not found:
        where = ", ".join(f"`{one}`" for one in written if not isinstance(one, Package)) or "these packages"
        raise UsageError(f"there is no scenario in {where}", 'write one: `scenario "…" for JOURNEY { … }`')
    return found


def _of(written: Written) -> Iterator[Scenario]:
    if isinstance(written, Package):
        yield from _in_package(written)
    elif Path(written).is_dir():
        for file in files_inside(os.fspath(written), _TEXT):
            yield from _in_file(file)
    elif Path(written).suffix == _COMPILED:
        for package in packages_of(written):
            yield from _in_package(package)
    else:
        yield from _in_file(os.fspath(written))


def _in_file(file: str) -> Iterator[Scenario]:
    # Only this needs the compiler.
    from journeyc.loading import load

    package = load(file)
    own = [scenario for scenario in package.scenarios if scenario.place.file == file]
    yield from _prepared(package, own)


def _in_package(package: Package) -> Iterator[Scenario]:
    yield from _prepared(package, package.scenarios)


def _prepared(package: Package, wanted: Iterable[model.Scenario]) -> Iterator[Scenario]:
    prepared = Prepared(package)
    for scenario in wanted:
        yield Scenario(prepared, scenario)
