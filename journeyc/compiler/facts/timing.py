"""The time of a journey: how long its constant times take, and which surely lead away from a place."""

from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import takewhile
from typing import NamedTuple

from journeyc.compiler import syntax
from journeyc.compiler.facts.lengths import Length, earlier, length, no_later
from journeyc.compiler.facts.openings import Openings
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.names import Names, calendar_of
from journeyc.expression.syntax import Constant, Expression

#: Of more deadlines of one place the later ones are not looked at: the soonest matter.
_MOST_DEADLINES = 16


class Deadline(NamedTuple):
    """A timer without condition that leads away from `place`, always and after a constant time."""

    timer: syntax.Timer
    place: str
    length: Length


class Timing:
    """The times of a journey. Two times are compared as if they began together, or the first one earlier: so
    it is with those of a place and those around it.
    """

    def __init__(self, flow: JourneyFlow, names: Names) -> None:
        self._flow = flow
        self._names = names
        self.own = lru_cache(maxsize=None)(self._own)
        self._soonest = lru_cache(maxsize=None)(self._soonest_own)
        self._first = lru_cache(maxsize=None)(self._first_own)

    @cached_property
    def openings(self) -> Openings | None:
        """The opening hours of the journey's calendar."""
        declared = calendar_of(self._flow.node, self._names)
        return Openings(declared.node) if declared else None

    def length(self, value: object) -> Length | None:
        """How long something takes; None where only a run knows."""
        return length(value, self.openings)

    @property
    def pause(self) -> syntax.Pause | None:
        """When the journey pauses, and what happens then."""
        return next(iter(self._flow.node.pauses), None)

    @cached_property
    def gives_up(self) -> tuple[syntax.Timer, Length] | None:
        """The first `give up` of the pause after a constant time, counted from the pause."""
        found = [
            (timer, long)
            for timer in (self.pause.give_up if self.pause else ())
            if always(timer.guard) and (long := self.length(timer.when))
        ]
        return min(found, key=lambda one: one[1].most, default=None)

    @cached_property
    def idle(self) -> Length | None:
        """How long nothing comes from the customer before the run is paused."""
        settings = self.pause.idle if self.pause else []
        return self.length(settings[0].value) if settings else None

    def chain(self, name: str) -> list[str]:
        """A place and what is around it, the innermost first. An interrupt is the last: while somebody is in
        it, the times outside of it stand still.
        """
        places, around = self._flow.places, self._flow.structure.around(name)
        return [name, *takewhile(lambda one: not isinstance(places[one], syntax.Anytime), around)]

    def leaves(self, name: str, target: syntax.Target | None) -> bool:
        """Whether what leads to a target leaves a place; from a step to itself it does, and comes again."""
        if target is None:
            return False
        return target.kind == "back" or name not in self._flow.structure.around(target.name.text)

    def _own(self, name: str) -> tuple[Deadline, ...]:
        """The deadlines of a place itself, in written order."""
        place = self._flow.places[name]
        return tuple(
            Deadline(item, name, long)
            for item in timers(place)
            if item.kind != "at"
            and always(item.guard)
            and self.leaves(name, item.tail.target)
            and (long := self.length(item.when))
        )

    def _soonest_own(self, name: str) -> tuple[Deadline, ...]:
        return tuple(sorted(self.own(name), key=lambda one: one.length.most)[:_MOST_DEADLINES])

    def _first_own(self, name: str) -> dict[Length, Deadline]:
        return {one.length: one for one in reversed(self.own(name))}

    def first_at(self, name: str, time: Length) -> Deadline | None:
        """The deadline of a place itself after exactly such a time that is written first."""
        return self._first(name).get(time)

    def deadlines(self, name: str) -> Iterator[Deadline]:
        """The deadlines of a place and of what is around it, the innermost first; of many, the soonest."""
        for one in self.chain(name):
            yield from self._soonest(one)

    def over_by(
        self, name: str, time: Length, but: syntax.Node | None = None, *, strictly: bool = False
    ) -> Deadline | None:
        """A deadline that leads away from a place before such a time is over, or just then, whenever it
        begins; one other than a certain timer.
        """
        compared = earlier if strictly else no_later
        found = [
            deadline
            for deadline in self.deadlines(name)
            if deadline.timer is not but and compared(deadline.length, time)
        ]
        return min(found, key=lambda deadline: deadline.length.most, default=None)


def timers(place: syntax.Place) -> Iterator[syntax.Timer]:
    """The timers of a step or of what has places inside, in written order."""
    if isinstance(place, syntax.Step | syntax.Composite):
        yield from (item for item in place.items if isinstance(item, syntax.Timer))


def always(guard: Expression | None) -> bool:
    """Whether a condition is none."""
    return guard is None or (isinstance(guard, Constant) and guard.value is True)
