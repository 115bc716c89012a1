"""A customer in drawn journeys, and what is told of their documents."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from journeyc.ir import Package
from journeyc.runtime.core.inputs import Input
from journeyc.runtime.core.plan import Directory
from journeyc.runtime.plan import directory_of, plans_of
from tests.laws.compiling import package_of
from tests.world import CUSTOMER, START, World

__all__ = ["CUSTOMER", "START", "Compiled", "World", "compiled", "plain", "replayed"]


class Compiled(NamedTuple):
    """A text ready to run; `package` is what it was compiled to."""

    text: str
    package: Package
    directory: Directory


def compiled(text: str) -> Compiled | None:
    package = package_of(text)
    return Compiled(text, package, directory_of(plans_of(package))) if package else None


def written(document: Any) -> str:
    """A document as it would be stored, to be compared byte for byte."""
    return json.dumps(document)


def plain(document: Any) -> str:
    """A document to be compared with one that was put together in another order."""
    return json.dumps(document, sort_keys=True)


def replayed(directory: Directory, inputs: Sequence[Input], *, stored: bool = False) -> World:
    """Another customer to whom the same happens."""
    world = World(directory, stored=stored)
    for given in inputs:
        world.apply(given)
    return world
