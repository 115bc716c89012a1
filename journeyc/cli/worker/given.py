"""The journeys that a worker is given: compiled ones as they are, others compiled here."""

from collections.abc import Sequence
from pathlib import Path

from journeyc.cli.ending import Failure
from journeyc.cli.files import COMPILED, compiled_inside
from journeyc.ir import Package


def packages(paths: Sequence[str]) -> list[Package | str]:
    """What `Runtime.open` takes: of a folder, all that was compiled into it."""
    return [one for path in paths for one in (_inside(path) if Path(path).is_dir() else [_given(path)])]


def _inside(folder: str) -> list[Package | str]:
    found = compiled_inside(folder)
    if not found:
        cure = f"`journeyc compile {folder} -o FOLDER` makes some"
        raise Failure(f"there are no compiled journeys in the folder `{folder}`", cure)
    return [*found]


def _given(path: str) -> Package | str:
    if path.endswith(COMPILED):
        return path
    # Only this needs the compiler.
    from journeyc.cli.checking import compile_path

    return compile_path(path)
