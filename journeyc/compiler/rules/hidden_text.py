"""A text that others always go before."""

from journeyc.compiler import syntax
from journeyc.compiler.effects import listed
from journeyc.compiler.facts import Facts

NAME = "hidden-text"


def check(facts: Facts) -> None:
    """Say texts for all channels of a notification that has one of its own for each."""
    for node in facts.of_kind(syntax.Notification):
        channels = [word.text for word in node.channels]
        written = {
            (one.part, _language(one), channel.text) for one in node.messages for channel in one.channels
        }
        for one in node.messages:
            own = all((one.part, _language(one), channel) in written for channel in channels)
            if not one.channels and own:
                spoken = f"{one.part} {one.language.text}" if one.language else one.part
                message = f"this `{spoken}` is never sent: {listed(channels)} {_has(channels)} one of its own"
                cure = "leave it out, or the others"
                facts.say(NAME, one, message, cure)


def _language(message: syntax.Message) -> str:
    return message.language.text if message.language else ""


def _has(channels: list[str]) -> str:
    return "each have" if len(channels) > 1 else "has"
