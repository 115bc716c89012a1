"""`journeyc doctor`: what this machine has, what follows from it, and what is broken; it changes nothing."""

import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing

from journeyc.cli.doctor.engine import RuleDoctor
from journeyc.cli.doctor.files import files_of, look_at_files, look_at_settings
from journeyc.cli.doctor.finding import Finding, State
from journeyc.cli.doctor.machine import look_at_machine
from journeyc.cli.ending import ExitCode
from journeyc.cli.run.screen import WIDTH, wrapped
from journeyc.cli.terminal import paint_for
from journeyc.report.counted import counted
from journeyc.report.paint import Ink

_INKS: dict[State, Ink] = {"missing": "warning", "warning": "warning", "broken": "error"}
#: Narrower than this, a line would hold no word.
_LEAST = 40


def doctor(paths: Sequence[str], store: str | None, form: str, *, quick: bool = False) -> int:
    """Look at this machine, at journeys and at a store, and say of each thing how it is. A `quick` look does
    not read a file to its end.
    """
    found = list(_look(paths, store, quick=quick))
    broken = sum(finding.state == "broken" for finding in found)
    if form == "json":
        print(json.dumps([finding._asdict() for finding in found], ensure_ascii=False, indent=2))
    else:
        _tell(found)
        said = f"{counted(broken, 'thing is', 'things are')} broken" if broken else "nothing is broken"
        if warned := sum(finding.state == "warning" for finding in found):
            said += f"; {counted(warned, 'warning')}"
        print(f"\n{said}")
    return ExitCode.FINDINGS if broken else ExitCode.CLEAN


def _look(paths: Sequence[str], store: str | None, *, quick: bool) -> Iterator[Finding]:
    files = files_of(paths)
    yield from look_at_machine()
    with closing(RuleDoctor()) as rules:
        yield rules.engine()
        yield from look_at_settings(files)
        if files:
            yield from look_at_files(files, rules)
        if store is not None:
            from journeyc.cli.doctor.store import look_at_store

            yield from look_at_store(store, rules, quick=quick)


def _tell(found: Sequence[Finding]) -> None:
    paint = paint_for(sys.stdout)
    margin = max(len(finding.what) for finding in found) + 2
    width = max(_LEAST, min(WIDTH, shutil.get_terminal_size((WIDTH, 1)).columns)) - margin
    for finding in found:
        state = "" if finding.state == "well" else f"{finding.state}: "
        lines = wrapped(f"{state}{finding.said}", width, 2)
        if state:
            lines[0] = paint(state.rstrip(), _INKS[finding.state]) + lines[0].removeprefix(state.rstrip())
        beside = paint(finding.what, "quiet") + " " * (margin - len(finding.what))
        if finding.help:
            lines += wrapped(f"help: {finding.help}", width, 2)
        for line in lines:
            print(f"{beside}{line}")
            beside = " " * margin
