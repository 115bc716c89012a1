"""What may lead away from a step: its own clauses, and those of what it stands in."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from journeyc.compiler import syntax
from journeyc.compiler.exclusion import cover
from journeyc.compiler.facts.timing import Timing
from journeyc.compiler.flow import JourneyFlow
from journeyc.expression.syntax import Expression

#: More conditions than this are not asked whether they leave nothing out: they hardly do, and it takes long.
_MOST_CONDITIONS = 64


class Leading(NamedTuple):
    """The events that lead away, what does so as soon as it is true, the timers that do, and timers that stay
    but do something of which another clause may.
    """

    heard: frozenset[str]
    whens: tuple[Expression, ...]
    timers: tuple[syntax.Timer, ...]
    staying: tuple[syntax.Timer, ...]

    def may_follow(self, effects: Iterable[syntax.Effect]) -> bool:
        """Whether an effect raises an event that leads away, or sets something that may be waited for."""
        return any(
            (
                isinstance(effect, syntax.EventEffect)
                and effect.kind == "raise"
                and effect.event.text in self.heard
            )
            or (isinstance(effect, syntax.SetEffect) and bool(self.whens))
            for effect in effects
        )

    @property
    def at_some_time(self) -> bool:
        """Whether some time surely leads away."""
        follows = [timer for timer in self.staying if self.may_follow(timer.tail.effects)]
        return total([timer.guard for timer in (*self.timers, *follows)])


NONE = Leading(frozenset(), (), (), ())


class Leadings:
    """What may lead away from each step of a journey."""

    def __init__(self, flow: JourneyFlow, timing: Timing) -> None:
        self._flow = flow
        self._timing = timing
        self._of = lru_cache(maxsize=None)(self._gather)
        self._led_to = lru_cache(maxsize=None)(self._targets)

    def of(self, name: str) -> Leading:
        """What may lead away from a step; what leads to the step itself does not."""
        own, *around = self._timing.chain(name)
        # What stands around many steps is gathered once, but for those that it leads to.
        but = name if name in self._led_to(tuple(around)) else ""
        return self._with(own, name, self._of(tuple(around), but))

    def _gather(self, chain: tuple[str, ...], but: str) -> Leading:
        return self._with(chain[0], but, self._of(chain[1:], but)) if chain else NONE

    def _targets(self, chain: tuple[str, ...]) -> frozenset[str]:
        """The places that what stands around a step leads to."""
        if not chain:
            return frozenset()
        targets = {
            item.tail.target.name.text
            for item in self._items(chain[0])
            if isinstance(item, syntax.Handler | syntax.Timer | syntax.When) and item.tail.target
        }
        return self._led_to(chain[1:]) | targets

    def _items(self, name: str) -> "list[syntax.StepItem] | list[syntax.Clause]":
        place = self._flow.places[name]
        return place.items if isinstance(place, syntax.Step | syntax.Composite) else []

    def _with(self, place: str, name: str, around: Leading) -> Leading:
        """What leads away from a step by the clauses of a place, and by those around that."""
        heard: set[str] = set()
        whens: list[Expression] = []
        leading: list[syntax.Timer] = []
        staying: list[syntax.Timer] = []
        for item in self._items(place):
            match item:
                case syntax.Handler() if away(name, item.tail):
                    heard.update(event.text for event in item.events)
                case syntax.When() if away(name, item.tail):
                    whens.append(item.condition)
                case syntax.Timer():
                    (leading if away(name, item.tail) else staying).append(item)
        return Leading(
            around.heard | heard,
            (*whens, *around.whens),
            (*leading, *around.timers),
            (*staying, *around.staying),
        )


def away(name: str, tail: syntax.Tail) -> bool:
    """Whether something leads to another place than a step itself."""
    target = tail.target
    return target is not None and (target.kind == "back" or target.name.text != name)


def total(guards: Sequence[Expression | None]) -> bool:
    """Whether one of some conditions always holds; none at all always does."""
    conditions = [guard for guard in guards if guard is not None]
    return len(conditions) < len(guards) or (len(conditions) <= _MOST_CONDITIONS and cover(conditions))
