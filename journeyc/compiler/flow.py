"""A journey as a graph: its places, the ways between them, and what is certain to be set at each, which is
what every way to it has set.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import TypeVar

from journeyc.compiler import syntax
from journeyc.compiler.acts import sent
from journeyc.compiler.exits import Exits
from journeyc.compiler.knowledge import Edge, Knowledge
from journeyc.compiler.names import Declared
from journeyc.compiler.places import Place
from journeyc.compiler.propagation import Propagation
from journeyc.compiler.scopes import Scopes
from journeyc.compiler.structure import Structure
from journeyc.compiler.targets import Targets
from journeyc.compiler.walk import Walk

Kind = TypeVar("Kind", bound=syntax.Place)


class JourneyFlow:
    """The places of a journey by name, the ways between them, and what is known on entering each."""

    def __init__(self, declared: Declared[syntax.Journey], place: Place) -> None:
        self.node = declared.node
        self.reporter = declared.reporter
        self.place = place
        self.structure = Structure(self.node, self.reporter)
        self.places = self.structure.places
        self.edges: list[Edge] = []
        self.knowledge = Knowledge(self.structure)
        self._targets = Targets(self.structure, self.reporter)

    def walk(self) -> None:
        """Find what is known everywhere, quietly; then type every place by it, and say what is wrong."""
        exits = Exits(self.node, self.structure, self._targets, self.awaits_customer)
        scopes = Scopes(self.place, self.structure)
        self.reporter.muted = True
        Propagation(exits, scopes, self.knowledge).run()
        exits.find_all()
        self.reporter.muted = False
        # What is wrong with the name of an item was said to nobody yet.
        scopes.clear()
        self.edges = Walk(exits, scopes, self.knowledge, self.languages).run()

    # ── facts ────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def sent(self) -> dict[str, None]:
        """The notifications that are sent, in written order."""
        return sent(self.node, self.structure.every)

    @property
    def languages(self) -> list[str]:
        """The languages the journey declares, the default first."""
        for setting in self.node.settings:
            if setting.name == "languages" and isinstance(setting.value, list):
                return [word.text for word in setting.value]
        return []

    @property
    def returning(self) -> set[str]:
        """The places some way of which leads back from an interrupt."""
        return self._targets.returning

    @cached_property
    def reachable(self) -> set[str]:
        """The places that some way from a start leads to."""
        onward: dict[str | None, list[str]] = {}
        for edge in self.edges:
            onward.setdefault(edge.source, []).append(edge.target)
        found: set[str] = set()
        pending = list(onward.get(None, []))
        interrupts = [name for name, place in self.places.items() if isinstance(place, syntax.Anytime)]
        while pending:
            name = pending.pop()
            if name in found or name not in self.places:
                continue
            found.add(name)
            pending += onward.get(name, [])
            # Who is at a place is in what is around it, and may be interrupted.
            pending += [other for other in self.structure.around(name) if other not in found]
            pending += interrupts
        return found

    def intact(self, kind: type[Kind]) -> Iterator[Kind]:
        """The places of a kind, in written order, but those with a fault of syntax: they may lack a part."""
        for item in self.structure.every:
            if isinstance(item, kind) and self.reporter.intact(item):
                yield item

    def awaits_customer(self, step: syntax.Step) -> bool:
        """Whether the step waits for something the customer does: an answer, or an event on one of the
        customer's channels; never while a queue or a bot works on it.
        """
        names = self.place.names
        if step.by is not None:
            return False
        if any(isinstance(item, syntax.Ask) for item in step.items):
            return True
        own_channels = step.best is not None or any(
            names.from_customer(channel.text) for channel in step.channels
        )
        for item in step.items:
            if isinstance(item, syntax.Handler):
                if any(names.from_customer(channel.text) for channel in item.channels):
                    return True
                if own_channels and not item.channels:
                    return True
        return False
