"""An event that is raised inside a run in which nothing takes it."""

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts, within

NAME = "unheard-raise"


def check(facts: Facts) -> None:
    """Say raised events that no step, stage, interrupt, pause or rule hears of."""
    # What a rule of the customer makes of it is not the journey's to say.
    outside = {event.text for rule in facts.names.rules.values() for event in rule.node.pattern.events}
    for journey in facts.journeys:
        heard = {
            event.text
            for node in within(journey.node)
            if isinstance(node, syntax.Handler | syntax.Pattern)
            for event in node.events
        }
        for effect in journey.raising:
            if not journey.called and effect.event.text not in heard | outside:
                message = (
                    f"`{effect.event.text}` is raised, and nothing in `{journey.node.name.text}` takes it"
                )
                cure = "hear of it: `on … -> …`, or `emit` it if it is for others"
                journey.say(NAME, effect.event, message, cure)
