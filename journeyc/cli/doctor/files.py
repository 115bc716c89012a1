"""The journeys of files and folders, and the settings of their projects."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from journeyc.cli.doctor.engine import RuleDoctor
from journeyc.cli.doctor.finding import Finding
from journeyc.cli.ending import Failure
from journeyc.cli.files import (
    COMPILED,
    SUFFIX,
    compiled_inside,
    journeys_in,
    journeys_inside,
    named,
    read_raw,
)
from journeyc.cli.settings import Settings
from journeyc.compiler import check, compile_package
from journeyc.diagnostic import Severity
from journeyc.ir import DocumentError, Package, from_json
from journeyc.reading import Unreadable, decode, read_text
from journeyc.report.counted import counted
from journeyc.source import Source


class _Sick(Exception):
    """A file whose journeys cannot be looked at."""

    def __init__(self, problem: str, help: str = "") -> None:  # noqa: A002  # the word of every message
        super().__init__(problem)
        self.help = help


def files_of(paths: Sequence[str]) -> list[str]:
    """The journey files that paths and folders name; of a folder without any, those that were compiled into
    it. Failure for one that has neither.
    """
    found: list[str] = []
    for path in paths:
        if not Path(path).is_dir() or next(journeys_inside(path), None):
            found += journeys_in([path])
        elif compiled := compiled_inside(path):
            found += compiled
        else:
            raise Failure(
                f"there is no journey in the folder `{path}`, neither a `{SUFFIX}` file nor a compiled one"
            )
    return list(dict.fromkeys(found))


def look_at_settings(files: Iterable[str]) -> Iterator[Finding]:
    """The settings that count for files, or for this folder where there are none."""
    folders = dict.fromkeys(Path(named(path)).parent for path in files) or [Path()]
    settings, told = Settings(), set[str]()
    for folder in folders:
        file = str(folder / SUFFIX)
        try:
            path = settings.of(file).path
            settings.released(file)
        except Failure as failure:
            if failure.problem not in told:
                told.add(failure.problem)
                yield Finding("settings", "broken", failure.problem, failure.help)
            continue
        if path not in told:
            told.add(path)
            said = f"`{path}` is valid" if path else "no file with settings; every rule of `lint` counts"
            yield Finding("settings", "well", said, facts={"path": path})


def look_at_files(files: Sequence[str], doctor: RuleDoctor) -> Iterator[Finding]:
    """Whether files can be compiled, and who looks at their rules. Failure where one cannot be read."""
    sick, rules, journeys = list[Finding](), list[Finding](), 0
    for path in files:
        raw = read_raw(path)
        try:
            package = _compiled(named(path), raw)
        except _Sick as problem:
            sick.append(Finding("journeys", "broken", str(problem), problem.help, {"file": named(path)}))
            continue
        own = [journey for journey in package.journeys if _is_in(path, journey.place.file)]
        journeys += len(own)
        for journey in own:
            if journey.rules:
                rules.append(doctor.rules(f"journey `{journey.name}` in `{named(path)}`", journey.rules))
        if mine := [rule for rule in package.declarations.rules if _is_in(path, rule.place.file)]:
            rules.append(doctor.rules(f"the customer in `{named(path)}`", mine))
    well = len(files) - len(sick)
    if well:
        said = f"{counted(journeys, 'journey')} in {counted(well, 'file')}"
        facts = {"journeys": journeys, "files": well}
        yield Finding("journeys", "well", said if rules else f"{said}, without business rules", facts=facts)
    yield from (*sick, *rules)


def _is_in(path: str, place: str) -> bool:
    """Whether something stands in a file itself, which what it imports does not."""
    return path.endswith(COMPILED) or place == named(path)


def _compiled(name: str, raw: bytes) -> Package:
    if name.endswith(COMPILED):
        try:
            return from_json(raw, Package)
        except DocumentError as error:
            raise _Sick(f"`{name}`: {error}", "compile the journey again") from None
    try:
        text = decode(raw)
    except Unreadable as problem:
        raise _Sick(f"`{name}` cannot be read: {problem}") from None
    checked = check(Source(name, text), read_text)
    if not checked.correct:
        errors = sum(found.severity is Severity.ERROR for found in checked.diagnostics)
        raise _Sick(f"`{name}` has {counted(errors, 'error')}", f"`journeyc lint {name}` tells more")
    return compile_package(checked)
