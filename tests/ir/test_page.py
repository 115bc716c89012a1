"""The page on the intermediate representation says what is true: its samples are read, its tables are those
of the models.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from pydantic import BaseModel, TypeAdapter
from pydantic_core import PydanticUndefined

from journeyc.expression import tree
from journeyc.ir import base, clauses, declarations, effects, json_schema, nodes, scenario
from journeyc.ir import journey as journeys
from journeyc.ir import model as m
from journeyc.ir.walk import parts

PAGE = (Path(__file__).parents[2] / "docs" / "ir.md").read_text(encoding="utf-8")
SAMPLES = re.findall(r"(?ms)^```json (\w+)\n(.*?)^```$", PAGE)
MODULES = {
    module.__name__.rpartition(".")[2]: module
    for module in (base, effects, clauses, nodes, journeys, declarations, scenario)
}
DOCUMENTS = {"model": m}
#: Unions by the name the page gives them.
UNIONS = {
    "effect": m.Effect,
    "node": m.Node,
    "start": m.AnyStart,
    "stub": m.Stub,
    "scenario step": m.ScenarioStep,
    "type declaration": m.TypeDeclaration,
    "expression": tree.Expression,
}
SHARED = {"Leading", "Clauses", "Named", "Composite", "FieldDeclaration"}


def members(union: Any) -> frozenset[Any]:
    """The types a union is made of, whatever they are annotated with."""
    if get_origin(union) is Annotated:
        return members(get_args(union)[0])
    if get_origin(union) in {Union, UnionType}:
        return frozenset(inner for part in get_args(union) for inner in members(part))
    return frozenset({union})


def words(kind: Any) -> str:
    """A type in words: `list of effect`, `text or null`."""
    if get_origin(kind) is Annotated:
        return words(get_args(kind)[0])
    if get_origin(kind) is Literal:
        return " or ".join(json.dumps(value) for value in get_args(kind))
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        return f"list of {words(inner[0])}" if inner[-1] is ... else f"[{', '.join(map(words, inner))}]"
    plain = members(kind)
    optional = " or null" if type(None) in plain else ""
    plain -= {type(None)}
    for name, union in UNIONS.items():
        if plain == members(union):
            return f"{name}{optional}"
    if len(plain) == 1:
        (only,) = plain
        if get_origin(only) is not None:
            return f"{words(only)}{optional}"
        simple = {str: "text", int: "whole number", bool: "true or false"}
        return f"{simple.get(only) or f'`{only.__name__}`'}{optional}"
    return " or ".join(sorted(words(part) for part in plain)) + optional


def models(module: Any) -> Iterator[type[BaseModel]]:
    """The models of a module in the order they are written."""
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, m.Model) and value.__module__ == module.__name__:
            yield value


def reference(module: Any) -> str:
    """What a module defines: each model with its fields."""
    return "\n\n".join(entry(kind) for kind in models(module) if kind is not m.Model)


def entry(kind: type[BaseModel]) -> str:
    """One model: what it is, whose fields it has, and its own."""
    shared = [found.__name__ for found in kind.__mro__[1:] if found.__name__ in SHARED]
    inherited = {name for found in kind.__mro__[1:] if found.__name__ in SHARED for name in fields(found)}
    rows = [row(name, field) for name, field in fields(kind).items() if name not in inherited]
    with_others = f" It has the fields of {' and '.join(f'`{name}`' for name in shared)}." if shared else ""
    said = " ".join((kind.__doc__ or "").split()).replace("None", "null")
    lines = [f"**`{kind.__name__}`**: {said}{with_others}"]
    if rows:
        lines += ["", "| field | holds | if left out |", "| --- | --- | --- |", *rows]
    return "\n".join(lines)


def fields(kind: Any) -> dict[str, Any]:
    return kind.model_fields if isinstance(kind, type) and issubclass(kind, BaseModel) else {}


def row(name: str, field: Any) -> str:
    said = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    kind = words(field.annotation) + (", words" if said.get("wording") else "")
    # A tag has a default in Python alone: where there are several models, it must be there.
    tag = name in {"kind", "format"} and len(get_args(field.annotation)) == 1
    default = "" if tag or field.default is PydanticUndefined else f"`{json.dumps(field.default)}`"
    return f"| `{name}` | {kind} | {default} |"


@pytest.mark.parametrize("name", [*MODULES, *DOCUMENTS])
def test_the_tables_are_those_of_the_models(name: str) -> None:
    """What stands below the mark is what the code says, word for word."""
    _, mark, rest = PAGE.partition(f"<!-- models: {name} -->\n")
    wanted = reference((MODULES | DOCUMENTS)[name])
    assert mark, f"<!-- models: {name} -->\n{wanted}"
    assert rest.startswith(wanted + "\n"), wanted


def read(name: str, text: str) -> Any:
    expressions = {kind.__name__: kind for kind in members(tree.Expression)}
    kind = expressions.get(name) or getattr(m, name)
    return TypeAdapter(kind).validate_json(text)


@pytest.mark.parametrize(("name", "text"), SAMPLES, ids=[name for name, _ in SAMPLES])
def test_a_sample_is_read(name: str, text: str) -> None:
    """Each is what it says it is, as the models check it."""
    made = read(name, text)
    assert type(made).__name__ == name


def test_every_model_and_every_expression_has_a_sample() -> None:
    """Whoever writes one by hand has seen one."""
    shown = {type(part).__name__ for name, text in SAMPLES for part in parts(read(name, text))}
    concrete = {kind.__name__ for module in MODULES.values() for kind in models(module)}
    concrete |= {kind.__name__ for kind in members(tree.Expression)} | {"Package", "Definition"}
    assert concrete - {"Model", "Leading", "Clauses", "Named", "Composite"} - shown == set()


def test_every_definition_of_the_schema_is_told() -> None:
    """The schema names nothing that the page does not."""
    assert [name for name in json_schema()["$defs"] if f"`{name}`" not in PAGE] == []
