"""`journeyc lint`: everything that is wrong with some files."""

import sys
from collections.abc import Sequence
from typing import Literal, NamedTuple

from journeyc.cli.checking import STDIN, check_path, merged
from journeyc.cli.ending import ExitCode, Failure, complain
from journeyc.cli.files import STANDARD, journeys_in, write_whole
from journeyc.cli.terminal import paint_for
from journeyc.compiler import Checked
from journeyc.diagnostic import Severity
from journeyc.report import Form, Paint, render, summary

Level = Literal["error", "warning"]


class LintOptions(NamedTuple):
    """What is shown and where, and what counts as a failure."""

    form: Form = "full"
    fail_level: Level = "warning"
    output_file: str = STANDARD
    stdin_filename: str = STDIN


def lint(paths: Sequence[str], options: LintOptions) -> int:
    """Check files and folders, this folder if none is named; what cannot be read does not hide the rest."""
    files = journeys_in(paths or ["."])
    checked: list[Checked] = []
    for file in files:
        try:
            checked.append(check_path(file, options.stdin_filename))
        except Failure as failure:
            complain(failure.problem, failure.help)
    found = merged(checked)
    paint = paint_for(sys.stdout) if options.output_file == STANDARD else Paint()
    write_whole(options.output_file, render(found, options.form, paint))
    if checked:
        sys.stdout.flush()
        print(summary(len(checked), found), file=sys.stderr)
    if len(checked) < len(files):
        return ExitCode.USAGE
    failing = [item for item in found if options.fail_level == "warning" or item.severity is Severity.ERROR]
    return ExitCode.FINDINGS if failing else ExitCode.CLEAN
