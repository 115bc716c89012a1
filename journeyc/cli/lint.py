"""`journeyc lint`: everything that is wrong with some files."""

import sys
from collections.abc import Sequence
from typing import Literal, NamedTuple

from journeyc.cli.checking import STDIN, check_path, merged
from journeyc.cli.ending import ExitCode, Failure, complain
from journeyc.cli.files import STANDARD, journeys_in, write_whole
from journeyc.cli.terminal import paint_for
from journeyc.compiler import Checked
from journeyc.diagnostic import Diagnostic, Severity, sort_key
from journeyc.report import Form, Paint, render, summary

Level = Literal["error", "warning"]


class LintOptions(NamedTuple):
    """What is shown and where, what counts as a failure, and what is done about it."""

    form: Form = "full"
    fail_level: Level = "warning"
    output_file: str = STANDARD
    stdin_filename: str = STDIN
    fix: bool = False
    diff: bool = False


def lint(paths: Sequence[str], options: LintOptions) -> int:
    """Check files and folders, this folder if none is named; what cannot be read does not hide the rest."""
    files = journeys_in(paths or ["."])
    if options.fix or options.diff:
        return _mend(files, options)
    checked: list[Checked] = []
    for file in files:
        try:
            checked.append(check_path(file, options.stdin_filename))
        except Failure as failure:
            complain(failure.problem, failure.help)
    found = merged(checked)
    _show(found, options)
    _say_summary(checked, found, _fixable(checked) if found else 0)
    return _code(found, options, whole=len(checked) == len(files))


def _fixable(checked: Sequence[Checked]) -> int:
    from journeyc.fixing import fixable

    return len({sort_key(item) for one in checked for item in fixable(one)})


def _mend(files: Sequence[str], options: LintOptions) -> int:
    """Write what can be mended, or show it, and what remains."""
    from journeyc.cli.fix import differences, draft, write

    drafts = draft(files, options.stdin_filename)
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
    _say_summary(drafts.checked, found)
    return _code(found, options, whole=drafts.whole and written)


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


def _say_summary(checked: Sequence[Checked], found: Sequence[Diagnostic], fixable: int = 0) -> None:
    if checked:
        sys.stdout.flush()
        print(summary(len(checked), found, fixable), file=sys.stderr)


def _code(found: Sequence[Diagnostic], options: LintOptions, *, whole: bool) -> int:
    if not whole:
        return ExitCode.USAGE
    failing = [item for item in found if options.fail_level == "warning" or item.severity is Severity.ERROR]
    return ExitCode.FINDINGS if failing else ExitCode.CLEAN
