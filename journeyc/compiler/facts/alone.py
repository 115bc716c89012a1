"""Where time alone leads, while nobody does anything."""

from typing import NamedTuple

from journeyc.compiler import syntax
from journeyc.compiler.facts.messages import Move
from journeyc.compiler.facts.times import seconds
from journeyc.compiler.structure import ROOT, Structure
from journeyc.expression.syntax import Expression

#: What comes without anybody doing anything.
_BY_ITSELF = ("paused",)


class Onward(NamedTuple):
    """A step that is certain to be left by a timer when nothing happens: to the step `target`."""

    step: str
    timer: syntax.Timer
    target: str

    def comes_before(self, delay: Expression) -> bool:
        """Whether a delay from entering the step is certain to be over before the step is left."""
        mine, other = seconds(self.timer.when), seconds(delay)
        return mine is not None and other is not None and other < mine


def circles_of_time(node: syntax.Journey, structure: Structure, moves: list[Move]) -> list[list[Onward]]:
    """Circles of steps, each of which time alone leads to the next, for ever: nothing counts the rounds, and
    nothing that comes by itself leads out. In doubt a circle is none.
    """
    if any(pause.give_up for pause in node.pauses) or _interferes(node, structure):
        return []
    raising = {id(move.cause) for move in moves if any(_raises(effect) for effect in move.effects)}
    onward: dict[str, Onward] = {}
    for name, place in structure.places.items():
        if isinstance(place, syntax.Step):
            found = _onward(structure, name, place)
            if found is not None and id(found.timer) not in raising:
                onward[name] = found
    return _circles(onward)


def _interferes(node: syntax.Journey, structure: Structure) -> bool:
    """Whether a rule or an interrupt may lead out by itself."""
    if any(_raises(effect) for rule in node.rules for effect in rule.effects):
        return True
    interrupts = (place for place in structure.places.values() if isinstance(place, syntax.Anytime))
    return any(_leads_by_itself(item) for place in interrupts for item in place.items)


def _raises(effect: syntax.Effect) -> bool:
    return isinstance(effect, syntax.EventEffect) and effect.kind == "raise"


def _leads_by_itself(item: syntax.StepItem) -> bool:
    """Whether a clause may lead on though nobody does anything."""
    match item:
        case syntax.ServiceCall() | syntax.SubJourney() | syntax.When():
            return True
        case syntax.Timer():
            return item.tail.target is not None or any(_raises(effect) for effect in item.tail.effects)
        case syntax.Handler():
            return any("." in event.text or event.text in _BY_ITSELF for event in item.events)
        case syntax.Boundary():
            return any(_raises(effect) for effect in item.effects)
    return False


def _onward(structure: Structure, name: str, step: syntax.Step) -> Onward | None:
    """The timer that is certain to leave a step first, and the step it leads to."""
    timers = [item for item in step.items if _leads_by_itself(item)]
    around = [structure.places[one] for one in structure.around(name)]
    if any(isinstance(place, syntax.Parallel | syntax.Each) for place in around) or any(
        _leads_by_itself(item)
        for place in around
        if isinstance(place, syntax.Composite)
        for item in place.items
    ):
        return None
    first: tuple[int, syntax.Timer] | None = None
    for timer in timers:
        if not isinstance(timer, syntax.Timer) or timer.kind != "after" or timer.guard is not None:
            return None
        after = seconds(timer.when)
        if after is None or timer.tail.target is None or timer.tail.target.kind != "place":
            return None
        if first is None or after < first[0]:
            first = after, timer
    if first is None or first[1].tail.target is None:
        return None
    target = _begin(structure, first[1].tail.target.name.text)
    return Onward(name, first[1], target) if target else None


def _begin(structure: Structure, name: str) -> str:
    """The step that is entered with a place; empty where that is not certain."""
    while not isinstance(structure.places[name], syntax.Step):
        if not isinstance(structure.places[name], syntax.Stage):
            return ROOT
        (name,) = structure.initial(name)
    return name


def _circles(onward: dict[str, Onward]) -> list[list[Onward]]:
    """The circles of ways of which each place has at most one."""
    found: list[list[Onward]] = []
    seen: set[str] = set()
    for start in onward:
        way: dict[str, Onward] = {}
        name = start
        while name in onward and name not in seen:
            seen.add(name)
            way[name] = onward[name]
            name = onward[name].target
        if name in way:
            names = list(way)
            found.append([way[one] for one in names[names.index(name) :]])
    return found
