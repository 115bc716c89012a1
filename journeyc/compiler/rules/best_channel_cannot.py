"""A decision that may choose a channel on which the step cannot do what it does."""

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.compiler.reporter import span_of
from journeyc.diagnostic import Label
from journeyc.expression.syntax import Path

NAME = "best-channel-cannot"


def check(facts: Facts) -> None:
    """Say rows that choose a channel without the abilities of a step that leaves the choice to them."""
    for journey in facts.journeys:
        for step in journey.places.values():
            if isinstance(step, syntax.Step) and step.best is not None:
                _check(journey, step, step.best)


def _check(journey: JourneyFacts, step: syntax.Step, best: syntax.BestChannel) -> None:
    node, reporter = journey.names.decisions[best.decision.text]
    for row in node.rows:
        if not isinstance(row.value, Path) or not row.value.member:
            continue
        channel = row.value.words[-1].text
        lacking = _lacking(step, journey.names.abilities(channel))
        if lacking:
            message = f"`{best.decision.text}` may choose `{channel}`, on which `{step.name.text}` {lacking}"
            cure = "choose another channel for this step, or let it do less"
            labels = (Label(reporter.source, span_of(row.value), "chosen here"),)
            journey.say(NAME, best.decision, message, cure, labels=labels)
            return


def _lacking(step: syntax.Step, abilities: frozenset[str]) -> str:
    """What a step cannot do with some abilities, as the rest of a sentence; empty for nothing."""
    if "ask" not in abilities and any(isinstance(item, syntax.Ask) for item in step.items):
        return "cannot ask"
    says = any(isinstance(item, syntax.Say) and not item.channels for item in step.items)
    if says and not abilities & {"show", "speak"}:
        return "cannot say anything"
    needed = next((need.text for need in step.needs if need.text not in abilities), None)
    return f"lacks `{needed}`" if needed else ""
