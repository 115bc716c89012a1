"""The scenarios of files: read, compiled and played, one file after the other or in several processes."""

from collections.abc import Iterator, Mapping, Sequence
from os.path import normpath
from typing import NamedTuple

from journeyc.collecting import uncollected
from journeyc.compiler import Checked, Selection, check, compile_package
from journeyc.diagnostic import Diagnostic, Severity
from journeyc.ir import model
from journeyc.reading import Unreadable, decode, read_text
from journeyc.source import Source
from journeyc.testing.coverage import Part, parts_of, parts_of_rules
from journeyc.testing.played import Played
from journeyc.testing.playing import play
from journeyc.testing.prepared import Prepared

#: Fewer files than these are played before other processes have started.
_MANY = 16


class Wanted(NamedTuple):
    """A file as it was read, the rules that count for it, and the words that titles must hold."""

    name: str
    raw: bytes
    selection: Selection
    words: str = ""


class FileResult(NamedTuple):
    """What came of the scenarios of a file.

    `parts` are what its journeys are made of, for coverage; `findings` are the errors of a file that cannot
    be compiled, `problem` why one cannot be read. `left_out` counts the scenarios that were not wanted,
    `reads` are all files that it depends on; `sources` are the texts of those that a failure speaks of.
    """

    name: str
    played: Sequence[Played] = ()
    parts: Sequence[Part] = ()
    findings: Sequence[Diagnostic] = ()
    problem: str = ""
    left_out: int = 0
    reads: frozenset[str] = frozenset()
    sources: Mapping[str, Source] = {}

    @property
    def passed(self) -> bool:
        """Whether the file could be compiled and all its scenarios passed."""
        return not self.findings and not self.problem and all(one.passed for one in self.played)


def play_files(files: Sequence[Wanted], jobs: int) -> Iterator[FileResult]:
    """Play the scenarios of files, in their order; `jobs` is how many processes at most, 0 one for each
    processor.
    """
    if len(files) >= _MANY:
        from journeyc.processes import shared_out

        yield from (result for _, result in shared_out(play_file, files, jobs))
    else:
        yield from map(play_file, files)


@uncollected
def play_file(file: Wanted) -> FileResult:
    """Play the scenarios of one file."""
    reads = {file.name}

    def read(path: str) -> str:
        reads.add(path)
        return read_text(path)

    try:
        text = decode(file.raw)
    except Unreadable as problem:
        return FileResult(file.name, problem=f"`{file.name}` cannot be read: {problem}")
    if not text.strip():
        return FileResult(file.name, problem=f"`{file.name}` is empty")
    checked = check(Source(file.name, text), read, file.selection)
    errors = [found for found in checked.diagnostics if found.severity is Severity.ERROR]
    if errors:
        return FileResult(file.name, findings=errors, reads=frozenset(reads))
    return _played(checked, file)._replace(reads=frozenset(reads))


def _played(checked: Checked, file: Wanted) -> FileResult:
    if not (checked.names.journeys or checked.names.rules):
        return FileResult(file.name)
    package = compile_package(checked)
    prepared = Prepared(package)
    own = [scenario for scenario in package.scenarios if scenario.place.file == file.name]
    wanted = [scenario for scenario in own if _is_wanted(scenario, file)]
    played = [play(prepared, scenario) for scenario in wanted]
    tested = {scenario.journey for scenario in wanted}
    # Where only some scenarios are wanted, so are only the journeys they test.
    journeys = [
        journey
        for journey in package.journeys
        if journey.name in tested or (journey.place.file == file.name and not file.words)
    ]
    # Rules of the customer count where the journeys beside them do.
    files = {journey.place.file for journey in journeys} | ({file.name} if not file.words else set())
    rules = [rule for rule in package.declarations.rules if rule.place.file in files]
    sources = {source.name: source for source in (parsed.source for parsed in checked.project.files)}
    told = {place.file for one in played for place in _places(one)}
    return FileResult(
        file.name,
        played,
        [*parts_of(prepared, journeys), *parts_of_rules(rules)],
        left_out=len(own) - len(wanted),
        sources={name: source for name, source in sources.items() if name in told},
    )


def _is_wanted(scenario: model.Scenario, file: Wanted) -> bool:
    words = file.words.casefold()
    return words in scenario.title.casefold() or words in normpath(file.name).casefold()


def _places(played: Played) -> list[model.Place]:
    failure = played.failure
    return [] if failure is None else [failure.place, *(place for place, _ in failure.also)]
