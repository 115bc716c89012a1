"""`journeyc test`: the scenarios of files and folders, played."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from journeyc.cli.ending import ExitCode, Failure, complain
from journeyc.cli.files import STANDARD, STDIN, journeys_in, read_each, require_result, write_whole
from journeyc.cli.settings import Settings
from journeyc.cli.terminal import paint_for
from journeyc.report import Paint
from journeyc.testing import words
from journeyc.testing.coverage import Coverage, marks_in
from journeyc.testing.files import FileResult, Wanted, play_files

Form = Literal["full", "junit", "json"]


class ScenarioOptions(NamedTuple):
    """What is played, and what is shown of it and where; `fail_under` is the least coverage in percent."""

    form: Form = "full"
    output_file: str = STANDARD
    words: str = ""
    coverage: bool = False
    fail_under: float = 0.0
    watch: bool = False
    jobs: int = 0
    stdin_filename: str = STDIN


def play_scenarios(paths: Sequence[str], options: ScenarioOptions) -> int:
    """Play the scenarios of files and folders, of this folder if none is named."""
    require_result(options.output_file)
    if options.watch and STANDARD in paths:
        problem = "`--watch` plays files again and again, and reads no standard input"
        raise Failure(problem, "leave one of the two out")
    if options.watch:
        from journeyc.cli.watch import watch

        return watch(lambda: _play_again(paths, options), paths or ["."])
    return _play(paths, options)[0]


def _play_again(paths: Sequence[str], options: ScenarioOptions) -> frozenset[str]:
    """Play files, whatever they have become, and tell which files that depends on."""
    try:
        return _play(paths, options)[1]
    except Failure as failure:
        complain(failure.problem, failure.help)
        return frozenset(path for path in paths if not Path(path).is_dir())


def _play(paths: Sequence[str], options: ScenarioOptions) -> tuple[int, frozenset[str]]:
    """The exit code, and the files that decided it."""
    settings = Settings()
    files = journeys_in(paths or ["."])
    wanted = [
        Wanted(name, raw, settings.of(name).selection, options.words)
        for name, raw in read_each(files, options.stdin_filename)
    ]
    results = list(play_files(wanted, options.jobs))
    for result in results:
        if result.problem:
            complain(result.problem)
    whole = len(wanted) == len(files) and not any(result.problem for result in results)
    if whole:
        _refuse_nothing(results, paths, options)
    coverage = Coverage(
        (part for result in results for part in result.parts),
        marks_in(one for result in results for one in result.played),
    )
    if any(result.played or result.findings for result in results):
        _show(results, coverage, options)
    enough = _say_too_little(coverage, options)
    reads = frozenset(path for result in results for path in result.reads) | {*files} | settings.paths
    if not whole:
        return ExitCode.USAGE, reads
    passed = enough and all(result.passed for result in results)
    return ExitCode.CLEAN if passed else ExitCode.FINDINGS, reads


def _refuse_nothing(results: Sequence[FileResult], paths: Sequence[str], options: ScenarioOptions) -> None:
    """Say so where there is nothing to play: nobody means that."""
    if any(result.played or result.findings for result in results):
        return
    where = ", ".join(f"`{path}`" for path in paths) or "this folder"
    if left_out := sum(result.left_out for result in results):
        there = "the one scenario" if left_out == 1 else f"none of the {left_out} scenarios"
        problem = f"{there} in {where} {'does not have' if left_out == 1 else 'has'} `{options.words}`"
        raise Failure(f"{problem} in its title or its file", "say other words with `-k`, or leave it out")
    raise Failure(f"there is no scenario in {where}", 'write one: `scenario "…" for JOURNEY { … }`')


def _show(results: Sequence[FileResult], coverage: Coverage, options: ScenarioOptions) -> None:
    if options.form == "full":
        paint = paint_for(sys.stdout) if options.output_file == STANDARD else Paint()
        text = words.report(results, coverage, paint, names=options.coverage)
        write_whole(options.output_file, text)
        return
    if options.form == "junit":
        from journeyc.testing.junit import junit

        write_whole(options.output_file, junit(results))
    else:
        from journeyc.testing.objects import objects

        write_whole(options.output_file, objects(results, coverage))
    sys.stdout.flush()
    print(words.summary(results), file=sys.stderr)
    if coverage.parts:
        lines = [words.covered(coverage), *(words.untested(coverage) if options.coverage else [])]
        print("\n".join(lines), file=sys.stderr)


def _say_too_little(coverage: Coverage, options: ScenarioOptions) -> bool:
    """Whether as much was played as was asked for; where it was not, that is said."""
    if coverage.percent >= options.fail_under:
        return True
    sys.stdout.flush()
    found = words.percent_text(coverage.percent)
    complain(
        f"coverage is {found}, and {options.fail_under:g} % is asked for",
        "" if options.coverage else "`--coverage` names what was not played",
    )
    return False
