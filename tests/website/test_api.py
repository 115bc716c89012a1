"""The pages of the interface tell all that a program may call, and all that it gets."""

import ast
import re
from collections.abc import Iterator
from textwrap import dedent

import griffe
import pytest

from website import api
from website.api.names import MODULES, ROOT, Member, Module, exported, members, mentioned, names, object_of
from website.api.writing import said_of

PAGES = {name: text for name, _, text in api.pages()}
_PYTHON = re.compile(r"^```python[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: Its documents have a page of their own: docs/ir.md.
OF_DOCUMENTS = ("journeyc.ir", "journeyc.expression")
#: A store keeps them as they are; what was prepared is only handed on.
KEPT = ("CustomerDocument.", "Run.", "Prepared.")


def parts() -> Iterator[tuple[str, Member]]:
    """Each thing that has a signature, as it is called on its page."""
    for name in names().values():
        if isinstance(name.of, griffe.Function):
            yield name.name, Member(name.name, name.of)
        yield from ((f"{name.name}.{member.name}", member) for member in members(name.of))


def is_called(part: Member) -> bool:
    """A function, a method or a property."""
    return isinstance(part.of, griffe.Function) or part.is_property


@pytest.mark.parametrize("module", MODULES, ids=[module.path for module in MODULES])
def test_all_that_a_module_exports_is_told(module: Module) -> None:
    """On its page, or on that of the module that has it too; and all is in the index."""
    for name in exported(module):
        known = names()[object_of(module, name).path]
        assert f" {{ #{known.anchor} }}" in PAGES[known.module.page]
        assert f"[`{name}`](" in PAGES["index.md"]
        assert known.about, f"nothing is said of {name}"


def test_what_the_documentation_and_the_examples_import_is_told() -> None:
    """What is not here may change at any time, so nobody is sent to it. One page shows what is inside."""
    pages = {ROOT / "README.md", *(ROOT / "docs").glob("*.md")} - {ROOT / "docs" / "semantics.md"}
    programs = (ROOT / "examples" / "embedding").rglob("*.py")
    blocks = [block for page in pages for block in _PYTHON.findall(page.read_text(encoding="utf-8"))]
    sources = [dedent(block) for block in blocks]
    sources += [program.read_text(encoding="utf-8") for program in programs]
    imported = {
        (one.module, name.name)
        for source in sources
        for one in ast.walk(ast.parse(source))
        if isinstance(one, ast.ImportFrom) and one.module and one.module.partition(".")[0] == "journeyc"
        for name in one.names
    }
    told = {(module.path, name) for module in MODULES for name in exported(module)}
    # A module that has a page is imported as a whole, too.
    told |= {(above, name) for module in MODULES for above, _, name in [module.path.rpartition(".")]}
    assert len(imported) > 20
    assert imported - told == set()


def test_whatever_is_called_says_what_it_does() -> None:
    """Each function, method and property has a docstring, or keeps to a protocol that has one."""
    assert [called for called, part in parts() if is_called(part) and not said_of(part)] == []


def test_whatever_comes_back_is_told() -> None:
    """A type that a signature names is exported, so that a program can name it."""
    known = names()
    lost = {
        f"{called}: {where}"
        for called, part in parts()
        for where in mentioned(part.of)
        if where not in known and not where.startswith(OF_DOCUMENTS) and not called.startswith(KEPT)
    }
    assert lost == set()


def test_a_signature_tells_defaults_by_their_values_and_what_comes_back_by_its_type() -> None:
    """Not by names that only the source knows."""
    page = PAGES["runtime.md"]
    opening = page.split("#### `Runtime.open`")[1].split("####")[0]
    assert "service_seconds: float = 30.0," in opening
    assert ") -> Report\n" in page.split("#### `Runtime.send`")[1].split("####")[0]
    awaited = page.split("#### `AsyncRuntime.send`")[1].split("####")[0]
    assert "async def send(" in awaited
    assert ") -> Report\n" in awaited
    assert ") -> int\n" in page.split("#### `Batch.send`")[1].split("####")[0]
