"""The pages of the interface: what a program may call and what it gets, from signatures and docstrings."""

from collections.abc import Iterator

from website.api.names import KINDS, MODULES, Module, Name, exported, names, object_of, read
from website.api.writing import link, section

_INDEX = """\
# Interface

All that a program may rely on, by the module it is imported from. What is not here may change at any time.
"""
#: Where the index stands: a file that is in the repository, and says that types are told.
INDEX_PLACE = "journeyc/py.typed"


def pages() -> Iterator[tuple[str, str, str]]:
    """The name of each page on the site, its place in the repository, and its text."""
    yield "index.md", INDEX_PLACE, _index()
    for module in MODULES:
        yield module.page, module.place, _page(module)


def _index() -> str:
    parts = [_INDEX]
    for module in MODULES:
        told = [names()[object_of(module, name).path] for name in exported(module)]
        parts += [f"## {module.path}", _about(module), _table(told, INDEX_PLACE)]
    return "\n\n".join(parts) + "\n"


def _page(module: Module) -> str:
    parts = [f"# {module.path}", _about(module)]
    told = [name for name in names().values() if name.module == module]
    for kind, heading in KINDS.items():
        if of_kind := [name for name in told if name.kind == kind]:
            parts += [f"## {heading}", _table(of_kind, module.place), *map(section, of_kind)]
    elsewhere = [names()[object_of(module, name).path] for name in exported(module)]
    if others := [name for name in elsewhere if name.module != module]:
        parts += ["## Also exported", _table(others, module.place)]
    return "\n\n".join(parts) + "\n"


def _about(module: Module) -> str:
    said = read(module).docstring
    return said.value if said else ""


def _table(told: list[Name], place: str) -> str:
    rows = [f"| {link(name, place)} | {name.about} |" for name in told]
    return "\n".join(["| name | |", "| --- | --- |", *rows])
