"""`journeyc lint`: everything that is wrong with some files."""

import os
import sys
from collections.abc import Collection, Sequence
from typing import Literal, NamedTuple

from journeyc.cli.ending import ExitCode, Failure, complain
from journeyc.cli.files import STANDARD, STDIN, journeys_in, named, read_raw, write_whole
from journeyc.cli.settings import Settings
from journeyc.cli.terminal import paint_for
from journeyc.diagnostic import Diagnostic, in_order
from journeyc.linting import Cache, Linting, Opened, Result
from journeyc.linting.cache import place
from journeyc.report import Form, Paint, render, summary

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
    jobs: int = 0
    cache_dir: str = ""
    no_cache: bool = False


def names_in(text: str) -> tuple[str, ...]:
    """The names of rules in what was typed, with commas or spaces between."""
    return tuple(text.replace(",", " ").split())


def lint(paths: Sequence[str], options: LintOptions) -> int:
    """Check files and folders, this folder if none is named; what cannot be read does not hide the rest."""
    settings = Settings(options.select, options.ignore)
    files = journeys_in(paths or ["."])
    if options.fix or options.diff:
        return _mend(files, options, settings)
    opened = [one for one in (_opened(file, options, settings) for file in files) if one]
    results = list(Linting(_cache(options), options.jobs).results(opened))
    for result in results:
        if result.problem:
            complain(result.problem)
    looked_at = sum(not result.problem for result in results)
    found = in_order(finding for result in results for finding in result.findings)
    _show(found, options)
    _say_summary(looked_at, found, _fixable(results))
    return _code(found, options, settings, whole=looked_at == len(files))


def _opened(file: str, options: LintOptions, settings: Settings) -> Opened | None:
    name = named(file, options.stdin_filename)
    try:
        return Opened(name, read_raw(file, options.stdin_filename), settings.of(name).selection)
    except Failure as failure:
        complain(failure.problem, failure.help)
        return None


def _cache(options: LintOptions) -> Cache | None:
    return None if options.no_cache else Cache(options.cache_dir or place(os.environ))


def _fixable(results: Sequence[Result]) -> int:
    return len(in_order(finding for result in results for finding in result.fixable))


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
        print(f"{done} {mended} of {total} finding{'' if total == 1 else 's'}", file=sys.stderr)


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
