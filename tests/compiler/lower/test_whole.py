"""Whatever the documentation shows is lowered, read back, drawn and cut into definitions."""

import json
from pathlib import Path
from typing import get_args

import pytest
from jsonschema import Draft202012Validator

from journeyc.compiler import Checked, check, compile_package
from journeyc.compiler.diagram import draw, render
from journeyc.expression import tree
from journeyc.ir import (
    Definition,
    Package,
    definition_of,
    from_json,
    json_schema,
    meaning_hash,
    model,
    to_json,
)
from journeyc.reading import read_text
from journeyc.source import Source
from tests.blocks import Block, blocks, checked
from tests.compiler.lower.compiled import compiled, kinds

ROOT = Path(__file__).parents[3]
PAGES = sorted((ROOT / "docs").glob("*.md"))
FILES = [
    *sorted((ROOT / "examples" / "journeys").glob("*.journey")),
    ROOT / "tests/fixtures/bill_dispute_full.journey",
]
BLOCKS = {f"{page.stem}:{block.line}": block for page in PAGES for block in blocks(page)}
SCHEMA = Draft202012Validator(json_schema())
#: A scenario that needs no event to begin.
BEGUN = """journey j(n: int) { starts -> here step here via web { on pong -> done } end done neutral }
scenario "Begun" for j { start(n = 1) expect at here }"""
#: What others are made of: no document holds one by itself.
BASES = {"Model", "Leading", "Clauses", "Named", "Composite", "Definition"}


def whole(found: Checked) -> Package | None:
    return compile_package(found) if found.correct and found.names.customer else None


def file(path: Path) -> Checked:
    return check(Source(str(path), read_text(str(path))), read_text)


def hold(package: Package) -> None:
    """Everything that holds of any package."""
    text = to_json(package)
    assert from_json(text, Package) == package
    assert [error.message for error in SCHEMA.iter_errors(json.loads(text))] == []
    for journey in package.journeys:
        definition = definition_of(package, journey)
        again = from_json(to_json(definition), Definition)
        assert meaning_hash(again) == meaning_hash(definition)
        # What it has is all it needs: cut once more, it stays the same.
        alone = Package(compiler="", declarations=again.declarations, journeys=(again.journey,))
        assert definition_of(alone, again.journey) == again
        picture = draw(package, journey.name)
        assert render(picture, "dot").content
        assert render(picture, "mmd").content


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS)
def test_every_block_of_the_documentation(block: Block) -> None:
    """JSON and back, the schema, definitions and their hashes, maps as text."""
    package = whole(checked(block))
    if package:
        hold(package)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_example(path: Path) -> None:
    """The same for whole journeys."""
    package = whole(file(path))
    assert package
    hold(package)


def test_they_use_every_model() -> None:
    """There is no model that the compiler never makes, so the tests above speak of all of them."""
    packages = [whole(checked(block)) for block in BLOCKS.values()]
    packages += [whole(file(path)) for path in FILES]
    packages.append(compiled(BEGUN))
    made = {kind for package in packages if package for kind in kinds(package)}
    models = {
        name
        for name, value in vars(model).items()
        if isinstance(value, type) and issubclass(value, model.Model)
    }
    assert models - BASES - made == set()
    expressions = {kind.__name__ for kind in get_args(get_args(tree.Expression)[0])}
    assert expressions - made == set()
