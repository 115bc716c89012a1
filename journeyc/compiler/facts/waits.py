"""Which steps time surely leads away from, and which wait for as long as it takes."""

from collections.abc import Iterable
from functools import cached_property

from journeyc.compiler import syntax
from journeyc.compiler.acts import boundary
from journeyc.compiler.exclusion import cover
from journeyc.compiler.facts.timing import Timing
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.names import Names
from journeyc.expression.syntax import Expression, Now

Clauses = list[syntax.StepItem] | list[syntax.Clause]


class Waits:
    """The waits of a journey. `endless` are the steps that no time leads away from; `relying` are those that
    only the end of another journey does, with its name.
    """

    def __init__(self, flow: JourneyFlow, names: Names) -> None:
        self._flow = flow
        self._timing = Timing(flow, names)
        self.endless: list[str] = []
        self.relying: dict[str, str] = {}
        for name, place in flow.places.items():
            if isinstance(place, syntax.Step) and name in flow.reachable and not self._ends(name, place):
                relied = self._work_ends(place)
                if isinstance(relied, str):
                    self.relying[name] = relied
                elif not relied:
                    self.endless.append(name)

    def _ends(self, name: str, step: syntax.Step) -> bool:
        """Whether time leads away from a step, or may do so in a way that only a run knows."""
        chain = self._timing.chain(name)
        items = [item for one in chain for item in self._items(one)]
        heard = self._heard(name, items)
        whens = [item for item in items if isinstance(item, syntax.When) and self._away(name, item.tail)]
        raised = _raised(boundary(step, "enter"))
        if heard & raised or cover([when.condition for when in whens]) or _clocked(whens):
            return True
        rules = [effect for rule in self._absences for effect in rule.effects]
        if heard & _raised(rules) or (whens and _sets(rules)):
            return True
        leading = [
            item.guard
            for item in items
            if isinstance(item, syntax.Timer)
            and (
                self._away(name, item.tail)
                or heard & _raised(item.tail.effects)
                or (whens and _sets(item.tail.effects))
            )
        ]
        return _total(leading) or self._given_up(name, step) or self._led_by_others(chain, heard)

    def _items(self, name: str) -> Clauses:
        place = self._flow.places[name]
        return place.items if isinstance(place, syntax.Step | syntax.Composite) else []

    def _away(self, name: str, tail: syntax.Tail) -> bool:
        """Whether something leads to another place than a step itself."""
        target = tail.target
        return target is not None and (target.kind == "back" or target.name.text != name)

    def _heard(self, name: str, items: Iterable[syntax.Node]) -> set[str]:
        """The events that lead away."""
        return {
            event.text
            for item in items
            if isinstance(item, syntax.Handler) and self._away(name, item.tail)
            for event in item.events
        }

    def _given_up(self, name: str, step: syntax.Step) -> bool:
        """Whether the pause surely begins while the customer is awaited here, and gives up."""
        pause = self._timing.pause
        if pause is None or not pause.idle or not self._flow.awaits_customer(step):
            return False
        return _total([timer.guard for timer in pause.give_up if self._away(name, timer.tail)])

    def _led_by_others(self, chain: list[str], heard: set[str]) -> bool:
        """Whether another branch may lead away; how long its own steps wait is for them to say."""
        structure = self._flow.structure
        done = {event.removesuffix(".done") for event in heard if event.endswith(".done")}
        for around, branch in zip(chain[1:], chain, strict=False):
            if isinstance(self._flow.places[around], syntax.Parallel):
                beside = {other for other in done if structure.parent(other) == around}
                if (beside | self._leading_out.get(around, set())) - {branch}:
                    return True
        return False

    @cached_property
    def _leading_out(self) -> dict[str, set[str]]:
        """For each parallel, the branches out of which something leads past it."""
        found: dict[str, set[str]] = {}
        structure = self._flow.structure
        for edge in self._flow.edges:
            if edge.source is None:
                continue
            kept = {edge.target, *structure.around(edge.target)}
            chain = [edge.source, *structure.around(edge.source)]
            for around, branch in zip(chain[1:], chain, strict=False):
                if around not in kept and isinstance(self._flow.places[around], syntax.Parallel):
                    found.setdefault(around, set()).add(branch)
        return found

    @cached_property
    def _absences(self) -> list[syntax.Rule]:
        """The rules that time fires, because something did not happen."""
        return [rule for rule in self._flow.node.rules if rule.pattern.kind == "absence"]

    def _work_ends(self, step: syntax.Step) -> bool | str:
        """Whether what a step calls surely ends and every outcome leads on; the journey it depends on."""
        for item in step.items:
            if isinstance(item, syntax.ServiceCall | syntax.SubJourney):
                if not all(outcome.tail.target for outcome in item.outcomes):
                    return False
                return item.journey.text if isinstance(item, syntax.SubJourney) else item.timeout is not None
        return False


def endless_journeys(waits: dict[str, Waits]) -> set[str]:
    """The journeys in which a customer may wait for ever, those too that wait for such a journey."""
    callers: dict[str, list[str]] = {}
    for name, one in waits.items():
        for relied in one.relying.values():
            callers.setdefault(relied, []).append(name)
    found: set[str] = set()
    pending = [name for name, one in waits.items() if one.endless]
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending += callers.get(name, [])
    return found


def _total(guards: list[Expression | None]) -> bool:
    """Whether one of some conditions always holds; no condition does."""
    return None in guards or cover([guard for guard in guards if guard is not None])


def _raised(effects: Iterable[syntax.Effect]) -> set[str]:
    return {e.event.text for e in effects if isinstance(e, syntax.EventEffect) and e.kind == "raise"}


def _sets(effects: Iterable[syntax.Effect]) -> bool:
    return any(isinstance(effect, syntax.SetEffect) for effect in effects)


def _clocked(whens: Iterable[syntax.When]) -> bool:
    """Whether a condition looks at the clock."""
    from journeyc.compiler.facts import within

    return any(isinstance(node, Now) for when in whens for node in within(when.condition))
