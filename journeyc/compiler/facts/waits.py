"""Which steps time surely leads away from, and which wait for as long as it takes."""

from collections.abc import Iterable
from functools import cached_property

from journeyc.compiler import syntax
from journeyc.compiler.acts import boundary
from journeyc.compiler.facts.leading import Leading, Leadings, away, total
from journeyc.compiler.facts.timing import Timing
from journeyc.compiler.facts.walk import within
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.reaching import reached
from journeyc.expression.syntax import Expression, Now


class Waits:
    """The waits of a journey. `endless` are the steps that no time leads away from; `relying` are those that
    only the end of another journey does, with its name.
    """

    def __init__(self, flow: JourneyFlow, timing: Timing) -> None:
        self._flow = flow
        self._timing = timing
        self._leadings = Leadings(flow, timing)
        self.endless: list[str] = []
        self.relying: dict[str, str] = {}
        for name, place in flow.places.items():
            if isinstance(place, syntax.Step) and name in flow.reachable and not self._ends(name, place):
                relied = _work_ends(place)
                if isinstance(relied, str):
                    self.relying[name] = relied
                elif not relied:
                    self.endless.append(name)

    def _ends(self, name: str, step: syntax.Step) -> bool:
        """Whether time leads away from a step, or may do so in a way that only a run knows."""
        leading = self._leadings.of(name)
        return (
            leading.at_some_time
            or leading.may_follow(boundary(step, "enter"))
            or leading.may_follow(self._when_silent)
            or (bool(leading.whens) and (total(leading.whens) or _clocked(leading.whens)))
            or self._given_up(name, step)
            or self._led_by_others(name, leading)
        )

    @cached_property
    def _when_silent(self) -> list[syntax.Effect]:
        """What rules do that time fires, because something did not happen."""
        rules = [rule for rule in self._flow.node.rules if rule.pattern.kind == "absence"]
        return [effect for rule in rules for effect in rule.effects]

    def _given_up(self, name: str, step: syntax.Step) -> bool:
        """Whether the pause surely begins while the customer is awaited here, and gives up."""
        pause = self._timing.pause
        if pause is None or not pause.idle or not self._flow.awaits_customer(step):
            return False
        return any(away(name, timer.tail) for timer in pause.give_up)

    def _led_by_others(self, name: str, leading: Leading) -> bool:
        """Whether another branch may lead away; how long its own steps wait is for them to say."""
        places, structure, chain = self._flow.places, self._flow.structure, self._timing.chain(name)
        for around, branch in zip(chain[1:], chain, strict=False):
            if isinstance(places[around], syntax.Parallel):
                heard = (event.removesuffix(".done") for event in leading.heard if event.endswith(".done"))
                beside = {other for other in heard if structure.parent(other) == around}
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


def _work_ends(step: syntax.Step) -> bool | str:
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
    return reached((name for name, one in waits.items() if one.endless), callers)


def _clocked(conditions: Iterable[Expression]) -> bool:
    """Whether a condition looks at the clock."""
    return any(isinstance(node, Now) for condition in conditions for node in within(condition))
