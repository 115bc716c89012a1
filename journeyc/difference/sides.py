"""Both sides of a comparison: files, folders, compiled journeys, and what they were in a revision of git."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from posixpath import normpath
from types import MappingProxyType
from typing import NamedTuple

from journeyc.diagnostic import in_order
from journeyc.difference.problem import Faulty, SideProblem
from journeyc.difference.reader import COMPILED, SUFFIX, Place, Reader
from journeyc.difference.revisions import Revision, revision, top
from journeyc.ir import Definition
from journeyc.ir.declarations import Declarations
from journeyc.ir.hashes import meaning_hash
from journeyc.reading import files_inside

HEAD = "HEAD"


class Told(NamedTuple):
    """A journey of a side: as it is executed, all that is declared beside it, and the hash of its meaning.
    One that is `alone` was compiled without what it does not use.
    """

    definition: Definition
    declarations: Declarations
    file: str
    meaning: str
    alone: bool = False

    @classmethod
    def of(
        cls, definition: Definition, declarations: Declarations, file: str, *, alone: bool = False
    ) -> "Told":
        return cls(definition, declarations, file, meaning_hash(definition), alone)


class Side(NamedTuple):
    """What is compared: journeys by their names, and what is declared beside them. Of one that is not
    `there` nothing is: all on the other side is new, or gone.
    """

    label: str
    journeys: dict[str, Told]
    declarations: tuple[Declarations, ...]
    there: bool = True
    #: The name of the revision it is read from; empty for what is there now.
    revision: str = ""
    #: The files of it that are there now.
    files: tuple[str, ...] = ()
    #: What is wrong with files of a folder that are left out for it: what they hold is not known.
    left_out: Mapping[str, Faulty] = MappingProxyType({})

    @property
    def whole(self) -> bool:
        """Whether it is known what is declared beside its journeys."""
        return not self.left_out and (bool(self.declarations) or not self.journeys)

    def hides(self, name: str) -> bool:
        """Whether a journey may be in a file that is left out, as it is nowhere else."""
        return bool(self.left_out) and name not in self.journeys


def both(old: str, new: str | None) -> tuple[Side, Side]:
    """The two sides that somebody names. With one alone, a revision is compared with this folder, and a path
    with what it was in the last commit.
    """
    if new is None:
        old, new = (HEAD, old) if _exists(old) or old.endswith((SUFFIX, COMPILED)) else (old, ".")
    first, second = _named(old), _named(new)
    if isinstance(first, Place):
        second = _same_in(first, second) if isinstance(second, Revision) else second
    elif isinstance(second, Place):
        first = _same_in(second, first)
    else:
        cure = f"say of which path: `journeyc diff {old}:journeys {new}:journeys`"
        raise SideProblem(f"`{old}` and `{new}` are revisions, and nothing says of what", cure)
    if first.revision is None and second.revision is None:
        _require(first)
        _require(second)
    reader = Reader()
    sides = _side(first, reader), _side(second, reader)
    if not any(side.there for side in sides):
        raise SideProblem(f"there is neither `{sides[0].label}` nor `{sides[1].label}`", "check the paths")
    for side, place, other in ((sides[0], first, second), (sides[1], second, first)):
        if not side.there and (meant := _also_there(place, other)):
            raise SideProblem(f"there is no `{side.label}`", f"did you mean `{meant}`?")
    return sides


def _also_there(place: Place, other: Place) -> str:
    """Where the path of the other side is on this one, as it may be written; empty where it is not. Then
    nothing is new or gone: a name is wrong.
    """
    if place.revision:
        try:
            inside = other.path if other.revision else _from_top(other.path, place.revision)
        except SideProblem:
            return ""
        return place.revision.named(inside) if place.revision.entry(inside) else ""
    now = top() if other.revision else None
    there = os.path.relpath(now / other.path) if now else other.path
    return there if _exists(there) else ""


def _require(place: Place) -> None:
    """SideProblem where a file is not there: without a revision beside it, nobody has taken it away."""
    if not _exists(place.path):
        cure = f"`main:{place.path}` is what it was in a revision"
        raise SideProblem(f"`{place.path}` cannot be read: there is no such file", cure)


def _exists(path: str) -> bool:
    return bool(path) and os.path.lexists(path)


def _named(named: str) -> Place | Revision:
    """What somebody has named: what is there as a file comes first, as it does with git after `--`."""
    if not named:
        raise SideProblem("an empty name is no file and no revision", "name a file, a folder or a revision")
    if named == "-":
        raise SideProblem("standard input is compared with nothing", "write it to a file and name that")
    if "\0" in named:
        raise SideProblem("a name with NUL in it is no file and no revision")
    if _exists(named):
        return Place(named)
    name, colon, path = named.partition(":")
    if colon and name:
        return _path_in(revision(name), path)
    return Place(named) if named.endswith((SUFFIX, COMPILED)) else revision(named)


def _path_in(found: Revision, path: str) -> Place:
    """As git has it: a path counts from the top, unless it begins with `./` or `../`."""
    if path.startswith(("./", "../")) or path in {".", ".."}:
        return Place(_from_top(path, found), found)
    inside = normpath(path) if path else ""
    if inside.startswith(("../", "/")) or inside == "..":
        raise _outside(path, found)
    return Place(inside, found)


def _same_in(other: Place, found: Revision) -> Place:
    """The path of the other side in a revision."""
    if other.revision:
        return Place(other.path, found)
    return Place(_from_top(other.path, found), found)


def _from_top(path: str, found: Revision) -> str:
    if found.top is None:
        cure = f"write the path, from the top: `{found.name}:PATH`"
        raise SideProblem("this repository has no working tree", cure)
    # The last name may be a link that is itself in the repository.
    there = Path.cwd() / normpath(path)
    real = Path(os.path.realpath(there.parent)) / there.name if there.name else there
    if real == found.top or real.is_relative_to(found.top):
        inside = real.relative_to(found.top).as_posix()
        return "" if inside == "." else inside
    raise _outside(path, found)


def _outside(path: str, found: Revision) -> SideProblem:
    cure = f"write the path that it had there, from the top: `{found.name}:PATH`"
    return SideProblem(f"`{path}` is not in the repository of `{found.name}`", cure)


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────


def _side(place: Place, reader: Reader) -> Side:
    files = _files(place)
    revised = place.revision.name if place.revision else ""
    if files is None:
        return Side(place.label, {}, (), there=False, revision=revised)
    journeys: dict[str, Told] = {}
    declared: list[Declarations] = []
    left_out: dict[str, Faulty] = {}
    for file, is_alone in files:
        try:
            declarations, found = reader.read(file, must=is_alone)
        except Faulty as problem:
            if is_alone:
                raise
            # What else has errors is said with it.
            left_out[file.label] = problem
            continue
        declared += [declarations] if declarations else []
        for definition in found:
            name = definition.journey.name
            if name in journeys:
                cure = "compare one of them, or folders that hold it once"
                both = f"`{journeys[name].file}` and `{file.label}`"
                raise SideProblem(f"journey `{name}` is in {both}", cure)
            around = declarations or definition.declarations
            journeys[name] = Told.of(definition, around, file.label, alone=declarations is None)
    side = Side(
        place.label or ".",
        journeys,
        tuple(declared),
        revision=revised,
        files=() if revised else tuple(file.path for file, _ in files),
        left_out=left_out,
    )
    if left_out and not journeys:
        raise faulty(side)
    return side


def faulty(*sides: Side, cure: str = "") -> SideProblem:
    """What is wrong with the files that are left out: one of those with findings stands for all of them."""
    problems = [problem for side in sides for problem in side.left_out.values()]
    found = [problem for problem in problems if problem.findings]
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    told = [
        problem.problem + (more if problem.findings else "")
        for problem in problems
        if not problem.findings or problem is found[0]
    ]
    # What is wrong with a file that several import is said once.
    findings = [
        finding
        for side in sides
        for finding in in_order(one for problem in side.left_out.values() for one in problem.findings)
    ]
    cure = cure or next((problem.help for problem in problems if problem.help), "")
    return SideProblem("; ".join(told), cure, tuple(findings))


def _files(place: Place) -> list[tuple[Place, bool]] | None:
    """The files of a place, each with whether it was named itself; None where there is nothing."""
    if place.revision is None:
        if not _exists(place.path):
            return None
        if not Path(place.path).is_dir():
            return [(place, True)]
        found = [*_inside(place.path, SUFFIX)] or [*_inside(place.path, COMPILED)]
    else:
        entry = place.revision.entry(place.path)
        if entry is None:
            return None
        if entry.kind != "tree":
            return [(place, True)]
        found = place.revision.files(place.path, SUFFIX) or place.revision.files(place.path, COMPILED)
    if not found and place.revision is None:
        raise SideProblem(f"there is no `{SUFFIX}` file in the folder `{place.path}`")
    return [(Place(path, place.revision), False) for path in found] or None


def _inside(folder: str, suffix: str) -> Iterator[str]:
    def refuse(error: OSError) -> None:
        why = (error.strerror or str(error)).lower()
        raise SideProblem(f"the folder `{error.filename}` cannot be read: {why}")

    return files_inside(folder, suffix, refuse)
