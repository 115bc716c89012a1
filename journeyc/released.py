"""The steps of versions that were compiled earlier, read from the documents of that time."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

#: The steps in which customers can wait, by the name of a journey and its version.
Released: TypeAlias = Mapping[tuple[str, int], frozenset[str]]
_FORMATS = ("journeyc.package", "journeyc.definition")
NONE_RELEASED: Released = MappingProxyType({})


def released(document: Any) -> dict[tuple[str, int], frozenset[str]]:
    """The journeys of a package or a definition, as read from JSON; none where it is no such document, or one
    that is not understood.
    """
    found = {}
    for journey in _journeys(document):
        name, version, nodes = journey.get("name"), journey.get("version", 1), journey.get("nodes")
        if isinstance(name, str) and isinstance(version, int) and isinstance(nodes, list):
            found[name, version] = frozenset(_steps(nodes))
    return found


def _journeys(document: Any) -> Iterator[dict[str, Any]]:
    if isinstance(document, dict) and document.get("format") in _FORMATS:
        several = document.get("journeys")
        for journey in several if isinstance(several, list) else [document.get("journey")]:
            if isinstance(journey, dict):
                yield journey


def _steps(nodes: list[Any]) -> Iterator[str]:
    """The names of all steps among some nodes, and in those that hold others."""
    pending = [*nodes]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            if node.get("kind") == "step" and isinstance(node.get("name"), str):
                yield node["name"]
            inner = node.get("nodes")
            pending += inner if isinstance(inner, list) else ()
