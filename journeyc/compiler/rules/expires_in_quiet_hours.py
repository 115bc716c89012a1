"""A message that has expired before quiet hours are over."""

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts
from journeyc.compiler.facts.lengths import length
from journeyc.compiler.facts.quiet import kept_quiet
from journeyc.expression.node import Node

NAME = "expires-in-quiet-hours"


def check(facts: Facts) -> None:
    """Say notifications that expire in a shorter time than quiet hours may hold them back."""
    quiet = facts.quiet
    for node in facts.of_kind(syntax.Notification) if quiet else ():
        for setting in node.settings:
            at = setting.value
            long = length(at) if setting.name == "expires" else None
            if quiet and long and long.most < quiet.seconds and kept_quiet(node) and isinstance(at, Node):
                message = f"`{node.name.text}` expires after {facts.written(at)}"
                message += f", and quiet hours ({quiet.written}) may hold it back for longer"
                cure = "let it expire later, or declare it `category transactional`, if it must come at once"
                facts.say(NAME, at, message, cure)
