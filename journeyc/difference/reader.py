"""The files of both sides, read: what is the same on both is compiled once."""

from codecs import BOM_UTF8
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple, TypeAlias

from journeyc.compiler import check, compile_package
from journeyc.configuration import Configurations, Misconfigured
from journeyc.difference.problem import Faulty, SideProblem
from journeyc.difference.revisions import Revision
from journeyc.ir import Definition, DocumentError, Package, definition_of, from_json
from journeyc.ir.declarations import Declarations
from journeyc.ir.definition import roots_of
from journeyc.ir.types import type_table
from journeyc.reading import Unreadable, decode, read_bytes, read_text
from journeyc.runtime.plan import PlanError, plan_of
from journeyc.selection import Selection
from journeyc.source import Source

SUFFIX = ".journey"
COMPILED = ".json"
#: What a compiled journey calls itself, also one that cannot be read.
_NAMES = tuple(kind.model_fields["format"].default.encode() for kind in (Package, Definition))
#: What is declared in a file, None where that is not known, and its journeys.
Contents: TypeAlias = tuple[Declarations | None, Sequence[Definition]]


class Place(NamedTuple):
    """A path, now or in a revision, where it counts from the top of the repository."""

    path: str
    revision: Revision | None = None

    @property
    def label(self) -> str:
        """As it may be written."""
        return self.revision.named(self.path) if self.revision else self.path


class _Known(NamedTuple):
    """What a file without errors was compiled to: the texts it was made of, by their paths, and under which
    settings.
    """

    contents: Contents
    texts: dict[str, str]
    selection: Selection


class Reader:
    """Reads files, whichever side they are of."""

    def __init__(self) -> None:
        self._configurations = Configurations()
        self._known: dict[str, _Known] = {}

    def read(self, place: Place, *, must: bool) -> Contents:
        """What stands in a file; Faulty where that is not known. One that is only found in a folder may be
        something else.
        """
        try:
            raw = place.revision.read(place.path) if place.revision else read_bytes(place.path)
            if not raw.removeprefix(BOM_UTF8).strip():
                raise Faulty(f"`{place.label}` is empty")
            if place.path.endswith(COMPILED):
                return _compiled(place, raw, must=must)
            return self._text(place, decode(raw))
        except Unreadable as problem:
            raise Faulty(f"`{place.label}` cannot be read: {problem}") from None

    def _text(self, place: Place, text: str) -> Contents:
        read: Callable[[str], str] = place.revision.read_text if place.revision else read_text
        selection = self._selection(place)
        known = self._known.get(place.path)
        if known and known.selection == selection and _are_there(known.texts, place.path, text, read):
            return known.contents
        checked = check(Source(place.path, text), read, selection)
        if not checked.correct:
            findings = tuple(
                one._replace(source=Source(place.revision.named(one.source.name), one.source.text))
                if place.revision
                else one
                for one in checked.diagnostics
            )
            raise Faulty(f"`{place.label}` has errors", findings=findings)
        package = compile_package(checked)
        sources = [file.source for file in checked.project.files]
        mine = [journey for journey in package.journeys if journey.place.file == sources[-1].name]
        contents = package.declarations, [definition_of(package, journey) for journey in mine]
        self._known[place.path] = _Known(contents, {one.name: one.text for one in sources}, selection)
        return contents

    def _selection(self, place: Place) -> Selection:
        """What the settings of the project want, as they are now."""
        top = place.revision.top if place.revision else None
        try:
            return self._configurations.of(str(top / place.path) if top else place.path).selection
        except Misconfigured as problem:
            raise SideProblem(str(problem), problem.help) from None


def _are_there(texts: dict[str, str], path: str, text: str, read: Callable[[str], str]) -> bool:
    """Whether a file and all that it imports are just these texts."""
    try:
        return all((text if name == path else read(name)) == one for name, one in texts.items())
    except Unreadable:
        return False


def _compiled(place: Place, raw: bytes, *, must: bool) -> Contents:
    try:
        declarations, definitions = _documents(raw)
        for definition in definitions:
            # A document that somebody has written may name what is not there.
            plan_of(definition)
    except DocumentError as problem:
        if not must and not any(name in raw for name in _NAMES):
            return None, ()
        raise Faulty(f"`{place.label}`: {problem}") from None
    except (PlanError, KeyError) as problem:
        cure = "compile the journey again"
        raise Faulty(f"`{place.label}` cannot be executed: {problem}", cure) from None
    return declarations, definitions


def _documents(raw: bytes) -> Contents:
    """The journeys of a package, or one by itself; DocumentError where it is neither."""
    try:
        package = from_json(raw, Package)
    except DocumentError:
        with suppress(DocumentError):
            definition = from_json(raw, Definition)
            return None, [definition]
        raise
    table = type_table(package.declarations)
    for journey in package.journeys:
        roots_of(package.declarations, journey, table)
    return package.declarations, [definition_of(package, journey) for journey in package.journeys]
