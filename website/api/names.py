"""The names that modules export, read from their sources: nothing is imported."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import griffe

ROOT = Path(__file__).resolve().parent.parent.parent

#: What a function, a class or a constant is called here; the sections of a page.
KINDS = {
    "class": "Classes",
    "function": "Functions",
    "protocol": "Protocols",
    "record": "Records",
    "error": "Errors",
    "type": "Types and constants",
}
#: What a class is by the name of its base, at whatever distance.
_BY_BASE = {"NamedTuple": "record", "TypedDict": "record", "Protocol": "protocol", "Exception": "error"}


class Module(NamedTuple):
    """A module that is part of the interface, and the name of its page."""

    path: str
    page: str

    @property
    def place(self) -> str:
        """Its file in the repository."""
        inner = self.path.replace(".", "/")
        return f"{inner}/__init__.py" if (ROOT / inner).is_dir() else f"{inner}.py"


#: In this order; what two of them export is told by the first.
MODULES = (
    Module("journeyc", "journeyc.md"),
    Module("journeyc.runtime", "runtime.md"),
    Module("journeyc.runtime.channels", "channels.md"),
    Module("journeyc.runtime.services", "services.md"),
    Module("journeyc.runtime.receiving", "receiving.md"),
    Module("journeyc.runtime.typed", "typed.md"),
    Module("journeyc.runtime.transfer", "transfer.md"),
    Module("journeyc.runtime.ports", "ports.md"),
    Module("journeyc.decision.asking", "asking.md"),
    Module("journeyc.testing", "testing.md"),
    Module("journeyc.ir", "ir.md"),
)


class Name(NamedTuple):
    """A name as it is imported, with what it stands for, and the module that tells of it."""

    name: str
    of: griffe.Object
    module: Module

    @property
    def kind(self) -> str:
        """One of `KINDS`."""
        if isinstance(self.of, griffe.Class):
            found = (_BY_BASE[base] for base in _bases(self.of) if base in _BY_BASE)
            return next(found, "class")
        return "function" if isinstance(self.of, griffe.Function) else "type"

    @property
    def docstring(self) -> str:
        """What is said of it: of a constant, the comment above it."""
        return self.of.docstring.value if self.of.docstring else _comment(self.of)

    @property
    def anchor(self) -> str:
        """Its place on the page; underscores around it would be read as bold."""
        return self.name.strip("_")

    @property
    def about(self) -> str:
        """The first sentence."""
        return first_sentence(self.docstring)


@cache
def package() -> griffe.Object:
    """All of journeyc."""
    return final(griffe.load("journeyc", search_paths=[ROOT], allow_inspection=False, resolve_aliases=True))


@cache
def names() -> Mapping[str, Name]:
    """Everything that is told of, by where it is defined."""
    known: dict[str, Name] = {}
    for module in MODULES:
        for name in exported(module):
            of = object_of(module, name)
            known.setdefault(of.path, Name(name, of, module))
    return known


def exported(module: Module) -> list[str]:
    """What a module exports."""
    exports = read(module).exports or []
    return sorted((str(name) for name in exports), key=str.lower)


def read(module: Module) -> griffe.Object:
    """A module of the interface."""
    inner = module.path.partition(".")[2]
    return final(package()[inner]) if inner else package()


def object_of(module: Module, name: str) -> griffe.Object:
    """What a module exports under a name."""
    return final(read(module)[name])


def final(found: griffe.Object | griffe.Alias) -> griffe.Object:
    """What a name stands for in the end."""
    return found.final_target if isinstance(found, griffe.Alias) else found


class Member(NamedTuple):
    """What may be used of a class, by its name there; `stands_for` is what `T` is in it, if anything."""

    name: str
    of: griffe.Function | griffe.Attribute
    is_async: bool = False
    stands_for: str = ""

    @property
    def is_property(self) -> bool:
        """Whether it is worked out when it is asked for."""
        return "property" in self.of.labels


def members(of: griffe.Object) -> Iterator[Member]:
    """All of a class, in the order of the source, what it inherits first. A method that is made of that of
    another class, by a call, is that one awaited.
    """
    for name, member in of.all_members.items() if isinstance(of, griffe.Class) else ():
        found = final(member)
        if name.startswith("_"):
            continue
        if isinstance(found, griffe.Attribute) and (made_of := _made_of(found)):
            yield Member(name, made_of[0], is_async=True, stands_for=_stands_for(made_of[1]))
        elif isinstance(found, griffe.Function | griffe.Attribute):
            yield Member(name, found, "async" in found.labels, _stands_for(of))


def _made_of(of: griffe.Attribute) -> tuple[griffe.Function, griffe.Object] | None:
    """The method that one is made of, as in `send = awaited(Runtime.send)`, and the class it is of."""
    given = of.value.arguments[:1] if isinstance(of.value, griffe.ExprCall) else ()
    for one in given:
        if isinstance(one, griffe.ExprAttribute) and isinstance(one.first, griffe.ExprName):
            where = defined_at(one.first.canonical_path)
            owner = final(package()[where.removeprefix("journeyc.")]) if where else None
            known = owner.all_members if owner else {}
            found = final(known[str(one.last)]) if str(one.last) in known else None
            return (found, owner) if owner and isinstance(found, griffe.Function) else None
    return None


def _stands_for(of: griffe.Object) -> str:
    """What stands for `T` in what a class inherits, empty where nothing does."""
    if not isinstance(of, griffe.Class):
        return ""
    for base in of.bases:
        if isinstance(base, griffe.ExprSubscript) and str(base.left) not in {"Generic", "Protocol"}:
            return str(base.slice)
    return next(filter(None, (_stands_for(final(base)) for base in of.resolved_bases)), "")


def first_sentence(text: str) -> str:
    """The first sentence of a docstring, in one line."""
    return re.split(r"(?<=[.:])\s", " ".join(text.split()) + " ", maxsplit=1)[0].rstrip(":. ")


def mentioned(of: griffe.Function | griffe.Attribute) -> list[str]:
    """Where the types are defined that a signature names, of journeyc; of a type by another name that no
    module exports, those that it is made of.
    """
    parts: list[object] = [of.annotation]
    if isinstance(of, griffe.Function):
        parts = [of.returns, *(parameter.annotation for parameter in of.parameters)]
    return list(dict.fromkeys(where for part in parts for where in _types_in(part)))


def _types_in(annotation: object) -> Iterator[str]:
    for one in _named_in(annotation):
        where = defined_at(one.canonical_path)
        if where is not None and (made_of := hidden(where)) is not None:
            yield from _types_in(made_of)
        elif where is not None:
            yield where


def _named_in(annotation: object) -> Iterator[griffe.ExprName]:
    if isinstance(annotation, griffe.Expr):
        yield from (one for one in annotation.iterate(flat=True) if isinstance(one, griffe.ExprName))


def hidden(where: str) -> griffe.Expr | None:
    """What a type is made of that has another name, which no module exports."""
    of = final(package()[where.removeprefix("journeyc.")])
    if where in names() or not isinstance(of, griffe.Attribute):
        return None
    return of.value if isinstance(of.value, griffe.Expr) else None


def told(annotation: object) -> str:
    """An annotation as it is written, with what stands behind names that no module exports."""
    text = str(annotation)
    for one in _named_in(annotation):
        where = defined_at(one.canonical_path)
        if where is not None and (made_of := hidden(where)) is not None:
            text = re.sub(rf"\b{one.name}\b", told(made_of), text)
    return text


@cache
def defined_at(path: str) -> str | None:
    """Where a name is defined that is imported somewhere; None for what only stands for a type."""
    if not path.startswith("journeyc."):
        return None
    try:
        of = final(package()[path.removeprefix("journeyc.")])
    except KeyError:
        return None
    is_variable = isinstance(of, griffe.Attribute) and str(of.value).startswith("TypeVar(")
    return None if is_variable else of.path


def _bases(of: griffe.Object) -> Iterator[str]:
    """The names of all bases, the nearest first."""
    if not isinstance(of, griffe.Class):
        return
    for base in of.bases:
        yield str(base).partition("[")[0].rpartition(".")[2]
    for known in of.resolved_bases:
        yield from _bases(final(known))


def _comment(of: griffe.Object) -> str:
    """The lines `#:` above a constant."""
    if of.lineno is None or not isinstance(of.filepath, Path):
        return ""
    lines = of.filepath.read_text(encoding="utf-8").splitlines()[: of.lineno - 1]
    said: list[str] = []
    while lines and lines[-1].startswith("#:"):
        said.insert(0, lines.pop().removeprefix("#:").strip())
    return " ".join(said)
