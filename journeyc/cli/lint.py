"""`journeyc lint`: everything that is wrong with some files."""

import os
import sys
from collections.abc import Collection, Sequence
from typing import Literal, NamedTuple

from journeyc.cli.ending import ExitCode, Failure, complain
from journeyc.cli.files import STANDARD, STDIN, journeys_in, read_each, require_result, write_whole
from journeyc.cli.settings import Settings
from journeyc.cli.terminal import paint_for
from journeyc.diagnostic import Diagnostic, in_order
from journeyc.linting import Cache, Linting, Opened
from journeyc.linting.cache import place
from journeyc.report import Form, Paint, render, statistics, summary
from journeyc.report.counted import counted

Level = Literal["error", "warning"]


class LintOptions(NamedTuple):
    """What is looked for, what is shown and where, what counts as a failure, and what is done about it.

    Without `select`, `ignore` and `fail_level` those of the project count; `jobs` are as many as there are
    processors where it is 0.
    """

    form: Form = "full"
    fail_level: Level | None = None
    output_file: str = STANDARD
    stdin_filename: str = STDIN
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fix: bool = False
    diff: bool = False
    statistics: bool = False
    watch: bool = False
    jobs: int = 0
    cache_dir: str = ""
    no_cache: bool = False


def names_in(text: str) -> tuple[str, ...]:
    """The names of rules in what was typed, with commas or spaces between."""
    return tuple(text.replace(",", " ").split())


class Run(NamedTuple):
    """What one look at some files found: the findings, those that can be mended, how many files could be
    looked at and whether that is all, and every file that was read or missed.
    """

    found: list[Diagnostic]
    fixable: list[Diagnostic]
    files: int
    whole: bool
    paths: frozenset[str]


def lint(paths: Sequence[str], options: LintOptions) -> int:
    """Check files and folders, this folder if none is named; what cannot be read does not hide the rest."""
    settings = Settings(options.select, options.ignore)
    _refuse(paths, options)
    if options.watch:
        from journeyc.cli.watch import watch

        return watch(lambda: _look_again(paths, options), paths or ["."])
    if options.fix or options.diff:
        return _mend(journeys_in(paths or ["."]), options, settings)
    run = _look(paths, options, settings)
    return _code(run.found, options, settings, whole=run.whole)


def _refuse(paths: Sequence[str], options: LintOptions) -> None:
    """Refuse what does not go together, and what nobody means."""
    require_result(options.output_file)
    if options.statistics and options.form not in {"full", "concise", "json"}:
        raise Failure(f"`--statistics` has no form `{options.form}`", "leave the form out, or say `json`")
    if options.watch and (options.fix or options.diff or STANDARD in paths):
        problem = "`--watch` looks at files again and again: it mends none, and reads no standard input"
        raise Failure(problem, "leave one of the two out")
    if options.statistics and (options.fix or options.diff):
        raise Failure("`--statistics` counts and mends nothing", "leave the other option out")


def _look(paths: Sequence[str], options: LintOptions, settings: Settings) -> Run:
    """Look at files once and say what is found."""
    files = journeys_in(paths or ["."])
    opened = [
        Opened(name, raw, settings.of(name).selection, settings.released(name))
        for name, raw in read_each(files, options.stdin_filename)
    ]
    linting = Linting(_cache(options) if opened else None, options.jobs)
    results = list(linting.results(opened, together=any(map(os.path.isdir, paths or ["."]))))
    for result in results:
        if result.problem:
            complain(result.problem)
    looked_at = sum(not result.problem for result in results)
    found = in_order(finding for result in results for finding in result.findings)
    fixable = in_order(finding for result in results for finding in result.fixable)
    if options.statistics:
        write_whole(options.output_file, statistics(found, fixable, as_json=options.form == "json"))
    else:
        _show(found, options)
    _say_summary(looked_at, found, len(fixable))
    return Run(found, fixable, looked_at, looked_at == len(files), linting.paths | {*files})


def _look_again(paths: Sequence[str], options: LintOptions) -> frozenset[str]:
    """Look at files, whatever they and the settings have become, and tell what that depends on."""
    settings = Settings(options.select, options.ignore)
    try:
        found = _look(paths, options, settings).paths
    except Failure as failure:
        complain(failure.problem, failure.help)
        found = frozenset(paths)
    return found | settings.paths


def _cache(options: LintOptions) -> Cache | None:
    return None if options.no_cache else Cache(options.cache_dir or place(os.environ))


def _mend(files: Sequence[str], options: LintOptions, settings: Settings) -> int:
    """Write what can be mended, or show it, and what remains."""
    from journeyc.cli.checking import merged
    from journeyc.cli.fix import differences, draft, write

    drafts = draft(files, options.stdin_filename, settings)
    if options.diff:
        write_whole(options.output_file, differences(drafts))
        _say_mended("would fix", drafts.mended, len(merged(drafts.checked)))
        if not drafts.whole:
            return ExitCode.USAGE
        return ExitCode.FINDINGS if drafts.mended else ExitCode.CLEAN
    written = write(drafts)
    found = merged(drafts.checked)
    _show(found, options, aside=STANDARD in files)
    _say_mended("fixed", drafts.mended, len(found))
    _say_summary(len(drafts.checked), found)
    return _code(found, options, settings, whole=drafts.whole and written)


def _show(found: Sequence[Diagnostic], options: LintOptions, *, aside: bool = False) -> None:
    """Give the findings; aside, where standard output is taken by something else."""
    standard = options.output_file == STANDARD
    stream = sys.stderr if aside else sys.stdout
    text = render(found, options.form, paint_for(stream) if standard else Paint())
    if standard and aside:
        sys.stdout.flush()
        sys.stderr.write(text)
    else:
        write_whole(options.output_file, text)


def _say_mended(done: str, mended: int, left: int) -> None:
    total = mended + left
    if total:
        sys.stdout.flush()
        print(f"{done} {mended} of {counted(total, 'finding')}", file=sys.stderr)


def _say_summary(files: int, found: Sequence[Diagnostic], fixable: int = 0) -> None:
    if files:
        sys.stdout.flush()
        print(summary(files, found, fixable), file=sys.stderr)


def _code(found: Collection[Diagnostic], options: LintOptions, settings: Settings, *, whole: bool) -> int:
    if not whole:
        return ExitCode.USAGE

    def fails(finding: Diagnostic) -> bool:
        level = options.fail_level or settings.of(finding.source.name).fail_level
        return level != "error" or finding.severity == level

    return ExitCode.FINDINGS if any(map(fails, found)) else ExitCode.CLEAN
