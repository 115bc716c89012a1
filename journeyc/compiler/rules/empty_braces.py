"""Braces in which nothing is done, behind something that does nothing else."""

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts
from journeyc.expression.node import Node

NAME = "empty-braces"


def check(facts: Facts) -> None:
    """Say rules, times, `enter` and `leave` without effects; an `on` takes its event even so."""
    for rule in facts.every(syntax.Rule):
        if not rule.effects:
            _say(facts, rule.name, f"the rule `{rule.name.text}` does nothing when it fires")
    for boundary in facts.every(syntax.Boundary):
        if not boundary.effects and boundary.kind != "undo":
            _say(facts, boundary, f"this `{boundary.kind}` does nothing")
    for timer in facts.every(syntax.Timer):
        if timer.tail.target is None and not timer.tail.effects:
            _say(facts, timer, f"this `{timer.kind}` does nothing")


def _say(facts: Facts, at: Node, message: str) -> None:
    facts.say(NAME, at, message, "write into the braces what is to be done, or leave it out")
