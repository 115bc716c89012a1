"""What a picture was drawn of and how: written into its record, and read from there to draw it anew."""

import os
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from journeyc.cli.files import STANDARD, SUFFIX, is_journey
from journeyc.compiler.diagram.picture import Direction
from journeyc.compiler.diagram.record import Origin
from journeyc.compiler.diagram.theme import Theme

#: The options that a picture is drawn with, by what they take; or the words, where there are few.
OPTIONS: Mapping[str, Literal["word", "flag", "file", "store"] | tuple[str, ...]] = {
    "lanes": "flag",
    "stages": "flag",
    "stage": "word",
    "pages": "flag",
    "path": "file",
    "store": "store",
    "scenario": "word",
    "overlay": "file",
    "direction": get_args(Direction),
    "theme": get_args(Theme),
}
#: Stands in the record of a page that was drawn with another: the file of that one.
_PAGE_OF = "page-of"
_YES = "yes"
#: The option that makes of `--path` the id of a run.
_STORE = "store"


class Unknown(Exception):
    """A record cannot be followed; the message says why."""


class Request(NamedTuple):
    """A picture that is wanted: a journey of a file, and the options that were given, by their names. Which
    engine draws it is nothing of the picture; nor whether somebody `asked` for it, or a record does.
    """

    path: str
    out: str
    journey: str | None
    options: Mapping[str, Any]
    engine: str | None = None
    asked: bool = True

    @property
    def command(self) -> str:
        """What is to be typed for it."""
        words = ["journeyc", "diagram", self.path, "-o", self.out]
        words += ["--journey", self.journey] if self.journey else []
        for name, value in self._given():
            words += [f"--{name}"] if value is True else [f"--{name}", _shown(name, str(value))]
        return shlex.join(words)

    def origin(self, journey: str, file: Path, links: tuple[str, ...] = ()) -> Origin:
        """What the record of one of its files says: other files as seen from the picture's folder, and the
        pictures of sub-journeys that it links to. Of a run in a store neither which it is nor where, as an
        address may have a password.
        """
        folder = Path(self.out).parent
        options = tuple(
            (name, _YES if value is True else self._recorded(folder, name, str(value)))
            for name, value in self._given()
        )
        if file != Path(self.out):
            options += ((_PAGE_OF, Path(self.out).name),)
        return Origin(seen_from(folder, self.path), journey, options, links)

    def _recorded(self, folder: Path, name: str, value: str) -> str:
        if name == _STORE or (name == "path" and self.options.get(_STORE)):
            return STANDARD
        return _file(folder, value) if _is_file(name) else value

    def _given(self) -> Iterator[tuple[str, Any]]:
        yield from ((name, value) for name, value in self.options.items() if value)


def request_of(out: str, origin: Origin) -> Request:
    """What has to be wanted to draw a picture as its record says; Unknown where that cannot be done.

    Whoever checks a picture may not be who made it, and what does not fit is shown: so nothing but journeys
    is read as one, and nothing by its place on one machine. Enough `..` lead out of a project all the same,
    to journeys, and to JSON files for the options.
    """
    folder = Path(out).parent
    if not origin.source:
        raise Unknown("it was drawn of standard input, or of a file elsewhere")
    if any(name == _STORE for name, _ in origin.options):
        raise Unknown("it was drawn of a run in a store")
    if not is_journey(origin.source):
        raise Unknown(
            f"it was drawn of `{origin.source}`, and a journey is in a file that ends in `{SUFFIX}`"
        )
    options: dict[str, Any] = {}
    for name, value in origin.options:
        if name == _PAGE_OF:
            if Path(value).name != value or Path(value).suffix != Path(out).suffix:
                raise Unknown(f"it was drawn with `{value}`, which is no picture beside it")
            out = str(folder / value)
        elif name not in OPTIONS:
            raise Unknown(f"it was drawn with `--{name}`, which this journeyc does not know")
        elif name in options:
            raise Unknown(f"it was drawn with `--{name}` twice")
        else:
            options[name] = _value(folder, name, value)
    return Request(_from(folder, origin.source), out, origin.journey, options, asked=False)


def _value(folder: Path, name: str, value: str) -> Any:
    """The value of an option that stands in a record."""
    kind = OPTIONS[name]
    if kind == "file" and value == STANDARD:
        raise Unknown(f"it was drawn with a file for `--{name}` that is elsewhere")
    if kind == "flag" and value == _YES:
        return True
    if kind == "flag" or (isinstance(kind, tuple) and value not in kind):
        raise Unknown(f"it was drawn with `--{name} {value}`, which this journeyc does not know")
    return _from(folder, value) if kind == "file" else value


def _shown(name: str, value: str) -> str:
    """What may be shown of the value of an option: of a store on a server no password."""
    if name != _STORE:
        return value
    from journeyc.runtime.stores import is_on_server, shown_address

    return shown_address(value) if is_on_server(value) else value


def _is_file(name: str) -> bool:
    return OPTIONS[name] == "file"


def _from(folder: Path, name: str) -> str:
    path = os.path.normpath(folder / name)
    # No record that we write leads further than one sees.
    if Path(name).anchor or not seen_from(folder, path):
        raise Unknown(f"it was drawn with `{name}`, which is a place on one machine")
    return path


def _file(folder: Path, file: str) -> str:
    """A file of an option, as the record has it; one that cannot be named there is known to have been one."""
    return seen_from(folder, file) or STANDARD


def _absolute(file: str | Path) -> Path:
    """Without `..`; what links lead to is nobody's business here."""
    return Path(os.path.normpath(Path(file).absolute()))


def _homes(path: Path) -> Path:
    """The folder of the homes of all; of a user who has neither a name nor a home, the root of a path."""
    try:
        return Path.home().parent
    except RuntimeError:
        return Path(path.anchor)


def seen_from(folder: Path, file: str) -> str:
    """The name of a file as seen from a folder, with `/`. Empty for standard input, and where only folders of
    the whole machine are shared: those between tell whose it is.
    """
    name, folder = _absolute(file), _absolute(folder)
    try:
        shared = Path(os.path.commonpath([name, folder]))
    except ValueError:  # on two drives
        return ""
    of_all = _homes(shared).is_relative_to(shared)
    if file == STANDARD or (of_all and shared != name.parent):
        return ""
    return os.path.relpath(name, folder).replace(os.sep, "/")
