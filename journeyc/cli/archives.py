"""`journeyc archives`: what has left a store."""

import json
from collections.abc import Sequence

from journeyc.cli.ending import ExitCode, Failure
from journeyc.cli.files import write_whole
from journeyc.cli.problems import as_failure
from journeyc.cli.stored import plain, print_json, tell_rows, things
from journeyc.report.cells import in_line
from journeyc.runtime import JourneyError
from journeyc.runtime.archive import Archive, Holding


def list_files(folder: str, form: str) -> int:
    """A line for each file."""
    with as_failure(JourneyError):
        files = Archive(folder).listed()
    rows = [
        {
            "file": one.file,
            "bytes": one.bytes,
            "holds": things(one.counts) or "nothing",
            "state": "whole" if one.is_whole else "not finished",
        }
        for one in files
    ]
    tell_rows(plain(files) if form == "json" else rows, form, "nothing is in this archive")
    return ExitCode.CLEAN


def show_archived(customers: Sequence[str], folder: str, file: str) -> int:
    """All that is archived of some customers."""
    with as_failure(JourneyError):
        found = Archive(folder).of(customers)
    if not any(found.values()):
        raise _nobody(customers, folder)
    write_whole(file, json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    return ExitCode.CLEAN


def erase_archived(customers: Sequence[str], folder: str, form: str, *, yes: bool) -> int:
    """Take somebody out of an archive; only where it is said that this is meant."""
    archive = Archive(folder)
    with as_failure(JourneyError):
        found = archive.erase(customers) if yes else archive.holding(customers)
    if not found:
        raise _nobody(customers, folder)
    if not yes:
        raise Failure(
            f"{held(found)} would be erased, and nothing brings them back",
            "nothing has been done; say `--yes` if it is meant",
        )
    if form == "json":
        print_json(plain(found))
    else:
        print(in_line(f"erased {held(found)}"))
    return ExitCode.CLEAN


def held(found: Sequence[Holding]) -> str:
    """What files hold of somebody, in words."""
    return "; ".join(f"{things(one.counts)} in `{one.file}`" for one in found)


def _nobody(customers: Sequence[str], folder: str) -> Failure:
    named = ", ".join(f"`{name}`" for name in customers)
    return Failure(
        f"nothing of {named} is in the archive `{folder}`", "customers are named by their keys here"
    )
