"""Which journeys come of a journey."""

from collections.abc import Container

from journeyc.ir.model import Package, Run, StartJourney
from journeyc.ir.walk import parts


def begun_with(package: Package, journey: str, last: Container[str] = ()) -> list[str]:
    """A journey with those that it runs or starts, and those they do; rules of the customer start some, too.
    Of those that come `last`, nothing follows.
    """
    journeys = {one.name: one for one in package.journeys}
    found = [journey, *(name for name in _begun(package.declarations.rules) if name != journey)]
    for name in found:
        if name == journey or name not in last:
            found += [other for other in _begun(journeys[name]) if other not in found]
    return found


def _begun(parent: object) -> dict[str, None]:
    """The journeys that a part of a document runs or starts, once each."""
    return dict.fromkeys(node.journey for node in parts(parent) if isinstance(node, Run | StartJourney))
