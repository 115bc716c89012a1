"""`journeyc diagram --check` and `--redraw` of pictures and folders, each as it says it was drawn."""

import os
import shlex
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from journeyc.cli.checking import Incorrect
from journeyc.cli.diagram import Drawing, prepared, say_stale
from journeyc.cli.drawn_of import Request, Unknown, request_of
from journeyc.cli.ending import ExitCode, Failure, complain
from journeyc.cli.files import read_raw, reason
from journeyc.compiler.diagram import DiagramError
from journeyc.compiler.diagram.record import Record, read
from journeyc.compiler.diagram.write import FORMS, form_of
from journeyc.reading import MAXIMUM_BYTES, files_inside
from journeyc.report.cells import plain

_SAID = {
    "fresh": ("picture is up to date", "pictures are up to date"),
    "stale": ("picture is stale", "pictures are stale"),
    "left": ("page is left over", "pages are left over"),
    "drawn": ("picture was drawn anew", "pictures were drawn anew"),
    "unknown": ("picture cannot be told", "pictures cannot be told"),
}


def check_pictures(paths: Sequence[str], *, redraw: bool = False, engine: str | None = None) -> int:
    """Say which pictures are stale, of those named and of all in the folders named; or draw those anew, with
    the engine named.
    """
    found: dict[str, Mapping[str, Record | None]] = {}
    missed = False
    for path in paths:
        try:
            found[path] = _found(path)
        except Failure as failure:
            complain(failure.problem, failure.help)
            missed = True
    shown: dict[str, Incorrect] = {}
    records = {name: record for inside in found.values() for name, record in inside.items()}
    outcomes = {
        name: _outcome(name, record, shown, redraw=redraw, engine=engine) for name, record in records.items()
    }
    sys.stdout.flush()
    counts = Counter(outcomes.values())
    if counts["stale"] > 1:
        where = [path for path, inside in found.items() if any(outcomes[name] == "stale" for name in inside)]
        anew = plain(shlex.join(["journeyc", "diagram", "--redraw", *where]))
        print(f"help: `{anew}` draws all of them anew", file=sys.stderr)
    if counts:
        said = [f"{counts[one]} {words[counts[one] > 1]}" for one, words in _SAID.items() if counts[one]]
        print(", ".join(said), file=sys.stderr)
    if missed or counts["unknown"]:
        return ExitCode.USAGE
    return ExitCode.FINDINGS if counts["stale"] or counts["left"] else ExitCode.CLEAN


def _outcome(
    name: str, record: Record | None, shown: dict[str, Incorrect], *, redraw: bool, engine: str | None
) -> str:
    """What comes of a picture, a key of `_SAID`; `shown` are journeys whose errors were shown, by file."""
    try:
        drawing = _prepared(_request(name, record)._replace(engine=engine), shown)
        left = Path(name) not in drawing.pictures
        why = None if left else drawing.why_stale(Path(name)) or drawing.missing_page(Path(name))
        if why and redraw:
            drawing.write()
    except Failure as failure:
        complain(f"`{name}`: {failure.problem}", failure.help)
        return "unknown"
    except OSError as error:
        # A record may name what no system takes for a file.
        complain(f"`{name}`: {reason(error)}")
        return "unknown"
    if left:
        print(plain(f"{name} is left over: there is no such page any more; remove it"))
        return "left"
    if not why:
        return "fresh"
    if redraw:
        print(plain(f"{name} is drawn anew: {why}"))
        return "drawn"
    say_stale(name, why, drawing.request.command)
    return "stale"


def _prepared(request: Request, shown: dict[str, Incorrect]) -> Drawing:
    """What is to be drawn; the errors of a journey are shown with its first picture alone."""
    if request.path in shown:
        raise shown[request.path]
    try:
        return prepared(request)
    except Incorrect as incorrect:
        shown[request.path] = incorrect
        raise


def _request(name: str, record: Record | None) -> Request:
    if record is None:
        raise Failure(
            "it has no record of what it was drawn of", f"`journeyc diagram PATH -o {name}` gives it one"
        )
    try:
        return request_of(name, record.origin)
    except Unknown as problem:
        cure = f"`journeyc diagram PATH -o {name} --check`, with the options it was drawn with, tells more"
        raise Failure(str(problem), cure) from None


def _found(path: str) -> Mapping[str, Record | None]:
    """The picture that a path names; of a folder those that have a record, others there may be anything."""
    if not Path(path).is_dir():
        name = os.path.normpath(path)
        return {name: _record(name)}
    records = {name: record for name in _inside(path) if (record := _record(name))}
    if not records:
        raise Failure(
            f"there is no picture of a journey in the folder `{path}`",
            "what an earlier journeyc drew has no record: draw it once more",
        )
    return records


def _inside(folder: str) -> list[str]:
    """The files in a folder that may be pictures; what is too large for one, and no file at all, is none."""

    def refuse(error: OSError) -> None:
        raise Failure(f"the folder `{error.filename}` cannot be read: {reason(error)}")

    files = [Path(name) for name in files_inside(folder, "", refuse)]
    pictures = [file for file in files if file.suffix.lower().removeprefix(".") in FORMS]
    return sorted(str(file) for file in pictures if file.is_file() and file.stat().st_size <= MAXIMUM_BYTES)


def _record(name: str) -> Record | None:
    try:
        form = form_of(Path(name))
    except DiagramError as error:
        if not Path(name).exists():
            raise Failure(f"there is no file or folder `{name}`") from None
        raise Failure(
            f"`{name}` is no picture",
            "name pictures or their folders, or one journey and its picture with `-o`",
        ) from error
    found = read(read_raw(name), form)
    return found.record if found else None
