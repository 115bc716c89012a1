"""A consent for a channel that brings no messages."""

from journeyc.compiler import syntax
from journeyc.compiler.effects import listed
from journeyc.compiler.facts import Facts

NAME = "idle-consent"


def check(facts: Facts) -> None:
    """Say channels that a policy asks consent for, and over which nothing is sent."""
    names = facts.names
    for policy in facts.of_kind(syntax.Policy):
        for item in policy.items:
            for channel in item.channels if isinstance(item, syntax.Consent) else ():
                if "push" not in names.abilities(channel.text):
                    message = f"`{channel.text}` cannot push, so this consent is never asked for"
                    able = sorted(one for one in names.channels if "push" in names.abilities(one))
                    cure = f"consent is for messages: {listed(able)} can bring them"
                    facts.say(NAME, channel, message, cure)
