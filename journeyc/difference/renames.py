"""Nodes that are called something else, where that is certain."""

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from journeyc.ir.clauses import Handler, Leading, Pattern
from journeyc.ir.hashes import normal
from journeyc.ir.journey import Goal, Journey, Migration
from journeyc.ir.nodes import Branch, Composite, End, Interrupt, Named, Node
from journeyc.ir.walk import every_node

T = TypeVar("T", bound=BaseModel)


def renames(old: Journey, new: Journey) -> dict[str, str]:
    """The new names of nodes: those that `migrate` tells, and those whose node alone has just the content of
    one that is gone.
    """
    before = {node.name: node for node in every_node(old.nodes)}
    after = {node.name: node for node in every_node(new.nodes)}
    gone = [name for name in before if name not in after]
    fresh = [name for name in after if name not in before]
    moves = {
        move.old: move.new
        for migration in new.migrations
        if migration.version == old.version
        for move in migration.moves
    }
    told = {
        name: moves[name]
        for name in gone
        if moves.get(name) in fresh
        and before[name].kind == after[moves[name]].kind
        and [*moves.values()].count(moves[name]) == 1
    }
    while True:
        # What one leads to may be called something else, too.
        more = _alike(before, after, [n for n in gone if n not in told], told)
        if not more:
            return told
        told |= more


def _alike(
    before: Mapping[str, Node | Branch],
    after: Mapping[str, Node | Branch],
    gone: list[str],
    told: Mapping[str, str],
) -> dict[str, str]:
    fresh = [name for name in after if name not in before and name not in told.values()]
    contents: dict[str, tuple[list[str], list[str]]] = {}
    gone, fresh = (
        [name for name in names if _tells(of[name])] for names, of in ((gone, before), (fresh, after))
    )
    for name in gone:
        contents.setdefault(_content(renamed(before[name], told), name), ([], []))[0].append(name)
    for name in fresh:
        contents.setdefault(_content(after[name], name), ([], []))[1].append(name)
    return {olds[0]: news[0] for olds, news in contents.values() if len(olds) == len(news) == 1}


def _tells(node: Node | Branch) -> bool:
    """Whether a node does enough to be known by it: an end that does nothing is known by its title."""
    return not isinstance(node, End) or bool(node.effects or node.title)


def _content(node: Node | Branch, name: str) -> str:
    """What a node does, whatever it is called."""
    by_title = isinstance(node, End) and not node.effects
    return json.dumps(normal(renamed(node, {name: ""}), words=by_title), sort_keys=True)


def renamed(part: T, names: Mapping[str, str]) -> T:
    """A part with other names of nodes, wherever it names them."""
    return _renamed(part, names) if names else part


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, Migration):
        return value
    if isinstance(value, BaseModel):
        update = {name: _renamed(getattr(value, name), names) for name in type(value).model_fields}
        return value.model_copy(update=update | _own(value, names))
    if isinstance(value, tuple):
        # Tuples of names and expressions hold none.
        return tuple(_renamed(item, names) if isinstance(item, BaseModel) else item for item in value)
    return value


def _own(value: BaseModel, names: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a model that name nodes, with their other names."""
    found: dict[str, Any] = {}
    if isinstance(value, Named):
        found["name"] = names.get(value.name, value.name)
    if isinstance(value, Leading) or hasattr(value, "target"):
        found["target"] = names.get(value.target, value.target)
    if isinstance(value, Composite | Interrupt):
        found["initial"] = names.get(value.initial or "", value.initial)
    if isinstance(value, Goal):
        found["reached"] = names.get(value.reached or "", value.reached)
    if isinstance(value, Handler | Pattern):
        found["events"] = tuple(_event(name, names) for name in value.events)
    return found


def _event(name: str, names: Mapping[str, str]) -> str:
    """`review.done` is told by the node `review`."""
    node, _, word = name.partition(".")
    return f"{names.get(node, node)}.done" if word == "done" else name
