"""`journeyc compile`: journeys as the JSON that the runtime takes."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

from journeyc.cli.checking import (
    check_path,
    compile_path,
    merged,
    own_journeys,
    require_correct,
    say_findings,
)
from journeyc.cli.ending import ExitCode, Failure
from journeyc.cli.files import STANDARD, journeys_in, make_folder, write_whole


def compile_files(paths: Sequence[str], out: str) -> int:
    """Compile one file to a file, or several to a folder; nothing is written if one has errors."""
    from journeyc.ir import to_json

    if not paths:
        raise Failure("say which journey to compile", "for example `journeyc compile bill_dispute.journey`")
    if len(paths) == 1 and not Path(paths[0]).is_dir():
        write_whole(out, to_json(compile_path(paths[0])))
        return ExitCode.CLEAN
    if out == STANDARD:
        raise Failure("several journeys need a folder to go to", "name it with `-o FOLDER`")
    results = _compile_several(journeys_in(paths))
    folder = make_folder(out)
    for name, text in results.items():
        make_folder(str((folder / name).parent))
        write_whole(str(folder / name), text)
    return ExitCode.CLEAN


def _compile_several(files: list[str]) -> dict[str, str]:
    """The compiled text of each file that holds a journey, by its place in the folder of results."""
    from journeyc.compiler import compile_package
    from journeyc.ir import to_json

    checked = {file: check_path(file) for file in files}
    say_findings(merged(checked.values()))
    for file, found in checked.items():
        require_correct(found, file)
    # A file of shared declarations is compiled with each journey that imports it.
    own = {file: found for file, found in checked.items() if own_journeys(found)}
    if not own:
        raise Failure("there is no journey in these files")
    root = os.path.commonpath([str(Path(file).parent) for file in own])
    return {
        str(Path(os.path.relpath(file, root)).with_suffix(".json")): to_json(compile_package(found))
        for file, found in own.items()
    }


def print_schema() -> int:
    """Print the JSON Schema of what `compile` writes."""
    from journeyc.ir import json_schema

    print(json.dumps(json_schema(), indent=2))
    return ExitCode.CLEAN
